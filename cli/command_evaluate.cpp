// SPDX-License-Identifier: Apache-2.0
#include "cli/catalogue.h"
#include "cli/commands.h"
#include "cli/does_not_fit.h"
#include "cli/foreign_inputs.h"
#include "cli/inputs.h"
#include "cli/report.h"
#include "cli/result_json.h"
#include "cost_model/evaluator.h"

namespace paretile::cli {
namespace {

Outcome run_evaluate(const Arguments& arguments, const Context& /*context*/) {
  const Case given = load_case(arguments);
  const cost_model::Evaluator evaluator(given.layer.problem, given.architecture, given.options);
  cost_model::Evaluation evaluation;
  const cost_model::Verdict verdict = evaluator.evaluate(given.mapping, evaluation);
  if (!verdict.fits()) return does_not_fit("evaluate", given, verdict);
  cost_model::Totals totals;
  evaluator.count(given.mapping, evaluation.counts, totals);
  return {kDone, evaluation_text(given, evaluation, totals),
          evaluation_json("evaluate", given, evaluation, totals)};
}

}  // namespace

Command evaluate_command() {
  return {.name = "evaluate",
          .summary = "what one mapping of one layer costs, by level, tensor and action",
          .flags = case_flags(),
          .example = example_of("evaluate"),
          .run = run_evaluate};
}

}  // namespace paretile::cli
