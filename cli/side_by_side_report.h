// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/inputs.h"
#include "interop/side_by_side.h"

namespace paretile::cli {

/// Every number that another tool printed beside ours, what explains it where it differs, and how
/// many are equal. Pairs of zeros are left out.
[[nodiscard]] std::string side_by_side_text(const Case& given, const interop::SideBySide& compared);
[[nodiscard]] std::string side_by_side_json(const Case& given, const interop::SideBySide& compared);

}  // namespace paretile::cli
