// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "core/architecture.h"
#include "core/ids.h"
#include "core/problem.h"
#include "cost_model/counts.h"

namespace paretile::cost_model {

/// Energy of one tensor at one level over all instances, by action, in picojoules.
struct ActionEnergy {
  double read_pj = 0;
  double fill_pj = 0;
  double update_pj = 0;
  double drain_pj = 0;
  [[nodiscard]] double total_pj() const { return read_pj + fill_pj + update_pj + drain_pj; }
};

/// What one level spends and how long its ports are busy.
struct LevelCost {
  std::int64_t latency_cycles = 0;  ///< of its busiest port, rounded up
  double energy_pj = 0;             ///< all tensors and instances; leakage apart
  double leakage_pj = 0;            ///< all physical instances over the whole latency
};

/// What bounds the latency.
struct Bottleneck {
  enum class Kind : std::uint8_t { kCompute, kReads, kWrites, kPort };
  Kind kind = Kind::kCompute;
  LevelId level;  ///< when kind is not kCompute
};

/// What a mapping costs, from its Counts. docs/model.md section 5.
struct Cost {
  double energy_pj = 0;  ///< everything, leakage included
  std::int64_t latency_cycles = 0;
  double edp_pj_cycles = 0;
  double utilization =
      0;  ///< operations / (physical compute units * latency / cycles per operation)
  double area_um2 = 0;
  Bottleneck bottleneck;

  std::int64_t compute_cycles = 0;
  double compute_energy_pj = 0;
  double compute_leakage_pj = 0;
  IdArray<LevelId, LevelCost> levels;
  IdArray<LevelId, IdArray<TensorId, ActionEnergy>> actions;
  IdArray<FanoutId, double> wire_energy_pj;
};

/// "compute", "glb reads", "glb writes", "glb port".
[[nodiscard]] std::string short_name(const Bottleneck& bottleneck,
                                     const Architecture& architecture);

/// "compute", or "glb reads: 1.8 of 2.0 bits per cycle".
[[nodiscard]] std::string describe(const Bottleneck& bottleneck, const Cost& cost,
                                   const Counts& counts, const Architecture& architecture);

}  // namespace paretile::cost_model
