// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "cost_model/evaluator.h"
#include "cost_model/pricer.h"
#include "mapper/draft.h"
#include "mapper/draft_reader.h"
#include "mapper/draw_move.h"
#include "mapper/exact_plan.h"
#include "mapper/objective.h"
#include "mapper/pareto.h"
#include "mapper/rng.h"

namespace paretile::mapper {

/// Good mappings found by chance, for the exact engine to begin with: simulated annealing
/// (Kirkpatrick, Gelatt, Vecchi, Science 1983) over single changes of a draft and new uses of a
/// fan-out. What is found decides how long a proof takes, never what it says. The space must be
/// `uneven-free` without constraints.
class FirstAnswers {
 public:
  FirstAnswers(const ExactPlan& plan, const cost_model::Evaluator& evaluator,
               const Objective& objective, std::uint64_t seed, const std::atomic<bool>* stop);

  /// Scores about as many mappings more. Ends early when *stop is set.
  void find(std::uint64_t evaluations);
  /// The front of all found.
  [[nodiscard]] const std::vector<Point>& points() const { return front_.points(); }

 private:
  struct State {
    Draft draft;
    double log_energy = 0;
    double log_cycles = 0;
  };
  /// What a search with this weight makes small: log of energy * cycles^weight.
  [[nodiscard]] static double value(const State& state, double weight) {
    return state.log_energy + weight * state.log_cycles;
  }
  void begin(std::uint64_t evaluations_per_start);
  void anneal(State state, double weight, std::uint64_t evaluations);
  bool change(Draft& draft);
  bool respread(Draft& draft);
  [[nodiscard]] bool respread(Draft& draft, std::size_t fanout, const SpatialChoice& choice,
                              bool from_outside) const;
  bool evaluate(State& state);
  void offer(const Draft& draft, const cost_model::Price& price);
  double draw_unit() { return static_cast<double>(rng_.next() >> 11U) * 0x1p-53; }

  const ExactPlan& plan_;
  const cost_model::Evaluator& evaluator_;
  const std::atomic<bool>* stop_;
  std::vector<double> weights_;
  std::vector<State> best_;  ///< per weight; none before anything fits
  Rng rng_;
  std::uint64_t evaluations_ = 0;
  MoveDrawer drawer_;
  DraftReader reader_;
  cost_model::Pricer pricer_;
  cost_model::Trace trace_;
  Front front_;
};

}  // namespace paretile::mapper
