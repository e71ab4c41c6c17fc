// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/architecture.h"
#include "core/constraints.h"
#include "core/mapping.h"
#include "core/problem.h"
#include "core/workload.h"

namespace paretile {

/// One thing wrong with a value, named by its place inside the value: `levels[1].capacity_bits`.
/// Loaders turn the path into a file position. An empty list means the value is valid.
struct Finding {
  std::string path;
  std::string message;
  std::string hint;  ///< may be empty
  friend bool operator==(const Finding&, const Finding&) = default;
};

/// Sizes >= 1, one output, at most one occurrence of a dimension per tensor, no sums or
/// multiples in outputs, psum_bits >= bits, and no count that could pass 2^53.
[[nodiscard]] std::vector<Finding> validate(const Problem& problem);

/// Layers non-empty and uniquely named, edges that name earlier layers, every problem valid.
[[nodiscard]] std::vector<Finding> validate(const Workload& workload);

/// Unique names, sizes >= 1, word_bits >= 1, numbers finite and not negative, must_keep within
/// may_keep, fan-outs in order with one or two axes.
[[nodiscard]] std::vector<Finding> validate(const Architecture& architecture);

/// Rules that can be kept on the architecture, one by one, and none given twice: levels that may
/// keep what they must, no bypass of the level where a role starts and ends, ranges from small to
/// large that fit their axis. That rules contradict each other in a subtler way is not a mistake
/// but an empty mapspace.
[[nodiscard]] std::vector<Finding> validate(const Constraints& constraints,
                                            const Architecture& architecture);

/// Structure of the nest, by paths `nodes[i]`. A legal mapping has
///  - loops whose bounds multiply to the size of every dimension, or to more (a ragged mapping,
///    core/mapping.h) as long as every loop reaches its last index;
///  - at least one storage node per tensor, none outside its first one but other storage nodes;
///  - per tensor, storage nodes in the order of the levels, none twice;
///  - storage nodes of a level inside all spatial loops of the fan-outs around it and outside all
///    spatial loops of the fan-outs within it;
///  - spatial loops of one fan-out next to each other, fan-outs in order.
/// What does not fit (capacity, axis sizes, keep sets) is not a mistake but a Verdict.
[[nodiscard]] std::vector<Finding> validate(const Mapping& mapping, const Problem& problem,
                                            const Architecture& architecture);

}  // namespace paretile
