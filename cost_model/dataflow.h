// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/architecture.h"
#include "core/mapping.h"
#include "core/problem.h"
#include "cost_model/counts.h"
#include "cost_model/totals.h"

namespace paretile::cost_model {

/// The dataflow a mapping realises, by the field's names: "weight stationary", "output stationary",
/// "input stationary", "row stationary", "no local reuse". `rule` says in a sentence why.
struct Dataflow {
  std::string name;
  std::string rule;
};

/// docs/model.md section 5: of the tensors held next to compute, the one whose tile moves least per
/// operation names it; row stationary if a filter dim and an output dim of one sum rank are spatial
/// on different axes.
[[nodiscard]] Dataflow classify_dataflow(const Mapping& mapping, const Problem& problem,
                                         const Architecture& architecture, const Counts& counts,
                                         const Totals& totals);
/// The same of a perfect mapping.
[[nodiscard]] Dataflow classify_dataflow(const Mapping& mapping, const Problem& problem,
                                         const Architecture& architecture, const Counts& counts);

}  // namespace paretile::cost_model
