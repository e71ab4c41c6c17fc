// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "core/architecture.h"
#include "core/problem.h"
#include "mapper/result.h"
#include "mapper/run.h"

namespace paretile::mapper {

/// One result per problem, in their order: random mappings are drawn and the best of them improved.
/// All problems share the threads: their work is one list of units, taking turns, each the same for
/// any number of threads; stopped early, every problem has had its share.
[[nodiscard]] std::vector<ProblemResult> search(const std::vector<const Problem*>& problems,
                                                const Architecture& architecture,
                                                const Settings& settings);

}  // namespace paretile::mapper
