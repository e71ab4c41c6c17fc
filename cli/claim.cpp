// SPDX-License-Identifier: Apache-2.0
#include "cli/claim.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "cli/json_text.h"
#include "core/diagnostics.h"

namespace paretile::cli {
namespace {

using mapper::MapspaceKind;
using mapper::ObjectiveKind;
using mapper::ProofStatus;

/// A value of the JSON and the way to it, for messages: `layers[2].proof.gap`.
class Field {
 public:
  Field(const Json& json, const std::string& file) : json_(json), file_(file) {}

  [[nodiscard]] bool has(const char* key) const {
    return json_.is_object() && json_.contains(key) && !json_[key].is_null();
  }
  [[nodiscard]] Field at(const char* key) const {
    const std::string path = path_.empty() ? key : path_ + "." + key;
    if (!json_.is_object() || !json_.contains(key)) fail(path, "is missing");
    return {json_[key], file_, path};
  }
  /// The elements of a list.
  [[nodiscard]] std::vector<Field> list() const {
    if (!json_.is_array()) fail(path_, "must be a list");
    std::vector<Field> fields;
    for (std::size_t i = 0; i < json_.size(); ++i) {
      fields.push_back({json_[i], file_, fmt::format("{}[{}]", path_, i)});
    }
    return fields;
  }
  [[nodiscard]] double number() const {
    if (!json_.is_number()) fail(path_, "must be a number");
    return json_.get<double>();
  }
  [[nodiscard]] std::int64_t integer() const {
    const bool too_large = json_.is_number_unsigned() && json_.get<std::uint64_t>() > INT64_MAX;
    if (!json_.is_number_integer() || too_large) fail(path_, "must be an integer");
    return json_.get<std::int64_t>();
  }
  [[nodiscard]] std::size_t index() const {
    if (integer() < 0) fail(path_, "must be at least 0");
    return static_cast<std::size_t>(integer());
  }
  [[nodiscard]] std::string text() const {
    if (!json_.is_string()) fail(path_, "must be text");
    return json_.get<std::string>();
  }
  /// The value of that name.
  template <typename Values>
  [[nodiscard]] auto choice(const Values& values) const {
    const std::string name = text();
    const auto found = std::find_if(values.begin(), values.end(),
                                    [&](const auto value) { return to_string(value) == name; });
    if (found == values.end()) fail(path_, "cannot be " + paretile::quoted(name));
    return *found;
  }
  [[nodiscard]] const Json& object() const {
    if (!json_.is_object()) fail(path_, "must be an object");
    return json_;
  }
  [[noreturn]] void fail(const std::string& path, const std::string& message) const {
    throw InputError({Diagnostic{{file_, 0, 0}, fmt::format("'{}' {}", path, message), {}, {}}});
  }

 private:
  Field(const Json& json, const std::string& file, std::string path)
      : json_(json), file_(file), path_(std::move(path)) {}

