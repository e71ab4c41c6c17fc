// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/interface/subprocess.h"

namespace paretile::test {
namespace {

const std::string kFolder = "examples/timeloop/";
const std::vector<std::string> kFiles = {"evaluate", "--timeloop", kFolder + "mapping.yaml",
                                         kFolder + "problem.yaml", kFolder + "architecture.yaml"};

std::vector<std::string> with(std::vector<std::string> arguments,
                              const std::vector<std::string>& more) {
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

}  // namespace

// 18,432 MACs on 16 units. The 4 rows of C that share K, and the 4 of K that share C: 18,432 / 4
// reads of inputs; 4 reduced in one update, 18,432 / 4 updates.
TEST_CASE("evaluate reads Timeloop's files and says what it made of them") {
  const Finished run = paretile(with(kFiles, {"--json", "-"}));
  REQUIRE(run.exit_code == 0);
  const nlohmann::json json = nlohmann::json::parse(run.out);
  CHECK(json["latency_cycles"] == 1'152);
  CHECK(json["options"]["footprint"] == "box");
  CHECK(json["options"]["drains"] == "free");
  CHECK(json["levels"][1]["tensors"][1]["reads"] == 4'608);
  CHECK(json["levels"][1]["tensors"][2]["updates"] == 4'608);
  CHECK(json["read_from"]["tool"] == "Timeloop");
  CHECK(json["read_from"]["remarks"].size() == 1);
  const Finished text = paretile(kFiles);
  CHECK(text.out.find("architecture.yaml:12: 'n_banks' of 'Buffer' has no counterpart\n") !=
        std::string::npos);
}

TEST_CASE("explain reads them, too") {
  std::vector<std::string> arguments = kFiles;
  arguments[0] = "explain";
  const Finished run = paretile(arguments);
  CHECK(run.exit_code == 0);
  CHECK(run.out.find("the mapping fits\n") != std::string::npos);
  CHECK(run.out.find("counted as Timeloop counts") != std::string::npos);
}

TEST_CASE("with Timeloop's files, nothing else may say what they say") {
  const Finished run = paretile(with(kFiles, {"--arch", "eyeriss"}));
  CHECK(run.exit_code == 2);
  CHECK(run.err ==
        "paretile: error: --arch of 'evaluate' cannot go with --timeloop, which says it\n");
}

// 18,432 MACs on 16 units: 1,152 cycles at least. The shipped mapping is in the space of nests
// Timeloop searches, so none of least energy there costs more, and none in a larger space more than
// that one.
TEST_CASE("map searches for mappings of Timeloop's files, and the result is certified") {
  const nlohmann::json given = nlohmann::json::parse(paretile(with(kFiles, {"--json", "-"})).out);
  std::vector<std::string> arguments = kFiles;
  arguments[0] = "map";
  const TemporaryFolder folder;
  const std::string result = folder.path() + "/result.json";
  double last_pj = given["energy_pj"].get<double>();
  for (const std::string space : {"even", "uneven-free"}) {
    const Finished run = paretile(with(
        arguments, {"--objective", "energy", "--mapspace", space, "--json", result, "--quiet"}));
    REQUIRE(run.exit_code == 0);
    CHECK(run.out.find("counted as Timeloop counts") != std::string::npos);
    CHECK(run.out.find("mapping.yaml:2: 'mapping' is not read") != std::string::npos);
    const std::string hint = "Timeloop itself searches the space of --mapspace even";
    CHECK((run.out.find(hint) == std::string::npos) == (space == "even"));
    const nlohmann::json json = nlohmann::json::parse(read_text(result));
    CHECK(json["options"]["footprint"] == "box");
    CHECK(json["options"]["drains"] == "free");
    CHECK(json["given"]["tool"] == "Timeloop");
    CHECK(json["read_from"]["remarks"].size() == 2);
    CHECK(json["layers"][0]["proof"]["status"] == "optimal");
    const double energy_pj = json["network"]["energy_pj"].get<double>();
    CHECK(energy_pj <= last_pj * (1 + 1e-12));
    last_pj = energy_pj;
    const Finished certified = paretile({"certify", result});
    CHECK(certified.exit_code == 0);
    CHECK(certified.out.find("solved again: 1 of 1\naccepted\n") != std::string::npos);
  }
  CHECK(last_pj < given["energy_pj"].get<double>());
}

// 4 channels by 4 filters is the most two dimensions can do on 4 x 4 units: 18,432 / 16 cycles.
TEST_CASE("map keeps Timeloop's constraints, which the result names and certify reads back") {
  const TemporaryFolder folder;
  const std::string result = folder.path() + "/result.json";
  const Finished run = paretile({"map", "--objective", "energy", "--mapspace", "even", "--json",
                                 result, "--quiet", "--timeloop", kFolder + "problem.yaml",
                                 kFolder + "architecture.yaml", kFolder + "constraints.yaml"});
  REQUIRE(run.exit_code == 0);
  CHECK(run.out.find("Buffer [Inputs Outputs]") != std::string::npos);
  CHECK(run.out.find("constraints.yaml:") == std::string::npos);  // all of them are kept
  const nlohmann::json json = nlohmann::json::parse(read_text(result));
  const nlohmann::json axes = {{"Buffer_array.Buffer_x", {"C"}}, {"Buffer_array.Buffer_y", {"K"}}};
  CHECK(json["constraints"]["axes"] == axes);
  CHECK(json["network"]["latency_cycles"].get<int>() >= 1'152);
  const Finished certified = paretile({"certify", result});
  CHECK(certified.exit_code == 0);
  CHECK(certified.out.find("solved again: 1 of 1\naccepted\n") != std::string::npos);
}

TEST_CASE("a result of Timeloop's files is certified against these, or others in their place") {
  const TemporaryFolder folder;
  const std::string result = folder.path() + "/result.json";
  const std::vector<std::string> inputs = {"--timeloop", kFolder + "problem.yaml",
                                           kFolder + "architecture.yaml"};
  REQUIRE(paretile(with({"map", "--objective", "energy", "--json", result, "--quiet"}, inputs))
              .exit_code == 0);
  const Finished chip = paretile({"certify", result, "--arch", "eyeriss"});
  CHECK(chip.exit_code == 2);
  CHECK(chip.err ==
        "paretile: error: the result is of files of Timeloop, so neither --arch nor --workload can "
        "take their place\n");
  const std::string other = folder.path() + "/architecture.yaml";
  std::string text = read_text(std::string(PARETILE_SOURCE_DIR) + "/" + inputs.back());
  const std::size_t depth = text.find("depth: ");
  REQUIRE(depth != std::string::npos);
  write_text(other, text.replace(depth, 7, "depth: 1"));
  const Finished larger =
      paretile({"certify", result, "--timeloop", kFolder + "problem.yaml", other});
  CHECK(larger.exit_code == 1);
  CHECK(larger.out.find("rejected") != std::string::npos);
}

TEST_CASE("a mapping that is not there is asked for") {
  const Finished run =
      paretile({"evaluate", "--timeloop", kFolder + "problem.yaml", kFolder + "architecture.yaml"});
  CHECK(run.exit_code == 2);
  CHECK(run.err ==
        "paretile: error: no 'mapping' is in the files of --timeloop\n"
        "  hint: several files may be given, in any order\n");
}

}  // namespace paretile::test
