// SPDX-License-Identifier: Apache-2.0
#include "mapper/search.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>

#include "cost_model/evaluator.h"
#include "mapper/bound.h"
#include "mapper/improve.h"
#include "mapper/parallel.h"
#include "mapper/pareto.h"
#include "mapper/sample.h"

namespace paretile::mapper {
namespace {

constexpr std::size_t kSamplesPerUnit = 250;
constexpr std::size_t kUnitsPerWave = 4096;

/// Local searches per problem: what each aims at. Those of one goal begin at its best samples.
std::vector<Goal> start_goals(ObjectiveKind objective) {
  switch (objective) {
    case ObjectiveKind::kEnergy:
      return {Goal::kEnergy, Goal::kEnergy, Goal::kEnergy, Goal::kEdp};
    case ObjectiveKind::kLatency:
      return {Goal::kLatency, Goal::kLatency, Goal::kLatency, Goal::kEdp};
    default:
      return {Goal::kEdp, Goal::kEdp, Goal::kEdp, Goal::kEdp, Goal::kEnergy, Goal::kLatency};
  }
}
constexpr std::size_t kNumGoals = 3;
constexpr std::size_t kStartsKept = 4;  ///< per goal

/// A sample worth improving.
struct Start {
  Score score;
  Draft draft;
};

/// The best few samples of one goal, no two with the same cost.
class StartList {
 public:
  void offer(const Score& score, const Draft& draft) {
    const auto by_score = [](const Start& start, const Score& s) { return start.score < s; };
    const auto at = std::lower_bound(starts_.begin(), starts_.end(), score, by_score);
    if (at != starts_.end() && at->score == score) return;
    if (at == starts_.end() && starts_.size() == kStartsKept) return;
    starts_.insert(at, {score, draft});
    if (starts_.size() > kStartsKept) starts_.pop_back();
  }
  void merge(const StartList& other) {
    for (const Start& start : other.starts_) offer(start.score, start.draft);
  }
  [[nodiscard]] const Start* at(std::size_t rank) const {
    return rank < starts_.size() ? &starts_[rank] : nullptr;
  }

 private:
  std::vector<Start> starts_;
};

/// What work leaves behind: of one unit, or merged of all units of a problem.
struct Outcome {
  Found found;
  std::array<StartList, kNumGoals> starts;
  double seconds = 0;

  void merge(const Outcome& other) {
    found.front.merge(other.found.front);
    found.evaluations += other.found.evaluations;
    for (std::size_t goal = 0; goal < kNumGoals; ++goal) starts[goal].merge(other.starts[goal]);
    seconds += other.seconds;
  }
};

/// One problem, prepared and in work.
struct Job {
  const Problem* problem = nullptr;
  std::optional<SearchSpace> space;  ///< absent: no level keeps some tensor
  cost_model::Verdict no_space;
  std::optional<cost_model::Evaluator> evaluator;
  Mapspace mapspace;
  Outcome outcome;
};

/// A piece of the work on one job; what it does depends on nothing but these two numbers.
struct Unit {
  std::size_t job = 0;
  std::size_t index = 0;
};

/// The units of all jobs in the order of work: the first of every job, then the second of every
/// job, and so on, so that wherever a stop comes no job is far behind another.
class RoundRobin {
 public:
  /// `counts[j]`: units of job j.
  explicit RoundRobin(std::vector<std::size_t> counts) : counts_(std::move(counts)) {
    for (const std::size_t count : counts_) rounds_ = std::max(rounds_, count);
  }

  /// The next units, at most `limit`; none at the end.
  std::vector<Unit> take(std::size_t limit) {
    std::vector<Unit> units;
    while (units.size() < limit && round_ < rounds_) {
      if (round_ < counts_[job_]) units.push_back({job_, round_});
      if (++job_ == counts_.size()) {
        job_ = 0;
        ++round_;
      }
    }
    return units;
  }

 private:
  std::vector<std::size_t> counts_;
  std::size_t rounds_ = 0;
  std::size_t round_ = 0;
  std::size_t job_ = 0;
};

class Search {
 public:
  Search(const std::vector<const Problem*>& problems, const Architecture& architecture,
         const Settings& settings)
      : architecture_(architecture),
        settings_(settings),
        goals_(start_goals(settings.objective.kind)),
        jobs_(problems.size()) {
    for (std::size_t i = 0; i < problems.size(); ++i) jobs_[i].problem = problems[i];
  }

  std::vector<ProblemResult> run() {
    parallel_blocks(jobs_.size(), 1, settings_.threads, nullptr,
                    [&](const Block& block) { prepare(jobs_[block.index]); });
    std::vector<std::size_t> samples;
    std::vector<std::size_t> local_searches;
    for (const Job& job : jobs_) {
      samples.push_back(job.space ? num_blocks(settings_.samples, kSamplesPerUnit) : 0);
      local_searches.push_back(job.space ? goals_.size() : 0);
    }
    const std::size_t total = std::reduce(samples.begin(), samples.end()) +
                              std::reduce(local_searches.begin(), local_searches.end());
    ProgressReporter progress(settings_.progress, total);
    run_units(samples, progress, [this](const Job& job, std::size_t unit, Outcome& outcome) {
      run_samples(job, unit, outcome);
    });
    run_units(local_searches, progress, [this](const Job& job, std::size_t unit, Outcome& outcome) {
      run_local_search(job, unit, outcome);
    });
    progress.finish_all();
    std::vector<ProblemResult> results;
    for (Job& job : jobs_) results.push_back(finish(job));
    return results;
  }

