// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/architecture.h"
#include "core/problem.h"
#include "cost_model/counts.h"

namespace paretile::oracle {

/// Every field in which the two differ, one per line; empty if they are equal.
[[nodiscard]] std::string describe_differences(const cost_model::Counts& executed,
                                               const cost_model::Counts& counted,
                                               const Problem& problem,
                                               const Architecture& architecture);

}  // namespace paretile::oracle
