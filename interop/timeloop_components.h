// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/io/yaml_reader.h"
#include "interop/timeloop_files.h"

namespace paretile::interop {

/// One memory or arithmetic unit as any dialect of Timeloop says it, all instances of it.
struct TimeloopComponent {
  std::string name;
  std::string type;  ///< `class`, or what the legacy form says by where it stands
  bool is_compute = false;
  std::int64_t instances = 1;                 ///< on the whole chip
  std::array<std::int64_t, 2> mesh = {1, 1};  ///< the same along X and Y
  const io::YamlValue* place = nullptr;       ///< of the whole entry
  io::YamlReader attributes;                  ///< an empty map where there are none
};

/// The memories and arithmetic of a chip, outermost first; the name of the chip.
struct TimeloopChip {
  std::string name;
  std::vector<TimeloopComponent> components;
};

/// The `architecture` section, whichever dialect it is in.
[[nodiscard]] TimeloopChip read_timeloop_components(TimeloopFiles& files,
                                                    const TimeloopSection& section);

}  // namespace paretile::interop
