// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/inputs.h"

namespace paretile::cli {

/// The flags of a command about one mapping, which load_case() reads: our files, or another tool's.
[[nodiscard]] std::vector<Flag> case_flags();

/// The one mapping that files of Timeloop describe, with its conventions. Throws InputError: every
/// mistake of all files, or that there is no mapping in them.
[[nodiscard]] Case load_timeloop_case(const std::vector<std::string>& files);

}  // namespace paretile::cli
