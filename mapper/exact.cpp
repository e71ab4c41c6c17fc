// SPDX-License-Identifier: Apache-2.0
#include "mapper/exact.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <optional>
#include <stdexcept>

#include "cost_model/evaluator.h"
#include "mapper/bound.h"
#include "mapper/completion.h"
#include "mapper/exact_search.h"
#include "mapper/first_answers.h"
#include "mapper/parallel.h"
#include "mapper/pareto.h"
#include "mapper/sample.h"
#include "mapper/search.h"

namespace paretile::mapper {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Each pass looks so much further: a part of the way from the bound of the whole problem to the
/// best answer known, or to where all is known by then; at least a part of that bound, which is
/// larger where no answer is known.
constexpr double kStep = 0.125;
constexpr double kLeastStep = 0.001;
constexpr double kLeastStepInTheDark = 0.02;

/// A first answer gives way to one of the engine that costs the same: which that is does not depend
/// on chance.
constexpr double kGivesWay = 1 + 1e-10;

/// What a cost computed label by label may differ from the evaluator's by rounding.
constexpr double kAgreement = 1e-9;

Objective with_utilization_as_limit(const Problem& problem, const Architecture& architecture,
                                    const Settings& settings) {
  Objective objective = settings.objective;
  if (settings.constraints.min_utilization > 0) {
    const double slowest = static_cast<double>(problem.operations()) *
                           architecture.compute.cycles_per_operation /
                           static_cast<double>(architecture.compute_instances()) /
                           settings.constraints.min_utilization;
    objective.max_latency_cycles =
        std::min(objective.max_latency_cycles,
                 static_cast<std::int64_t>(std::min(slowest * (1 + 1e-12), 9e15)));
  }
  return objective;
}

/// What no nest undercuts, each number by itself.
struct Root {
  double energy_pj = 0;
  double latency_cycles = 0;
};

/// Beside nests that are hopeless, given answers known: these are not, for they give way.
Root root_bound(const ExactPlan& plan, const Completion& completion, const Objective& objective) {
  Root root;
  const std::size_t region = plan.regions.size() - 1;
  const auto operations = static_cast<double>(plan.tables.operations);
  root.energy_pj = operations * plan.tables.operation_pj;
  double apart = 0;
  double together = completion.joint_energy_pj(region, 0, kAnyStays);
  for (TensorId t : plan.tensors) {
    apart += completion.energy_pj(region, t, 0, 0, operations);
    together += completion.inside_pj(region, t, 0, 0, operations);
  }
  root.energy_pj += std::max(apart, together);
  // Where energy alone decides, a hopeless nest may be faster than any other.
  const double outside = objective.kind == ObjectiveKind::kEnergy
                             ? completion.home_cycles(region, 0, Inside{})
                             : completion.joint_cycles(region, 0, kAnyStays);
  root.latency_cycles = std::ceil(std::max(plan.busy_cycles, outside) * (1 - 1e-12));
  root.energy_pj += plan.leakage_pj_per_cycle * root.latency_cycles;
  return root;
}

Point to_point(const cost_model::Evaluator& evaluator, const Candidate& candidate) {
  cost_model::Evaluation evaluation;
  const cost_model::Verdict verdict = evaluator.evaluate(candidate.mapping, evaluation);
  const cost_model::Cost& cost = evaluation.cost;
  if (!verdict.fits() || cost.energy_pj > candidate.energy_pj * (1 + kAgreement) ||
      static_cast<double>(cost.latency_cycles) > candidate.latency_cycles) {
    throw std::logic_error("the exact engine and the evaluator disagree");
  }
  return {cost.energy_pj, cost.latency_cycles, cost.edp_pj_cycles, candidate.mapping};
}

/// A label may promise less than its nest keeps, and so charge too much; but of a finished search
/// the answers are optimal, and the evaluator finds nothing to save.
void check_exact(const Point& point, const Candidate& candidate) {
  if (point.energy_pj < candidate.energy_pj * (1 - kAgreement) ||
      static_cast<double>(point.latency_cycles) < candidate.latency_cycles) {
    throw std::logic_error("the exact engine charged more than the evaluator");
  }
}

/// First answers are known where any draft is a mapping of the space.
bool has_first_answers(const Settings& settings) {
  return settings.mapspace == MapspaceKind::kUnevenFree && settings.constraints.empty();
}

/// Mappings scored before the first pass: more find better answers, but take longer than is saved.
/// Layers that take long get more, one for so many labels. Tuned by hand, as FirstAnswers.
constexpr std::uint64_t kFirstEvaluations = 2'000;
constexpr std::uint64_t kLabelsPerEvaluation = 10;

/// Random mappings a layer gets that a stop finds unbegun: few, so that the stop is prompt.
constexpr std::uint64_t kSamplesAfterStop = 20;

std::vector<Point> few_samples(const Problem& problem, const Architecture& architecture,
                               const Settings& settings) {
  if (!has_first_answers(settings)) return {};
  Settings few;
  few.strategy = Strategy::kRandom;
  few.objective.kind = settings.objective.kind;
  few.samples = kSamplesAfterStop;
  few.kicks = 0;
  few.threads = 1;
  few.model = settings.model;
  return search({&problem}, architecture, few).front().front;
}

/// What a stop before the search began leaves: the best of a few samples, and a bound from the
/// hardware alone.
void answer_at_once(const Problem& problem, const Architecture& architecture,
                    const SearchSpace& space, const Settings& settings, ProblemResult& result) {
  Gate gate(with_utilization_as_limit(problem, architecture, settings));
  const cost_model::Evaluator evaluator(problem, architecture, settings.model);
  for (const Point& point : few_samples(problem, architecture, settings)) {
    gate.offer({point.energy_pj, static_cast<double>(point.latency_cycles), point.mapping});
  }
  for (const Candidate& candidate : gate.candidates()) {
    result.front.push_back(to_point(evaluator, candidate));
  }
  Proof& proof = result.proof;
  proof.status = ProofStatus::kBounded;
  proof.objective = settings.objective.kind;
  proof.lower_bound = lower_bound(space, problem, architecture, settings.model);
  proof.gap =
      result.front.empty() ? 1 : gap_to(proof.lower_bound, result.front, settings.objective);
}

/// One problem being solved: passes that look further each time, until one saw everything.
class Solver {
 public:
  Solver(const Problem& problem, const Architecture& architecture, const SearchSpace& space,
         const Settings& settings)
      : settings_(settings),
        plan_(problem, architecture, space, settings),
        evaluator_(problem, architecture, settings.model),
        halos_(plan_.tables, plan_.lattice),
        objective_(with_utilization_as_limit(problem, architecture, settings)),
        known_(find_first_answers()),
        completion_(plan_, [this](double energy_pj,
                                  double cycles) { return !known_.may_matter(energy_pj, cycles); }),
        root_(root_bound(plan_, completion_, objective_)),
        gate_(objective_, root_.latency_cycles) {}

