// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/mapping.h"
#include "cost_model/cost.h"
#include "cost_model/counts.h"
#include "cost_model/tables.h"
#include "cost_model/totals.h"
#include "cost_model/trace.h"

namespace paretile::cost_model {

/// Most pieces of tiles that one evaluation looks at: what needs more is refused, not guessed.
inline constexpr std::int64_t kMaxPieces = std::int64_t{1} << 24;

/// Counts of a ragged mapping (docs/model.md section 7), exact: every tile with its own size.
/// `counts` are those of the first instance, the one at index 0 of all spatial loops, whose tiles
/// are the largest. Takes micro- to milliseconds and the heap; false if a tile falls into so many
/// pieces (kMaxPieces) that it would take much longer.
[[nodiscard]] bool count_ragged(const Tables& tables, const Mapping& mapping, const Trace& trace,
                                Counts& counts, Totals& totals);

/// Energy and latency of a ragged mapping: price() of analysis.h with the totals for the energy and
/// the busiest instances for the latency.
[[nodiscard]] bool price_ragged(const Tables& tables, const Counts& counts, const Totals& totals,
                                Cost& cost);

}  // namespace paretile::cost_model
