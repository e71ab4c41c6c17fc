// SPDX-License-Identifier: Apache-2.0
#include "tests/interop/zigzag_baseline.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/interop/zigzag_cases.h"

namespace paretile::interop {
namespace {

using nlohmann::json;

ZigzagBest best_of(const json& given) {
  return {given["energy_pj"], given["latency_cycles"], given["loops"], given["cuts"]};
}

ZigzagRun run_of(const json& given) {
  ZigzagRun run;
  run.workload = given["workload"];
  run.hardware = given["hardware"];
  run.files = {zigzag_file("hardware/" + run.hardware + ".yaml"),
               zigzag_file("workloads/" + run.workload + ".yaml"),
               zigzag_file("mappings/" + given["mapping"].get<std::string>() + ".yaml")};
  run.cpu_seconds = given["cpu_s"];
  for (const json& layer : given["layers"]) {
    run.layers.push_back(
        {layer["layer"], layer["times"], best_of(layer["energy"]), best_of(layer["latency"])});
  }
  return run;
}

}  // namespace

const std::vector<ZigzagRun>& zigzag_runs() {
  static const std::vector<ZigzagRun> runs = [] {
    std::vector<ZigzagRun> made;
    for (const json& given : json::parse(zigzag_file("baseline.json").text)) {
      made.push_back(run_of(given));
    }
    return made;
  }();
  return runs;
}

ZigzagCase with_mapping(const ZigzagCase& unrolled, const ZigzagBest& best) {
  ZigzagCase made = unrolled;
  const Problem& problem = made.layer.problem;
  for (const auto& [name, size] : best.loops) {
    for (const DimId dim : problem.dims.ids()) {
      if (problem.dims[dim].name == name) made.loops.push_back({dim, size});
    }
  }
  REQUIRE(made.loops.size() == best.loops.size());
  made.cuts = {};
  for (const Tensor& tensor : problem.tensors) made.cuts.push_back(best.cuts.at(tensor.name));
  return made;
}

}  // namespace paretile::interop
