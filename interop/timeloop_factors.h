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

/// What a constraint asks of a loop: `C=4` or `C4` exactly, `C<=4` at most.
struct TimeloopLimit {
  DimId dim;
  std::int64_t bound = 1;
  bool exact = true;
  bool was_cut = false;  ///< more was asked for than the dimension has
};

/// `R=1 C<=4 P=0`, or the same as a list; 0 is the whole dimension, as is all beyond it.
[[nodiscard]] std::vector<TimeloopLimit> read_timeloop_limits(io::YamlDocument& document,
                                                              const io::YamlValue& value,
                                                              const Problem& problem);

/// `R=3 C4 P=4,1`, also with commas between, or the same as a list; 0 is the whole dimension, what
/// is not named is 1.
[[nodiscard]] IdVector<DimId, TimeloopFactor> read_timeloop_factors(io::YamlDocument& document,
                                                                    const io::YamlValue* value,
                                                                    const Problem& problem);

/// `CQK`, `CQ K` or a list, INNERMOST first: the dimensions given.
[[nodiscard]] std::vector<DimId> read_timeloop_order(io::YamlDocument& document,
                                                     const io::YamlValue& value,
                                                     const Problem& problem);

/// The same of a mapping; dimensions left out come last, in the problem's order.
[[nodiscard]] std::vector<DimId> read_timeloop_permutation(io::YamlDocument& document,
                                                           const io::YamlValue* value,
                                                           const Problem& problem);

}  // namespace paretile::interop
