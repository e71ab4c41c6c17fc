// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cost_model/evaluator.h"
#include "interop/side_by_side.h"
#include "interop/timeloop.h"
#include "interop/timeloop_stats.h"

namespace paretile::interop {

/// What Timeloop printed of a run beside ours (evaluated with the run's options). A number that
/// differs is explained if ours, recounted under conventions of Timeloop, is the number printed to
/// its last digit; named are the fewest for which it is.
[[nodiscard]] SideBySide compare_with_timeloop(const TimeloopRun& run,
                                               const cost_model::Evaluation& ours,
                                               const TimeloopStats& printed);

}  // namespace paretile::interop