  void solve(ProblemResult& result) {
    const bool complete = run_passes();
    Front front;
    for (const Candidate& candidate : gate_.candidates()) {
      front.offer(to_point(evaluator_, candidate));
      if (complete) check_exact(to_point(evaluator_, candidate), candidate);
    }
    result.front = front.points();
    result.evaluations = counters_.offered;
    Proof& proof = result.proof;
    proof.status = complete ? ProofStatus::kOptimal : ProofStatus::kBounded;
    proof.objective = settings_.objective.kind;
    if (complete) {
      state_optimum(result.front, proof);
    } else {
      state_bound(result.front, proof);
    }
  }

 private:
  /// What they leave open, before anything else is known.
  Gate find_first_answers() {
    Gate known(objective_, plan_.busy_cycles);
    if (!has_first_answers(settings_)) return known;
    first_.emplace(plan_, evaluator_, objective_, settings_.seed, settings_.stop);
    first_->find(evaluations_);
    offer_first_answers(known);
    return known;
  }

  /// Each pass looks further, until nothing waits that may still be part of the answer.
  bool run_passes() {
    offer_first_answers(gate_);
    const std::function<bool()> give_up = [&] { return is_time_up(); };
    ExactSearch search(plan_, completion_, halos_, gate_, give_up, counters_);
    gate_.rank_fast_by_energy(root_.energy_pj, root_.latency_cycles);
    const double root = gate_.rank(root_.energy_pj, root_.latency_cycles);
    proven_ = root;
    for (double least = root; least < kInfinity; least = search.least_waiting()) {
      if (counters_.offered > kLabelsPerEvaluation * evaluations_) find_more();
      gate_.set_limit(std::max(next_limit(root), least));
      if (!search.run()) return false;
      proven_ = gate_.limit();
      gate_.look_for_faster();
    }
    return true;
  }

