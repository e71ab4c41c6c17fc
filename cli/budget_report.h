// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/architecture.h"
#include "core/workload.h"
#include "explore/budget.h"

namespace paretile::cli {

/// A budget, the chips it is asked of, and what they compute, if that is known.
struct BudgetQuestion {
  explore::Budget budget;
  std::optional<Workload> workload;
  std::vector<Architecture> chips;
};

/// What `budget` prints: what is needed, then a row per chip. `answers`: one per chip.
[[nodiscard]] std::string budget_text(const BudgetQuestion& question,
                                      const std::vector<explore::Assessment>& answers);
[[nodiscard]] std::string budget_json(const BudgetQuestion& question,
                                      const std::vector<explore::Assessment>& answers);

/// "meets it", "too slow, too much energy", "open".
[[nodiscard]] std::string answer_words(const explore::Assessment& answer);

}  // namespace paretile::cli
