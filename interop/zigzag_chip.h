// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "core/architecture.h"
#include "interop/zigzag_case.h"

namespace paretile::interop {

/// ZigZag's memories and array as levels and fan-outs from the outside in.
struct ZigzagChip {
  Architecture architecture;
  std::vector<std::size_t> memories;  ///< of each level: its index in the hardware
  std::vector<AxisId> axes;           ///< of each axis in the hardware: ours
  IdSet<AxisId> copied;  ///< axes of the hardware along which copies stand for one memory
};

/// Levels are nested here, while ZigZag's memories may serve axes neither of which contains the
/// other's. Such a memory then stands once per unit it serves, and each copy has its share of the
/// energy: what all of them do together costs what the one does. Told in a remark.
[[nodiscard]] ZigzagChip to_chip(const ZigzagCase& given, const std::string& file,
                                 std::vector<Remark>& remarks);

}  // namespace paretile::interop
