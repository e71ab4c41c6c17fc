// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "core/problem.h"
#include "cost_model/counts.h"
#include "interop/timeloop_conventions.h"
#include "interop/timeloop_nest.h"

namespace paretile::interop {

/// The counts timeloop-model would print: those of nodes per instance, without drains, which it
/// does not count. Nothing where the nest has too many loops to walk (timeloop_walk.h).
[[nodiscard]] std::optional<cost_model::Counts> recount(
    const Problem& problem, const TimeloopNest& nest,
    const TimeloopConventions& conventions = TimeloopConventions{});

}  // namespace paretile::interop
