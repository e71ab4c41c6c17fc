// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "core/architecture.h"
#include "core/mapping.h"
#include "core/problem.h"
#include "interop/timeloop_files.h"

namespace paretile::interop {

/// The `mapping` section, if there is one. Its `no_reuse` directives belong to the array they name
/// and are set there.
[[nodiscard]] std::optional<Mapping> read_timeloop_mapping(TimeloopFiles& files,
                                                           const Problem& problem,
                                                           Architecture& architecture);

}  // namespace paretile::interop
