// SPDX-License-Identifier: Apache-2.0
#include "explore/measure.h"

#include <algorithm>

#include "core/operators.h"

namespace paretile::explore {
namespace {

constexpr double kJoulesPerPicojoule = 1e-12;

double macs_of(const Workload& workload) {
  double sum = 0;
  for (const Layer& layer : workload.layers) sum += static_cast<double>(macs(layer));
  return sum;
}

}  // namespace

std::optional<Measured> measure(const Workload& workload, const Architecture& architecture,
                                Metric metric, mapper::Settings settings) {
  settings.objective = {};
  settings.objective.kind =
      metric == Metric::kSpeed ? mapper::ObjectiveKind::kLatency : mapper::ObjectiveKind::kEnergy;
  const mapper::WorkloadResult result = mapper::map_workload(workload, architecture, settings);
  if (!result.best) return std::nullopt;
  const double units = metric == Metric::kSpeed
                           ? static_cast<double>(result.latency_cycles) / architecture.clock_hz
                           : result.energy_pj * kJoulesPerPicojoule;
  return Measured{macs_of(workload) / units, is_proven(result)};
}

bool is_proven(const mapper::WorkloadResult& result) {
  return std::all_of(result.results.begin(), result.results.end(), [](const auto& layer) {
    return layer.proof.status == mapper::ProofStatus::kOptimal;
  });
}

}  // namespace paretile::explore
