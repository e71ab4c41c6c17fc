// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "cost_model/evaluator.h"
#include "mapper/draft.h"
#include "mapper/mapspace.h"
#include "mapper/rng.h"

namespace paretile::mapper {

/// The mapping that asks least of every level: only what must be kept, no spatial loops, all loops
/// next to the homes, reductions innermost. If it does not fit, its verdict names the limit.
[[nodiscard]] Draft least_draft(const SearchSpace& space, const Problem& problem);

/// A random mapping of the space that fits. Storage nodes and their order are drawn first, then
/// spatial loops (mostly as many children as go in), then each factor moves from the outside as far
/// in as it is drawn to go and fits; so nearly every draw fits. Nothing if it does not.
[[nodiscard]] std::optional<Draft> sample_draft(const SearchSpace& space,
                                                const cost_model::Evaluator& evaluator, Rng& rng);

}  // namespace paretile::mapper
