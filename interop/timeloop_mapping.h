// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "core/architecture.h"
#include "core/mapping.h"
#include "core/problem.h"
#include "interop/timeloop_files.h"
#include "interop/timeloop_nest.h"

namespace paretile::interop {

/// A mapping in our terms and in Timeloop's.
struct TimeloopMapping {
  Mapping mapping;
  TimeloopNest nest;  ///< without blocks, which the architecture says
};

/// The `mapping` section, if there is one. Its `no_reuse` directives belong to the array they name
/// and are set there.
[[nodiscard]] std::optional<TimeloopMapping> read_timeloop_mapping(TimeloopFiles& files,
                                                                   const Problem& problem,
                                                                   Architecture& architecture);

}  // namespace paretile::interop
