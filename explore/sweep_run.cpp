// SPDX-License-Identifier: Apache-2.0
#include "explore/sweep_run.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/mapping_text.h"
#include "explore/design.h"
#include "mapper/absence.h"
#include "mapper/mapspace.h"
#include "mapper/network.h"
#include "mapper/parallel.h"

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

}  // namespace

DesignSolver::DesignSolver(const Sweep& sweep, const SweepRun& run)
    : sweep_(sweep),
      settings_(settings_for(sweep, run)),
      cache_(run.cache.empty() ? nullptr : std::make_unique<inner_loop::FrontFile>(run.cache)),
      fronts_(sweep, settings_, cache_.get()) {}

std::optional<DesignResult> DesignSolver::solve(std::int64_t id) {
  const mapper::Stopwatch clock;
  const DesignOrMistake made = make_design(sweep_, id);
  if (!made.design) return std::nullopt;  // parse_sweep() lets no such design through
  const Architecture architecture = build(sweep_, *made.design);
  const Workload workload = with_precision(sweep_.workload, architecture);
  const std::vector<UniqueLayer> unique = unique_layers(workload);
  std::vector<const Problem*> problems;
  for (const UniqueLayer& layer : unique) {
    problems.push_back(&workload.layers[layer.first].problem);
  }
  const mapper::Objective objective =
      mapper::layer_objective(settings_.objective, 1, unique.size());
  if (!fronts_.find(problems, architecture, objective)) return std::nullopt;

  DesignResult result;
  result.id = id;
  result.architecture = sweep_.chips[made.design->chip]->name;
  result.clock_hz = architecture.clock_hz;
  result.area_um2 = architecture.area_um2();
  result.compute_units = architecture.compute_instances();
  result.settings = settings_of(sweep_, *made.design);
  result.proof = to_string(ProofStatus::kOptimal);

  add_layers(workload, unique, architecture, result);
  result.seconds = clock.seconds();
  return result;
}

void DesignSolver::add_layers(const Workload& workload, const std::vector<UniqueLayer>& unique,
                              const Architecture& architecture, DesignResult& result) {
  const std::vector<std::int64_t> runs = mapper::runs_per_nest(workload, unique);
  std::vector<mapper::LayerFront> fronts;
  for (std::size_t i = 0; i < unique.size(); ++i) {
    const ProblemResult& found = fronts_.at(i);
    fronts.push_back({found.front, runs[i]});
    if (found.proof.status != ProofStatus::kOptimal) result.proof = to_string(found.proof.status);
    if (!found.front.empty() || !result.reason.empty()) continue;
    const Layer& layer = workload.layers[unique[i].first];
    result.reason = layer.name + ": " +
                    mapper::why_none(found, settings_, layer.problem, architecture).sentence;
  }
  const mapper::NetworkFront front = mapper::network_front(fronts);
  result.energy_error = front.energy_error;
  result.best = mapper::best_point(front, settings_.objective);
  if (!result.best) return;
  const mapper::NetworkPoint& best = front.points[*result.best];
  for (std::size_t i = 0; i < unique.size(); ++i) {
    const Layer& layer = workload.layers[unique[i].first];
    LayerResult row = layer_result(layer, architecture, fronts_.at(i), best.choice[i]);
    row.runs = runs[i];
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

std::vector<std::int64_t> designs_of(const Sweep& sweep, const SweepRun& run) {
  std::vector<std::int64_t> designs;
  for (std::size_t i = 0; i < sweep.designs.size(); ++i) {
    if (static_cast<std::int64_t>(i) % run.shards != run.shard) continue;
    const std::int64_t id = sweep.designs[i];
    const bool is_asked_for = run.designs == nullptr || std::binary_search(run.designs->begin(),
                                                                           run.designs->end(), id);
    if (is_asked_for) designs.push_back(id);
  }
  return designs;
}

SweepProgress run_sweep(const Sweep& sweep, SweepFile& file, const SweepRun& run) {
  std::vector<std::int64_t> waiting;
  SweepProgress progress;
  const std::set<std::int64_t> finished = file.finished();
  for (const std::int64_t id : designs_of(sweep, run)) {
    ++progress.total;
    if (finished.contains(id)) {
      ++progress.finished;
    } else {
      waiting.push_back(id);
    }
  }
  DesignSolver solver(sweep, run);
  for (const std::int64_t id : waiting) {
    if (mapper::stopped(run.stop)) break;
    const std::optional<DesignResult> result = solver.solve(id);
    if (!result) break;
    file.put(*result);
    ++progress.finished;
    progress.layers = solver.counts();
    if (run.progress) run.progress(progress);
  }
  return progress;
}

}  // namespace paretile::explore
