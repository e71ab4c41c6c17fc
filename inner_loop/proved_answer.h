// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cost_model/evaluator.h"
#include "mapper/objective.h"
#include "mapper/result.h"

// What files of proved answers have in common: which program and question an answer is of, and that
// none is believed before it is priced again.
namespace paretile::inner_loop {

/// In words, the version of the program and of what it answers.
[[nodiscard]] std::string prover_words();

/// In words, what is to be least, within which limits.
[[nodiscard]] std::string question_words(const mapper::Objective& objective);

/// The mapping a file keeps as text (core/mapping_text.h), priced; nothing if it is no mapping that
/// searches look at, does not fit, or does not cost what the file says.
[[nodiscard]] std::optional<mapper::Point> believed(std::string_view nest, double energy_pj,
                                                    std::int64_t latency_cycles,
                                                    const cost_model::Evaluator& evaluator);

}  // namespace paretile::inner_loop
