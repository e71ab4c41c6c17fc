// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include "hw_specs/catalogue.h"
#include "mapper/run.h"
#include "workloads/catalogue.h"

int main() {
  const auto chip = paretile::hw_specs::load_architecture("eyeriss");
  const auto network = with_precision(paretile::workloads::load_workload("alexnet"), chip);
  const auto& conv1 = network.layers.front().problem;
  for (const auto& point : paretile::mapper::map_problem(conv1, chip).front) {
    std::cout << point.energy_pj << " pJ in " << point.latency_cycles << " cycles\n";
  }
}
