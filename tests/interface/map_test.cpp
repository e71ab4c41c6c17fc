// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <csignal>
#include <map>
#include <nlohmann/json.hpp>

#include "tests/interface/subprocess.h"

namespace paretile::test {
namespace {

using Json = nlohmann::json;

const std::vector<std::string> kQuickMap = {"map",        "--arch",    "eyeriss",
                                            "--workload", "alexnet",   "--strategy",
                                            "random",     "--samples", "500"};

std::vector<std::string> with(std::vector<std::string> arguments,
                              const std::vector<std::string>& more) {
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

/// Removes what may differ from run to run.
Json without_seconds(Json json) {
  json.erase("seconds");
  for (Json& layer : json["layers"]) layer.erase("seconds");
  return json;
}

void check_layer(const Json& layer) {
  CHECK(layer["name"].is_string());
  CHECK(layer["repeat"].get<int>() >= 1);
  CHECK(layer["macs"].is_number_integer());
  CHECK(layer["seconds"].is_number());
  REQUIRE(!layer["front"].empty());
  double last_energy_pj = 0;
  double best_edp = layer["front"][0]["edp_pj_cycles"].get<double>();
  for (const Json& point : layer["front"]) {
    CHECK(point["energy_pj"].get<double>() > last_energy_pj);  // ascending
    last_energy_pj = point["energy_pj"].get<double>();
    best_edp = std::min(best_edp, point["edp_pj_cycles"].get<double>());
    CHECK(point["latency_cycles"].is_number_integer());
    CHECK(point["dataflow"].is_string());
    CHECK(point["bottleneck"].is_string());
    CHECK(point["utilization"].get<double>() > 0);
    CHECK(point["utilization"].get<double>() <= 1);
    CHECK(point["mapping"].get<std::string>().find("for ") != std::string::npos);
  }
  const Json& proof = layer["proof"];
  CHECK(proof["gap"].is_number());
  CHECK(proof["lower_bound"]["edp_pj_cycles"].get<double>() <= best_edp);
  CHECK(proof["mapspace"]["name"].is_string());
  const auto status = proof["status"].get<std::string>();
  CHECK((status == "optimal" || status == "bounded" || status == "none"));
}

TEST_CASE("no point of a map lies above the roofline, and the breakdown adds up to the network") {
  for (const char* chip : {"eyeriss", "tpu_v1", "simba_like"}) {
    const Finished run = paretile({"map", "--arch", chip, "--workload", "squeezenet1_1",
                                   "--objective", "edp", "--quiet", "--json", "-"});
    REQUIRE(run.exit_code == 0);
    const Json json = Json::parse(run.out);
    const std::string shown = "paretile map --arch " + std::string(chip);
    const double ridge = std::map<std::string, double>{
        // MACs per cycle over bytes per cycle, from the files of the chips
        {"eyeriss", 168 / (19.2 / 8)},
        {"tpu_v1", 65536 / (34e9 / 700e6)},
        {"simba_like", 1024 / (25.6e9 / 1e9)}}[chip];
    bool is_reached = false;
    for (const Json& layer : json["layers"]) {
      for (const Json& point : layer["front"]) {
        const double bound = point["operations_per_byte"].get<double>() / ridge;
        const double utilization = point["utilization"];
        CHECK_MESSAGE(utilization <= bound * (1 + 1e-9), shown, " ", layer["name"]);
        if (point["bottleneck"] == "dram port") {
          is_reached = true;  // but for the rounding up of the latency to whole cycles
          const double cycles = point["latency_cycles"];
          CHECK(utilization >= bound * (cycles - 1) / cycles);
        }
      }
    }
    CHECK_MESSAGE(is_reached, shown);
    double sum_pj = 0;
    for (const Json& part : json["network"]["breakdown"]) {
      sum_pj += part["energy_pj"].get<double>();
      if (part["by_role_pj"].is_null()) continue;
      double by_role_pj = 0;
      for (const Json& role : part["by_role_pj"]) by_role_pj += role.get<double>();
      CHECK(by_role_pj == doctest::Approx(part["energy_pj"].get<double>()));
    }
    CHECK(sum_pj == doctest::Approx(json["network"]["energy_pj"].get<double>()));
  }
}

TEST_CASE("map answers with the documented fields") {
  const Finished run = paretile(with(kQuickMap, {"--json", "-"}));
  REQUIRE(run.exit_code == 0);
  const Json json = Json::parse(run.out);
  CHECK(json["schema_version"] == 1);
  CHECK(json["architecture"] == "eyeriss");
  CHECK(json["workload"] == "alexnet");
  REQUIRE(json["layers"].size() >= 8);  // five convolutions, three dense layers
  for (const Json& layer : json["layers"]) check_layer(layer);
  const Json& network = json["network"];
  const Json& best = network["front"][network["best"].get<std::size_t>()];
  double energy_pj = 0;
  for (std::size_t i = 0; i < json["layers"].size(); ++i) {
    const Json& layer = json["layers"][i];
    const Json& point = layer["front"][best["choice"][i].get<std::size_t>()];
    energy_pj += point["energy_pj"].get<double>() * layer["repeat"].get<double>();
  }
  CHECK(best["energy_pj"] == network["energy_pj"]);
  CHECK(network["energy_pj"].get<double>() == doctest::Approx(energy_pj).epsilon(1e-12));
  CHECK(network["edp_pj_cycles"].get<double>() ==
        doctest::Approx(energy_pj * network["latency_cycles"].get<double>()).epsilon(1e-12));
  for (const Json& point : network["front"]) {
    const double edp = point["energy_pj"].get<double>() * point["latency_cycles"].get<double>();
    CHECK(edp >= network["edp_pj_cycles"].get<double>() * (1 - 1e-12));
  }
  CHECK(json["seconds"].is_number());
}

TEST_CASE("the answer does not depend on the number of threads") {
  const auto answer = [](const std::string& threads) {
    const Finished run = paretile(with(kQuickMap, {"--json", "-", "--threads", threads}));
    REQUIRE(run.exit_code == 0);
    return without_seconds(Json::parse(run.out));
  };
  CHECK(answer("1") == answer("3"));
}

TEST_CASE("a mapping found by map evaluates to what map said of it") {
  const Finished map = paretile(with(kQuickMap, {"--json", "-"}));
  const Json layer = Json::parse(map.out)["layers"][0];
  const Json point = layer["front"][0];
  const TemporaryFolder folder;
  const std::string nest = folder.path() + "/nest.txt";
  write_text(nest, point["mapping"]);
  const Finished evaluate = paretile({"evaluate", "--arch", "eyeriss", "--workload", "alexnet",
                                      "--layer", layer["name"], "--mapping", nest, "--json", "-"});
  REQUIRE(evaluate.exit_code == 0);
  const Json json = Json::parse(evaluate.out);
  for (const std::string key : {"energy_pj", "latency_cycles", "edp_pj_cycles", "dataflow"}) {
    CHECK_MESSAGE(json[key] == point[key], key);
  }
}

TEST_CASE("the answer says what was asked") {
  const TemporaryFolder folder;
  const std::string rules = folder.path() + "/rules.yaml";
  write_text(rules,
             "format: 1\nkeep: [{level: glb, tensors: [input]}]\naxes: {pe_array.x: [K]}\n"
             "spatial: [{axis: pe_array.x, dim: K, at_most: 7}]\nmin_utilization: 0.001\n");
  const Finished run =
      paretile(with(kQuickMap, {"--json", "-", "--constraints", rules, "--objective", "weighted",
                                "--weights", "1,1e3", "--max-latency", "1 s"}));
  REQUIRE(run.exit_code == 0);
  const Json json = Json::parse(run.out);
  CHECK(json["constraints"] == Json::parse(R"({"keep": [{"level": "glb", "tensors": ["input"]}],
                        "axes": {"pe_array.x": ["K"]},
                        "spatial": [{"axis": "pe_array.x", "dim": "K", "at_least": 1, "at_most": 7}],
                        "min_utilization": 0.001})"));
  CHECK(json["objective"] ==
        Json::parse(R"({"kind": "weighted", "energy_weight": 1.0, "latency_weight": 1000.0,
                        "max_energy_pj": null, "max_latency_cycles": 200000000})"));
  CHECK(json["strategy"] == "random");
  CHECK(json["mapspace"] == "uneven-free");
}

TEST_CASE("limits of the network that no choice keeps give no totals and exit code 1") {
  const Finished run = paretile(with(kQuickMap, {"--json", "-", "--max-latency", "10"}));
  CHECK(run.exit_code == 1);
  const Json network = Json::parse(run.out)["network"];
  CHECK(network["front"].empty());
  CHECK(network["energy_pj"].is_null());
  CHECK(network["best"].is_null());
}

TEST_CASE("a padded mapping says its sizes and what they waste") {
  const TemporaryFolder folder;
  const std::string workload = folder.path() + "/prime.yaml";
  write_text(workload,
             "format: 1\nname: prime\nlayers: [{name: fc, op: gemm, M: 13, N: 13, K: 13}]\n");
  const std::vector<std::string> arguments = {
      "map", "--arch", "simple_2level", "--workload", workload, "--objective", "latency"};
  const Finished plain = paretile(arguments);
  CHECK(plain.out.find("\nfc: M of 13 hardly divides; --pad 8 tries 14 too\n") !=
        std::string::npos);
  const Finished padded = paretile(with(arguments, {"--pad", "8"}));
  CHECK(padded.out.find("hardly") == std::string::npos);
  CHECK(padded.out.find("13 -> 14") != std::string::npos);
  CHECK(padded.out.find(" % of the operations are wasted\n") != std::string::npos);
  const Finished run = paretile(with(arguments, {"--pad", "8", "--json", "-"}));
  const Json json = Json::parse(run.out);
  const std::size_t best = json["network"]["front"][0]["choice"][0];
  const Json& point = json["layers"][0]["front"].back();
  CHECK(best < json["layers"][0]["front"].size());
  const Json& sizes = point["padded_sizes"];
  const int operations = sizes["M"].get<int>() * sizes["N"].get<int>() * sizes["K"].get<int>();
  CHECK(point["wasted_operations"] == operations - 13 * 13 * 13);
}

TEST_CASE("statistics are a line per distinct layer on stderr, and only when asked for") {
  CHECK(paretile(kQuickMap).err.find("mappings evaluated") == std::string::npos);
  const Finished run = paretile(with(kQuickMap, {"--stats"}));
  CHECK(run.err.find("conv1: ") != std::string::npos);
  CHECK(run.err.find("mappings evaluated") != std::string::npos);
}

TEST_CASE("a mistake in the constraints is shown at its place") {
  const TemporaryFolder folder;
  const std::string rules = folder.path() + "/rules.yaml";
  write_text(rules, "format: 1\nkeep: [{level: gbl, tensors: [input]}]\n");
  const Finished run = paretile(with(kQuickMap, {"--constraints", rules}));
  CHECK(run.exit_code == 2);
  CHECK(run.err.find(":2:16: error: unknown level 'gbl'") != std::string::npos);
  CHECK(run.err.find("did you mean 'glb'?") != std::string::npos);
}

TEST_CASE("map of one layer shows its nest") {
  const Finished all = paretile(with(kQuickMap, {"--json", "-"}));
  const std::string name = Json::parse(all.out)["layers"][0]["name"];
  const Finished one = paretile(with(kQuickMap, {"--layer", name}));
  CHECK(one.exit_code == 0);
  CHECK(one.out.starts_with("alexnet on eyeriss\n\nlayer "));
  CHECK(one.out.find("\n  for ") != std::string::npos);
}

/// A chip whose buffer must keep three words and has room for `capacity`.
std::string chip_with_buffer(const std::string& capacity) {
  return "format: 1\nname: chip\nclock: 1 GHz\nlevels:\n"
         "  - {name: dram, word_bits: 8, read: 100 pJ, write: 100 pJ}\n"
         "  - {name: buffer, word_bits: 8, capacity: " +
         capacity +
         ", read: 1 pJ, write: 1 pJ, keep: [input, weight, output]}\n"
         "compute: {name: mac, energy: 1 pJ}\n";
}

TEST_CASE("the line about proofs claims nothing where there is no proof") {
  const TemporaryFolder folder;
  const std::string chip = folder.path() + "/chip.yaml";
  const std::vector<std::string> arguments = {"map", "--arch", chip, "--workload",
                                              "examples/toy_conv.yaml"};
  write_text(chip, chip_with_buffer("8 b"));
  const Finished none = paretile(arguments);
  CHECK(none.exit_code == 1);
  CHECK(none.out.find("nothing fits") != std::string::npos);
  CHECK(none.out.find("conv: no mapping fits: 'buffer' needs ") != std::string::npos);
  CHECK(none.out.find("proof: ") == std::string::npos);
  write_text(chip, chip_with_buffer("64 b"));
  const Finished some = paretile(arguments);
  CHECK(some.exit_code == 0);
  CHECK(some.out.find("\nproof: no mapping of the space '") != std::string::npos);
}

TEST_CASE("results on stdout, the log on stderr; --quiet leaves stderr empty") {
  const Finished loud = paretile(kQuickMap);
  CHECK(loud.err.starts_with("paretile: mapping "));
  CHECK(loud.err.find('\r') == std::string::npos);  // no progress bar: not a terminal
  const Finished quiet = paretile(with(kQuickMap, {"--quiet"}));
  CHECK(quiet.err.empty());
  CHECK(quiet.out == loud.out);
}

TEST_CASE("Ctrl-C writes what was found and exits 3") {
  for (const int signal : {SIGINT, SIGTERM}) {
    const TemporaryFolder folder;
    const std::string path = folder.path() + "/out.json";
    Process search({PARETILE_PROGRAM, "map", "--arch", "eyeriss", "--workload", "resnet50",
                    "--strategy", "random", "--samples", "1000000000000", "--json", path});
    REQUIRE(search.wait_for_stderr("mapping "));
    search.send_signal(signal);
    const Finished run = search.finish();
    CHECK(run.exit_code == 3);
    CHECK(run.out.ends_with("interrupted: this is what was found so far\n"));
    const Json json = Json::parse(read_text(path));
    CHECK(json["interrupted"] == true);
    CHECK(json["layers"].size() >= 16);
  }
}

}  // namespace
}  // namespace paretile::test
