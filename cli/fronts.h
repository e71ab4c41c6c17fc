// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/workload.h"
#include "mapper/result.h"

namespace paretile::cli {

/// The dataflow a mapping realises: "weight stationary".
[[nodiscard]] std::string dataflow_name(const Mapping& mapping, const Problem& problem,
                                        const Architecture& architecture);

/// Per layer of the workload: which entry of `result.unique` holds its nest.
[[nodiscard]] std::vector<std::size_t> group_per_layer(const Workload& workload,
                                                       const mapper::WorkloadResult& result);

/// True when every layer has a mapping.
[[nodiscard]] bool is_complete(const mapper::WorkloadResult& result);

/// The point a report shows for entry `i` of `result.unique`, which has one: the network optimum's,
/// or without an optimum the one of least EDP.
[[nodiscard]] const mapper::Point& shown_point(const mapper::WorkloadResult& result, std::size_t i);

}  // namespace paretile::cli
