// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/interface/subprocess.h"

namespace paretile::test {
namespace {

using Json = nlohmann::json;

const std::vector<std::string> kToy = {"--arch",     "simple_2level",
                                       "--workload", "examples/toy_conv.yaml",
                                       "--mapping",  "examples/toy_conv.nest"};

Finished run_toy(const std::string& command, const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments = {command};
  arguments.insert(arguments.end(), kToy.begin(), kToy.end());
  arguments.insert(arguments.end(), more.begin(), more.end());
  return paretile(arguments);
}

const Json& named(const Json& list, const std::string& name) {
  for (const Json& item : list) {
    if (item["name"] == name) return item;
  }
  throw std::runtime_error("no " + name);
}

struct Moves {
  std::string tensor;
  int tile_words, fills, reads, updates, drains;
};

void check_moves(const Json& level, const Moves& moves) {
  const Json& tensor = named(level["tensors"], moves.tensor);
  CHECK(tensor["instances"] == 1);
  CHECK(tensor["tile_words"] == moves.tile_words);
  CHECK(tensor["fills"] == moves.fills);
  CHECK(tensor["reads"] == moves.reads);
  CHECK(tensor["updates"] == moves.updates);
  CHECK(tensor["drains"] == moves.drains);
}

// K=4 as 2 rounds of 2, C=2, P=8, R=3; I has 8+3-1 = 10 rows of 2 channels.
TEST_CASE("evaluate gives the counts of a nest counted by hand") {
  const Finished run = run_toy("evaluate", {"--json", "-"});
  REQUIRE(run.exit_code == 0);
  const Json json = Json::parse(run.out);
  CHECK(json["macs"] == 4 * 2 * 8 * 3);
  CHECK(json["compute"]["operations"] == 192);
  CHECK(json["compute"]["latency_cycles"] == 2 * 2 * 3);  // rounds of K, C, R
  CHECK(json["compute"]["instances_used"] == 2 * 8);
  const Json& dram = json["levels"][0];
  check_moves(dram, {"W", 4 * 2 * 3, 0, 24, 0, 0});
  check_moves(dram, {"I", 2 * 10, 0, 20, 0, 0});  // read once: the loop over K does not move it
  check_moves(dram, {"O", 4 * 8, 0, 0, 32, 0});   // written once, never read back
  const Json& buffer = json["levels"][1];
  check_moves(buffer, {"W", 2 * 2 * 3, 24, 24, 0, 0});  // each of 2 rows of the array its own
  // Per round and C: 3 steps of 8 neighbouring inputs each.
  check_moves(buffer, {"I", 20, 20, 2 * 2 * 3 * 8, 0, 0});
  // 16 sums, 6 times per round (C, R), 2 rounds; the first of 6 finds nothing to add to.
  check_moves(buffer, {"O", 16, 0, 2 * 5 * 16, 2 * 6 * 16, 32});
}

TEST_CASE("evaluate answers with the documented fields, and the energies add up") {
  const Json json = Json::parse(run_toy("evaluate", {"--json", "-"}).out);
  CHECK(json["schema_version"] == 1);
  for (const std::string key : {"energy_pj", "edp_pj_cycles", "utilization", "area_um2"}) {
    CHECK_MESSAGE(json[key].is_number(), key);
  }
  CHECK(json["latency_cycles"].is_number_integer());
  CHECK(json["bottleneck"].is_string());
  CHECK(json["dataflow"].is_string());
  CHECK(json["verdict"]["fits"] == true);
  double sum_pj =
      json["compute"]["energy_pj"].get<double>() + json["compute"]["leakage_pj"].get<double>();
  for (const Json& wires : json["wires"]) sum_pj += wires["energy_pj"].get<double>();
  for (const Json& level : json["levels"]) {
    double level_pj = 0;
    for (const Json& tensor : level["tensors"]) {
      level_pj += tensor["energy_pj"].get<double>();
      double tensor_pj = 0;
      for (const auto& [action, pj] : tensor["energy_by_action_pj"].items()) {
        tensor_pj += pj.get<double>();
      }
      CHECK(tensor["energy_pj"].get<double>() == doctest::Approx(tensor_pj));
    }
    CHECK(level["energy_pj"].get<double>() == doctest::Approx(level_pj));
    CHECK(level["latency_cycles"].is_number_integer());
    CHECK(level["instances_used"].is_number_integer());
    sum_pj += level_pj + level["leakage_pj"].get<double>();
  }
  CHECK(json["energy_pj"].get<double>() == doctest::Approx(sum_pj));
  CHECK(json["edp_pj_cycles"] ==
        json["energy_pj"].get<double>() * json["latency_cycles"].get<double>());
}

TEST_CASE("evaluate counts strips of 7 rows out of 55, the last one of 6") {
  const Finished run =
      paretile({"evaluate", "--arch", "eyeriss", "--workload", "alexnet", "--layer", "conv1",
                "--mapping", "examples/alexnet_conv1_strips.nest", "--json", "-"});
  REQUIRE(run.exit_code == 0);
  const Json json = Json::parse(run.out);
  CHECK(json["ragged"] == true);
  CHECK(json["macs"] == 96 * 3 * 55 * 55 * 11 * 11);
  CHECK(json["compute"]["operations"] == json["macs"]);
  CHECK(json["compute"]["latency_cycles"] == 8 * 24 * 3 * 55 * 2 * 11);  // 8 strips
  CHECK(json["compute"]["instances_used"] == 11 * 7 * 2);
  const Json& glb = json["levels"][1];
  // 3 channels of 4*6 + 11 rows and 4*54 + 11 columns; a strip brings 4*7 new rows, the last 4*6.
  CHECK(named(glb["tensors"], "I")["tile_words"] == 3 * 35 * 227);
  CHECK(named(glb["tensors"], "I")["fills"] == 3 * (35 + 6 * 28 + 24) * 227);
  const Json& inputs = named(json["levels"][2]["tensors"], "I");
  CHECK(inputs["fills"] == 8 * 24 * 3 * 227);  // 11 columns, then 54 times 4 new ones
  CHECK(inputs["total"]["fills"] == 55 * 24 * 3 * 227 * 11 * 2);  // by 11 * 2 PEs per row
  CHECK(named(json["levels"][4]["tensors"], "O")["total"]["updates"] == json["macs"]);
}

TEST_CASE("explain shows a ragged nest with the rows there are") {
  const Finished run = paretile({"explain", "--arch", "eyeriss", "--workload", "alexnet", "--layer",
                                 "conv1", "--mapping", "examples/alexnet_conv1_strips.nest"});
  CHECK(run.exit_code == 0);
  CHECK(run.out.find("K96 P55 Q55: 290,400 words") != std::string::npos);
  CHECK(run.out.find("P56") == std::string::npos);
}

TEST_CASE("free drains cost nothing but are counted") {
  const Json counted = Json::parse(run_toy("evaluate", {"--json", "-"}).out);
  const Json free = Json::parse(run_toy("evaluate", {"--drains", "free", "--json", "-"}).out);
  CHECK(free["energy_pj"] < counted["energy_pj"]);
  CHECK(free["options"]["drains"] == "free");
  check_moves(free["levels"][1], {"O", 16, 0, 2 * 5 * 16, 2 * 6 * 16, 32});
}

TEST_CASE("a mapping that does not fit is explained and exits 1") {
  const TemporaryFolder folder;
  const std::string nest = folder.path() + "/wide.nest";
  write_text(nest,
             "dram [W I O]\n"
             "for K in [0, 4)\n"
             "  buffer [W I O]\n"
             "  for C in [0, 2)\n"
             "    parfor R in [0, 3) on array.y\n"
             "      parfor P in [0, 8) on array.y\n"
             "        mac\n");
  const std::vector<std::string> arguments = {
      "--arch", "simple_2level", "--workload", "examples/toy_conv.yaml", "--mapping", nest};
  for (const std::string command : {"evaluate", "explain"}) {
    std::vector<std::string> all = {command};
    all.insert(all.end(), arguments.begin(), arguments.end());
    const Finished text = paretile(all);
    CHECK(text.exit_code == 1);
    CHECK(text.out.starts_with("conv of toy on simple_2level\n\nthe mapping does not fit: "));
    all.insert(all.end(), {"--json", "-"});
    const Finished json_run = paretile(all);
    CHECK(json_run.exit_code == 1);
    const Json json = Json::parse(json_run.out);
    CHECK(json["command"] == command);
    CHECK(json["verdict"]["fits"] == false);
    CHECK(json["verdict"]["needed"] == 24);  // 3 * 8 on an axis of 8
    CHECK(json["verdict"]["available"] == 8);
  }
}

TEST_CASE("explain says what bounds a mapping, why it has its dataflow, and what is left") {
  const Finished run = run_toy("explain");
  CHECK(run.exit_code == 0);
  for (const std::string part : {"the mapping fits\n", "latency is bound by ", "dataflow: ",
                                 "limits of the latency, tightest first:", "room needed"}) {
    CHECK_MESSAGE(run.out.find(part) != std::string::npos, part);
  }
}

TEST_CASE("explain answers in JSON as evaluate does, under its own name") {
  Json evaluated = Json::parse(run_toy("evaluate", {"--json", "-"}).out);
  CHECK(evaluated["command"] == "evaluate");
  evaluated["command"] = "explain";
  CHECK(Json::parse(run_toy("explain", {"--json", "-"}).out) == evaluated);
}

TEST_CASE("a workload of several layers needs --layer") {
  const Finished run = paretile({"evaluate", "--arch", "simple_2level", "--workload", "alexnet",
                                 "--mapping", "examples/toy_conv.nest"});
  CHECK(run.exit_code == 2);
  CHECK(run.err.starts_with("paretile: error: workload 'alexnet' has "));
  CHECK(run.err.find("give --layer NAME\n  hint: one of: conv1, ") != std::string::npos);
}

TEST_CASE("a mistake in a mapping file is shown with its line") {
  const TemporaryFolder folder;
  const std::string nest = folder.path() + "/bad.nest";
  write_text(nest, "dram [W I O]\nfor Z in [0, 4)\n  mac\n");
  const Finished run = paretile({"evaluate", "--arch", "simple_2level", "--workload",
                                 "examples/toy_conv.yaml", "--mapping", nest});
  CHECK(run.exit_code == 2);
  CHECK(run.err.starts_with(nest + ":2:5: error: "));
  CHECK(run.err.find("\n  for Z in [0, 4)\n      ^\n") != std::string::npos);
}

TEST_CASE("a file that is not there is refused by name") {
  const Finished run = paretile({"evaluate", "--arch", "simple_2level", "--workload",
                                 "examples/toy_conv.yaml", "--mapping", "/no/such/nest"});
  CHECK(run.exit_code == 2);
  CHECK(run.err.find("/no/such/nest") != std::string::npos);
}

TEST_CASE("show prints what was understood, as text and as JSON") {
  CHECK(paretile({"show", "--arch", "eyeriss"}).out.starts_with("eyeriss at 200 MHz, 168 "));
  const Json chip = Json::parse(paretile({"show", "--arch", "eyeriss", "--json", "-"}).out);
  CHECK(chip["clock_hz"] == 200e6);
  CHECK(chip["compute"]["instances"] == 12 * 14);
  CHECK(chip["levels"][0]["capacity_bits"].is_null());  // DRAM: unlimited
  const Json toy =
      Json::parse(paretile({"show", "--workload", "examples/toy_conv.yaml", "--json", "-"}).out);
  CHECK(toy["layers"][0]["operations"] == 192);
  CHECK(paretile({"show", "--workload", "examples/toy_conv.yaml", "--layer", "conv"})
            .out.find("I[") != std::string::npos);
  CHECK(
      paretile({"show", "--workload", "examples/toy_conv.yaml"}).out.starts_with("toy: 1 layer\n"));
  const TemporaryFolder folder;
  const std::string sum = folder.path() + "/sum.yaml";
  write_text(sum, "format: 1\nname: sum\nlayers: [{name: add, op: add, C: 4, P: 8, Q: 8}]\n");
  CHECK(paretile({"show", "--workload", sum, "--layer", "add"})
            .out.find("O[N,C,P,Q] from A[N,C,P,Q], B[N,C,P,Q]\n") != std::string::npos);
  const Finished nest = run_toy("show");
  CHECK(nest.exit_code == 0);
  CHECK(nest.out.starts_with("dram [W I O]\n"));
  CHECK(Json::parse(run_toy("show", {"--json", "-"}).out)["mapping"] == nest.out);
}

}  // namespace
}  // namespace paretile::test
