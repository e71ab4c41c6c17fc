// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/json_text.h"
#include "core/architecture.h"
#include "core/workload.h"
#include "cost_model/breakdown.h"
#include "mapper/run.h"

namespace paretile::cli {

/// Where the energy of the network's optimum goes, all layers and repeats; `result` has one.
[[nodiscard]] cost_model::EnergyBreakdown network_breakdown(const Workload& workload,
                                                            const Architecture& architecture,
                                                            const mapper::Settings& settings,
                                                            const mapper::WorkloadResult& result);

/// Shares in percent: a row per level, outermost first, then wires, compute and leakage where they
/// spend anything, and a column per role.
[[nodiscard]] std::string energy_shares_text(const cost_model::EnergyBreakdown& breakdown,
                                             const Architecture& architecture);
/// The same in picojoules, all rows.
[[nodiscard]] Json breakdown_json(const cost_model::EnergyBreakdown& breakdown,
                                  const Architecture& architecture);

}  // namespace paretile::cli
