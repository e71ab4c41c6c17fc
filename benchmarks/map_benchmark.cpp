// SPDX-License-Identifier: Apache-2.0
#include <benchmark/benchmark.h>

#include "hw_specs/catalogue.h"
#include "mapper/run.h"
#include "workloads/catalogue.h"

namespace paretile::benchmarks {
namespace {

/// The main job: every layer of ResNet-18, default settings, all cores.
void map_network(benchmark::State& state, const char* chip_name) {
  const Architecture chip = hw_specs::load_architecture(chip_name);
  const Workload network = with_precision(workloads::load_workload("resnet18"), chip);
  mapper::WorkloadResult result;
  while (state.KeepRunning()) result = mapper::map_workload(network, chip);
  state.counters["energy_pj"] = result.energy_pj;
  state.counters["latency_cycles"] = static_cast<double>(result.latency_cycles);
}

BENCHMARK_CAPTURE(map_network, resnet18_eyeriss, "eyeriss")
    ->Unit(benchmark::kSecond)
    ->UseRealTime();

}  // namespace
}  // namespace paretile::benchmarks
