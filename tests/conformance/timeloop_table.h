// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "interop/side_by_side.h"
#include "tests/conformance/timeloop_printed.h"

namespace paretile::conformance {

/// What the run printed beside ours, both read from its texts.
[[nodiscard]] interop::SideBySide side_by_side(const PrintedRun& run);

/// The tables of docs/interop.md: runs by tag, and by what explains them.
[[nodiscard]] std::string interop_tables();

/// docs/interop.md with the tables between its marks.
[[nodiscard]] std::string with_tables(const std::string& document);

}  // namespace paretile::conformance
