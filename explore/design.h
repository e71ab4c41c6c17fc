// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/architecture.h"
#include "explore/sweep.h"

namespace paretile::explore {

/// One design of a sweep's grid: the base chip, one value of each parameter, what follows.
struct Design {
  std::int64_t id = 0;  ///< the chip counts slowest, the last parameter fastest
  std::size_t chip = 0;
  std::vector<std::size_t> choice;  ///< per parameter
  std::vector<double> derived;      ///< per derived number
  io::YamlValue tree;               ///< the chip's file with all values put in
};

/// A value of a design's tree that was put in stands in line kFirstPutLine + its parameter, or, of
/// derived numbers, behind all parameters.
inline constexpr int kFirstPutLine = 1'000'000'000;

/// A derived number that cannot be had: of which, and why.
struct DesignOrMistake {
  std::optional<Design> design;
  std::size_t derived = 0;
  std::string mistake;
};

/// id: from 0 to grid_size(sweep) - 1.
[[nodiscard]] DesignOrMistake make_design(const Sweep& sweep, std::int64_t id);

/// The number a constraint means by a name: a parameter, a derived number, a field of the chip by
/// its path, and, given the architecture, area_um2, area_mm2 and compute_units.
[[nodiscard]] std::optional<double> number_of(const Sweep& sweep, const Design& design,
                                              std::string_view name,
                                              const Architecture* architecture = nullptr);

/// Throws InputError where the values make no chip; its lines may be those of kFirstPutLine.
[[nodiscard]] Architecture build(const Sweep& sweep, const Design& design);

}  // namespace paretile::explore
