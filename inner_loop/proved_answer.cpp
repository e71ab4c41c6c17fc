// SPDX-License-Identifier: Apache-2.0
#include "inner_loop/proved_answer.h"

#include <fmt/format.h>

#include "core/diagnostics.h"
#include "core/mapping_text.h"

namespace paretile::inner_loop {
namespace {

/// To be raised when the model or the search changes what a layer's answer is.
constexpr int kAnswersVersion = 2;

/// The mapping of a text, if there is one in it.
std::optional<Mapping> read_nest(std::string_view text, const cost_model::Evaluator& evaluator) {
  try {
    return parse_mapping(text, evaluator.problem(), evaluator.architecture());
  } catch (const InputError&) {
    return std::nullopt;
  }
}

}  // namespace

std::string prover_words() {
  return fmt::format("paretile {} answers {}", PARETILE_VERSION, kAnswersVersion);
}

std::string question_words(const mapper::Objective& objective) {
  return fmt::format("least {} weights {} {}, at most {} pJ {} cycles",
                     mapper::to_string(objective.kind), objective.energy_weight,
                     objective.latency_weight, objective.max_energy_pj,
                     objective.max_latency_cycles);
}

std::optional<mapper::Point> believed(std::string_view nest, double energy_pj,
                                      std::int64_t latency_cycles,
                                      const cost_model::Evaluator& evaluator) {
  std::optional<Mapping> mapping = read_nest(nest, evaluator);
  cost_model::Evaluation evaluation;
  if (!mapping || !evaluator.evaluate(*mapping, evaluation).fits()) return std::nullopt;
  const cost_model::Cost& cost = evaluation.cost;
  const bool is_equal = cost.energy_pj == energy_pj && cost.latency_cycles == latency_cycles;
  if (!is_equal || is_ragged(*mapping, evaluator.problem())) return std::nullopt;
  return mapper::Point{energy_pj, latency_cycles, cost.edp_pj_cycles, std::move(*mapping)};
}

}  // namespace paretile::inner_loop
