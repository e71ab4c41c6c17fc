// SPDX-License-Identifier: Apache-2.0
#include "cli/catalogue.h"
#include "cli/commands.h"
#include "cli/foreign_inputs.h"
#include "cli/inputs.h"
#include "cli/nest_table.h"
#include "cli/report.h"
#include "cli/result_json.h"
#include "cost_model/dataflow.h"
#include "cost_model/evaluator.h"

namespace paretile::cli {
namespace {

Outcome explain_misfit(const Case& given, const cost_model::Evaluator& evaluator,
                       const cost_model::Verdict& verdict) {
  Outcome outcome;
  outcome.exit_code = kNothingFeasible;
  outcome.json = verdict_json("explain", given, verdict);
  outcome.text = title(given) + "\n\nthe mapping does not fit: " +
                 describe(verdict, given.layer.problem, given.architecture) + "\n";
  cost_model::Counts counts;
  if (evaluator.count(given.mapping, counts)) {
    outcome.text += "\nroom needed, per instance:\n" + capacity_text(given, counts);
  }
  outcome.text += remarks_text(given.read_from);
  return outcome;
}

Outcome run_explain(const Arguments& arguments, const Context& /*context*/) {
  const Case given = load_case(arguments);
  const cost_model::Evaluator evaluator(given.layer.problem, given.architecture, given.options);
  cost_model::Evaluation evaluation;
  const cost_model::Verdict verdict = evaluator.evaluate(given.mapping, evaluation);
  if (!verdict.fits()) return explain_misfit(given, evaluator, verdict);

  cost_model::Totals totals;
  evaluator.count(given.mapping, evaluation.counts, totals);
  const cost_model::Dataflow dataflow = classify_dataflow(
      given.mapping, given.layer.problem, given.architecture, evaluation.counts, totals);
  std::string text = title(given) + "\n\nthe mapping fits\n";
  text +=
      "latency is bound by " +
      describe(evaluation.cost.bottleneck, evaluation.cost, evaluation.counts, given.architecture) +
      "\n";
  text += "dataflow: " + dataflow.name + ": " + dataflow.rule + "\n";
  text += "\ntile by tile, from the outside in:\n" + nest_table(given.mapping, evaluator) +
          nest_table_legend();
  text += "\nlimits of the latency, tightest first:\n" + limits_text(given, evaluation);
  text += "\nroom needed, per instance:\n" + capacity_text(given, evaluation.counts) +
          remarks_text(given.read_from);
  return {kDone, text, evaluation_json("explain", given, evaluation, totals)};
}

}  // namespace

Command explain_command() {
  return {.name = "explain",
          .summary = "why a mapping does not fit, or what bounds it",
          .flags = case_flags(),
          .example = example_of("explain"),
          .run = run_explain};
}

}  // namespace paretile::cli
