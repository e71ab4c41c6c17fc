// SPDX-License-Identifier: Apache-2.0
#include "explore/budget.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/operators.h"
#include "explore/measure.h"
#include "mapper/network.h"

namespace paretile::explore {
namespace {

constexpr double kPicojoulesPerJoule = 1e12;
constexpr double kFemtojoulesPerJoule = 1e15;
constexpr double kFemtojoulesPerPicojoule = 1e3;
constexpr double kTera = 1e12;

using mapper::ObjectiveKind;
using mapper::WorkloadResult;

/// Whole cycles in the time of one frame.
std::int64_t cycles_per_frame(const Budget& budget, const Architecture& architecture) {
  const double cycles = std::floor(architecture.clock_hz / budget.frames_per_second);
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  return cycles < 0x1p63 ? static_cast<std::int64_t>(cycles) : kMost;
}

WorkloadResult search(const Workload& workload, const Architecture& architecture,
                      mapper::Settings settings, ObjectiveKind kind,
                      std::int64_t max_latency_cycles) {
  settings.objective = {};
  settings.objective.kind = kind;
  settings.objective.max_latency_cycles = max_latency_cycles;
  return mapper::map_workload(workload, architecture, settings);
}

/// No mappings of the network cost less: sums of what is proved of each layer.
mapper::LowerBound network_bound(const Workload& workload, const WorkloadResult& result) {
  mapper::LowerBound bound;
  const std::vector<std::int64_t> runs = mapper::runs_per_nest(workload, result.unique);
  for (std::size_t i = 0; i < result.results.size(); ++i) {
    const mapper::Proof& proof = result.results[i].proof;
    if (proof.status == mapper::ProofStatus::kNone) continue;
    bound.energy_pj += static_cast<double>(runs[i]) * proof.lower_bound.energy_pj;
    bound.latency_cycles += runs[i] * proof.lower_bound.latency_cycles;
  }
  return bound;
}

bool has_unmappable_layer(const WorkloadResult& result) {
  return std::any_of(result.results.begin(), result.results.end(),
                     [](const auto& layer) { return !layer.infeasible.fits(); });
}

void take(const WorkloadResult& result, Assessment& assessment) {
  assessment.frame = {result.energy_pj, result.latency_cycles, is_proven(result)};
}

}  // namespace

Need need_of(const Budget& budget) {
  Need need;
  need.operations_per_second = budget.frames_per_second * budget.operations_per_frame;
  need.energy_per_operation_fj = kFemtojoulesPerJoule * budget.power_w / need.operations_per_second;
  need.energy_per_frame_pj = kPicojoulesPerJoule * budget.power_w / budget.frames_per_second;
  need.tops_per_w = tops_per_w(need.energy_per_operation_fj);
  return need;
}

double tops_per_w(double energy_per_operation_fj) {
  return kFemtojoulesPerJoule / energy_per_operation_fj / kTera;
}

Ceiling ceiling_of(const Architecture& architecture) {
  const Compute& compute = architecture.compute;
  const double macs_per_second = static_cast<double>(architecture.compute_instances()) *
                                 architecture.clock_hz / compute.cycles_per_operation;
  return {kOperationsPerMac * macs_per_second,
          compute.energy_pj * kFemtojoulesPerPicojoule / kOperationsPerMac};
}

Assessment assess(const Budget& budget, const Architecture& architecture) {
  Assessment assessment;
  assessment.ceiling = ceiling_of(architecture);
  const Need need = need_of(budget);
  assessment.is_too_slow = assessment.ceiling.operations_per_second < need.operations_per_second;
  assessment.is_over_energy =
      assessment.ceiling.energy_per_operation_fj > need.energy_per_operation_fj;
  return assessment;
}

Assessment assess(const Budget& budget, const Architecture& architecture, const Workload& workload,
                  mapper::Settings settings) {
  Assessment assessment;
  assessment.ceiling = ceiling_of(architecture);
  const double most_pj = need_of(budget).energy_per_frame_pj;
  const std::int64_t most_cycles = cycles_per_frame(budget, architecture);
  constexpr std::int64_t kAnyLatency = std::numeric_limits<std::int64_t>::max();
  const auto ask = [&](ObjectiveKind kind, std::int64_t max_latency_cycles) {
    const WorkloadResult result =
        search(workload, architecture, settings, kind, max_latency_cycles);
    assessment.is_interrupted = assessment.is_interrupted || result.interrupted;
    return result;
  };

  // The least energy at any speed first: it is soon found, and often fast enough.
  const WorkloadResult frugal = ask(ObjectiveKind::kEnergy, kAnyLatency);
  assessment.is_unmapped = has_unmappable_layer(frugal);
  assessment.is_over_energy = network_bound(workload, frugal).energy_pj > most_pj;
  if (!frugal.best) return assessment;
  take(frugal, assessment);
  if (frugal.latency_cycles <= most_cycles) {
    assessment.is_met = frugal.energy_pj <= most_pj;
    return assessment;
  }
  const WorkloadResult fastest = ask(ObjectiveKind::kLatency, kAnyLatency);
  assessment.is_too_slow = network_bound(workload, fastest).latency_cycles > most_cycles;
  if (!fastest.best) return assessment;
  if (fastest.latency_cycles > most_cycles) {
    take(fastest, assessment);
    return assessment;
  }
  const WorkloadResult in_time = ask(ObjectiveKind::kEnergy, most_cycles);
  // Its own bound holds for each layer alone; the network front between them is exact if proven.
  take(in_time.best ? in_time : fastest, assessment);
  assessment.is_met = assessment.frame->energy_pj <= most_pj;
  const bool is_least = in_time.best && is_proven(in_time) && in_time.front.energy_error == 0;
  assessment.frame->is_proven = is_least;
  assessment.is_over_energy = assessment.is_over_energy || (is_least && !assessment.is_met);
  return assessment;
}

double operations_of(const Workload& workload) {
  double operations = 0;
  for (const Layer& layer : workload.layers) {
    operations += kOperationsPerMac * static_cast<double>(macs(layer));
  }
  return operations;
}

}  // namespace paretile::explore
