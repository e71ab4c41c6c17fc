// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "core/architecture.h"
#include "core/workload.h"
#include "mapper/run.h"

namespace paretile::explore {

/// What chips are compared by.
enum class Metric : std::uint8_t {
  kSpeed,       ///< multiply-accumulates per second, under the mappings of least latency
  kEfficiency,  ///< multiply-accumulates per joule, under the mappings of least energy
};

/// What a chip does with a workload.
struct Measured {
  double macs_per_unit = 0;  ///< per second or per joule
  bool is_proven = false;    ///< no mapping of the mapspace does better
};

/// Maps the workload, which has multiply-accumulates. `settings` says how to search; its objective
/// is not used. Nothing where some layer has no mapping, or none was found yet.
[[nodiscard]] std::optional<Measured> measure(const Workload& workload,
                                              const Architecture& architecture, Metric metric,
                                              mapper::Settings settings);

/// Every layer was searched to its end.
[[nodiscard]] bool is_proven(const mapper::WorkloadResult& result);

}  // namespace paretile::explore
