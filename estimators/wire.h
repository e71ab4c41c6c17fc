// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "estimators/technology.h"

namespace paretile::estimators {

/// What sending random bits along a wire costs, and where that comes from.
struct WireEnergy {
  double per_bit_mm_pj = 0;
  std::string from;
  std::string confidence;
  std::string caution;
};

/// Between the nodes of the tables' rows for random data, straight in the logarithms; beyond them
/// the nearest. At another voltage than the row's, times the square of the two: the capacitance per
/// mm stays. nullopt if no table has such rows.
[[nodiscard]] std::optional<WireEnergy> wire_energy(const Process& process,
                                                    const Technology& technology);

}  // namespace paretile::estimators
