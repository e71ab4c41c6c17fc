// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "interop/imported.h"
#include "interop/zigzag_case.h"

namespace paretile::interop {

/// What mappings of a case may be when only its unrolling is given: problem, chip and constraints.
/// Sizes an unrolling does not divide are padded up to whole rounds, with a remark; `file` is for
/// remarks on the chip.
[[nodiscard]] Imported to_space(const ZigzagCase& given, const std::string& file,
                                std::vector<Remark> remarks);

/// The case with every size padded up to whole rounds of what is unrolled.
[[nodiscard]] ZigzagCase padded(ZigzagCase given);

}  // namespace paretile::interop
