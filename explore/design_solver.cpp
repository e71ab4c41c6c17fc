// SPDX-License-Identifier: Apache-2.0
#include "explore/design_solver.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/checked.h"
#include "core/mapping_text.h"
#include "mapper/absence.h"
#include "mapper/bound.h"
#include "mapper/mapspace.h"
#include "mapper/network.h"

namespace paretile::explore {
namespace {

using mapper::ProblemResult;
using mapper::ProofStatus;

std::vector<std::pair<std::string, Setting>> settings_of(const Sweep& sweep, const Design& design) {
  std::vector<std::pair<std::string, Setting>> settings;
  for (std::size_t i = 0; i < sweep.parameters.size(); ++i) {
    const Parameter& parameter = sweep.parameters[i];
    settings.emplace_back(parameter.name, parameter.values[design.choice[i]]);
  }
  for (std::size_t i = 0; i < sweep.derived.size(); ++i) {
    settings.emplace_back(sweep.derived[i].name,
                          Setting{fmt::format("{}", design.derived[i]), design.derived[i]});
  }
  return settings;
}

LayerResult layer_result(const Layer& layer, const Architecture& architecture,
                         const ProblemResult& found, std::size_t choice) {
  const mapper::Point& point = found.front[choice];
  LayerResult result;
  result.layer = layer.name;
  result.energy_pj = point.energy_pj;
  result.latency_cycles = point.latency_cycles;
  result.proof = to_string(found.proof.status);
  result.front_size = std::ssize(found.front);
  result.nest = to_text(point.mapping, layer.problem, architecture);
  result.seconds = found.seconds;
  return result;
}

mapper::Settings settings_for(const Sweep& sweep, const SweepRun& run) {
  mapper::Settings settings;
  settings.objective.kind = sweep.objective;
  settings.threads = run.threads;
  settings.stop = run.stop;
  return settings;
}

const Layer& layer_of(const DesignWork& work, std::size_t nest) {
  return work.workload.layers[work.unique[nest].first];
}

std::vector<const Problem*> problems_of(const DesignWork& work) {
  std::vector<const Problem*> problems;
  for (std::size_t i = 0; i < work.unique.size(); ++i) {
    problems.push_back(&layer_of(work, i).problem);
  }
  return problems;
}

/// Nothing where no level may keep a tensor.
std::optional<mapper::LowerBound> layer_bound(const DesignWork& work, std::size_t nest,
                                              const mapper::Settings& settings) {
  const Problem& problem = layer_of(work, nest).problem;
  const mapper::SpaceOrVerdict built = mapper::build_space(problem, work.chip);
  if (!built.space) return std::nullopt;
  return mapper::lower_bound(*built.space, problem, work.chip, settings.model);
}

/// Bounds of one layer: its front on the relaxed chip, none of it faster than the real chip can be.
std::vector<mapper::Point> layer_bounds(const ProblemResult& relaxed, bool is_front,
                                        std::int64_t least_cycles) {
  const mapper::LowerBound& bound = relaxed.proof.lower_bound;
  const bool is_whole = is_front && relaxed.proof.status == ProofStatus::kOptimal;
  std::vector<mapper::Point> points = relaxed.front;
  if (!is_whole) points = {{bound.energy_pj, bound.latency_cycles, 0, {}}};
  for (mapper::Point& point : points) {
    point.latency_cycles = std::max(point.latency_cycles, least_cycles);
  }
  return points;
}

}  // namespace

DesignSolver::DesignSolver(const Sweep& sweep, const SweepRun& run)
    : sweep_(sweep),
      settings_(settings_for(sweep, run)),
      cache_(run.cache.empty() ? nullptr : std::make_unique<inner_loop::FrontFile>(run.cache)),
      fronts_(sweep, settings_, cache_.get()) {}

DesignWork DesignSolver::work_of(std::int64_t id) const {
  DesignWork work;
  work.id = id;
  work.design = *make_design(sweep_, id).design;  // parse_sweep() lets no other through
  work.chip = build(sweep_, work.design);
  work.workload = with_precision(sweep_.workload, work.chip);
  work.unique = unique_layers(work.workload);
  work.runs = mapper::runs_per_nest(work.workload, work.unique);
  return work;
}

mapper::Objective DesignSolver::layer_objective(const DesignWork& work) const {
  return mapper::layer_objective(settings_.objective, 1, work.unique.size());
}

std::optional<DesignPoint> DesignSolver::bound(const DesignWork& work) const {
  DesignPoint sum;
  for (std::size_t i = 0; i < work.unique.size(); ++i) {
    const auto bound = layer_bound(work, i, settings_);
    if (!bound) return std::nullopt;
    sum.energy_pj += static_cast<double>(work.runs[i]) * bound->energy_pj;
    sum.latency_cycles =
        saturating_sum(sum.latency_cycles, saturating_product(work.runs[i], bound->latency_cycles));
  }
  return sum;
}

std::optional<std::vector<DesignPoint>> DesignSolver::bounds(const DesignWork& work) {
  const mapper::Objective objective = layer_objective(work);
  if (!fronts_.find_relaxed(problems_of(work), work.chip, objective)) return std::nullopt;
  const bool is_front = objective.kind == mapper::ObjectiveKind::kFront;
  std::vector<std::vector<mapper::Point>> points;
  std::vector<mapper::LayerFront> fronts;
  points.reserve(work.unique.size());
  for (std::size_t i = 0; i < work.unique.size(); ++i) {
    const ProblemResult& relaxed = fronts_.relaxed_at(i);
    const auto bound = layer_bound(work, i, settings_);
    if (relaxed.front.empty() || !bound) return std::nullopt;
    points.push_back(layer_bounds(relaxed, is_front, bound->latency_cycles));
    fronts.push_back({points.back(), work.runs[i]});
  }
  const mapper::NetworkFront front = mapper::network_front(fronts);
  std::vector<DesignPoint> bounds;
  for (const mapper::NetworkPoint& point : front.points) {
    bounds.push_back({point.energy_pj / (1 + front.energy_error), point.latency_cycles});
  }
  return bounds;
}

DesignResult DesignSolver::describe(const DesignWork& work) const {
  DesignResult result;
  result.id = work.id;
  result.architecture = sweep_.chips[work.design.chip]->name;
  result.clock_hz = work.chip.clock_hz;
  result.area_um2 = work.chip.area_um2();
  result.compute_units = work.chip.compute_instances();
  result.settings = settings_of(sweep_, work.design);
  return result;
}

std::optional<DesignResult> DesignSolver::solve(const DesignWork& work) {
  if (!fronts_.find(problems_of(work), work.chip, layer_objective(work))) return std::nullopt;
  DesignResult result = describe(work);
  result.proof = to_string(ProofStatus::kOptimal);
  add_layers(work, result);
  return result;
}

void DesignSolver::add_layers(const DesignWork& work, DesignResult& result) {
  std::vector<mapper::LayerFront> fronts;
  for (std::size_t i = 0; i < work.unique.size(); ++i) {
    const ProblemResult& found = fronts_.at(i);
    fronts.push_back({found.front, work.runs[i]});
    if (found.proof.status != ProofStatus::kOptimal) result.proof = to_string(found.proof.status);
    if (!found.front.empty() || !result.reason.empty()) continue;
    const Layer& layer = layer_of(work, i);
    result.reason =
        layer.name + ": " + mapper::why_none(found, settings_, layer.problem, work.chip).sentence;
  }
  const mapper::NetworkFront front = mapper::network_front(fronts);
  result.energy_error = front.energy_error;
  result.best = mapper::best_point(front, settings_.objective);
  if (!result.best) return;
  const mapper::NetworkPoint& best = front.points[*result.best];
  for (std::size_t i = 0; i < work.unique.size(); ++i) {
    LayerResult row = layer_result(layer_of(work, i), work.chip, fronts_.at(i), best.choice[i]);
    row.runs = work.runs[i];
    row.mapspace_hash = fmt::format("{:016x}", fronts_.hash(i));
    result.layers.push_back(std::move(row));
  }
  if (sweep_.objective != mapper::ObjectiveKind::kFront) {
    result.points = {{best.energy_pj, best.latency_cycles}};
    result.best = 0;
    return;
  }
  for (const mapper::NetworkPoint& point : front.points) {
    result.points.push_back({point.energy_pj, point.latency_cycles});
  }
}

}  // namespace paretile::explore
