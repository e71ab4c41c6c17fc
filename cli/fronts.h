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

/// True when every layer has a mapping, so that the sums over the network mean something.
[[nodiscard]] bool is_complete(const mapper::WorkloadResult& result);

}  // namespace paretile::cli
