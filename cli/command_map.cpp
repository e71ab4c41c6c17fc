// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/catalogue.h"
#include "cli/commands.h"
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

Outcome run_map(const Arguments& arguments, const Context& context) {
  const ChipAndWorkload given = load_named(input_names(arguments));
  const auto& [architecture, workload] = given;
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
  return {exit_code_of(result), map_text(workload, architecture, settings, result),
          map_json(input_names(arguments), workload, architecture, settings, result)};
}

}  // namespace

Command map_command() {
  Command command = {
      .name = "map",
      .summary = "the best mappings of every layer of a workload, with what is proved about them",
      .flags = {arch_flag(), workload_flag(), layer_flag()},
      .example = example_of("map"),
      .run = run_map};
  for (Flag& flag : search_flags()) command.flags.push_back(std::move(flag));
  command.flags.push_back(footprint_flag());
  command.flags.push_back(drains_flag());
  return command;
}

}  // namespace paretile::cli
