// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/inputs.h"

namespace paretile::cli {

/// The one mapping that files of Timeloop describe, with its conventions. Throws InputError: every
/// mistake of all files, or that there is no mapping in them.
[[nodiscard]] Case load_timeloop_case(const std::vector<std::string>& files);

}  // namespace paretile::cli
