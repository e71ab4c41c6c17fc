// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/architecture.h"
#include "core/problem.h"
#include "tests/oracle/interpreter.h"

namespace paretile::oracle {

/// Every field in which the two differ, one per line; empty if they are equal.
[[nodiscard]] std::string describe_differences(const Executed& executed, const Executed& counted,
                                               const Problem& problem,
                                               const Architecture& architecture);

}  // namespace paretile::oracle
