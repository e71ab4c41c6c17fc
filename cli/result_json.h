// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "cli/inputs.h"
#include "cli/json_text.h"
#include "cost_model/evaluator.h"
#include "mapper/result.h"
#include "mapper/run.h"

namespace paretile::cli {

/// The JSON of `evaluate`, `explain` and `map`: stable, described in docs/json.md. Numbers read
/// back to the same value; what is unlimited or unknown is null. Texts end in a newline.

/// A mapping that fits and what it costs, as `command` answers.
[[nodiscard]] std::string evaluation_json(std::string_view command, const Case& given,
                                          const cost_model::Evaluation& evaluation,
                                          const cost_model::Totals& totals);

/// A mapping that does not fit: the verdict alone.
[[nodiscard]] std::string verdict_json(std::string_view command, const Case& given,
                                       const cost_model::Verdict& verdict);

/// Of something read from another tool's files: the tool, and the remarks on them.
[[nodiscard]] Json read_from_json(const ReadFrom& read_from);

/// What a search found for every layer of a workload. `named` is for finding both again.
[[nodiscard]] std::string map_json(const InputNames& named, const ChipAndWorkload& given,
                                   const mapper::Settings& settings,
                                   const mapper::WorkloadResult& result);

}  // namespace paretile::cli
