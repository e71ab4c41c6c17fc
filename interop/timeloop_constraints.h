// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/architecture.h"
#include "core/constraints.h"
#include "core/problem.h"
#include "interop/timeloop_files.h"

namespace paretile::interop {

/// `architecture_constraints`, `mapspace_constraints` (or `constraints`, `mapspace`), and those
/// inside components. What has no counterpart is remarked upon; arrays told to share nothing are
/// set so.
[[nodiscard]] Constraints read_timeloop_constraints(TimeloopFiles& files, const Problem& problem,
                                                    Architecture& architecture);

}  // namespace paretile::interop
