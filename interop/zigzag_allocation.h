// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "interop/zigzag_case.h"

namespace paretile::interop {

/// Cuts the loops of a case into the memories of each operand as ZigZag's LOMA does: from the
/// lowest memory up, each takes the loops that leave the fewest bits to be moved above it. Returns
/// false, and leaves the cuts empty, where the tiles do not fit.
[[nodiscard]] bool allocate(ZigzagCase& given);

}  // namespace paretile::interop
