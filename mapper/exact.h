// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/architecture.h"
#include "core/problem.h"
#include "mapper/mapspace.h"
#include "mapper/result.h"
#include "mapper/run.h"

namespace paretile::mapper {

/// The answer to `settings.objective` over the whole space, proven: docs/engine.md. Stopped early
/// or out of time, the best found and a true lower bound.
[[nodiscard]] ProblemResult solve_exact(const Problem& problem, const Architecture& architecture,
                                        const Settings& settings);

}  // namespace paretile::mapper
