// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "interop/imported.h"
#include "interop/zigzag_case.h"

namespace paretile::interop {

/// ZigZag's files, told apart by what is in them: a hardware (a map), a workload and a mapping
/// (lists of layers and of entries for layers).
struct ZigzagFiles {
  ZigzagHardware hardware;
  std::vector<ZigzagLayer> layers;
};

/// Reads the three, whole. Throws InputError with every mistake of all files.
[[nodiscard]] ZigzagFiles read_zigzag_files(std::span<const SourceText> files,
                                            std::vector<Remark>& remarks);

/// One layer on the hardware with its mapping, loops cut into memories by LOMA's rule. `layer` may
/// be left out where there is only one. Throws as above, and where tiles do not fit.
[[nodiscard]] ZigzagCase read_zigzag_case(std::span<const SourceText> files,
                                          const std::optional<std::string>& layer,
                                          std::vector<Remark>& remarks);

/// The same with the order in time left open: no loops, no cuts.
[[nodiscard]] ZigzagCase read_zigzag_unrolled(std::span<const SourceText> files,
                                              const std::optional<std::string>& layer,
                                              std::vector<Remark>& remarks);

/// A case in our values. Throws as above, and where the mapping has no counterpart here.
[[nodiscard]] Imported read_zigzag(std::span<const SourceText> files,
                                   const std::optional<std::string>& layer);

/// The same with the order in time left open: problem, chip, and constraints that fix what is
/// unrolled, as ZigZag's mapper takes it. Sizes an unrolling does not divide are padded up to whole
/// rounds, with a remark.
[[nodiscard]] Imported read_zigzag_space(std::span<const SourceText> files,
                                         const std::optional<std::string>& layer);

/// Whether some nest here keeps all operands of a case, loops cut already, as it does.
[[nodiscard]] bool has_nest(const ZigzagCase& given);

/// A case, loops cut already, in our values: problem, chip and nest. Throws InputError where it has
/// no counterpart; `file` is for that message and the remarks.
[[nodiscard]] Imported import_case(const ZigzagCase& given, const std::string& file,
                                   std::vector<Remark> remarks);

}  // namespace paretile::interop
