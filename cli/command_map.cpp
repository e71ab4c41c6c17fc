// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/catalogue.h"
#include "cli/commands.h"
#include "cli/foreign_inputs.h"
#include "cli/fronts.h"
#include "cli/inputs.h"
#include "cli/log.h"
#include "cli/map_flags.h"
#include "cli/map_report.h"
#include "cli/result_json.h"
#include "cli/text_table.h"
#include "mapper/run.h"

namespace paretile::cli {
namespace {

int exit_code_of(const mapper::WorkloadResult& result) {
  if (result.interrupted) return kInterrupted;
  return result.best ? kDone : kNothingFeasible;
}

/// What the tool whose files these are would make of them.
std::string foreign_text(const ChipAndWorkload& given, const mapper::Settings& settings) {
  std::string text = remarks_text(given.read_from);
  if (given.read_from.searches_even && settings.mapspace != mapper::MapspaceKind::kEven) {
    text += given.read_from.tool + " itself searches the space of --mapspace even\n";
  }
  return text;
}

Outcome run_map(const Arguments& arguments, const Context& context) {
  const ChipAndWorkload given = load_named(input_names(arguments));
  const Architecture& architecture = given.architecture;
  const Workload& workload = given.workload;
  mapper::Settings settings = search_settings(arguments, given);
  log_info(
      context,
      fmt::format("mapping {} distinct of {} of {} on {}", unique_layers(workload).size(),
                  counted(std::ssize(workload.layers), "layer"), workload.name, architecture.name));
  ProgressBar bar(context);
  settings.stop = context.stop;
  settings.progress = [&bar](const mapper::Progress& progress) { bar.show(progress); };
  const mapper::WorkloadResult result = mapper::map_workload(workload, architecture, settings);
  bar.erase();
  log_info(context, fmt::format("{} after {:.1f} s", result.interrupted ? "stopped" : "done",
                                result.seconds));
  if (arguments.has("--stats")) {
    for (const std::string& line : stats_lines(workload, settings, result)) log_info(context, line);
  }
  return {exit_code_of(result),
          map_text(workload, architecture, settings, result) + foreign_text(given, settings),
          map_json(input_names(arguments), given, settings, result)};
}

}  // namespace

Command map_command() {
  std::vector<Flag> inputs = {arch_flag(),      workload_flag(), layer_flag(),
                              footprint_flag(), drains_flag(),   constraints_flag()};
  Command command = {
      .name = "map",
      .summary = "the best mappings of every layer of a workload, with what is proved about them",
      .flags = or_foreign_search(std::move(inputs)),
      .example = example_of("map"),
      .run = run_map};
  for (Flag& flag : search_flags()) command.flags.push_back(std::move(flag));
  return command;
}

}  // namespace paretile::cli
