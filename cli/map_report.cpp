// SPDX-License-Identifier: Apache-2.0
#include "cli/map_report.h"

#include <fmt/format.h>

#include <set>

#include "cli/energy_table.h"
#include "cli/fronts.h"
#include "cli/inputs.h"
#include "cli/nest_table.h"
#include "cli/text_table.h"
#include "core/mapping_text.h"
#include "core/units.h"
#include "cost_model/roofline.h"
#include "mapper/absence.h"
#include "mapper/factors.h"
#include "mapper/pad.h"

namespace paretile::cli {
namespace {

using Align = TextTable::Align;
using mapper::Objective;
using mapper::ObjectiveKind;
using mapper::ProofStatus;

/// "optimal", "gap 12.5 %", "none".
std::string proof_text(const mapper::Proof& proof) {
  if (proof.status != ProofStatus::kBounded) return std::string(to_string(proof.status));
  return "gap " + percent(proof.gap);
}

/// The word for what the objective makes small.
std::string_view objective_word(ObjectiveKind kind) {
  switch (kind) {
    case ObjectiveKind::kEnergy:
      return "energy";
    case ObjectiveKind::kLatency:
      return "latency";
    case ObjectiveKind::kEd2p:
      return "ED2P";
    case ObjectiveKind::kWeighted:
      return "weighted sum";
    case ObjectiveKind::kFront:
    case ObjectiveKind::kEdp:
      break;
  }
  return "EDP";
}

/// What the column `proof` claims, and of which mapspaces; nothing where no layer has a proof.
std::string claims_text(const mapper::WorkloadResult& result) {
  std::set<std::string> names;
  std::set<std::string_view> words;
  bool some_without = false;
  bool some_gap = false;
  bool all_fronts = true;  // proven whole
  for (const mapper::ProblemResult& layer : result.results) {
    if (layer.front.empty()) continue;  // that nothing fits is said elsewhere
    some_gap = some_gap || layer.proof.status == ProofStatus::kBounded;
    if (layer.proof.status == ProofStatus::kNone) {
      some_without = true;
    } else {
      all_fronts = all_fronts && layer.proof.status == ProofStatus::kOptimal &&
                   layer.proof.objective == ObjectiveKind::kFront;
      names.insert(layer.proof.mapspace.name);
      words.insert(objective_word(layer.proof.objective));
    }
  }
  if (names.empty()) return "";
  const std::string claim = all_fronts
                                ? "beats a point of a layer's front or is missing in it"
                                : fmt::format("lowers a layer's best {}{}", fmt::join(words, ", "),
                                              some_gap ? " by more than the gap" : "");
  return fmt::format("proof{}: no mapping of the space '{}' {}\n",
                     some_without ? " (not of layers with 'none')" : "", fmt::join(names, "', '"),
                     claim);
}

std::vector<std::string> layer_row(const Layer& layer, const Architecture& architecture,
                                   const mapper::Settings& settings,
                                   const mapper::WorkloadResult& all, std::size_t group) {
  const mapper::ProblemResult& result = all.results[group];
  std::vector<std::string> row = {layer.name, std::to_string(layer.repeat),
                                  with_commas(macs_per_run(layer))};
  if (result.front.empty()) {
    row.insert(row.end(),
               {"-", "-", "-", "-", why_none(result, settings, layer.problem, architecture).words,
                "-", proof_text(result.proof)});
    return row;
  }
  const mapper::Point& point = shown_point(all, group);
  const MappingTraits traits = traits_of(
      point.mapping, {mapper::problem_of(point, layer.problem), architecture, settings.model});
  row.insert(row.end(), {format_quantity(point.energy_pj, Quantity::kEnergy),
                         with_commas(point.latency_cycles), percent(traits.utilization),
                         four_digits(traits.operations_per_byte), traits.dataflow,
                         traits.bottleneck, proof_text(result.proof)});
  return row;
}

/// One row per layer of the network, in its order, at the point the network's optimum takes.
std::string layers_text(const Workload& workload, const Architecture& architecture,
                        const mapper::Settings& settings, const mapper::WorkloadResult& result) {
  TextTable table({{"layer"},
                   {"repeat", Align::kRight},
                   {"MACs", Align::kRight},
                   {"energy", Align::kRight},
                   {"cycles", Align::kRight},
                   {"utilization", Align::kRight},
                   {"intensity", Align::kRight},
                   {"dataflow"},
                   {"bottleneck"},
                   {"proof"}});
  const std::vector<std::size_t> group = group_per_layer(workload, result);
  for (std::size_t i = 0; i < workload.layers.size(); ++i) {
    table.add_row(layer_row(workload.layers[i], architecture, settings, result, group[i]));
  }
  return table.str();
}

/// "conv1: P 13 -> 14, Q 13 -> 14: 13.8 % of the operations are wasted".
std::string padding_line(const Layer& layer, const mapper::Point& point) {
  const Problem padded = mapper::problem_of(point, layer.problem);
  std::vector<std::string> sizes;
  for (const DimId dim : padded.dims.ids()) {
    const Dimension& own = layer.problem.dims[dim];
    if (padded.dims[dim].size == own.size) continue;
    sizes.push_back(fmt::format("{} {} -> {}", own.name, own.size, padded.dims[dim].size));
  }
  const double used = static_cast<double>(layer.problem.operations());
  const double wasted = 1 - used / static_cast<double>(padded.operations());
  return fmt::format("{}: {}: {} of the operations are wasted\n", layer.name,
                     fmt::join(sizes, ", "), percent(wasted));
}

/// Dimensions with a prime factor above this divide into few tiles.
constexpr std::int64_t kLargePrime = 7;
/// Below this a layer bound by compute could be notably faster.
constexpr double kLowUtilization = 0.9;

bool divides_well(std::int64_t size) {
  const std::vector<std::int64_t> primes = mapper::prime_factors(size);
  return primes.empty() || primes.back() <= kLargePrime;
}

/// What --pad might do for a layer that leaves units idle because a dimension hardly divides.
std::string hint_line(const Layer& layer, const MappingTraits& traits) {
  if (traits.bottleneck != "compute" || traits.utilization >= kLowUtilization) return "";
  for (const Dimension& dim : layer.problem.dims) {
    if (divides_well(dim.size)) continue;
    std::int64_t larger = dim.size + 1;
    while (!divides_well(larger)) ++larger;
    const std::int64_t needed = (100 * (larger - dim.size) + dim.size - 1) / dim.size;
    return fmt::format("{}: {} of {} hardly divides; --pad {} tries {} too\n", layer.name, dim.name,
                       dim.size, needed, larger);
  }
  return "";
}

/// Which layers are padded, or would be worth a try: a line per distinct nest.
std::string paddings_text(const Workload& workload, const Architecture& architecture,
                          const mapper::Settings& settings, const mapper::WorkloadResult& result) {
  std::string text;
  for (std::size_t i = 0; i < result.results.size(); ++i) {
    if (result.results[i].front.empty()) continue;
    const Layer& layer = workload.layers[result.unique[i].first];
    const mapper::Point& point = shown_point(result, i);
    if (!point.padded_sizes.empty()) {
      text += padding_line(layer, point);
    } else if (settings.pad_percent == 0) {
      text +=
          hint_line(layer, traits_of(point.mapping, {layer.problem, architecture, settings.model}));
    }
  }
  return text.empty() ? text : "\n" + text;
}

/// Why layers have no mapping: one line per nest without.
std::string absences_text(const Workload& workload, const Architecture& architecture,
                          const mapper::Settings& settings, const mapper::WorkloadResult& result) {
  std::string text;
  for (std::size_t i = 0; i < result.results.size(); ++i) {
    const mapper::ProblemResult& found = result.results[i];
    if (!found.front.empty()) continue;
    const Layer& layer = workload.layers[result.unique[i].first];
    text += fmt::format("\n{}: {}\n", layer.name,
                        why_none(found, settings, layer.problem, architecture).sentence);
  }
  return text;
}

std::string network_text(const Architecture& architecture, const mapper::Settings& settings,
                         const mapper::WorkloadResult& result) {
  if (!is_complete(result)) return "network: no totals, some layers have no mapping\n";
  if (!result.best) return "network: no totals, no mappings of all layers keep within the limits\n";
  const double seconds = static_cast<double>(result.latency_cycles) / architecture.clock_hz;
  const ObjectiveKind kind = settings.objective.kind;
  std::string text = fmt::format(
      "network: {}, {} cycles ({}), EDP {} pJ*cycles\n",
      format_quantity(result.energy_pj, Quantity::kEnergy), with_commas(result.latency_cycles),
      format_quantity(seconds, Quantity::kTime), four_digits(result.edp_pj_cycles));
  text += fmt::format("the rows are its least {}", objective_word(kind));
  if (kind == ObjectiveKind::kFront) {
    text += fmt::format(", of {} on its front of energy and latency",
                        counted(std::ssize(result.front.points), "point"));
  }
  return text + "\n";
}

/// How to read the column `intensity`.
std::string ridge_text(const Architecture& architecture) {
  const cost_model::Roofline roofline = cost_model::roofline_of(architecture);
  const double ridge = roofline.ridge_operations_per_byte();
  return fmt::format(
      "intensity: operations per byte of {}{}\n", architecture.levels[LevelId(0)].name,
      ridge > 0 ? "; below " + four_digits(ridge) + " its bandwidth bounds the utilization" : "");
}

/// The rows of the energy table, with a blank line before.
std::string shares_text(const Workload& workload, const Architecture& architecture,
                        const mapper::Settings& settings, const mapper::WorkloadResult& result) {
  if (!result.best) return "";
  return "\n" + energy_shares_text(network_breakdown(workload, architecture, settings, result),
                                   architecture);
}

/// The loop nest behind the row, where there is only one layer to show, and how to read it.
std::string nest_text(const Workload& workload, const Architecture& architecture,
                      const mapper::Settings& settings, const mapper::WorkloadResult& result) {
  if (workload.layers.size() != 1 || result.results.front().front.empty()) return "";
  const mapper::Point& point = shown_point(result, 0);
  const Problem problem = mapper::problem_of(point, workload.layers.front().problem);
  return "\n" + to_text(point.mapping, problem, architecture) + "\n" +
         nest_table(point.mapping, {problem, architecture, settings.model}) + nest_table_legend();
}

}  // namespace

std::string map_text(const Workload& workload, const Architecture& architecture,
                     const mapper::Settings& settings, const mapper::WorkloadResult& result) {
  std::string text = workload.name + " on " + architecture.name + "\n\n" +
                     layers_text(workload, architecture, settings, result) + "\n" +
                     network_text(architecture, settings, result) + claims_text(result) +
                     ridge_text(architecture) +
                     shares_text(workload, architecture, settings, result) +
                     paddings_text(workload, architecture, settings, result) +
                     absences_text(workload, architecture, settings, result) +
                     nest_text(workload, architecture, settings, result);
  if (result.interrupted) text += "\ninterrupted: this is what was found so far\n";
  return text;
}

std::vector<std::string> stats_lines(const Workload& workload, const mapper::Settings& settings,
                                     const mapper::WorkloadResult& result) {
  const bool exact = settings.strategy == mapper::Strategy::kExact;
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < result.results.size(); ++i) {
    const mapper::ProblemResult& layer = result.results[i];
    lines.push_back(fmt::format("{}: {} {} {} mappings{}, {} on the front, {:.3f} s of one thread",
                                workload.layers[result.unique[i].first].name,
                                with_commas(static_cast<std::int64_t>(layer.evaluations)),
                                exact ? "labels for" : "of", four_digits(layer.proof.mapspace.size),
                                exact ? "" : " evaluated", layer.front.size(), layer.seconds));
  }
  return lines;
}

}  // namespace paretile::cli