  /// Twice as many in all.
  void find_more() {
    if (first_) first_->find(evaluations_);
    evaluations_ *= 2;
    offer_first_answers(gate_);
  }

  [[nodiscard]] double next_limit(double root) const {
    const bool in_the_dark = gate_.candidates().empty();
    const double known = in_the_dark ? proven_ : known_rank();
    const double least_step = root * (in_the_dark ? kLeastStepInTheDark : kLeastStep);
    const double limit = proven_ + std::max((std::max(known, proven_) - root) * kStep, least_step);
    return known > proven_ ? std::min(limit, known) : limit;
  }

  [[nodiscard]] double known_rank() const {
    const Candidate& best = gate_.candidates().front();
    return gate_.rank(best.energy_pj, best.latency_cycles);
  }

  [[nodiscard]] bool is_time_up() const {
    return mapper::stopped(settings_.stop) ||
           (settings_.time_limit_seconds > 0 && clock_.seconds() > settings_.time_limit_seconds);
  }

  void offer_first_answers(Gate& gate) {
    if (!first_) return;
    for (const Point& point : first_->points()) {
      gate.offer(
          {point.energy_pj * kGivesWay, static_cast<double>(point.latency_cycles), point.mapping});
    }
  }

  /// Each number is a bound of its own: what was not minimised is bounded as at the root.
  void state_optimum(const std::vector<Point>& front, Proof& proof) const {
    proof.gap = 0;
    if (front.empty()) return;
    const ObjectiveKind kind = settings_.objective.kind;
    const bool is_front = kind == ObjectiveKind::kFront;
    LowerBound& bound = proof.lower_bound;
    bound.energy_pj =
        is_front || kind == ObjectiveKind::kEnergy ? front.front().energy_pj : root_.energy_pj;
    bound.latency_cycles = is_front || kind == ObjectiveKind::kLatency
                               ? front.back().latency_cycles
                               : static_cast<std::int64_t>(root_.latency_cycles);
    bound.edp_pj_cycles = is_front || kind == ObjectiveKind::kEdp
                              ? best_edp(front).edp_pj_cycles
                              : bound.energy_pj * static_cast<double>(bound.latency_cycles);
  }

  /// A finished pass has found all answers within its limit, so an answer not known yet is beyond.
  void state_bound(const std::vector<Point>& front, Proof& proof) const {
    const ObjectiveKind kind = settings_.objective.kind;
    double energy = root_.energy_pj;
    if (kind == ObjectiveKind::kFront || kind == ObjectiveKind::kEnergy) {
      energy = std::max(energy, proven_);
      if (!front.empty()) energy = std::min(energy, front.front().energy_pj);
    }
    proof.lower_bound = {energy, static_cast<std::int64_t>(root_.latency_cycles),
                         energy * root_.latency_cycles};
    proof.gap = front.empty() ? 1 : gap_to(proof.lower_bound, front, settings_.objective);
    const bool is_value_proven = kind != ObjectiveKind::kFront && kind != ObjectiveKind::kLatency;
    if (!is_value_proven || front.empty()) return;
    const double found = settings_.objective.value(
        front.front().energy_pj, static_cast<double>(front.front().latency_cycles));
    proof.gap = std::min(proof.gap, std::max(0.0, (found - proven_) / found));
  }

