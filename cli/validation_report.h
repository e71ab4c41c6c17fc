// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "validation/prediction.h"

namespace paretile::cli {

/// What `validate` prints: a table per study, then why rows are red, then the totals.
[[nodiscard]] std::string validation_text(const std::vector<validation::Report>& reports);
/// The same as docs/validation.md.
[[nodiscard]] std::string validation_markdown(const std::vector<validation::Report>& reports);
/// One study of that document; a test finds it there.
[[nodiscard]] std::string study_markdown(const validation::Report& report);
[[nodiscard]] std::string validation_json(const std::vector<validation::Report>& reports);

/// Some red row says no reason.
[[nodiscard]] bool is_unexplained(const std::vector<validation::Report>& reports);

}  // namespace paretile::cli
