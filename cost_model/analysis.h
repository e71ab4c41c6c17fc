// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cost_model/cost.h"
#include "cost_model/counts.h"
#include "cost_model/tables.h"
#include "cost_model/totals.h"
#include "cost_model/trace.h"
#include "cost_model/verdict.h"

namespace paretile::cost_model {

/// The steps of one evaluation, each a pure function of the one before. The Evaluator runs them;
/// they are declared here so that each can be tested alone.

/// Words held and moved, by docs/model.md sections 2 to 5. Slots of levels and tensors that the
/// problem or the architecture does not have are left as they are.
void count(const Tables& tables, const Trace& trace, Counts& counts) noexcept;

/// Axis sizes, allowed dims, keep sets and capacities: the first limit broken, levels before axes,
/// outermost first. Cheap: needs no counts.
[[nodiscard]] Verdict check_fit(const Tables& tables, const Trace& trace) noexcept;

/// Energy, latency and what follows from them; false when the latency passes kMaxExactCount cycles.
[[nodiscard]] bool price(const Tables& tables, const Counts& counts, Cost& cost) noexcept;

/// Adds what one instance moves to what its ports carry.
inline void add_traffic(Traffic& traffic, const NodeCounts& node, bool charge_drains) {
  traffic.read_bits += node.reads * node.lower_bits;
  if (charge_drains) traffic.read_bits += node.drains * node.upper_bits;
  traffic.write_bits += node.fills * node.upper_bits + node.updates * node.lower_bits;
  traffic.shared_bits = traffic.read_bits + traffic.write_bits;
}

/// What all instances of a perfect mapping do.
[[nodiscard]] Totals totals_of(const Counts& counts, bool charge_drains);

}  // namespace paretile::cost_model
