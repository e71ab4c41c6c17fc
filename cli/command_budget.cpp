// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/budget_report.h"
#include "cli/catalogue.h"
#include "cli/commands.h"
#include "cli/inputs.h"
#include "cli/loads.h"
#include "cli/log.h"
#include "cli/map_flags.h"
#include "cli/usage_error.h"
#include "core/units.h"

namespace paretile::cli {
namespace {

/// The number behind a flag, more than 0.
double positive(const Arguments& arguments, const std::string& flag, Quantity quantity,
                const std::string& example) {
  const std::string text = arguments.text(flag);
  const ParsedNumber parsed = parse_number(text, quantity);
  if (parsed.ok && parsed.value > 0) return parsed.value;
  const std::string mistake =
      parsed.ok ? " must be more than 0, not " + quoted(text) : ": " + parsed.error;
  throw usage_error(flag + " of 'budget'" + mistake, fmt::format("for example '{}'", example));
}

BudgetQuestion load_question(const Arguments& arguments) {
  Loads loads;
  BudgetQuestion question;
  explore::Budget& budget = question.budget;
  const auto read = [&](double& number, const std::string& flag, Quantity quantity,
                        const std::string& example) {
    number = loads.attempt([&] { return positive(arguments, flag, quantity, example); })
                 .value_or(number);
  };
  read(budget.frames_per_second, "--frames-per-second", Quantity::kCount, "60");
  read(budget.power_w, "--power", Quantity::kPower, "10 mW");
  if (arguments.has("--operations") == arguments.has("--workload")) {
    (void)loads.attempt([&]() -> bool {
      throw usage_error("'budget' takes one of --operations and --workload",
                        "--workload counts the operations itself and maps them");
    });
  } else if (arguments.has("--operations")) {
    read(budget.operations_per_frame, "--operations", Quantity::kOperations, "200 GOP");
  } else {
    std::vector<Workload> loaded = load_workloads({arguments.text("--workload")}, loads);
    if (!loaded.empty()) question.workload = std::move(loaded.front());
  }
  question.chips = load_architectures(
      arguments.has("--arch") ? listed(arguments.text("--arch")) : shipped_chips(), loads);
  loads.throw_if_any();
  if (question.workload) budget.operations_per_frame = explore::operations_of(*question.workload);
  if (budget.operations_per_frame <= 0) {
    throw usage_error("workload '" + question.workload->name + "' has no multiply-accumulates",
                      "give --operations");
  }
  return question;
}

explore::Assessment assess_chip(const BudgetQuestion& question, const Architecture& chip,
                                const Arguments& arguments, const Context& context) {
  if (!question.workload) return explore::assess(question.budget, chip);
  log_info(context, fmt::format("mapping {} on {}", question.workload->name, chip.name));
  ProgressBar bar(context);
  const mapper::Settings settings = network_settings(arguments, context, bar);
  return explore::assess(question.budget, chip, with_precision(*question.workload, chip), settings);
}

Outcome run_budget(const Arguments& arguments, const Context& context) {
  const BudgetQuestion question = load_question(arguments);
  std::vector<explore::Assessment> answers;
  bool is_interrupted = false;
  for (const Architecture& chip : question.chips) {
    answers.push_back(assess_chip(question, chip, arguments, context));
    is_interrupted = is_interrupted || answers.back().is_interrupted;
  }
  return {is_interrupted ? kInterrupted : kDone, budget_text(question, answers),
          budget_json(question, answers)};
}

}  // namespace

Command budget_command() {
  return {
      .name = "budget",
      .summary = "what frames per second in so many watts ask of a chip, and which chips give it",
      .flags = {{.name = "--frames-per-second",
                 .value = "N",
                 .help = "how often the workload runs",
                 .required = true},
                {.name = "--operations",
                 .value = "N",
                 .help = "of one frame, a multiply-accumulate being two: '200 GOP'"},
                {.name = "--workload",
                 .value = "NAME|FILE",
                 .help = "in place of --operations: one run is a frame; it is mapped on every "
                         "chip"},
                {.name = "--power",
                 .value = "POWER",
                 .help = "what the chip may take on average: '10 mW'",
                 .required = true},
                {.name = "--arch",
                 .value = "NAME|FILE,...",
                 .help = "the chips asked about; without, all shipped ones"},
                time_limit_flag()},
      .example = example_of("budget"),
      .run = run_budget};
}

}  // namespace paretile::cli
