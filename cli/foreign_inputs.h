// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/inputs.h"

namespace paretile::cli {

/// The flags of a command about one mapping, which load_case() reads: our files, or another tool's.
[[nodiscard]] std::vector<Flag> case_flags();

/// Whether another tool's files are given: --timeloop or --zigzag.
[[nodiscard]] bool is_foreign(const Arguments& arguments);

/// The one mapping that they describe. Throws InputError: every mistake of all files, or that there
/// is no mapping in them.
[[nodiscard]] Case load_foreign_case(const Arguments& arguments);

}  // namespace paretile::cli
