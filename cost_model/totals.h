// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/ids.h"
#include "cost_model/counts.h"

namespace paretile::cost_model {

/// Bits over the ports of one instance in the whole run.
struct Traffic {
  std::int64_t read_bits = 0;
  std::int64_t write_bits = 0;
  std::int64_t shared_bits = 0;  ///< of both together
  friend bool operator==(const Traffic&, const Traffic&) = default;
};

/// What all instances do together, and the busiest one of each level. Of a perfect mapping all
/// instances are alike; of a ragged one (docs/model.md section 7) they are not.
struct Totals {
  /// Fills, reads, updates and drains of all instances; tiles and bits as in Counts.
  IdArray<LevelId, IdArray<TensorId, NodeCounts>> nodes;
  IdArray<LevelId, Traffic> busiest;  ///< port by port: the most any instance carries over it
  friend bool operator==(const Totals&, const Totals&) = default;
};

}  // namespace paretile::cost_model
