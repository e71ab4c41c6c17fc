// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "cli/catalogue.h"
#include "cli/commands.h"
#include "cli/compare_report.h"
#include "cli/does_not_fit.h"
#include "cli/foreign_result.h"
#include "cli/inputs.h"
#include "cli/loads.h"
#include "cli/log.h"
#include "cli/map_flags.h"
#include "cli/side_by_side_report.h"
#include "cli/usage_error.h"
#include "core/operators.h"

namespace paretile::cli {
namespace {

void require_macs(const Workload& workload) {
  const auto& layers = workload.layers;
  if (std::any_of(layers.begin(), layers.end(), [](const Layer& l) { return macs(l) > 0; })) return;
  throw usage_error("workload '" + workload.name + "' has no multiply-accumulates to compare by");
}

/// What --arch or --workload names, each once.
std::vector<std::string> names_of(const Arguments& arguments, const std::string& flag) {
  const std::vector<std::string> names = listed(arguments.text(flag));
  if (names.empty()) throw usage_error(flag + " of 'compare' names nothing");
  for (auto name = names.begin(); name != names.end(); ++name) {
    if (std::find(names.begin(), name, *name) == name) continue;
    throw usage_error(fmt::format("{} of 'compare' names '{}' twice", flag, *name),
                      "it would weigh double");
  }
  return names;
}

CompareQuestion load_question(const Arguments& arguments) {
  Loads loads;
  CompareQuestion question;
  question.metric =
      arguments.text("--by") == "speed" ? explore::Metric::kSpeed : explore::Metric::kEfficiency;
  (void)loads.attempt([&] {
    question.chips = load_architectures(names_of(arguments, "--arch"), loads);
    return true;
  });
  (void)loads.attempt([&] {
    question.workloads = load_workloads(names_of(arguments, "--workload"), loads);
    return true;
  });
  if (arguments.has("--reference")) {
    std::vector<Architecture> one = load_architectures({arguments.text("--reference")}, loads);
    if (!one.empty()) question.reference = std::move(one.front());
  }
  loads.throw_if_any();
  for (const Workload& workload : question.workloads) require_macs(workload);
  return question;
}

/// Another tool's numbers beside ours; differences that nothing explains are a failure.
Outcome compare_with_tool(const Arguments& arguments) {
  const ForeignResult result = load_foreign_result(arguments);
  if (!result.verdict.fits()) return does_not_fit("compare", result.given, result.verdict);
  const bool all_explained = result.compared.num(interop::Standing::kUnexplained) == 0;
  return {all_explained ? kDone : kRejected, side_by_side_text(result.given, result.compared),
          side_by_side_json(result.given, result.compared)};
}

Outcome compare_chips(const Arguments& arguments, const Context& context) {
  const CompareQuestion question = load_question(arguments);
  ProgressBar bar(context);
  const mapper::Settings settings = network_settings(arguments, context, bar);
  const auto measure_all = [&](const Architecture& chip) {
    Measurements row;
    for (const Workload& workload : question.workloads) {
      log_info(context, fmt::format("mapping {} on {}", workload.name, chip.name));
      row.push_back(
          explore::measure(with_precision(workload, chip), chip, question.metric, settings));
      bar.erase();
    }
    return row;
  };
  Comparison comparison;
  if (question.reference) comparison.reference = measure_all(*question.reference);
  for (const Architecture& chip : question.chips) comparison.chips.push_back(measure_all(chip));
  const bool is_interrupted = context.stop->load();
  return {is_interrupted ? kInterrupted : kDone, compare_text(question, comparison),
          compare_json(question, comparison)};
}

Outcome run_compare(const Arguments& arguments, const Context& context) {
  if (arguments.has("--stats")) return compare_with_tool(arguments);
  for (const Flag& flag : result_flags()) {
    if (!arguments.has(flag.name)) continue;
    throw usage_error(flag.name + " of 'compare' needs --stats FILE, what the tool printed",
                      "'paretile evaluate " + flag.name + "' shows ours alone");
  }
  return compare_chips(arguments, context);
}

/// Of the question about chips; with another tool's files the question is the other one.
std::vector<Flag> chips_flags() {
  std::vector<Flag> flags = {
      {.name = "--arch",
       .value = "NAME|FILE,...",
       .help = "the chips to compare",
       .required = true},
      {.name = "--workload",
       .value = "NAME|FILE,...",
       .help = "the set of workloads",
       .required = true},
      {.name = "--by",
       .kind = Flag::Kind::kChoice,
       .value = "WHAT",
       .help = "multiply-accumulates per second, or per joule; each chip at its best",
       .fallback = "speed",
       .choices = {"speed", "efficiency"}},
      {.name = "--reference",
       .value = "NAME|FILE",
       .help = "divide by what this chip does; without, by a machine to which all "
               "multiply-accumulates are alike"},
      time_limit_flag()};
  for (Flag& flag : flags) {
    for (const Flag& of_tool : result_flags()) flag = or_instead(flag, of_tool.name);
  }
  return flags;
}

}  // namespace

Command compare_command() {
  std::vector<Flag> flags = chips_flags();
  const std::vector<Flag> of_tools = result_flags();
  flags.insert(flags.end(), of_tools.begin(), of_tools.end());
  return {.name = "compare",
          .summary =
              "how fast or frugal chips are over a set of workloads, and how evenly; or what "
              "another tool printed of a mapping, beside ours",
          .flags = std::move(flags),
          .example = example_of("compare"),
          .run = run_compare};
}

}  // namespace paretile::cli
