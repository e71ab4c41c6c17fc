// SPDX-License-Identifier: Apache-2.0
#include "tests/interop/zigzag_cases.h"

#include <nlohmann/json.hpp>

#include "core/io/load.h"

namespace paretile::interop {
namespace {

using nlohmann::json;

const std::string kFolder = PARETILE_SOURCE_DIR "/tests/data/zigzag/";

constexpr std::array kDirections = {"fh", "tl", "fl", "th"};

/// Per operand and memory, what `read` makes of each direction.
template <typename Value, typename Read>
std::map<std::string, std::vector<std::array<Value, 4>>> by_memory(const json& given,
                                                                   const Read& read) {
  std::map<std::string, std::vector<std::array<Value, 4>>> made;
  for (const auto& [operand, memories] : given.items()) {
    for (const json& memory : memories) {
      auto& values = made[operand].emplace_back();
      for (std::size_t i = 0; i < kDirections.size(); ++i) values[i] = read(memory[kDirections[i]]);
    }
  }
  return made;
}

ZigzagTransfer transfer_of(const json& given) { return {given[0], given[1], given[2], given[3]}; }

/// As ZigZag's `*_complete.json` has it.
SourceText printed(const json& given) {
  constexpr std::array kKeys = {"wr_in_by_high", "rd_out_to_low", "wr_in_by_low", "rd_out_to_high"};
  json accesses;
  for (const auto& [operand, memories] : given["word_accesses"].items()) {
    for (const json& memory : memories) {
      json made;
      for (std::size_t i = 0; i < kKeys.size(); ++i) made[kKeys[i]] = memory[kDirections[i]];
      accesses[operand].push_back(made);
    }
  }
  json outputs;
  outputs["memory"]["word_accesses"] = accesses;
  outputs["energy"] = {{"energy_total", given["energy_pj"]},
                       {"operational_energy", given["operation_energy_pj"]},
                       {"memory_energy_breakdown_per_level", given["memory_energy_pj"]}};
  outputs["latency"] = {{"data_onloading", given["onloading_cycles"]},
                        {"computation", given["computation_cycles"]},
                        {"data_offloading", given["offloading_cycles"]}};
  return {given["id"].get<std::string>() + "_complete.json", json({{"outputs", outputs}}).dump(4)};
}

ZigzagReference reference_of(const json& given) {
  ZigzagReference made;
  made.id = given["id"];
  made.hardware = given["hardware"];
  made.files = {zigzag_file("hardware/" + made.hardware + ".yaml"),
                {made.id + "/workload", json::array({given["layer"]}).dump(1)},
                {made.id + "/mapping", json::array({given["mapping"]}).dump(1)}};
  made.allocated_by_loma = given["allocated_by_loma"];
  made.cuts = given["cuts"].get<std::map<std::string, std::vector<std::size_t>>>();
  made.transfers = by_memory<ZigzagTransfer>(given["transfers"], transfer_of);
  made.accesses = by_memory<double>(given["word_accesses"],
                                    [](const json& number) { return number.get<double>(); });
  made.energy_pj = given["energy_pj"];
  made.latency_cycles = given["latency_cycles"];
  made.printed = printed(given);
  made.ideal_cycles = given["ideal_temporal_cycles"];
  return made;
}

}  // namespace

const std::vector<ZigzagReference>& zigzag_references() {
  static const std::vector<ZigzagReference> references = [] {
    std::vector<ZigzagReference> made;
    for (const json& given : json::parse(io::read_file(kFolder + "cases.json"))) {
      made.push_back(reference_of(given));
    }
    return made;
  }();
  return references;
}

SourceText zigzag_file(const std::string& path) { return {path, io::read_file(kFolder + path)}; }

}  // namespace paretile::interop
