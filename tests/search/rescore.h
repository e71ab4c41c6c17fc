// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "tests/search/brute_force.h"

namespace paretile::search {

/// Executes the mapping with the interpreter of tests/oracle and prices what it counted in plain
/// arithmetic, docs/model.md section 5; says where the evaluator has another count, verdict on
/// room, energy or latency.
[[nodiscard]] std::optional<std::string> rescore(const Question& question, const Mapping& mapping);

}  // namespace paretile::search
