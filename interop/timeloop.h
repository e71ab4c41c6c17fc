// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "interop/imported.h"

namespace paretile::interop {

/// Timeloop's YAML files, in any order: `problem`, `architecture` (or `arch`) and, where they have
/// them, `mapping`, `ERT` and `ART` (docs/interop.md). Throws InputError with every mistake of all
/// files; never returns an invalid value.
[[nodiscard]] Imported read_timeloop(std::span<const SourceText> files);

/// The same for a search: no `mapping`, but constraints.
[[nodiscard]] Imported read_timeloop_search(std::span<const SourceText> files);

}  // namespace paretile::interop
