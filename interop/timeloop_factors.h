// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/io/yaml_document.h"
#include "core/problem.h"

namespace paretile::interop {

/// How often a loop runs, and how often in the last round of all loops around it.
struct TimeloopFactor {
  std::int64_t bound = 1;
  std::int64_t last = 1;
};

/// `R=3 C4 P=4,1`, or the same as a list; 0 is the whole dimension, what is not named is 1.
[[nodiscard]] IdVector<DimId, TimeloopFactor> read_timeloop_factors(io::YamlDocument& document,
                                                                    const io::YamlValue* value,
                                                                    const Problem& problem);

/// `CQK`, `C Q K` or a list, INNERMOST first; dimensions left out come last, in the problem's
/// order.
[[nodiscard]] std::vector<DimId> read_timeloop_permutation(io::YamlDocument& document,
                                                           const io::YamlValue* value,
                                                           const Problem& problem);

}  // namespace paretile::interop
