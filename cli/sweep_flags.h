// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command.h"
#include "explore/sweep_run.h"

namespace paretile::cli {

/// A grid of more designs is explored with --yes alone.
inline constexpr std::int64_t kMaxUnasked = 10'000;

/// The run that flags of `explore` ask for. Throws InputError.
[[nodiscard]] explore::SweepRun sweep_run(const Arguments& arguments);

}  // namespace paretile::cli
