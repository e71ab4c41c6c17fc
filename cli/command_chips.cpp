// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "cli/catalogue.h"
#include "cli/chips_report.h"
#include "cli/commands.h"
#include "cli/energy_table.h"
#include "cli/fronts.h"
#include "cli/inputs.h"
#include "cli/loads.h"
#include "cli/log.h"
#include "cli/map_flags.h"
#include "cli/usage_error.h"
#include "explore/measure.h"

namespace paretile::cli {
namespace {

ChipRun run_of(const Workload& workload, const Architecture& chip, const mapper::Settings& settings,
               const mapper::WorkloadResult& result) {
  const cost_model::EnergyBreakdown energy = network_breakdown(workload, chip, settings, result);
  const LevelId outermost(0);
  const bool is_off_chip = chip.levels[outermost].capacity_bits == kUnlimitedBits;
  const double memory_pj = is_off_chip ? cost_model::total_pj(energy.levels_pj[outermost]) : 0;
  return {result.energy_pj, result.energy_pj - memory_pj, result.latency_cycles,
          explore::is_proven(result)};
}

ChipSummary summarise(const Architecture& chip, const std::optional<Workload>& workload,
                      mapper::Settings settings) {
  ChipSummary summary{chip, explore::ceiling_of(chip), {}, 0};
  if (!workload) return summary;
  const Workload own = with_precision(*workload, chip);
  const mapper::WorkloadResult result = mapper::map_workload(own, chip, settings);
  summary.layers_without_mapping = static_cast<int>(
      std::count_if(result.results.begin(), result.results.end(),
                    [](const mapper::ProblemResult& layer) { return layer.front.empty(); }));
  if (result.best) summary.run = run_of(own, chip, settings, result);
  return summary;
}

struct ChipsQuestion {
  std::vector<Architecture> chips;
  std::optional<Workload> workload;
};

ChipsQuestion load_question(const Arguments& arguments) {
  Loads loads;
  ChipsQuestion question;
  question.chips = load_architectures(
      arguments.has("--arch") ? listed(arguments.text("--arch")) : shipped_chips(), loads);
  if (arguments.has("--workload")) {
    std::vector<Workload> loaded = load_workloads({arguments.text("--workload")}, loads);
    if (!loaded.empty()) question.workload = std::move(loaded.front());
  }
  loads.throw_if_any();
  if (question.workload && explore::operations_of(*question.workload) <= 0) {
    throw usage_error("workload '" + question.workload->name + "' has no multiply-accumulates");
  }
  return question;
}

Outcome run_chips(const Arguments& arguments, const Context& context) {
  const ChipsQuestion question = load_question(arguments);
  ProgressBar bar(context);
  const mapper::Settings settings = network_settings(arguments, context, bar);
  std::vector<ChipSummary> summaries;
  for (const Architecture& chip : question.chips) {
    if (question.workload) {
      log_info(context, fmt::format("mapping {} on {}", question.workload->name, chip.name));
    }
    summaries.push_back(summarise(chip, question.workload, settings));
    bar.erase();
  }
  return {context.stop->load() ? kInterrupted : kDone, chips_text(summaries, question.workload),
          chips_json(summaries, question.workload)};
}

}  // namespace

Command chips_command() {
  return {.name = "chips",
          .summary =
              "peak and area of chips, and what they do with a network, beside what is "
              "published",
          .flags = {{.name = "--arch",
                     .value = "NAME|FILE,...",
                     .help = "the chips asked about; without, all shipped ones"},
                    {.name = "--workload",
                     .value = "NAME|FILE",
                     .help = "also map this on each: energy, latency and efficiency"},
                    time_limit_flag()},
          .example = example_of("chips"),
          .run = run_chips};
}

}  // namespace paretile::cli
