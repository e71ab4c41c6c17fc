// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/workload.h"
#include "mapper/result.h"
#include "mapper/run.h"

namespace paretile::cli {

/// What `map` prints: a row per layer, the network, what is proved, and of one layer its nest.
[[nodiscard]] std::string map_text(const Workload& workload, const Architecture& architecture,
                                   const mapper::Settings& settings,
                                   const mapper::WorkloadResult& result);

/// What the search of each distinct layer did, a line each.
[[nodiscard]] std::vector<std::string> stats_lines(const Workload& workload,
                                                   const mapper::Settings& settings,
                                                   const mapper::WorkloadResult& result);

}  // namespace paretile::cli
