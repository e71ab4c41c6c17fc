// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
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
  if (!verdict.fits()) {
    const std::string sentence = describe(verdict, given.layer.problem, given.architecture);
    return {kNothingFeasible,
            title(given) + "\n\nthe mapping does not fit: " + sentence +
                "\n'paretile explain' shows what each tensor needs\n",
            verdict_json(given, verdict)};
  }
  return {kDone, evaluation_text(given, evaluation), evaluation_json(given, evaluation)};
}

}  // namespace

Command evaluate_command() {
  return {.name = "evaluate",
          .summary = "what one mapping of one layer costs, by level, tensor and action",
          .flags = {arch_flag(), workload_flag(), layer_flag(), mapping_flag(), footprint_flag(),
                    drains_flag()},
          .examples = {{.command = "paretile evaluate --arch simple_2level --workload "
                                   "examples/toy_conv.yaml --mapping examples/toy_conv.nest",
                        .output = R"(conv of toy on simple_2level

energy       17.9 nJ
latency      12 cycles, 12 ns at 1 GHz
EDP          2.153e+05 pJ*cycles
MACs         192
utilization  25.0 %
area         not stated
dataflow     input stationary
bottleneck   latency bound by compute: 16 of 64 units busy

level   tensor     instances  tile words  fills  reads  updates  drains   energy   share
dram    W                  1          24      0     24        0       0   3.9 nJ  21.7 %
dram    I                  1          20      0     20        0       0  3.25 nJ  18.1 %
dram    O                  1          32      0      0       32       0   5.2 nJ  29.0 %
buffer  W                  1          12     24     24        0       0   166 pJ   0.9 %
buffer  I                  1          20     20     96        0       0   400 pJ   2.2 %
buffer  O                  1          16      0    160      192      32  4.97 nJ  27.7 %
mac     (compute)                                                        57.6 pJ   0.3 %
(words per instance; energy of all instances)
)"}},
          .run = run_evaluate};
}

}  // namespace paretile::cli
