// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "core/mapping.h"
#include "interop/zigzag_case.h"
#include "interop/zigzag_chip.h"

namespace paretile::interop {

/// A case with its cuts as one nest. A tile stays where it is while loops tick that do not concern
/// it, so it may be kept inside or outside of them: with that freedom the spatial loops find a
/// place below all memories outside them and above all inside. Nothing where even so some operand
/// keeps loops in a memory below the array that another leaves to a memory above it.
[[nodiscard]] std::optional<Mapping> to_nest(const ZigzagCase& given, const ZigzagChip& chip);

}  // namespace paretile::interop