 private:
  void prepare(Job& job) const {
    const Stopwatch clock;
    SpaceOrVerdict built = build_space(*job.problem, architecture_);
    job.space = std::move(built.space);
    job.no_space = built.verdict;
    double size = 0;
    if (job.space) {
      job.evaluator.emplace(*job.problem, architecture_, settings_.model);
      size = size_at_most(*job.space);
    }
    job.mapspace = mapspace_of(*job.problem, architecture_, settings_, size);
    job.outcome.seconds = clock.seconds();
  }

  /// Runs `counts[j]` units of every job j in turn and merges their outcomes by index, wave by
  /// wave: what is kept at a time does not grow with the number of samples.
  template <typename Run>
  void run_units(const std::vector<std::size_t>& counts, ProgressReporter& progress,
                 const Run& run) {
    RoundRobin order(counts);
    for (std::vector<Unit> wave = order.take(kUnitsPerWave); !wave.empty();
         wave = order.take(kUnitsPerWave)) {
      std::vector<std::optional<Outcome>> outcomes(wave.size());
      parallel_blocks(wave.size(), 1, settings_.threads, settings_.stop, [&](const Block& block) {
        const Unit& unit = wave[block.index];
        outcomes[block.index] = run_unit(jobs_[unit.job], unit.index, run);
        progress.finish_unit();
      });
      for (std::size_t i = 0; i < outcomes.size(); ++i) {
        if (outcomes[i]) jobs_[wave[i].job].outcome.merge(*outcomes[i]);
      }
      if (stopped(settings_.stop)) return;
    }
  }

  template <typename Run>
  [[nodiscard]] Outcome run_unit(const Job& job, std::size_t unit, const Run& run) const {
    const Stopwatch clock;
    Outcome outcome;
    run(job, unit, outcome);
    outcome.seconds = clock.seconds();
    return outcome;
  }

  void run_samples(const Job& job, std::size_t unit, Outcome& outcome) const {
    Rng rng(settings_.seed ^ job.mapspace.hash, unit);
    cost_model::Evaluation evaluation;
    const std::size_t end = std::min<std::size_t>(settings_.samples, (unit + 1) * kSamplesPerUnit);
    for (std::size_t i = unit * kSamplesPerUnit; i < end && !stopped(settings_.stop); ++i) {
      const std::optional<Draft> draft = sample_draft(*job.space, *job.evaluator, rng);
      if (!draft || !score_draft(job, *draft, evaluation, outcome.found)) continue;
      for (std::size_t goal = 0; goal < kNumGoals; ++goal) {
        outcome.starts[goal].offer(score(evaluation.cost, static_cast<Goal>(goal)), *draft);
      }
    }
  }

  void run_local_search(const Job& job, std::size_t unit, Outcome& outcome) const {
    const Goal goal = goals_[unit];
    const auto begin = goals_.begin();
    const auto rank = static_cast<std::size_t>(
        std::count(begin, begin + static_cast<std::ptrdiff_t>(unit), goal));
    const Start* start = job.outcome.starts[static_cast<std::size_t>(goal)].at(rank);
    if (start == nullptr) return;
    const Rng rng(settings_.seed ^ job.mapspace.hash, ~static_cast<std::uint64_t>(unit));
    improve(*job.space, *job.evaluator, start->draft, goal, settings_.kicks, rng, settings_.stop,
            outcome.found);
  }

  static bool score_draft(const Job& job, const Draft& draft, cost_model::Evaluation& evaluation,
                          Found& found) {
    const Mapping mapping = to_mapping(*job.space, draft);
    ++found.evaluations;
    if (!job.evaluator->evaluate(mapping, evaluation).fits()) return false;
    found.front.offer(evaluation.cost, mapping);
    return true;
  }

  ProblemResult finish(Job& job) const {
    ProblemResult result;
    result.proof.mapspace = job.mapspace;
    result.seconds = job.outcome.seconds;
    result.infeasible = job.no_space;
    if (!job.space) return result;
    Found& found = job.outcome.found;
    if (found.front.empty()) {  // nothing drawn fits, or no time to draw
      cost_model::Evaluation evaluation;
      const Draft least = least_draft(*job.space, *job.problem);
      if (!score_draft(job, least, evaluation, found)) {
        result.infeasible = job.evaluator->evaluate(to_mapping(*job.space, least), evaluation);
      }
    }
    result.front = found.front.points();
    result.evaluations = found.evaluations;
    if (!result.front.empty()) result.proof = prove(job, result.front);
    return result;
  }

  [[nodiscard]] Proof prove(const Job& job, const std::vector<Point>& front) const {
    Proof proof;
    proof.mapspace = job.mapspace;
    proof.objective = settings_.objective.kind;
    proof.status = ProofStatus::kBounded;
    proof.lower_bound = lower_bound(*job.space, *job.problem, architecture_, settings_.model);
    proof.gap = gap_to(proof.lower_bound, front, settings_.objective);
    return proof;
  }

  const Architecture& architecture_;
  const Settings& settings_;
  std::vector<Goal> goals_;
  std::vector<Job> jobs_;
};

}  // namespace

std::vector<ProblemResult> search(const std::vector<const Problem*>& problems,
                                  const Architecture& architecture, const Settings& settings) {
  return Search(problems, architecture, settings).run();
}

}  // namespace paretile::mapper
