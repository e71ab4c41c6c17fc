// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/timeloop_case.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <nlohmann/json.hpp>

namespace paretile::conformance {
namespace {

using nlohmann::json;

/// Timeloop counts words and charges per access whatever a word's width: with one width for
/// everything, bits per word_bits is 1 and the width itself does not matter.
constexpr int kWordBits = 16;
constexpr double kClockHz = 1e9;
constexpr double kWattsPerPicojoulePerCycle = 1e-12 * kClockHz;

Role role_of(const std::string& data_space) {
  if (data_space == "Weights") return Role::kWeight;
  return data_space == "Outputs" ? Role::kOutput : Role::kInput;
}

DimId dim_of(const json& name, const Problem& problem) {
  return problem.find_dim(name.get<std::string>()).value();
}

Rank rank_of(const json& terms, const Problem& problem) {
  Rank rank;
  for (const json& term : terms) {
    rank.push_back({dim_of(term[0], problem), term[1].get<std::int64_t>()});
  }
  return rank;
}

Problem problem_of(const json& given) {
  Problem problem;
  problem.name = given["id"];
  for (const json& dim : given["dims"]) problem.dims.push_back({dim[0], dim[0], dim[1]});
  for (const auto& [name, ranks] : given["tensors"].items()) {
    Tensor tensor;
    tensor.name = name;
    tensor.role = role_of(name);
    tensor.bits = kWordBits;
    tensor.psum_bits = kWordBits;
    for (const json& terms : ranks) tensor.ranks.push_back(rank_of(terms, problem));
    problem.tensors.push_back(tensor);
  }
  return problem;
}

double bandwidth_bits(const json& level, const char* key) {
  return level.contains(key) ? level[key].get<double>() * kWordBits : kUnlimitedBandwidth;
}

Level level_of(const json& given) {
  const auto block_words = given["block_words"].get<double>();
  Level level;
  level.name = given["name"];
  level.word_bits = kWordBits;
  if (given.contains("size_words")) {
    level.capacity_bits = given["size_words"].get<std::int64_t>() * kWordBits;
  }
  level.buffering = given.value("buffering", 1);
  level.read_bandwidth_bits_per_cycle = bandwidth_bits(given, "read_words_per_cycle");
  level.write_bandwidth_bits_per_cycle = bandwidth_bits(given, "write_words_per_cycle");
  level.read_pj = given["block_pj"]["read"].get<double>() / block_words;
  level.fill_pj = given["block_pj"]["fill"].get<double>() / block_words;
  level.update_pj = given["block_pj"]["update"].get<double>() / block_words;
  level.drain_pj = level.read_pj;
  level.leakage_w = given.value("leak_pj_per_cycle", 0.0) * kWattsPerPicojoulePerCycle;
  return level;
}

using Mesh = std::array<std::int64_t, 2>;  // X, Y: instances on the whole chip

/// The array between a level and the next: on each axis, inner instances per outer one. Timeloop
/// shares a word among children that need exactly the same words, unless told not to.
Fanout fanout_of(const json& given, std::size_t levels_outside, const Mesh& inner) {
  const Mesh outer = given["mesh"].get<Mesh>();
  const std::string name = given["name"];
  Fanout fanout;
  fanout.name = name + "_array";
  fanout.levels_outside = levels_outside;
  fanout.axes = {{name + "_y", inner[1] / outer[1], {}}, {name + "_x", inner[0] / outer[0], {}}};
  fanout.sharing.fill(Sharing::kTile);
  for (const json& tensor : given.value("no_multicast", json::array())) {
    fanout.sharing[static_cast<std::size_t>(role_of(tensor))] = Sharing::kNone;
  }
  return fanout;
}

Architecture architecture_of(const json& given) {
  Architecture architecture;
  architecture.name = given["id"];
  architecture.clock_hz = kClockHz;
  const json& levels = given["levels"];
  for (std::size_t i = 0; i < levels.size(); ++i) {
    architecture.levels.push_back(level_of(levels[i]));
    const Mesh inner = (i + 1 < levels.size() ? levels[i + 1] : given["mac"])["mesh"].get<Mesh>();
    if (inner != levels[i]["mesh"].get<Mesh>()) {
      architecture.fanouts.push_back(fanout_of(levels[i], i + 1, inner));
    }
  }
  architecture.compute.energy_pj = given["mac"]["pj"];
  return architecture;
}

/// A Timeloop level is its tiles, then its temporal loops, then its spatial loops, Y outside X.
void append_level(const json& given, LevelId level, const TimeloopCase& values, Mapping& mapping) {
  for (const json& tensor : given["keep"]) {
    mapping.nodes.push_back(
        Node::storage(level, values.problem.find_tensor(tensor.get<std::string>()).value()));
  }
  for (const json& loop : given["temporal"]) {
    mapping.nodes.push_back(Node::temporal(dim_of(loop[0], values.problem), loop[1]));
  }
  for (const json& loop : given["spatial"]) {
    const std::string axis = given["name"].get<std::string>() + (loop[2] == "Y" ? "_y" : "_x");
    mapping.nodes.push_back(Node::spatial(dim_of(loop[0], values.problem), loop[1],
                                          values.architecture.find_axis(axis).value()));
  }
}

ExpectedNode expected_node(const json& given) {
  ExpectedNode node;
  node.tile_words = given["tile_words"];
  node.instances = given["instances"];
  node.reads = given["reads"];
  node.fills = given["fills"];
  node.updates = given["updates"];
  if (given.contains("energy_pj")) node.energy_pj = given["energy_pj"].get<double>();
  return node;
}

CaseLevel case_level(const json& given) {
  CaseLevel level;
  level.block_words = given["block_words"];
  level.read_pj = given["block_pj"]["read"];
  level.fill_pj = given["block_pj"]["fill"];
  level.update_pj = given["block_pj"]["update"];
  for (const auto& [tensor, node] : given["expect"].items()) {
    level.expected[tensor] = expected_node(node);
  }
  return level;
}

TimeloopCase case_of(const json& given) {
  TimeloopCase result;
  result.id = given["id"];
  result.tags = given["tags"].get<std::vector<std::string>>();
  result.problem = problem_of(given);
  result.architecture = architecture_of(given);
  for (const json& level : given["levels"]) {
    append_level(level, result.levels.push_back(case_level(level)), result, result.mapping);
  }
  const json& expect = given["expect"];
  result.cycles = expect["cycles"];
  result.network_latency_cycles = expect.value("network_latency_cycles", 0);
  result.macs = expect["macs"];
  result.energy_pj = expect["energy_pj"];
  result.links_change_counts = given.value("links_change_counts", false);
  return result;
}

}  // namespace

bool TimeloopCase::has_tag(const std::string& tag) const {
  return std::find(tags.begin(), tags.end(), tag) != tags.end();
}

std::vector<TimeloopCase> load_timeloop_cases(const std::string& path) {
  std::ifstream file(path);
  const json document = json::parse(file);
  std::vector<TimeloopCase> cases;
  for (const json& given : document["cases"]) cases.push_back(case_of(given));
  return cases;
}

}  // namespace paretile::conformance
