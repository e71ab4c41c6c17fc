// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/architecture.h"
#include "core/problem.h"
#include "cost_model/counts.h"
#include "interop/timeloop_nest.h"

namespace paretile::interop {

/// What counts cost by Timeloop's rules: whole blocks, one access for a cluster of instances,
/// leakage of instances at work, demands of ports added up as doubles. Networks are left out.
struct TimeloopCost {
  IdArray<LevelId, IdArray<TensorId, double>> energy_pj;
  IdArray<LevelId, double> leakage_pj;
  double compute_pj = 0;
  std::int64_t latency_cycles = 0;
  [[nodiscard]] double total_pj() const;
};

[[nodiscard]] TimeloopCost price_as_timeloop(const Problem& problem,
                                             const Architecture& architecture,
                                             const TimeloopNest& nest,
                                             const cost_model::Counts& counts);

}  // namespace paretile::interop
