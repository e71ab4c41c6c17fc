// SPDX-License-Identifier: Apache-2.0
#include "cli/energy_table.h"

#include "cli/fronts.h"
#include "cli/text_table.h"
#include "mapper/network.h"
#include "mapper/pad.h"

namespace paretile::cli {
namespace {

using cost_model::EnergyBreakdown;
using cost_model::EnergyByRole;
using cost_model::total_pj;

std::vector<std::string> share_row(const std::string& name, const EnergyByRole& energy,
                                   double all_pj) {
  std::vector<std::string> row = {name};
  for (const double pj : energy) row.push_back(pj > 0 ? percent(pj / all_pj) : "-");
  row.push_back(percent(total_pj(energy) / all_pj));
  return row;
}

Json part_json(const std::string& name, const char* part, const EnergyByRole& energy) {
  Json by_role;
  for (std::size_t role = 0; role < kNumRoles; ++role) {
    by_role[std::string(to_string(static_cast<Role>(role)))] = energy[role];
  }
  return {{"name", name}, {"part", part}, {"energy_pj", total_pj(energy)}, {"by_role_pj", by_role}};
}

}  // namespace

EnergyBreakdown network_breakdown(const Workload& workload, const Architecture& architecture,
                                  const mapper::Settings& settings,
                                  const mapper::WorkloadResult& result) {
  EnergyBreakdown sum;
  const std::vector<std::int64_t> runs = mapper::runs_per_nest(workload, result.unique);
  for (std::size_t i = 0; i < result.results.size(); ++i) {
    const mapper::Point& point = shown_point(result, i);
    const Problem& own = workload.layers[result.unique[i].first].problem;
    const cost_model::Evaluator evaluator(mapper::problem_of(point, own), architecture,
                                          settings.model);
    cost_model::Evaluation evaluation;
    if (!evaluator.evaluate(point.mapping, evaluation).fits()) continue;  // all points do
    add(sum, evaluator, evaluation, static_cast<double>(runs[i]));
  }
  return sum;
}

std::string energy_shares_text(const EnergyBreakdown& breakdown, const Architecture& architecture) {
  using Align = TextTable::Align;
  const double all_pj = breakdown.total();
  if (all_pj <= 0) return "";
  TextTable table({{"energy"},
                   {"input", Align::kRight},
                   {"weight", Align::kRight},
                   {"output", Align::kRight},
                   {"share", Align::kRight}});
  for (const LevelId level : architecture.levels.ids()) {
    table.add_row(share_row(architecture.levels[level].name, breakdown.levels_pj[level], all_pj));
  }
  for (const FanoutId fanout : architecture.fanouts.ids()) {
    const EnergyByRole& wires = breakdown.wires_pj[fanout];
    if (total_pj(wires) <= 0) continue;
    table.add_row(share_row(architecture.fanouts[fanout].name + " (wires)", wires, all_pj));
  }
  table.add_row({architecture.compute.name + " (compute)", "", "", "",
                 percent(breakdown.compute_pj / all_pj)});
  if (breakdown.leakage_pj > 0) {
    table.add_row({"leakage", "", "", "", percent(breakdown.leakage_pj / all_pj)});
  }
  std::vector<std::string> moved = share_row("all", breakdown.by_role(), all_pj);
  moved.back() = percent(1);
  table.add_row(std::move(moved));
  return table.str();
}

Json breakdown_json(const EnergyBreakdown& breakdown, const Architecture& architecture) {
  Json parts = Json::array();
  for (const LevelId level : architecture.levels.ids()) {
    parts.push_back(
        part_json(architecture.levels[level].name, "level", breakdown.levels_pj[level]));
  }
  for (const FanoutId fanout : architecture.fanouts.ids()) {
    parts.push_back(
        part_json(architecture.fanouts[fanout].name, "wires", breakdown.wires_pj[fanout]));
  }
  parts.push_back({{"name", architecture.compute.name},
                   {"part", "compute"},
                   {"energy_pj", breakdown.compute_pj},
                   {"by_role_pj", Json()}});
  parts.push_back({{"name", "leakage"},
                   {"part", "leakage"},
                   {"energy_pj", breakdown.leakage_pj},
                   {"by_role_pj", Json()}});
  return parts;
}

}  // namespace paretile::cli
