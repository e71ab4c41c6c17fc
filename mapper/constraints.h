// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/architecture.h"
#include "core/constraints.h"
#include "core/mapping.h"
#include "core/problem.h"
#include "mapper/run.h"

namespace paretile::mapper {

/// Whether a legal mapping keeps every rule but min_utilization, which is judged from its cost.
/// Fan-outs without loops in the mapping play no part in tiles_stay_across_fanouts. Of nodes with
/// no loop between them, those of more outer levels stand outside in tiles_stay_across_levels.
[[nodiscard]] bool satisfies(const Constraints& constraints, const Problem& problem,
                             const Architecture& architecture, const Mapping& mapping);

/// Whether the mapping, in its canonical spelling, is a nest of the space: legal, every tensor from
/// its home on, and with its storage nodes where the space wants them. Homes stand above all loops
/// and are under no rule of place; every other node stands on its side of each fan-out, used or
/// not. Whether the mapping fits (keep sets, axes, capacities) is the evaluator's to say.
[[nodiscard]] bool in_mapspace(MapspaceKind kind, const Problem& problem,
                               const Architecture& architecture, const Mapping& mapping);

}  // namespace paretile::mapper
