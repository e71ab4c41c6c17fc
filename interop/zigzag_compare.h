// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "interop/side_by_side.h"
#include "interop/zigzag_differences.h"
#include "interop/zigzag_stats.h"

namespace paretile::interop {

/// What ZigZag wrote of a case beside ours: accesses and energy of each operand in each memory,
/// then of the whole. A number is explained if ZigZag's own rules of counting give it; named are
/// the reasons why ours is another. Latencies are of different definitions: a note has them.
[[nodiscard]] SideBySide compare_with_zigzag(const ZigzagCounts& ours, const ZigzagStats& printed);

}  // namespace paretile::interop
