// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <vector>

#include "core/ids.h"
#include "interop/imported.h"
#include "interop/zigzag_case.h"

namespace paretile::interop {

/// What ZigZag wrote of one memory of an operand.
struct ZigzagMemoryStats {
  std::array<double, 4> accesses = {};  ///< written from above, read to below, from below, to above
  double energy_pj = 0;
};

/// What ZigZag wrote of one layer (`*_complete.json`).
struct ZigzagStats {
  IdVector<TensorId, std::vector<ZigzagMemoryStats>> memories;  ///< low to high
  double operation_energy_pj = 0;
  double energy_pj = 0;
  double computation_cycles = 0;  ///< with stalls
  double onloading_cycles = 0;
  double offloading_cycles = 0;

  [[nodiscard]] double latency_cycles() const {
    return onloading_cycles + computation_cycles + offloading_cycles;
  }
};

/// Reads the text; its operands and how many memories each has must be those of the case. Throws
/// InputError with every mistake.
[[nodiscard]] ZigzagStats read_zigzag_stats(const SourceText& text, const ZigzagCase& given);

}  // namespace paretile::interop