  Stopwatch clock_;
  const Settings& settings_;
  ExactPlan plan_;
  cost_model::Evaluator evaluator_;
  HaloTable halos_;
  Objective objective_;
  std::optional<FirstAnswers> first_;
  std::uint64_t evaluations_ = kFirstEvaluations;
  Gate known_;  ///< by first answers
  Completion completion_;
  Root root_;
  Gate gate_;
  SearchCounters counters_;
  double proven_ = 0;
};

/// Why nothing fits: the limit the least demanding nest breaks.
cost_model::Verdict why_infeasible(const Problem& problem, const Architecture& architecture,
                                   const SearchSpace& space, const Settings& settings) {
  const cost_model::Evaluator evaluator(problem, architecture, settings.model);
  return evaluator.check(to_mapping(space, least_draft(space, problem)));
}

/// Homes hold whole tensors, whatever the mapping.
bool homes_have_room(const cost_model::Tables& tables, const SearchSpace& space) {
  IdArray<LevelId, double> bits{};
  for (TensorId t : IdRange<TensorId>(tables.num_tensors)) {
    bits[space.homes[t]] += static_cast<double>(tables.tensors[t].words) * tables.tensors[t].bits;
  }
  for (LevelId level : IdRange<LevelId>(tables.num_levels)) {
    const cost_model::LevelTable& table = tables.levels[level];
    if (bits[level] * static_cast<double>(table.buffering) >
        static_cast<double>(table.capacity_bits)) {
      return false;
    }
  }
  return true;
}

/// Whether the rules let axes idle that no dimension can use: what the search does not look at.
bool may_idle(const SearchSpace& space, const Constraints& constraints) {
  return std::all_of(
      constraints.spatial.begin(), constraints.spatial.end(), [&](const SpatialRule& rule) {
        const bool is_usable = std::any_of(
            space.fanouts.begin(), space.fanouts.end(), [&](const UsableFanout& fanout) {
              return std::find(fanout.axes.begin(), fanout.axes.end(), rule.axis) !=
                     fanout.axes.end();
            });
        return is_usable || rule.bound.contains(1);
      });
}

}  // namespace

ProblemResult solve_exact(const Problem& problem, const Architecture& architecture,
                          const Settings& settings) {
  const Stopwatch clock;
  ProblemResult result;
  SpaceOrVerdict built = build_space(problem, architecture, settings.constraints);
  result.proof.mapspace =
      mapspace_of(problem, architecture, settings, built.space ? size_at_most(*built.space) : 0);
  if (built.space && stopped(settings.stop)) {
    answer_at_once(problem, architecture, *built.space, settings, result);
  } else if (built.space) {
    if (may_idle(*built.space, settings.constraints) &&
        homes_have_room(cost_model::build_tables(problem, architecture, settings.model),
                        *built.space)) {
      Solver(problem, architecture, *built.space, settings).solve(result);
    } else {
      result.proof.status = ProofStatus::kOptimal;
      result.proof.gap = 0;
    }
    if (result.front.empty() && result.proof.status == ProofStatus::kOptimal) {
      result.infeasible = why_infeasible(problem, architecture, *built.space, settings);
    }
  } else {
    result.infeasible = built.verdict;
    result.proof.status = ProofStatus::kOptimal;
    result.proof.gap = 0;
  }
  result.seconds = clock.seconds();
  return result;
}

}  // namespace paretile::mapper
