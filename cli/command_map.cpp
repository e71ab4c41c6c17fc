// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <set>

#include "cli/catalogue.h"
#include "cli/commands.h"
#include "cli/fronts.h"
#include "cli/inputs.h"
#include "cli/log.h"
#include "cli/result_json.h"
#include "cli/text_table.h"
#include "core/mapping_text.h"
#include "core/units.h"
#include "mapper/run.h"

namespace paretile::cli {
namespace {

using Align = TextTable::Align;
using mapper::ProofStatus;

/// "optimal", "gap 12.5 %", "none".
std::string proof_text(const mapper::Proof& proof) {
  if (proof.status != ProofStatus::kBounded) return std::string(to_string(proof.status));
  return "gap " + percent(proof.gap);
}

/// What the column `proof` claims, and of which mapspaces; nothing where no layer has a proof.
std::string claims_text(const mapper::WorkloadResult& result) {
  std::set<std::string> names;
  bool some_without = false;
  bool some_gap = false;
  for (const mapper::ProblemResult& layer : result.results) {
    some_gap = some_gap || layer.proof.status == ProofStatus::kBounded;
    if (layer.proof.status == ProofStatus::kNone) {
      some_without = true;
    } else {
      names.insert(layer.proof.mapspace.name);
    }
  }
  if (names.empty()) return "";
  return fmt::format("proof{}: no mapping of the space '{}' has an EDP lower than the layer's best{}\n",
                     some_without ? " (not of layers with 'none')" : "", fmt::join(names, "', '"),
                     some_gap ? " by more than the gap" : "");
}

std::vector<std::string> layer_row(const Layer& layer, const Architecture& architecture,
                                   const mapper::WorkloadResult& all, std::size_t group) {
  const mapper::ProblemResult& result = all.results[group];
  std::vector<std::string> row = {layer.name, std::to_string(layer.repeat),
                                  with_commas(macs_per_run(layer))};
  if (result.front.empty()) {
    const std::string why = result.infeasible.fits() ? "nothing found yet" : "nothing fits";
    row.insert(row.end(), {"-", "-", "-", why, proof_text(result.proof)});
    return row;
  }
  const mapper::Point& best = shown_point(all, group);
  row.insert(row.end(),
             {format_quantity(best.energy_pj, Quantity::kEnergy), with_commas(best.latency_cycles),
              four_digits(best.edp_pj_cycles),
              dataflow_name(best.mapping, layer.problem, architecture), proof_text(result.proof)});
  return row;
}

/// One row per layer of the network, in its order, at the point the network's optimum takes.
std::string layers_text(const Workload& workload, const Architecture& architecture,
                        const mapper::WorkloadResult& result) {
  TextTable table({{"layer"},
                   {"repeat", Align::kRight},
                   {"MACs", Align::kRight},
                   {"energy", Align::kRight},
                   {"cycles", Align::kRight},
                   {"EDP pJ*cycles", Align::kRight},
                   {"dataflow"},
                   {"proof"}});
  const std::vector<std::size_t> group = group_per_layer(workload, result);
  for (std::size_t i = 0; i < workload.layers.size(); ++i) {
    table.add_row(layer_row(workload.layers[i], architecture, result, group[i]));
  }
  return table.str();
}

/// Why layers have no mapping: one line per nest that does not fit.
std::string misfits_text(const Workload& workload, const Architecture& architecture,
                         const mapper::WorkloadResult& result) {
  std::string text;
  for (std::size_t i = 0; i < result.results.size(); ++i) {
    const mapper::ProblemResult& found = result.results[i];
    if (!found.front.empty() || found.infeasible.fits()) continue;
    const Layer& layer = workload.layers[result.unique[i].first];
    text += fmt::format("\n{}: no mapping fits: {}\n", layer.name,
                        describe(found.infeasible, layer.problem, architecture));
  }
  return text;
}

std::string network_text(const Architecture& architecture, const mapper::WorkloadResult& result) {
  if (!is_complete(result)) return "network: no totals, some layers have no mapping\n";
  if (!result.best) return "network: no totals, no mappings keep within the limits\n";
  const double seconds = static_cast<double>(result.latency_cycles) / architecture.clock_hz;
  std::string text =
      fmt::format("network: {}, {} cycles ({}), EDP {} pJ*cycles\n",
                  format_quantity(result.energy_pj, Quantity::kEnergy),
                  with_commas(result.latency_cycles), format_quantity(seconds, Quantity::kTime),
                  four_digits(result.edp_pj_cycles));
  text += fmt::format("the rows are its least EDP, of {} on its front of energy and latency\n",
                      counted(std::ssize(result.front.points), "point"));
  return text;
}

/// The loop nest behind the row, where there is only one layer to show.
std::string nest_text(const Workload& workload, const Architecture& architecture,
                      const mapper::WorkloadResult& result) {
  if (workload.layers.size() != 1 || result.results.front().front.empty()) return "";
  return "\n" +
         to_text(shown_point(result, 0).mapping, workload.layers.front().problem, architecture);
}

std::string map_text(const Workload& workload, const Architecture& architecture,
                     const mapper::WorkloadResult& result) {
  std::string text = workload.name + " on " + architecture.name + "\n\n" +
                     layers_text(workload, architecture, result) + "\n" +
                     network_text(architecture, result) + claims_text(result) +
                     misfits_text(workload, architecture, result) +
                     nest_text(workload, architecture, result);
  if (result.interrupted) text += "\ninterrupted: this is what was found so far\n";
  return text;
}

mapper::Settings settings_of(const Arguments& arguments, const Context& context, ProgressBar& bar) {
  mapper::Settings settings;
  settings.seed = static_cast<std::uint64_t>(arguments.number("--seed"));
  settings.samples = static_cast<std::uint64_t>(arguments.number("--samples"));
  settings.threads = static_cast<int>(arguments.number("--threads"));
  settings.model = model_options(arguments);
  settings.stop = context.stop;
  settings.progress = [&bar](const mapper::Progress& progress) { bar.show(progress); };
  return settings;
}

/// Keeps the one layer of that name.
void narrow_to_layer(Workload& workload, const std::string& name) {
  Layer layer = find_layer(workload, name);
  layer.inputs.clear();  // its producers are not part of the run
  workload.layers = {std::move(layer)};
}

Outcome run_map(const Arguments& arguments, const Context& context) {
  auto [architecture, workload] = load_chip_and_workload(arguments);
  if (arguments.has("--layer")) narrow_to_layer(workload, arguments.text("--layer"));
  log_info(
      context,
      fmt::format("mapping {} distinct of {} of {} on {}", unique_layers(workload).size(),
                  counted(std::ssize(workload.layers), "layer"), workload.name, architecture.name));
  ProgressBar bar(context);
  const mapper::Settings settings = settings_of(arguments, context, bar);
  const mapper::WorkloadResult result = mapper::map_workload(workload, architecture, settings);
  bar.erase();
  log_info(context, fmt::format("{} after {:.1f} s", result.interrupted ? "stopped" : "done",
                                result.seconds));
  Outcome outcome;
  outcome.text = map_text(workload, architecture, result);
  outcome.json = map_json(workload, architecture, settings, result);
  if (result.interrupted) {
    outcome.exit_code = kInterrupted;
  } else if (!is_complete(result)) {
    outcome.exit_code = kNothingFeasible;
  }
  return outcome;
}

}  // namespace

Command map_command() {
  return {
      .name = "map",
      .summary = "the best mappings of every layer of a workload, with what is proved about them",
      .flags = {arch_flag(),
                workload_flag(),
                layer_flag(),
                {.name = "--seed",
                 .kind = Flag::Kind::kNumber,
                 .value = "N",
                 .help = "of the random search; same seed, same answer for any thread count",
                 .fallback = "1",
                 .min = 0,
                 .max = std::int64_t{1} << 53},
                {.name = "--samples",
                 .kind = Flag::Kind::kNumber,
                 .value = "N",
                 .help = "random mappings tried where there are too many to try all",
                 .fallback = std::to_string(mapper::Settings().samples),
                 .unit = "mappings per distinct layer",
                 .min = 1,
                 .max = 1'000'000'000'000},
                footprint_flag(),
                drains_flag()},
      .example = example_of("map"),
      .run = run_map};
}

}  // namespace paretile::cli
