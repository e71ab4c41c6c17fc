// SPDX-License-Identifier: Apache-2.0
#include "mapper/improve.h"

#include <vector>

#include "mapper/moves.h"
#include "mapper/parallel.h"

namespace paretile::mapper {
namespace {

/// A draft and its score.
struct State {
  Draft draft;
  Score score;
};

class Improver {
 public:
  Improver(const SearchSpace& space, const cost_model::Evaluator& evaluator, Goal goal, Rng rng,
           const std::atomic<bool>* stop, Found& found)
      : space_(space), evaluator_(evaluator), goal_(goal), rng_(rng), stop_(stop), found_(found) {}

  void run(Draft draft, int kicks) {
    State best{std::move(draft), {}};
    if (!evaluate(best)) return;
    descend(best);
    for (int i = 0; i < kicks && !stopped(stop_); ++i) {
      State kicked = best;
      kick(kicked);
      descend(kicked);
      if (kicked.score < best.score) best = kicked;
    }
  }

 private:
  bool evaluate(State& state) {
    const Mapping mapping = to_mapping(space_, state.draft);
    ++found_.evaluations;
    if (!evaluator_.evaluate(mapping, evaluation_).fits()) return false;
    found_.front.offer(evaluation_.cost, mapping);
    state.score = score(evaluation_.cost, goal_);
    return true;
  }

  /// First improvement in random order, until a whole round brings none.
  void descend(State& state) {
    bool improved = true;
    State trial;
    while (improved) {
      improved = false;
      std::vector<Move> moves = list_moves(space_, state.draft);
      rng_.shuffle(moves);
      for (const Move& move : moves) {
        if (stopped(stop_)) return;
        trial.draft = state.draft;
        apply(space_, move, trial.draft);
        if (!evaluate(trial) || !(trial.score < state.score)) continue;
        std::swap(state, trial);
        improved = true;
        break;
      }
    }
  }

  /// A few random changes that fit, better or not.
  void kick(State& state) {
    const std::size_t changes = 2 + rng_.below(4);
    State trial;
    for (std::size_t done = 0, tries = 0; done < changes && tries < 20 * changes; ++tries) {
      const std::vector<Move> moves = list_moves(space_, state.draft);
      if (moves.empty()) return;
      trial.draft = state.draft;
      apply(space_, moves[rng_.below(moves.size())], trial.draft);
      if (!evaluate(trial)) continue;
      std::swap(state, trial);
      ++done;
    }
  }

  const SearchSpace& space_;
  const cost_model::Evaluator& evaluator_;
  Goal goal_;
  Rng rng_;
  const std::atomic<bool>* stop_;
  Found& found_;
  cost_model::Evaluation evaluation_;
};

}  // namespace

Score score(const cost_model::Cost& cost, Goal goal) {
  const auto cycles = static_cast<double>(cost.latency_cycles);
  switch (goal) {
    case Goal::kEdp:
      return {cost.edp_pj_cycles, cost.energy_pj};
    case Goal::kEnergy:
      return {cost.energy_pj, cycles};
    case Goal::kLatency:
      return {cycles, cost.energy_pj};
  }
  return {};
}

void improve(const SearchSpace& space, const cost_model::Evaluator& evaluator, Draft draft,
             Goal goal, int kicks, Rng rng, const std::atomic<bool>* stop, Found& found) {
  Improver(space, evaluator, goal, rng, stop, found).run(std::move(draft), kicks);
}

}  // namespace paretile::mapper
