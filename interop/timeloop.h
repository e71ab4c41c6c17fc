// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "interop/imported.h"
#include "interop/timeloop_nest.h"

namespace paretile::interop {

/// Timeloop's YAML files, in any order: `problem`, `architecture` (or `arch`) and, where they have
/// them, `mapping`, `ERT` and `ART` (docs/interop.md). Throws InputError with every mistake of all
/// files; never returns an invalid value.
[[nodiscard]] Imported read_timeloop(std::span<const SourceText> files);

/// The same for a search: no `mapping`, but constraints.
[[nodiscard]] Imported read_timeloop_search(std::span<const SourceText> files);

/// The same, and the mapping as Timeloop has it, to be recounted its way (timeloop_recount.h).
struct TimeloopRun {
  Imported imported;
  TimeloopNest nest;  ///< empty without a mapping
};
[[nodiscard]] TimeloopRun read_timeloop_run(std::span<const SourceText> files);

}  // namespace paretile::interop
