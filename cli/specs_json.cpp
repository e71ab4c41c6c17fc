// SPDX-License-Identifier: Apache-2.0
#include "cli/json_text.h"
#include "cli/specs.h"
#include "core/io/load.h"
#include "core/mapping_text.h"

namespace paretile::cli {
namespace {

/// Per role whether it is in the set: {"input": true, "weight": false, "output": true}.
template <typename Value, typename Get>
Json per_role(Get get) {
  Json json;
  for (const Role role : {Role::kInput, Role::kWeight, Role::kOutput}) {
    json[std::string(to_string(role))] = Value(get(role));
  }
  return json;
}

Json level_json(const Architecture& architecture, LevelId id) {
  const Level& level = architecture.levels[id];
  return {
      {"name", level.name},
      {"instances", architecture.instances(id)},
      {"capacity_bits", level.capacity_bits == kUnlimitedBits ? Json() : Json(level.capacity_bits)},
      {"word_bits", level.word_bits},
      {"buffering", level.buffering},
      {"read_bandwidth_bits_per_cycle", level.read_bandwidth_bits_per_cycle},
      {"write_bandwidth_bits_per_cycle", level.write_bandwidth_bits_per_cycle},
      {"shared_bandwidth_bits_per_cycle", level.shared_bandwidth_bits_per_cycle},
      {"read_pj", level.read_pj},
      {"fill_pj", level.fill_pj},
      {"update_pj", level.update_pj},
      {"drain_pj", level.drain_pj},
      {"leakage_w", level.leakage_w},
      {"area_um2", level.area_um2},
      {"may_keep", per_role<bool>([&](Role role) { return level.keeps(role); })},
      {"must_keep", per_role<bool>([&](Role role) { return level.requires_tensor(role); })},
      {"source", level.source}};
}

Json fanout_json(const Architecture& architecture, FanoutId id) {
  const Fanout& fanout = architecture.fanouts[id];
  Json axes = Json::array();
  for (const Axis& axis : fanout.axes) {
    axes.push_back({{"name", axis.name}, {"size", axis.size}, {"dims", axis.dims}});
  }
  return {{"name", fanout.name},
          {"levels_outside", fanout.levels_outside},
          {"instances", architecture.instances(id)},
          {"axes", std::move(axes)},
          {"fold", fanout.fold},
          {"sharing",
           per_role<std::string>([&](Role role) { return to_string(fanout.sharing_of(role)); })},
          {"word_bits", fanout.word_bits},
          {"send_pj", fanout.send_pj},
          {"deliver_pj", fanout.deliver_pj},
          {"area_um2", fanout.area_um2},
          {"source", fanout.source}};
}

Json tensor_json(const Problem& problem, TensorId id) {
  const Tensor& tensor = problem.tensors[id];
  Json ranks = Json::array();
  for (const Rank& rank : tensor.ranks) {
    Json terms = Json::array();
    for (const Term& term : rank) {
      terms.push_back({{"dim", problem.dims[term.dim].name}, {"coefficient", term.coefficient}});
    }
    ranks.push_back(std::move(terms));
  }
  return {
      {"name", tensor.name}, {"role", to_string(tensor.role)}, {"words", problem.tensor_words(id)},
      {"bits", tensor.bits}, {"psum_bits", tensor.psum_bits},  {"ranks", std::move(ranks)}};
}

Json layer_object(const Layer& layer) {
  Json dims = Json::array();
  for (const Dimension& dim : layer.problem.dims) {
    dims.push_back({{"name", dim.name}, {"kind", dim.kind}, {"size", dim.size}});
  }
  Json tensors = Json::array();
  for (const TensorId id : layer.problem.tensors.ids()) {
    tensors.push_back(tensor_json(layer.problem, id));
  }
  return {{"name", layer.name},      {"op", layer.op},
          {"repeat", layer.repeat},  {"operations", layer.problem.operations()},
          {"dims", std::move(dims)}, {"tensors", std::move(tensors)},
          {"inputs", layer.inputs}};
}

}  // namespace

Json published_json(const PublishedFigures& published) {
  const auto number = [](const std::optional<double>& value) {
    return value ? Json(*value) : Json();
  };
  return {{"operations_per_second", number(published.operations_per_second)},
          {"operations_per_joule", number(published.operations_per_joule)},
          {"power_w", number(published.power_w)},
          {"area_um2", number(published.area_um2)},
          {"source", published.source}};
}

std::string architecture_json(const Architecture& architecture) {
  Json json = answer_of("show");
  json["name"] = architecture.name;
  json["source"] = architecture.source;
  json["clock_hz"] = architecture.clock_hz;
  json["technology_nm"] =
      architecture.technology_nm > 0 ? Json(architecture.technology_nm) : Json();
  json["voltage_v"] = architecture.voltage_v > 0 ? Json(architecture.voltage_v) : Json();
  json["device"] = architecture.device;
  json["area_um2"] = architecture.area_um2();
  json["levels"] = Json::array();
  for (const LevelId id : architecture.levels.ids()) {
    json["levels"].push_back(level_json(architecture, id));
  }
  json["fanouts"] = Json::array();
  for (const FanoutId id : architecture.fanouts.ids()) {
    json["fanouts"].push_back(fanout_json(architecture, id));
  }
  const Compute& compute = architecture.compute;
  json["compute"] = {
      {"name", compute.name},           {"instances", architecture.compute_instances()},
      {"energy_pj", compute.energy_pj}, {"cycles_per_operation", compute.cycles_per_operation},
      {"leakage_w", compute.leakage_w}, {"area_um2", compute.area_um2},
      {"source", compute.source}};
  json["published"] = published_json(architecture.published);
  json["provenance"] = provenance_json(architecture);
  json["cautions"] = architecture.cautions;
  return to_text(json);
}

std::string workload_json(const Workload& workload) {
  Json json = answer_of("show");
  json["name"] = workload.name;
  json["source"] = workload.source;
  json["layers"] = Json::array();
  for (const Layer& layer : workload.layers) json["layers"].push_back(layer_object(layer));
  return to_text(json);
}

std::string layer_json(const Layer& layer) {
  Json json = answer_of("show");
  json.update(layer_object(layer));
  return to_text(json);
}

std::string mapping_json(const Case& given) {
  Json json = answer_of("show");
  json["architecture"] = given.architecture.name;
  json["workload"] = given.workload.name;
  json["layer"] = given.layer.name;
  json["mapping"] = paretile::to_text(given.mapping, given.layer.problem, given.architecture);
  json["compact"] = to_compact(given.mapping, given.layer.problem, given.architecture);
  json["yaml"] = io::mapping_to_yaml(given.mapping, given.layer.problem, given.architecture);
  return to_text(json);
}

}  // namespace paretile::cli
