// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/inputs.h"
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
  outcome.json = verdict_json(given, verdict);
  outcome.text = title(given) + "\n\nthe mapping does not fit: " +
                 describe(verdict, given.layer.problem, given.architecture) + "\n";
  cost_model::Counts counts;
  if (evaluator.count(given.mapping, counts)) {
    outcome.text += "\nroom needed, per instance:\n" + capacity_text(given, counts);
  }
  return outcome;
}

Outcome run_explain(const Arguments& arguments, const Context& /*context*/) {
  const Case given = load_case(arguments);
  const cost_model::Evaluator evaluator(given.layer.problem, given.architecture, given.options);
  cost_model::Evaluation evaluation;
  const cost_model::Verdict verdict = evaluator.evaluate(given.mapping, evaluation);
  if (!verdict.fits()) return explain_misfit(given, evaluator, verdict);

  const cost_model::Dataflow dataflow =
      classify_dataflow(given.mapping, given.layer.problem, given.architecture, evaluation.counts);
  std::string text = title(given) + "\n\nthe mapping fits\n";
  text +=
      "latency is bound by " +
      describe(evaluation.cost.bottleneck, evaluation.cost, evaluation.counts, given.architecture) +
      "\n";
  text += "dataflow: " + dataflow.name + ": " + dataflow.rule + "\n";
  text += "\nlimits of the latency, tightest first:\n" + limits_text(given, evaluation);
  text += "\nroom needed, per instance:\n" + capacity_text(given, evaluation.counts);
  return {kDone, text, evaluation_json(given, evaluation)};
}

}  // namespace

Command explain_command() {
  return {.name = "explain",
          .summary = "why a mapping does not fit, or what bounds it",
          .flags = {arch_flag(), workload_flag(), layer_flag(), mapping_flag(), footprint_flag(),
                    drains_flag()},
          .examples = {{.command = "paretile explain --arch simple_2level --workload "
                                   "examples/toy_conv.yaml --mapping examples/toy_conv.nest",
                        .output = R"(conv of toy on simple_2level

the mapping fits
latency is bound by compute: 16 of 64 units busy
dataflow: input stationary: the innermost tile of I moves least: 0.1042 words per operation

limits of the latency, tightest first:
limit    cycles  of latency
compute      12     100.0 %
buffer        7      58.3 %
dram          5      41.7 %

room needed, per instance:
level   tensor  tile words  bits per word  needed  available
buffer  W               12              8    96 b
buffer  I               20              8   160 b
buffer  O               16             32   512 b
buffer  all                                 768 b     64 KiB
)"}},
          .run = run_explain};
}

}  // namespace paretile::cli
