// SPDX-License-Identifier: Apache-2.0
#include "mapper/first_answers.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

#include "mapper/parallel.h"
#include "mapper/sample.h"

namespace paretile::mapper {
namespace {

// Of temperatures from 0.02 to 0.4, 1 to 20 starts, shares of new uses of a fan-out from 1/20 to
// 1/3 and of double moves up to 1/2, about these left the least time to proofs for the peers'
// matrix products and ResNet-18. None of them mattered much beside luck; nor did climbing with
// kicks, or trying uses of fan-outs one by one after annealing.
constexpr std::size_t kStarts = 6;
constexpr std::uint64_t kPerStart = 16;  ///< of all evaluations, one part per start; then the best
constexpr double kHot = 0.05;            ///< a twentieth more energy is often accepted at first,
constexpr double kCold = 0.002;          ///< and hardly ever at last
constexpr std::size_t kRespreadOneIn = 10;
constexpr std::size_t kTwoMovesOneIn = 10;

/// What two ways to add up a price may differ by.
constexpr double kRounding = 1e-12;

/// Almost nothing, so that of equal energies the fewer cycles count.
constexpr double kTie = 1e-6;

/// Fast mappings first: making them frugal is easier than the reverse.
std::vector<double> weights_for(ObjectiveKind objective) {
  switch (objective) {
    case ObjectiveKind::kEnergy:
      return {kTie};
    case ObjectiveKind::kLatency:
      return {20};
    case ObjectiveKind::kEdp:
      return {1};
    case ObjectiveKind::kEd2p:
      return {2};
    case ObjectiveKind::kFront:
    case ObjectiveKind::kWeighted:
      break;
  }
  return {20, 1, 0.3, 0.1, kTie};
}

}  // namespace

FirstAnswers::FirstAnswers(const ExactPlan& plan, const cost_model::Evaluator& evaluator,
                           const Objective& objective, std::uint64_t seed,
                           const std::atomic<bool>* stop)
    : plan_(plan),
      evaluator_(evaluator),
      stop_(stop),
      weights_(weights_for(objective.kind)),
      rng_(seed, 0),
      drawer_(plan.space),
      reader_(plan.space, evaluator.tables()),
      pricer_(evaluator.tables()) {}

void FirstAnswers::find(std::uint64_t evaluations) {
  const std::uint64_t end = evaluations_ + evaluations;
  if (best_.empty()) begin(evaluations / kPerStart);
  const std::uint64_t left = end - std::min(end, evaluations_);
  for (std::size_t w = 0; w < best_.size() && !stopped(stop_); ++w) {
    anneal(best_[w], weights_[w], left / weights_.size());
  }
}

/// From several places, for what tensor stays where is hardly ever changed once tiles are large.
void FirstAnswers::begin(std::uint64_t evaluations_per_start) {
  for (std::size_t i = 0; i < kStarts && !stopped(stop_); ++i) {
    std::optional<Draft> draft = sample_draft(plan_.space, evaluator_, rng_);
    if (!draft) continue;
    State state{std::move(*draft)};
    if (!evaluate(state)) continue;
    if (best_.empty()) best_.assign(weights_.size(), state);
    anneal(std::move(state), weights_[i % weights_.size()], evaluations_per_start);
  }
}

bool FirstAnswers::evaluate(State& state) {
  ++evaluations_;
  cost_model::Price price;
  if (!reader_.read(state.draft, trace_) || !pricer_.price(trace_, price)) return false;
  offer(state.draft, price);
  state.log_energy = std::log(price.energy_pj);
  state.log_cycles = std::log(price.latency_cycles);
  for (std::size_t w = 0; w < best_.size(); ++w) {
    if (value(state, weights_[w]) < value(best_[w], weights_[w])) best_[w] = state;
  }
  return true;
}

/// The prices of a front are those of the evaluator.
void FirstAnswers::offer(const Draft& draft, const cost_model::Price& price) {
  if (front_.covers(price.energy_pj * (1 + kRounding), price.latency_cycles)) return;
  const Mapping mapping = to_mapping(plan_.space, draft);
  cost_model::Evaluation evaluation;
  if (evaluator_.evaluate(mapping, evaluation).fits()) front_.offer(evaluation.cost, mapping);
}

void FirstAnswers::anneal(State state, double weight, std::uint64_t evaluations) {
  const std::uint64_t end = evaluations_ + evaluations;
  const double cooling = std::pow(kCold / kHot, 1 / static_cast<double>(evaluations));
  double temperature = (1 + weight) * kHot;
  State trial;
  for (; evaluations_ < end && !stopped(stop_); temperature *= cooling) {
    trial.draft = state.draft;
    if (!change(trial.draft)) {
      ++evaluations_;
      continue;
    }
    if (!evaluate(trial)) continue;
    const double worse = value(trial, weight) - value(state, weight);
    if (worse > 0 && draw_unit() >= std::exp(-worse / temperature)) continue;
    std::swap(state, trial);
  }
}

/// Mostly one move, sometimes two or a new use of a fan-out.
bool FirstAnswers::change(Draft& draft) {
  if (rng_.chance(1, kRespreadOneIn)) return respread(draft);
  for (int moves = rng_.chance(1, kTwoMovesOneIn) ? 2 : 1; moves > 0; --moves) {
    const std::optional<Move> move = drawer_.draw(draft, rng_);
    if (!move) return false;
    apply(plan_.space, *move, draft);
  }
  return true;
}

/// Uses a fan-out in another way; those that fill it more are drawn more often.
bool FirstAnswers::respread(Draft& draft) {
  if (plan_.space.fanouts.empty()) return false;
  const std::size_t f = rng_.below(plan_.space.fanouts.size());
  const std::vector<SpatialChoice>& choices = plan_.regions[f].choices;
  const double drawn = std::pow(static_cast<double>(choices.size()), draw_unit());
  const std::size_t c = std::min(static_cast<std::size_t>(drawn), choices.size()) - 1;
  return respread(draft, f, choices[c], rng_.chance(1, 2));
}

/// What no child takes any more runs in time: next to the homes or right outside the fan-out. What
/// children take now is taken from temporal loops, from the outermost in or the innermost out.
bool FirstAnswers::respread(Draft& draft, std::size_t fanout, const SpatialChoice& choice,
                            bool from_outside) const {
  IdArray<DimId, std::int64_t> old;
  IdArray<DimId, std::int64_t> now;
  old.fill(1);
  now.fill(1);
  for (AxisId axis : plan_.space.fanouts[fanout].axes) {
    for (DimId dim : plan_.space.sizes.ids()) old[dim] *= draft.spatial[axis][dim];
    draft.spatial[axis].fill(1);
  }
  for (const Node& loop : choice.loops) {
    draft.spatial[loop.axis][loop.dim] = loop.bound;
    now[loop.dim] *= loop.bound;
  }
  std::vector<Segment>& segments = draft.segments;
  const auto at = std::find_if(segments.begin(), segments.end(), [&](const Segment& segment) {
    return segment.kind == Segment::Kind::kFanout && segment.fanout == fanout;
  });
  for (DimId dim : plan_.space.sizes.ids()) {
    const std::int64_t common = std::gcd(old[dim], now[dim]);
    if (old[dim] > common) {
      add_inner(from_outside ? segments.front() : *(at - 1), {dim, old[dim] / common});
    }
    std::int64_t wanted = now[dim] / common;
    for (std::size_t i = 0; i < segments.size() && wanted > 1; ++i) {
      Segment& segment = segments[from_outside ? i : segments.size() - 1 - i];
      const std::int64_t taken = std::gcd(wanted, bound_in(segment, dim));
      if (taken > 1) divide(segment, dim, taken);
      wanted /= taken;
    }
    if (wanted > 1) return false;
  }
  close_unused_fanouts(plan_.space, draft);
  return true;
}

}  // namespace paretile::mapper
