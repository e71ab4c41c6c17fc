// SPDX-License-Identifier: Apache-2.0
#include "mapper/improve.h"

#include "mapper/local_search.h"
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
      kick(space_, rng_, kicked, [this](State& trial) { return evaluate(trial); });
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

  void descend(State& state) {
    mapper::descend(
        space_, rng_, state, [this](State& trial) { return evaluate(trial); },
        [](const State& a, const State& b) { return a.score < b.score; },
        [this] { return stopped(stop_); });
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
