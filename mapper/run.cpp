// SPDX-License-Identifier: Apache-2.0
#include "mapper/run.h"

#include <algorithm>
#include <numeric>

#include "mapper/exact.h"
#include "mapper/factors.h"
#include "mapper/network.h"
#include "mapper/pad.h"
#include "mapper/parallel.h"
#include "mapper/search.h"

namespace paretile::mapper {
namespace {

/// The front of the network from its layers' fronts, and the optimum in it.
void add_network(const std::vector<std::int64_t>& runs, const Objective& objective,
                 WorkloadResult& result) {
  std::vector<LayerFront> layers;
  for (std::size_t i = 0; i < result.results.size(); ++i) {
    layers.push_back({result.results[i].front, runs[i]});
  }
  result.front = network_front(layers);
  apply_limits(result.front, objective);
  result.best = best_point(result.front, objective);
  if (!result.best) return;
  const NetworkPoint& best = result.front.points[*result.best];
  result.energy_pj = best.energy_pj;
  result.latency_cycles = best.latency_cycles;
  result.edp_pj_cycles = best.energy_pj * static_cast<double>(best.latency_cycles);
}

/// Tile shapes of a problem: how long it takes, roughly.
double num_tiles(const Problem& problem) {
  double tiles = 1;
  for (const Dimension& dim : problem.dims) {
    tiles *= static_cast<double>(divisors(dim.size).size());
  }
  return tiles;
}

/// Every problem by itself, the largest first, on as many threads as there are.
std::vector<ProblemResult> solve_all(const std::vector<const Problem*>& problems,
                                     const Architecture& architecture, const Settings& settings) {
  std::vector<std::size_t> order(problems.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return num_tiles(*problems[a]) > num_tiles(*problems[b]);
  });
  std::vector<ProblemResult> results(problems.size());
  ProgressReporter progress(settings.progress, problems.size());
  parallel_blocks(problems.size(), 1, settings.threads, nullptr, [&](const Block& block) {
    const std::size_t index = order[block.begin];
    results[index] = solve_exact(*problems[index], architecture, settings);
    progress.finish_unit();
  });
  progress.finish_all();
  return results;
}

/// One result per problem, over its paddings where the settings ask for them.
std::vector<ProblemResult> search_all(const std::vector<const Problem*>& problems,
                                      const Architecture& architecture, const Settings& settings) {
  return search_paddings(problems, settings, [&](const std::vector<const Problem*>& padded) {
    return settings.strategy == Strategy::kExact ? solve_all(padded, architecture, settings)
                                                 : search(padded, architecture, settings);
  });
}

}  // namespace

std::string_view to_string(ProofStatus status) {
  switch (status) {
    case ProofStatus::kOptimal:
      return "optimal";
    case ProofStatus::kBounded:
      return "bounded";
    case ProofStatus::kNone:
      break;
  }
  return "none";
}

std::string_view to_string(Strategy strategy) {
  return strategy == Strategy::kExact ? "exact" : "random";
}

std::string_view to_string(MapspaceKind kind) {
  switch (kind) {
    case MapspaceKind::kEven:
      return "even";
    case MapspaceKind::kUnevenHierarchy:
      return "uneven-hierarchy";
    case MapspaceKind::kUnevenFree:
      break;
  }
  return "uneven-free";
}

ProblemResult map_problem(const Problem& problem, const Architecture& architecture,
                          const Settings& settings) {
  return search_all({&problem}, architecture, settings).front();
}

WorkloadResult map_workload(const Workload& workload, const Architecture& architecture,
                            const Settings& settings) {
  const Stopwatch clock;
  WorkloadResult result;
  result.unique = unique_layers(workload);
  std::vector<const Problem*> problems;
  for (const UniqueLayer& layer : result.unique) {
    problems.push_back(&workload.layers[layer.first].problem);
  }
  const std::vector<std::int64_t> runs = runs_per_nest(workload, result.unique);
  Settings per_layer = settings;
  per_layer.objective =
      layer_objective(settings.objective,
                      runs.empty() ? 1 : *std::min_element(runs.begin(), runs.end()), runs.size());
  result.results = search_all(problems, architecture, per_layer);
  add_network(runs, settings.objective, result);
  result.interrupted = stopped(settings.stop);
  result.seconds = clock.seconds();
  return result;
}

}  // namespace paretile::mapper
