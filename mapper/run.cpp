// SPDX-License-Identifier: Apache-2.0
#include "mapper/run.h"

#include "core/checked.h"
#include "mapper/parallel.h"
#include "mapper/pareto.h"
#include "mapper/search.h"

namespace paretile::mapper {
namespace {

/// Sums over all layers, each at the point of least energy-delay product of its front.
void add_totals(const Workload& workload, WorkloadResult& result) {
  for (std::size_t u = 0; u < result.unique.size(); ++u) {
    if (result.results[u].front.empty()) continue;
    const Point& best = best_edp(result.results[u].front);
    for (std::size_t member : result.unique[u].members) {
      const std::int64_t repeat = workload.layers[member].repeat;
      result.energy_pj += best.energy_pj * static_cast<double>(repeat);
      result.latency_cycles =
          saturating_sum(result.latency_cycles, saturating_product(best.latency_cycles, repeat));
    }
  }
  result.edp_pj_cycles = result.energy_pj * static_cast<double>(result.latency_cycles);
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

ProblemResult map_problem(const Problem& problem, const Architecture& architecture,
                          const Settings& settings) {
  return search({&problem}, architecture, settings).front();
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
  result.results = search(problems, architecture, settings);
  add_totals(workload, result);
  result.interrupted = stopped(settings.stop);
  result.seconds = clock.seconds();
  return result;
}

}  // namespace paretile::mapper
