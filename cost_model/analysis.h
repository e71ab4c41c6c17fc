// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cost_model/cost.h"
#include "cost_model/counts.h"
#include "cost_model/tables.h"
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

}  // namespace paretile::cost_model