  const Json& json_;
  const std::string& file_;
  std::string path_;
};

ClaimedPoint read_point(const Field& field) {
  ClaimedPoint point;
  point.energy_pj = field.at("energy_pj").number();
  point.latency_cycles = field.at("latency_cycles").integer();
  point.edp_pj_cycles = field.at("edp_pj_cycles").number();
  point.mapping = field.at("mapping").text();
  if (!field.has("padded_sizes")) return point;
  const Field sizes = field.at("padded_sizes");
  for (const auto& [dim, size] : sizes.object().items()) {
    point.padded_sizes[dim] = sizes.at(dim.c_str()).integer();
  }
  return point;
}

void read_proof(const Field& field, ClaimedLayer& layer) {
  constexpr std::array kStatuses = {ProofStatus::kOptimal, ProofStatus::kBounded,
                                    ProofStatus::kNone};
  constexpr std::array kObjectives = {ObjectiveKind::kFront,   ObjectiveKind::kEnergy,
                                      ObjectiveKind::kLatency, ObjectiveKind::kEdp,
                                      ObjectiveKind::kEd2p,    ObjectiveKind::kWeighted};
  layer.status = field.at("status").choice(kStatuses);
  layer.objective = field.at("objective").choice(kObjectives);
  layer.gap = field.at("gap").number();
  const Field bound = field.at("lower_bound");
  layer.lower_bound = {bound.at("energy_pj").number(), bound.at("latency_cycles").integer(),
                       bound.at("edp_pj_cycles").number()};
  layer.mapspace = field.at("mapspace").at("name").text();
  layer.hash = field.at("mapspace").at("hash").text();
}

ClaimedLayer read_layer(const Field& field) {
  ClaimedLayer layer;
  layer.name = field.at("name").text();
  layer.repeat = field.at("repeat").integer();
  for (const Field& point : field.at("front").list()) layer.front.push_back(read_point(point));
  read_proof(field.at("proof"), layer);
  if (field.has("same_as")) layer.same_as = field.at("same_as").text();
  layer.nothing_fits = field.has("verdict");
  return layer;
}

ClaimedNetwork read_network(const Field& field) {
  ClaimedNetwork network;
  (void)field.at("energy_pj");  // null without an optimum, but there
  if (field.has("energy_pj")) network.energy_pj = field.at("energy_pj").number();
  if (field.has("latency_cycles")) network.latency_cycles = field.at("latency_cycles").integer();
  if (field.has("edp_pj_cycles")) network.edp_pj_cycles = field.at("edp_pj_cycles").number();
  if (field.has("best")) network.best = field.at("best").index();
  network.energy_error = field.at("energy_error").number();
  for (const Field& entry : field.at("front").list()) {
    mapper::NetworkPoint point;
    point.energy_pj = entry.at("energy_pj").number();
    point.latency_cycles = entry.at("latency_cycles").integer();
    for (const Field& choice : entry.at("choice").list()) point.choice.push_back(choice.index());
    network.front.push_back(std::move(point));
  }
  return network;
}

mapper::Objective read_objective(const Field& field) {
  constexpr std::array kObjectives = {ObjectiveKind::kFront,   ObjectiveKind::kEnergy,
                                      ObjectiveKind::kLatency, ObjectiveKind::kEdp,
                                      ObjectiveKind::kEd2p,    ObjectiveKind::kWeighted};
  mapper::Objective objective;
  objective.kind = field.at("kind").choice(kObjectives);
  if (field.has("energy_weight")) objective.energy_weight = field.at("energy_weight").number();
  if (field.has("latency_weight")) objective.latency_weight = field.at("latency_weight").number();
  if (field.has("max_energy_pj")) objective.max_energy_pj = field.at("max_energy_pj").number();
  if (field.has("max_latency_cycles")) {
    objective.max_latency_cycles = field.at("max_latency_cycles").integer();
  }
  return objective;
}

cost_model::Options read_options(const Field& field) {
  using cost_model::Drains;
  using cost_model::Footprint;
  return {field.at("footprint").choice(std::array{Footprint::kExact, Footprint::kBox}),
          field.at("drains").choice(std::array{Drains::kCounted, Drains::kFree})};
}

void read_given(const Field& given, Claim& claim) {
  if (given.has("layer")) claim.layer = given.at("layer").text();
  if (given.has("tool")) {
    claim.tool = given.at("tool").text();
    for (const Field& file : given.at("files").list()) claim.files.push_back(file.text());
    return;
  }
  claim.architecture = given.at("architecture").text();
  claim.workload = given.at("workload").text();
}

Json parse(std::string_view text, const std::string& file) {
  try {
    return Json::parse(text);
  } catch (const Json::parse_error& error) {
    const std::string_view before = text.substr(0, error.byte > 0 ? error.byte - 1 : 0);
    const auto line = static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1;
    const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 = 0
    DiagnosticSink sink(file, text);
    sink.error(line, sink.column_of_byte(line, before.size() - line_start), "this is no JSON",
               "give a file that 'paretile map --json FILE' wrote");
    sink.throw_if_any();
    throw;
  }
}

}  // namespace

Claim read_claim(std::string_view text, const std::string& file) {
  constexpr std::array kMapspaces = {MapspaceKind::kEven, MapspaceKind::kUnevenHierarchy,
                                     MapspaceKind::kUnevenFree};
  const Json json = parse(text, file);
  const Field field(json, file);
  if (!json.is_object() || json.value("command", Json()) != "map") {
    field.fail("command", "must be 'map': only results of it can be certified");
  }
  if (field.at("schema_version").integer() != kSchemaVersion) {
    field.fail("schema_version", fmt::format("must be {}", kSchemaVersion));
  }
  Claim claim;
  read_given(field.at("given"), claim);
  claim.mapspace = field.at("mapspace").choice(kMapspaces);
  claim.objective = read_objective(field.at("objective"));
  claim.model = read_options(field.at("options"));
  Json rules = field.at("constraints").object();  // JSON is YAML
  rules["format"] = 1;
  claim.constraints = to_text(rules);
  const std::size_t percent = field.at("pad_percent").index();
  if (percent > 100) field.fail("pad_percent", "must be at most 100");
  claim.pad_percent = static_cast<int>(percent);
  for (const Field& layer : field.at("layers").list()) claim.layers.push_back(read_layer(layer));
  claim.network = read_network(field.at("network"));
  return claim;
}

}  // namespace paretile::cli
