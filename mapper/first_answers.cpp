// SPDX-License-Identifier: Apache-2.0
#include "mapper/first_answers.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

#include "mapper/local_search.h"
#include "mapper/parallel.h"
#include "mapper/sample.h"

namespace paretile::mapper {
namespace {

// Of temperatures from 0.01 to 0.3, shares of new uses of a fan-out from 1/10 to 1/2 and 0 to 200
// uses tried one by one, about these left the least time to a proof for ResNet-18 on Eyeriss and
// the peers' matrix products. None of them mattered much beside luck.
constexpr std::uint64_t kEvaluationsPerSample = 30;
constexpr double kHot = 0.05;    ///< an energy higher by a twentieth is often accepted at first,
constexpr double kCold = 0.002;  ///< and hardly ever at last
constexpr std::size_t kRespreadOneIn = 10;
constexpr std::size_t kSwept = 50;
constexpr std::size_t kStarts = 3;
constexpr std::uint64_t kLastDescent = 1'000;

/// What two ways to add up a price may differ by.
constexpr double kRounding = 1e-12;

/// Almost nothing, so that of equal energies the fewer cycles count.
constexpr double kTie = 1e-6;

/// Fast mappings first: making them frugal is easier than the reverse.
std::vector<double> weights_for(ObjectiveKind objective) {
  switch (objective) {
    case ObjectiveKind::kEnergy:
      return {1, kTie};
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
      reader_(plan.space, evaluator.tables()),
      pricer_(evaluator.tables()) {}

void FirstAnswers::find(std::uint64_t evaluations) {
  if (!has_begun_) {
    begin(evaluations);
    return;
  }
  for (std::size_t w = 0; w < best_.size() && !stopped(stop_); ++w) {
    State state = best_[w];
    sweep(state, weights_[w]);
    anneal(state, weights_[w], evaluations / weights_.size());
    state = best_[w];
    sweep(state, weights_[w]);
    descend(state, weights_[w], kLastDescent);
  }
}

void FirstAnswers::begin(std::uint64_t evaluations) {
  has_begun_ = true;
  std::vector<std::vector<State>> starts(weights_.size());
  for (std::uint64_t i = 0; i < evaluations / kEvaluationsPerSample && !stopped(stop_); ++i) {
    std::optional<Draft> draft = sample_draft(plan_.space, evaluator_, rng_);
    if (!draft) continue;
    State state{std::move(*draft)};
    if (!evaluate(state)) continue;
    for (std::size_t w = 0; w < weights_.size(); ++w) {
      const double mine = value(state, weights_[w]);
      const auto at = std::find_if(starts[w].begin(), starts[w].end(), [&](const State& other) {
        return mine <= value(other, weights_[w]);
      });
      if (at != starts[w].end() && mine == value(*at, weights_[w])) continue;
      starts[w].insert(at, state);
      if (starts[w].size() > kStarts) starts[w].pop_back();
    }
  }
  if (starts.front().empty()) return;
  for (const std::vector<State>& list : starts) best_.push_back(list.front());
  for (std::size_t w = 0; w < weights_.size(); ++w) {
    for (const State& start : starts[w]) {
      improve(start, weights_[w], evaluations / (weights_.size() * starts[w].size()));
    }
  }
}

/// Local search, thrown off its optimum again and again.
void FirstAnswers::improve(State best, double weight, std::uint64_t evaluations) {
  const std::uint64_t end = evaluations_ + evaluations;
  descend(best, weight, evaluations);
  while (evaluations_ < end && !stopped(stop_)) {
    State kicked = best;
    kick(plan_.space, rng_, kicked, [this](State& trial) { return evaluate(trial); });
    descend(kicked, weight, end - std::min(end, evaluations_));
    if (value(kicked, weight) < value(best, weight)) best = std::move(kicked);
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

/// The best of the uses of each fan-out that fill it most.
void FirstAnswers::sweep(State& state, double weight) {
  const State start = state;
  for (std::size_t f = 0; f < plan_.space.fanouts.size(); ++f) {
    const std::vector<SpatialChoice>& choices = plan_.regions[f].choices;
    for (std::size_t c = 0; c < std::min(kSwept, choices.size()) && !stopped(stop_); ++c) {
      for (const bool from_outside : {false, true}) {
        State trial = start;
        if (!respread(trial.draft, f, choices[c], from_outside) || !evaluate(trial)) continue;
        if (value(trial, weight) < value(state, weight)) state = std::move(trial);
      }
    }
  }
}

void FirstAnswers::anneal(State state, double weight, std::uint64_t evaluations) {
  const std::uint64_t begin = evaluations_;
  std::vector<Move> moves = list_moves(plan_.space, state.draft);
  State trial;
  while (evaluations_ < begin + evaluations && !moves.empty() && !stopped(stop_)) {
    trial.draft = state.draft;
    if (rng_.chance(1, kRespreadOneIn)) {
      if (!respread(trial.draft)) {
        ++evaluations_;
        continue;
      }
    } else {
      apply(plan_.space, moves[rng_.below(moves.size())], trial.draft);
    }
    if (!evaluate(trial)) continue;
    const double done =
        static_cast<double>(evaluations_ - begin) / static_cast<double>(evaluations);
    const double temperature = (1 + weight) * kHot * std::pow(kCold / kHot, done);
    const double worse = value(trial, weight) - value(state, weight);
    if (worse > 0 && draw_unit() >= std::exp(-worse / temperature)) continue;
    std::swap(state, trial);
    moves = list_moves(plan_.space, state.draft);
  }
}

void FirstAnswers::descend(State& state, double weight, std::uint64_t evaluations) {
  const std::uint64_t end = evaluations_ + evaluations;
  mapper::descend(
      plan_.space, rng_, state, [this](State& trial) { return evaluate(trial); },
      [weight](const State& a, const State& b) { return value(a, weight) < value(b, weight); },
      [&] { return evaluations_ >= end || stopped(stop_); });
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
