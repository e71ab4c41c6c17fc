// SPDX-License-Identifier: Apache-2.0
#include "cli/report.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/foreign_inputs.h"
#include "cli/text_table.h"
#include "core/units.h"
#include "cost_model/dataflow.h"
#include "cost_model/roofline.h"

namespace paretile::cli {
namespace {

using Align = TextTable::Align;
using cost_model::Cost;
using cost_model::Counts;
using cost_model::Evaluation;
using cost_model::NodeCounts;
using cost_model::Totals;

std::string energy(double pj) { return format_quantity(pj, Quantity::kEnergy); }

std::string bits(double count) { return format_quantity(count, Quantity::kBits); }

double total_leakage_pj(const Cost& cost, const Architecture& architecture) {
  double total = cost.compute_leakage_pj;
  for (const LevelId level : architecture.levels.ids()) total += cost.levels[level].leakage_pj;
  return total;
}

/// "2.5 operations per byte of dram: at most 62.5 % utilization, all of it from 4 on".
std::string roofline_words(const Counts& counts, const Totals& totals,
                           const Architecture& architecture) {
  const cost_model::Roofline roofline = cost_model::roofline_of(architecture);
  const double intensity = operations_per_byte(counts, totals);
  const std::string text = fmt::format("{} operations per byte of {}", four_digits(intensity),
                                       architecture.levels[LevelId(0)].name);
  const double ridge = roofline.ridge_operations_per_byte();
  if (ridge <= 0) return text;
  return fmt::format("{}: at most {} utilization, all of it from {} on", text,
                     percent(roofline.attainable_utilization(intensity)), four_digits(ridge));
}

std::string totals_text(const Case& given, const Evaluation& evaluation, const Totals& totals) {
  const Cost& cost = evaluation.cost;
  const Architecture& architecture = given.architecture;
  const auto dataflow = classify_dataflow(given.mapping, given.layer.problem, architecture,
                                          evaluation.counts, totals);
  const double seconds = static_cast<double>(cost.latency_cycles) / architecture.clock_hz;
  std::string text;
  const auto line = [&text](std::string_view name, const std::string& value) {
    text += fmt::format("{:<12} {}\n", name, value);
  };
  line("energy", energy(cost.energy_pj));
  line("latency", fmt::format("{} cycles, {} at {}", with_commas(cost.latency_cycles),
                              format_quantity(seconds, Quantity::kTime),
                              format_quantity(architecture.clock_hz, Quantity::kFrequency)));
  line("EDP", four_digits(cost.edp_pj_cycles) + " pJ*cycles");
  line("MACs", with_commas(macs_per_run(given.layer)));
  line("utilization", percent(cost.utilization));
  line("roofline", roofline_words(evaluation.counts, totals, architecture));
  line("area", cost.area_um2 > 0 ? format_quantity(cost.area_um2, Quantity::kArea) : "not stated");
  line("dataflow", dataflow.name);
  line("bottleneck",
       "latency bound by " + describe(cost.bottleneck, cost, evaluation.counts, architecture));
  return text;
}

/// One row per level and tensor, then what is spent elsewhere: wires, compute, leakage.
std::string breakdown_text(const Case& given, const Evaluation& evaluation) {
  const Cost& cost = evaluation.cost;
  const Problem& problem = given.layer.problem;
  const Architecture& architecture = given.architecture;
  TextTable table({{"level"},
                   {"tensor"},
                   {"instances", Align::kRight},
                   {"tile words", Align::kRight},
                   {"fills", Align::kRight},
                   {"reads", Align::kRight},
                   {"updates", Align::kRight},
                   {"drains", Align::kRight},
                   {"energy", Align::kRight},
                   {"share", Align::kRight}});
  const auto share = [&](double pj) {
    return percent(cost.energy_pj > 0 ? pj / cost.energy_pj : 0);
  };
  for (const LevelId level : architecture.levels.ids()) {
    for (const TensorId tensor : problem.tensors.ids()) {
      const NodeCounts& node = evaluation.counts.nodes[level][tensor];
      if (!node.present) continue;
      const double pj = cost.actions[level][tensor].total_pj();
      table.add_row({architecture.levels[level].name, problem.tensors[tensor].name,
                     with_commas(evaluation.counts.instances[level]), with_commas(node.tile_words),
                     with_commas(node.fills), with_commas(node.reads), with_commas(node.updates),
                     with_commas(node.drains), energy(pj), share(pj)});
    }
  }
  const auto other = [&](const std::string& name, const std::string& what, double pj) {
    table.add_row({name, what, "", "", "", "", "", "", energy(pj), share(pj)});
  };
  for (const FanoutId fanout : architecture.fanouts.ids()) {
    if (cost.wire_energy_pj[fanout] > 0) {
      other(architecture.fanouts[fanout].name, "(wires)", cost.wire_energy_pj[fanout]);
    }
  }
  other(architecture.compute.name, "(compute)", cost.compute_energy_pj);
  const double leakage = total_leakage_pj(cost, architecture);
  if (leakage > 0) other("leakage", "", leakage);
  if (is_ragged(given.mapping, problem)) {
    return table.str() +
           "(ragged: words of the first instance, whose tiles are the largest; energy of all "
           "instances, each tile at its own size)\n";
  }
  return table.str() + "(words per instance; energy of all instances)\n";
}

}  // namespace

std::string title(const Case& given) {
  return given.layer.name + " of " + given.workload.name + " on " + given.architecture.name;
}

std::string evaluation_text(const Case& given, const Evaluation& evaluation, const Totals& totals) {
  return title(given) + "\n\n" + totals_text(given, evaluation, totals) + "\n" +
         breakdown_text(given, evaluation) + remarks_text(given.read_from);
}

std::string capacity_text(const Case& given, const Counts& counts) {
  const Problem& problem = given.layer.problem;
  TextTable table({{"level"},
                   {"tensor"},
                   {"tile words", Align::kRight},
                   {"bits per word", Align::kRight},
                   {"needed", Align::kRight},
                   {"available", Align::kRight}});
  for (const LevelId id : given.architecture.levels.ids()) {
    const Level& level = given.architecture.levels[id];
    if (level.capacity_bits == kUnlimitedBits) continue;
    double total = 0;
    int kept = 0;
    for (const TensorId tensor : problem.tensors.ids()) {
      const NodeCounts& node = counts.nodes[id][tensor];
      if (!node.present) continue;
      const double needed = static_cast<double>(node.tile_words) * node.tile_bits * level.buffering;
      total += needed;
      ++kept;
      table.add_row({level.name, problem.tensors[tensor].name, with_commas(node.tile_words),
                     std::to_string(node.tile_bits), bits(needed), ""});
    }
    const auto available = static_cast<double>(level.capacity_bits);
    if (kept > 0) table.add_row({level.name, "all", "", "", bits(total), bits(available)});
  }
  return table.str();
}

std::string limits_text(const Case& given, const Evaluation& evaluation) {
  struct Limit {
    std::string name;
    std::int64_t cycles = 0;
  };
  const Cost& cost = evaluation.cost;
  std::vector<Limit> limits = {{"compute", cost.compute_cycles}};
  for (const LevelId level : given.architecture.levels.ids()) {
    limits.push_back({given.architecture.levels[level].name, cost.levels[level].latency_cycles});
  }
  std::stable_sort(limits.begin(), limits.end(),
                   [](const Limit& a, const Limit& b) { return a.cycles > b.cycles; });
  TextTable table({{"limit"}, {"cycles", Align::kRight}, {"of latency", Align::kRight}});
  for (const Limit& limit : limits) {
    if (limit.cycles == 0) continue;  // unlimited bandwidth
    table.add_row(
        {limit.name, with_commas(limit.cycles),
         percent(static_cast<double>(limit.cycles) / static_cast<double>(cost.latency_cycles))});
  }
  return table.str();
}

}  // namespace paretile::cli
