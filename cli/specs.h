// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/inputs.h"
#include "cli/json_text.h"
#include "core/architecture.h"
#include "core/workload.h"

namespace paretile::cli {

/// What `show` prints: the values the program works on, all numbers resolved, outermost first.
[[nodiscard]] std::string architecture_text(const Architecture& architecture);
/// Where each number of the architecture came from: one row per number, then the cautions.
[[nodiscard]] std::string provenance_text(const Architecture& architecture);
/// "12.3 %"; "-" if it is not known.
[[nodiscard]] std::string error_text(const std::optional<double>& error);
/// Each in a line of its own, after an empty one.
[[nodiscard]] std::string cautions_text(const std::vector<std::string>& cautions);
[[nodiscard]] std::string workload_text(const Workload& workload);
[[nodiscard]] std::string layer_text(const Layer& layer);
[[nodiscard]] std::string mapping_text(const Case& given);

/// The same for programs; keys are the field names. Unlimited is null.
[[nodiscard]] std::string architecture_json(const Architecture& architecture);
[[nodiscard]] Json provenance_json(const Architecture& architecture);
/// What is in print about the chip; what is not is null.
[[nodiscard]] Json published_json(const PublishedFigures& published);
[[nodiscard]] std::string workload_json(const Workload& workload);
[[nodiscard]] std::string layer_json(const Layer& layer);
[[nodiscard]] std::string mapping_json(const Case& given);

}  // namespace paretile::cli
