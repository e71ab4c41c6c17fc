// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>
#include <vector>

#include "mapper/mapspace.h"
#include "mapper/moves.h"
#include "mapper/rng.h"

namespace paretile::mapper {

/// Takes the first change that makes a state better, in random order, until none of a whole round
/// does. A state has a `draft`; `evaluate(state)` scores it and says whether it fits,
/// `is_better(a, b)` compares scores, and once `is_over()` the state is left as it is.
template <typename State, typename Evaluate, typename IsBetter, typename IsOver>
void descend(const SearchSpace& space, Rng& rng, State& state, const Evaluate& evaluate,
             const IsBetter& is_better, const IsOver& is_over) {
  State trial;
  for (bool improved = true; improved;) {
    improved = false;
    std::vector<Move> moves = list_moves(space, state.draft);
    rng.shuffle(moves);
    for (const Move& move : moves) {
      if (is_over()) return;
      trial.draft = state.draft;
      apply(space, move, trial.draft);
      if (!evaluate(trial) || !is_better(trial, state)) continue;
      std::swap(state, trial);
      improved = true;
      break;
    }
  }
}

/// A few random changes that fit, better or not.
template <typename State, typename Evaluate>
void kick(const SearchSpace& space, Rng& rng, State& state, const Evaluate& evaluate) {
  const std::size_t changes = 2 + rng.below(4);
  State trial;
  for (std::size_t done = 0, tries = 0; done < changes && tries < 20 * changes; ++tries) {
    const std::vector<Move> moves = list_moves(space, state.draft);
    if (moves.empty()) return;
    trial.draft = state.draft;
    apply(space, moves[rng.below(moves.size())], trial.draft);
    if (!evaluate(trial)) continue;
    std::swap(state, trial);
    ++done;
  }
}

}  // namespace paretile::mapper
