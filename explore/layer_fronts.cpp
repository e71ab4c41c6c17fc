// SPDX-License-Identifier: Apache-2.0
#include "explore/layer_fronts.h"

#include <algorithm>

#include "mapper/mapspace.h"
#include "mapper/parallel.h"
#include "mapper/pareto.h"

namespace paretile::explore {
namespace {

using mapper::ProblemResult;

constexpr std::size_t kMaxKnown = 20'000;  // fronts kept for later designs

}  // namespace

LayerFronts::LayerFronts(const Sweep& sweep, mapper::Settings settings,
                         inner_loop::FrontFile* cache)
    : settings_(std::move(settings)), cache_(cache), relaxation_(sweep, settings_) {}

std::uint64_t LayerFronts::hash_of(const Problem& problem, const Architecture& chip) const {
  return mapper::mapspace_of(problem, chip, settings_, 0).hash;
}

bool LayerFronts::find_relaxed(const std::vector<const Problem*>& problems,
                               const Architecture& chip, const mapper::Objective& objective) {
  if (known_.size() > kMaxKnown) known_.clear();
  relaxed_hashes_.clear();
  std::vector<Task> tasks;
  for (const Problem* problem : problems) {
    Architecture relaxed = relaxation_.relaxed(*problem, chip);
    relaxed_hashes_.push_back(hash_of(*problem, relaxed));
    if (known_.contains(relaxed_hashes_.back())) continue;
    tasks.push_back({problem, std::move(relaxed), objective, relaxed_hashes_.back(), {}});
  }
  if (!run(tasks)) return false;
  for (Task& task : tasks) {
    ++(task.is_cached ? counts_.cached : counts_.solved);
    unclaimed_.insert(task.hash);
    known_.emplace(task.hash, std::move(task.result));
  }
  return true;
}

bool LayerFronts::find(const std::vector<const Problem*>& problems, const Architecture& chip,
                       const mapper::Objective& objective) {
  if (!find_relaxed(problems, chip, objective)) return false;
  hashes_.clear();
  std::vector<Bound> bounds;
  for (std::size_t i = 0; i < problems.size(); ++i) {
    const std::uint64_t hash = hash_of(*problems[i], chip);
    hashes_.push_back(hash);
    if (!known_.contains(hash)) {
      bounds.push_back({problems[i], hash, relaxed_hashes_[i], {}});
    } else if (unclaimed_.erase(hash) == 0) {
      ++counts_.reused;
    }
  }
  return carry_all(bounds, chip, objective);
}

bool LayerFronts::carry_all(std::vector<Bound>& bounds, const Architecture& chip,
                            const mapper::Objective& objective) {
  std::vector<Task> tasks;
  for (Bound& bound : bounds) {
    const cost_model::Evaluator evaluator(*bound.problem, chip, settings_.model);
    CarriedOver carried = carry_over(known_.at(bound.relaxed_hash).front, objective, evaluator);
    bound.points = std::move(carried.points);
    bound.first_task = tasks.size();
    bound.num_tasks = carried.missing.size();
    for (const mapper::Objective& missing : carried.missing) {
      tasks.push_back({bound.problem, chip, missing, bound.hash, {}});
    }
  }
  if (!run(tasks)) return false;
  for (const Bound& bound : bounds) settle(bound, tasks, chip);
  return true;
}

bool LayerFronts::run(std::vector<Task>& tasks) const {
  mapper::parallel_blocks(tasks.size(), 1, settings_.threads, settings_.stop,
                          [&](const mapper::Block& block) { run(tasks[block.begin]); });
  return !mapper::stopped(settings_.stop);
}

void LayerFronts::run(Task& task) const {
  mapper::Settings settings = settings_;
  settings.objective = task.objective;
  settings.threads = 1;
  if (cache_ != nullptr) {
    if (auto found = cache_->find(*task.problem, task.chip, settings)) {
      task.result = std::move(*found);
      task.is_cached = true;
      return;
    }
  }
  task.result = map_problem(*task.problem, task.chip, settings);
  if (cache_ != nullptr) cache_->put(*task.problem, task.chip, settings, task.result);
}

void LayerFronts::settle(const Bound& bound, const std::vector<Task>& tasks,
                         const Architecture& chip) {
  const ProblemResult& relaxed = known_.at(bound.relaxed_hash);
  ProblemResult result;
  result.proof = relaxed.proof;
  result.proof.mapspace =
      mapper::mapspace_of(*bound.problem, chip, settings_, relaxed.proof.mapspace.size);
  result.infeasible = relaxed.infeasible;  // what fits does not depend on bandwidths
  bool is_cached = true;
  mapper::Front front;
  for (const mapper::Point& point : bound.points) front.offer(point);
  for (std::size_t i = 0; i < bound.num_tasks; ++i) {
    const ProblemResult& searched = tasks[bound.first_task + i].result;
    for (const mapper::Point& point : searched.front) front.offer(point);
    if (searched.proof.status != mapper::ProofStatus::kOptimal) result.proof = searched.proof;
    result.seconds += searched.seconds;
    is_cached = is_cached && tasks[bound.first_task + i].is_cached;
  }
  result.front = front.points();
  if (bound.num_tasks == 0) {
    ++counts_.relaxed;
  } else if (is_cached) {
    ++counts_.cached;
  } else {
    ++(bound.points.empty() ? counts_.solved : counts_.partly);
  }
  known_.emplace(bound.hash, std::move(result));
}

}  // namespace paretile::explore
