// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/inputs.h"
#include "cost_model/evaluator.h"

namespace paretile::cli {

/// "conv1 of resnet18 on eyeriss".
[[nodiscard]] std::string title(const Case& given);

/// What `evaluate` prints: totals with units, the bottleneck in words, then per level, outermost
/// first, what each tensor moves and spends.
[[nodiscard]] std::string evaluation_text(const Case& given,
                                          const cost_model::Evaluation& evaluation,
                                          const cost_model::Totals& totals);

/// Room each tensor takes in each level it is kept in, against what the level has; of any legal
/// nest, whether it fits or not.
[[nodiscard]] std::string capacity_text(const Case& given, const cost_model::Counts& counts);

/// All limits of the latency, tightest first: the bottleneck, then what would bind next.
[[nodiscard]] std::string limits_text(const Case& given, const cost_model::Evaluation& evaluation);

}  // namespace paretile::cli
