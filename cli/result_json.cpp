// SPDX-License-Identifier: Apache-2.0
#include "cli/result_json.h"

#include <fmt/format.h>

#include "cli/constraints_json.h"
#include "cli/energy_table.h"
#include "cli/fronts.h"
#include "core/mapping_text.h"
#include "cost_model/dataflow.h"
#include "cost_model/roofline.h"
#include "mapper/absence.h"
#include "mapper/pad.h"

namespace paretile::cli {
namespace {

using cost_model::ActionEnergy;
using cost_model::Evaluation;
using cost_model::NodeCounts;
using cost_model::Totals;
using cost_model::WireCounts;

Json options_json(const cost_model::Options& options) {
  return {{"footprint", to_string(options.footprint)}, {"drains", to_string(options.drains)}};
}

Json tensor_json(const std::string& name, const NodeCounts& node, const NodeCounts& total,
                 std::int64_t instances, const ActionEnergy& energy) {
  return {{"name", name},
          {"tile_words", node.tile_words},
          {"instances", instances},
          {"fills", node.fills},
          {"reads", node.reads},
          {"updates", node.updates},
          {"drains", node.drains},
          {"total",
           {{"fills", total.fills},
            {"reads", total.reads},
            {"updates", total.updates},
            {"drains", total.drains}}},
          {"energy_pj", energy.total_pj()},
          {"energy_by_action_pj",
           {{"fills", energy.fill_pj},
            {"reads", energy.read_pj},
            {"updates", energy.update_pj},
            {"drains", energy.drain_pj}}},
          {"bits",
           {{"tile", node.tile_bits}, {"outside", node.upper_bits}, {"inside", node.lower_bits}}}};
}

Json level_json(const Case& given, const Evaluation& evaluation, const Totals& totals,
                LevelId level) {
  const cost_model::LevelCost& cost = evaluation.cost.levels[level];
  const std::int64_t instances = evaluation.counts.instances[level];
  Json tensors = Json::array();
  const Problem& problem = given.layer.problem;
  for (const TensorId tensor : problem.tensors.ids()) {
    const NodeCounts& node = evaluation.counts.nodes[level][tensor];
    if (!node.present) continue;
    tensors.push_back(tensor_json(problem.tensors[tensor].name, node, totals.nodes[level][tensor],
                                  instances, evaluation.cost.actions[level][tensor]));
  }
  return {{"name", given.architecture.levels[level].name},
          {"latency_cycles", cost.latency_cycles},
          {"energy_pj", cost.energy_pj},
          {"leakage_pj", cost.leakage_pj},
          {"instances_used", instances},
          {"instances", given.architecture.instances(level)},
          {"tensors", std::move(tensors)}};
}

Json wires_json(const Case& given, const Evaluation& evaluation, FanoutId fanout) {
  Json tensors = Json::array();
  const Problem& problem = given.layer.problem;
  for (const TensorId tensor : problem.tensors.ids()) {
    const WireCounts& wire = evaluation.counts.wires[fanout][tensor];
    tensors.push_back({{"name", problem.tensors[tensor].name},
                       {"sent", wire.sent},
                       {"delivered", wire.delivered},
                       {"sent_bits", wire.sent_bits},
                       {"delivered_bits", wire.delivered_bits}});
  }
  return {{"name", given.architecture.fanouts[fanout].name},
          {"energy_pj", evaluation.cost.wire_energy_pj[fanout]},
          {"tensors", std::move(tensors)}};
}

Json compute_json(const Evaluation& evaluation) {
  return {{"operations", evaluation.counts.operations},
          {"energy_pj", evaluation.cost.compute_energy_pj},
          {"leakage_pj", evaluation.cost.compute_leakage_pj},
          {"latency_cycles", evaluation.cost.compute_cycles},
          {"instances_used", evaluation.counts.compute_instances}};
}

Json roofline_json(const cost_model::Counts& counts, const Totals& totals,
                   const Architecture& architecture) {
  const cost_model::Roofline roofline = cost_model::roofline_of(architecture);
  const double intensity = operations_per_byte(counts, totals);
  return {{"operations_per_byte", intensity},
          {"ridge_operations_per_byte", roofline.ridge_operations_per_byte()},
          {"peak_operations_per_cycle", roofline.peak_operations_per_cycle},
          {"bandwidth_bytes_per_cycle", roofline.bandwidth_bytes_per_cycle},
          {"attainable_utilization", roofline.attainable_utilization(intensity)}};
}

/// What the answers about one mapping begin with.
Json case_json(std::string_view command, const Case& given) {
  Json json = answer_of(command);
  json["architecture"] = given.architecture.name;
  json["workload"] = given.workload.name;
  json["layer"] = given.layer.name;
  json["options"] = options_json(given.options);
  if (!given.read_from.tool.empty()) json["read_from"] = read_from_json(given.read_from);
  return json;
}

Json verdict_object(const cost_model::Verdict& verdict, const Problem& problem,
                    const Architecture& architecture) {
  Json json = {{"fits", verdict.fits()}, {"sentence", describe(verdict, problem, architecture)}};
  if (!verdict.fits()) {
    json["needed"] = verdict.needed;
    json["available"] = verdict.available;
  }
  return json;
}

Json padded_sizes_json(const mapper::Point& point, const Problem& problem) {
  Json sizes = Json::object();
  for (const DimId dim : problem.dims.ids()) {
    sizes[problem.dims[dim].name] = point.padded_sizes[dim];
  }
  return sizes;
}

Json point_json(const mapper::Point& point, const cost_model::Evaluator& own) {
  const bool is_padded = !point.padded_sizes.empty();
  const Problem problem = mapper::problem_of(point, own.problem());
  const MappingTraits traits =
      is_padded ? traits_of(point.mapping, {problem, own.architecture(), own.options()})
                : traits_of(point.mapping, own);
  Json json = {{"energy_pj", point.energy_pj},
               {"latency_cycles", point.latency_cycles},
               {"edp_pj_cycles", point.edp_pj_cycles},
               {"utilization", traits.utilization},
               {"bottleneck", traits.bottleneck},
               {"dataflow", traits.dataflow},
               {"operations_per_byte", traits.operations_per_byte}};
  if (is_padded) {
    json["padded_sizes"] = padded_sizes_json(point, problem);
    json["wasted_operations"] = problem.operations() - own.problem().operations();
  }
  json["mapping"] = paretile::to_text(point.mapping, problem, own.architecture());
  return json;
}

Json proof_json(const mapper::Proof& proof) {
  return {{"status", to_string(proof.status)},
          {"objective", to_string(proof.objective)},
          {"gap", proof.gap},
          {"lower_bound",
           {{"energy_pj", proof.lower_bound.energy_pj},
            {"latency_cycles", proof.lower_bound.latency_cycles},
            {"edp_pj_cycles", proof.lower_bound.edp_pj_cycles}}},
          {"mapspace",
           {{"name", proof.mapspace.name},
            {"description", proof.mapspace.description},
            {"size", proof.mapspace.size},
            {"hash", fmt::format("{:016x}", proof.mapspace.hash)}}}};
}

/// `shared_with`: the earlier layer with the same nest, which was searched in this one's place.
Json layer_json(const Layer& layer, const Architecture& architecture,
                const mapper::Settings& settings, const mapper::ProblemResult& result,
                const Layer* shared_with) {
  const cost_model::Evaluator evaluator(layer.problem, architecture, settings.model);
  Json front = Json::array();
  for (const mapper::Point& point : result.front) front.push_back(point_json(point, evaluator));
  Json json = {{"name", layer.name},
               {"repeat", layer.repeat},
               {"macs", macs_per_run(layer)},
               {"front", std::move(front)},
               {"proof", proof_json(result.proof)},
               {"seconds", shared_with == nullptr ? result.seconds : 0.0},
               {"same_as", shared_with == nullptr ? Json() : Json(shared_with->name)}};
  if (!result.infeasible.fits()) {
    json["verdict"] = verdict_object(result.infeasible, layer.problem, architecture);
  }
  if (result.front.empty()) {
    json["why_none"] = why_none(result, settings, layer.problem, architecture).sentence;
  }
  return json;
}

Json objective_json(const mapper::Objective& objective) {
  const mapper::Objective no_limits;
  const bool has_max_latency = objective.max_latency_cycles < no_limits.max_latency_cycles;
  Json json = {{"kind", to_string(objective.kind)}};
  if (objective.kind == mapper::ObjectiveKind::kWeighted) {
    json["energy_weight"] = objective.energy_weight;
    json["latency_weight"] = objective.latency_weight;
  }
  json["max_energy_pj"] = objective.max_energy_pj;
  json["max_latency_cycles"] = has_max_latency ? Json(objective.max_latency_cycles) : Json();
  return json;
}

/// What certify needs to find the inputs again.
Json given_json(const InputNames& named) {
  const Json layer = named.layer ? Json(*named.layer) : Json();
  if (!named.tool.empty()) {
    return {{"tool", named.tool}, {"files", named.files}, {"layer", layer}};
  }
  return {{"architecture", named.architecture}, {"workload", named.workload}, {"layer", layer}};
}

/// The front of the network. `group`: per layer, its entry of `result.unique`.
Json network_front_json(const mapper::WorkloadResult& result,
                        const std::vector<std::size_t>& group) {
  Json front = Json::array();
  for (const mapper::NetworkPoint& point : result.front.points) {
    Json choice = Json::array();
    for (const std::size_t unique : group) choice.push_back(point.choice[unique]);
    front.push_back({{"energy_pj", point.energy_pj},
                     {"latency_cycles", point.latency_cycles},
                     {"choice", std::move(choice)}});
  }
  return front;
}

Json network_json(const mapper::WorkloadResult& result, const std::vector<std::size_t>& group) {
  const bool has_totals = result.best.has_value();
  return {{"energy_pj", has_totals ? Json(result.energy_pj) : Json()},
          {"latency_cycles", has_totals ? Json(result.latency_cycles) : Json()},
          {"edp_pj_cycles", has_totals ? Json(result.edp_pj_cycles) : Json()},
          {"best", has_totals ? Json(*result.best) : Json()},
          {"energy_error", result.front.energy_error},
          {"front", network_front_json(result, group)}};
}

}  // namespace

Json read_from_json(const ReadFrom& read_from) {
  Json remarks = Json::array();
  for (const interop::Remark& remark : read_from.remarks) {
    remarks.push_back(
        {{"file", remark.location.file}, {"line", remark.location.line}, {"text", remark.text}});
  }
  return {{"tool", read_from.tool}, {"remarks", std::move(remarks)}};
}

std::string evaluation_json(std::string_view command, const Case& given,
                            const Evaluation& evaluation, const Totals& totals) {
  const cost_model::Cost& cost = evaluation.cost;
  const Architecture& architecture = given.architecture;
  Json json = case_json(command, given);
  json["verdict"] = verdict_object({}, given.layer.problem, architecture);
  json["energy_pj"] = cost.energy_pj;
  json["latency_cycles"] = cost.latency_cycles;
  json["edp_pj_cycles"] = cost.edp_pj_cycles;
  json["utilization"] = cost.utilization;
  json["area_um2"] = cost.area_um2;
  json["macs"] = macs_per_run(given.layer);
  json["bottleneck"] = short_name(cost.bottleneck, architecture);
  json["dataflow"] =
      classify_dataflow(given.mapping, given.layer.problem, architecture, evaluation.counts, totals)
          .name;
  json["roofline"] = roofline_json(evaluation.counts, totals, architecture);
  json["levels"] = Json::array();
  for (const LevelId level : architecture.levels.ids()) {
    json["levels"].push_back(level_json(given, evaluation, totals, level));
  }
  json["wires"] = Json::array();
  for (const FanoutId fanout : architecture.fanouts.ids()) {
    json["wires"].push_back(wires_json(given, evaluation, fanout));
  }
  json["compute"] = compute_json(evaluation);
  json["ragged"] = is_ragged(given.mapping, given.layer.problem);
  json["mapping"] = paretile::to_text(given.mapping, given.layer.problem, architecture);
  return to_text(json);
}

std::string verdict_json(std::string_view command, const Case& given,
                         const cost_model::Verdict& verdict) {
  Json json = case_json(command, given);
  json["verdict"] = verdict_object(verdict, given.layer.problem, given.architecture);
  return to_text(json);
}

std::string map_json(const InputNames& named, const ChipAndWorkload& given,
                     const mapper::Settings& settings, const mapper::WorkloadResult& result) {
  const Architecture& architecture = given.architecture;
  const Workload& workload = given.workload;
  Json json = answer_of("map");
  json["architecture"] = architecture.name;
  json["workload"] = workload.name;
  json["given"] = given_json(named);
  if (!given.read_from.tool.empty()) json["read_from"] = read_from_json(given.read_from);
  json["options"] = options_json(settings.model);
  json["mapspace"] = to_string(settings.mapspace);
  json["objective"] = objective_json(settings.objective);
  json["constraints"] = constraints_json(settings.constraints, architecture);
  json["pad_percent"] = settings.pad_percent;
  json["strategy"] = to_string(settings.strategy);
  json["time_limit_seconds"] = settings.time_limit_seconds;
  if (settings.strategy == mapper::Strategy::kRandom) {
    json["seed"] = settings.seed;
    json["samples"] = settings.samples;
  }
  json["interrupted"] = result.interrupted;
  json["layers"] = Json::array();
  const std::vector<std::size_t> group = group_per_layer(workload, result);
  for (std::size_t i = 0; i < workload.layers.size(); ++i) {
    const std::size_t first = result.unique[group[i]].first;
    json["layers"].push_back(layer_json(workload.layers[i], architecture, settings,
                                        result.results[group[i]],
                                        first == i ? nullptr : &workload.layers[first]));
  }
  json["network"] = network_json(result, group);
  json["network"]["breakdown"] =
      result.best ? breakdown_json(network_breakdown(workload, architecture, settings, result),
                                   architecture)
                  : Json();
  json["seconds"] = result.seconds;
  return to_text(json);
}

}  // namespace paretile::cli
