// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/architecture.h"
#include "core/mapping.h"
#include "core/problem.h"
#include "cost_model/counts.h"
#include "cost_model/options.h"
#include "cost_model/totals.h"

namespace paretile::oracle {

/// What executing a mapping finds.
struct Executed {
  cost_model::Counts counts;  ///< of nodes: of the first instance
  cost_model::Totals totals;  ///< of all instances
  friend bool operator==(const Executed&, const Executed&) = default;
};

/// Executes a legal mapping (docs/model.md section 6): every loop is walked, every tile of every
/// instance is a set of words, and what arrives and leaves is counted. Slow and obvious; shares no
/// code with cost_model/. Throws std::logic_error if the instances of a node of a perfect mapping
/// turn out to differ.
[[nodiscard]] Executed execute(const Problem& problem, const Architecture& architecture,
                               const Mapping& mapping, cost_model::Footprint footprint);

}  // namespace paretile::oracle
