// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/workload.h"
#include "mapper/objective.h"
#include "mapper/result.h"

namespace paretile::mapper {

/// A distinct nest of a network: what its mappings cost, by energy ascending, and how often it runs
/// in one inference. All runs share one mapping.
struct LayerFront {
  const std::vector<Point>& points;
  std::int64_t runs = 1;
};

/// Sums over the network of one point of every layer's front, dominated sums dropped. Exact up to
/// `max_points` (at least 2) sums; where there are more, some are left out, and `energy_error` of
/// the result says what that may cost. Least energy and least latency are exact always. Empty if
/// some layer has no point.
[[nodiscard]] NetworkFront network_front(const std::vector<LayerFront>& layers,
                                         std::size_t max_points = 4096);

/// Times each distinct nest runs in one inference.
[[nodiscard]] std::vector<std::int64_t> runs_per_nest(const Workload& workload,
                                                      const std::vector<UniqueLayer>& unique);

/// What to ask of a layer that runs `runs` times, so that the network front of the answers holds
/// the optimum of `network`. Sums of the least are the least sum; products (EDP, ED2P) and limits
/// need the whole front of each layer, within the limits.
[[nodiscard]] Objective layer_objective(const Objective& network, std::int64_t runs,
                                        std::size_t num_nests);

/// Drops the points outside the limits of the objective.
void apply_limits(NetworkFront& front, const Objective& objective);

/// The point of least value (kFront: of least EDP), then energy; nothing if there is no point.
[[nodiscard]] std::optional<std::size_t> best_point(const NetworkFront& front,
                                                    const Objective& objective);

}  // namespace paretile::mapper
