// SPDX-License-Identifier: Apache-2.0
#include "cost_model/analysis.h"

namespace paretile::cost_model {

Totals totals_of(const Counts& counts, bool charge_drains) {
  Totals totals;
  for (const LevelId level : IdRange<LevelId>(kMaxLevels)) {
    const std::int64_t instances = counts.instances[level];
    for (const TensorId tensor : IdRange<TensorId>(kMaxTensors)) {
      NodeCounts node = counts.nodes[level][tensor];
      if (!node.present) continue;
      add_traffic(totals.busiest[level], node, charge_drains);
      node.fills *= instances;
      node.reads *= instances;
      node.updates *= instances;
      node.drains *= instances;
      totals.nodes[level][tensor] = node;
    }
  }
  return totals;
}

}  // namespace paretile::cost_model
