// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>

#include "cost_model/evaluator.h"
#include "mapper/draft.h"
#include "mapper/mapspace.h"
#include "mapper/pareto.h"
#include "mapper/rng.h"

namespace paretile::mapper {

/// What a search makes small; of equal mappings the other quantity decides.
enum class Goal : std::uint8_t { kEdp, kEnergy, kLatency };

/// The cost as numbers to compare: the goal first.
struct Score {
  double first = 0;
  double second = 0;
  friend auto operator<=>(const Score&, const Score&) = default;
};
[[nodiscard]] Score score(const cost_model::Cost& cost, Goal goal);

/// Where a search leaves what it saw.
struct Found {
  Front front;
  std::uint64_t evaluations = 0;
};

/// Local search: from `draft`, which fits, takes the first better one of all single changes (a
/// prime factor moved or exchanged, loops swapped, a storage node moved, dropped or added) until
/// none is better; then kicks the best one found with a few random changes and begins again,
/// `kicks` times. Every mapping on the way is offered to the front. Ends early when *stop is set.
void improve(const SearchSpace& space, const cost_model::Evaluator& evaluator, Draft draft,
             Goal goal, int kicks, Rng rng, const std::atomic<bool>* stop, Found& found);

}  // namespace paretile::mapper
