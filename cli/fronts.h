// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/workload.h"
#include "cost_model/evaluator.h"
#include "mapper/result.h"
#include "mapper/run.h"

namespace paretile::cli {

/// What reports say of a mapping besides its cost.
struct MappingTraits {
  std::string dataflow;            ///< "weight stationary"
  double utilization = 0;          ///< 0 to 1
  std::string bottleneck;          ///< "compute", "glb reads"
  double operations_per_byte = 0;  ///< that passes the outermost level
};
[[nodiscard]] MappingTraits traits_of(const Mapping& mapping,
                                      const cost_model::Evaluator& evaluator);

/// Per layer of the workload: which entry of `result.unique` holds its nest.
[[nodiscard]] std::vector<std::size_t> group_per_layer(const Workload& workload,
                                                       const mapper::WorkloadResult& result);

/// True when every layer has a mapping.
[[nodiscard]] bool is_complete(const mapper::WorkloadResult& result);

/// The point a report shows for entry `i` of `result.unique`, which has one: the network optimum's,
/// or without an optimum the one of least EDP.
[[nodiscard]] const mapper::Point& shown_point(const mapper::WorkloadResult& result, std::size_t i);

}  // namespace paretile::cli
