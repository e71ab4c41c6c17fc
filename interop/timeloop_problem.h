// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/problem.h"
#include "interop/timeloop_files.h"

namespace paretile::interop {

/// The `problem` section: shape (inline, or the name of the convolution shape Timeloop ships) and
/// instance. With mistakes reported the value is incomplete.
[[nodiscard]] Problem read_timeloop_problem(TimeloopFiles& files);

}  // namespace paretile::interop
