// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/architecture.h"
#include "core/mapping.h"
#include "core/problem.h"
#include "cost_model/counts.h"
#include "cost_model/options.h"

namespace paretile::oracle {

/// Counts found by executing a legal mapping (docs/model.md section 6): every loop is walked, every
/// tile of every instance is a set of words, and what arrives and leaves is counted. Slow and
/// obvious; shares no code with cost_model/. Throws std::logic_error if the instances of a node
/// turn out to differ, which would make counts per instance meaningless.
[[nodiscard]] cost_model::Counts execute(const Problem& problem, const Architecture& architecture,
                                         const Mapping& mapping, cost_model::Footprint footprint);

}  // namespace paretile::oracle
