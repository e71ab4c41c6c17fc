// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "cost_model/evaluator.h"
#include "explore/sweep.h"
#include "mapper/result.h"
#include "mapper/run.h"

namespace paretile::explore {

/// The layer problems of a sweep that differ in bandwidths alone, and the most generous of each
/// kind. On its chip every mapping fits that fits on the others, at no more energy and latency. It
/// follows from the sweep, so what is found by its help does not depend on what was solved before.
class Relaxation {
 public:
  Relaxation(const Sweep& sweep, const mapper::Settings& settings);

  /// The chip with each bandwidth at the most that a design of the sweep has of which the layer
  /// sees nothing else than of this one.
  [[nodiscard]] Architecture relaxed(const Problem& problem, const Architecture& chip) const;

 private:
  using Bandwidths = std::vector<double>;  ///< of all levels
  void add(const Problem& problem, const Architecture& chip);

  mapper::Settings settings_;
  std::unordered_map<std::uint64_t, Bandwidths> most_;  ///< by mapspace hash without bandwidths
};

/// What the front of a relaxed chip says of a real one.
struct CarriedOver {
  std::vector<mapper::Point> points;  ///< of the real chip's front, by energy ascending
  /// All other points of it are answers to one of these. A whole front wanted has none where
  /// every point was carried over.
  std::vector<mapper::Objective> missing;
};

/// `relaxed`: the proven answer to `objective` on a chip where no mapping costs more than on the
/// evaluator's. docs/exploring.md says why the points whose cost is the same are the real chip's.
[[nodiscard]] CarriedOver carry_over(const std::vector<mapper::Point>& relaxed,
                                     const mapper::Objective& objective,
                                     const cost_model::Evaluator& evaluator);

}  // namespace paretile::explore
