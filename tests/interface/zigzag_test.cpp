// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/interface/subprocess.h"

namespace paretile::test {
namespace {

const std::string kFolder = "examples/zigzag/";
const std::string kHardware = kFolder + "hardware.yaml";
const std::string kWorkload = kFolder + "workload.yaml";
const std::string kMapping = kFolder + "mapping.yaml";

Finished evaluate(const std::vector<std::string>& files, const std::vector<std::string>& more) {
  std::vector<std::string> arguments = {"evaluate", "--zigzag"};
  arguments.insert(arguments.end(), files.begin(), files.end());
  arguments.insert(arguments.end(), more.begin(), more.end());
  return paretile(arguments);
}

}  // namespace

// 8 * 4 * 8 * 8 * 3 * 3 MACs on 16 units. W: 8 * 4 * 3 * 3 words, each brought to the array once in
// both halves of OY. O: 8 * 8 * 8 sums come to DRAM once. I: 4 channels of 10 by 10.
TEST_CASE("evaluate reads ZigZag's three files and says how it counts") {
  const Finished run =
      evaluate({kHardware, kWorkload, kMapping}, {"--layer", "conv", "--json", "-"});
  REQUIRE(run.exit_code == 0);
  const nlohmann::json json = nlohmann::json::parse(run.out);
  CHECK(json["latency_cycles"] == 1'152);
  CHECK(json["levels"][1]["tensors"][0]["reads"] == 576);
  CHECK(json["levels"][0]["tensors"][1]["reads"] == 400);
  CHECK(json["levels"][0]["tensors"][2]["updates"] == 512);
  CHECK(json["read_from"]["tool"] == "ZigZag");
  const Finished text = evaluate({kMapping, kHardware, kWorkload}, {"--layer", "conv"});
  CHECK(text.out.starts_with("conv of ZigZag files on stationary_4x4\n"));
  CHECK(text.out.find("read from ZigZag's files, counted as always here") != std::string::npos);
}

TEST_CASE("explain reads them, too") {
  const Finished run =
      paretile({"explain", "--zigzag", kMapping, kHardware, kWorkload, "--layer", "fc"});
  CHECK(run.exit_code == 0);
  CHECK(run.out.find("the mapping fits\n") != std::string::npos);
}

// The mapping given is one of those searched, so none of least energy costs more.
TEST_CASE("map searches for mappings of ZigZag's files, and the result is certified") {
  const Finished given =
      evaluate({kHardware, kWorkload, kMapping}, {"--layer", "conv", "--json", "-"});
  const TemporaryFolder folder;
  const std::string result = folder.path() + "/result.json";
  const Finished run = paretile({"map", "--zigzag", kHardware, kWorkload, kMapping, "--layer",
                                 "conv", "--json", result, "--quiet"});
  REQUIRE(run.exit_code == 0);
  CHECK(run.out.find("mapping.yaml:4: 'temporal_ordering' is not used: the order in time is "
                     "searched\n") != std::string::npos);
  const nlohmann::json json = nlohmann::json::parse(read_text(result));
  CHECK(json["given"]["tool"] == "ZigZag");
  CHECK(json["given"]["layer"] == "conv");
  CHECK(json["constraints"]["spatial"].size() == 2);
  CHECK(json["layers"][0]["proof"]["status"] == "optimal");
  CHECK(json["layers"][0]["front"][0]["energy_pj"].get<double>() <
        nlohmann::json::parse(given.out)["energy_pj"].get<double>());
  const Finished certified = paretile({"certify", result});
  CHECK(certified.exit_code == 0);
  CHECK(certified.out.find("solved again: 1 of 1\naccepted\n") != std::string::npos);
}

TEST_CASE("sizes that do not divide are searched at whole rounds, and map says so") {
  const TemporaryFolder folder;
  const std::string workload = folder.path() + "/workload.yaml";
  std::string text = read_text(std::string(PARETILE_SOURCE_DIR) + "/" + kWorkload);
  const std::size_t sizes = text.find("[1, 12, 512]");
  REQUIRE(sizes != std::string::npos);
  write_text(workload, text.replace(sizes, 12, "[1, 10, 512]"));
  const Finished run =
      paretile({"map", "--zigzag", kHardware, workload, kMapping, "--layer", "fc", "--quiet"});
  REQUIRE(run.exit_code == 0);
  CHECK(run.out.find("K of 'fc' is 12 here, not 10: whole rounds of what is unrolled\n") !=
        std::string::npos);
}

TEST_CASE("compare sets what ZigZag wrote beside ours and names the differences") {
  const std::vector<std::string> arguments = {
      "compare", "--zigzag", kHardware,
      kWorkload, kMapping,   "--layer",
      "conv",    "--stats",  kFolder + "conv_complete.json"};
  const Finished run = paretile(arguments);
  CHECK(run.exit_code == 0);
  CHECK(run.out.find("buffer  I       reads                   1,152       576  granules\n") !=
        std::string::npos);
  CHECK(run.out.find("sums    O       reads                   4,608     4,096  first touch\n") !=
        std::string::npos);
  CHECK(run.out.find("32 numbers: 25 equal, 7 explained, 0 unexplained\n") != std::string::npos);

  const TemporaryFolder folder;
  const std::string changed = folder.path() + "/changed.json";
  std::string text = read_text(std::string(PARETILE_SOURCE_DIR) + "/" + arguments.back());
  const std::size_t reads = text.find("1152");
  REQUIRE(reads != std::string::npos);
  write_text(changed, text.replace(reads, 4, "1151"));
  std::vector<std::string> with_changed = arguments;
  with_changed.back() = changed;
  CHECK(paretile(with_changed).exit_code == 1);
  write_text(changed, "{\"outputs\": 1}\n");
  const Finished wrong = paretile(with_changed);
  CHECK(wrong.exit_code == 2);
  CHECK(wrong.err.find("changed.json:1:13: error: ") != std::string::npos);
}

TEST_CASE("of several layers of ZigZag's one has to be named, as it is written") {
  const Finished none = evaluate({kHardware, kWorkload, kMapping}, {});
  CHECK(none.exit_code == 2);
  CHECK(none.err ==
        "examples/zigzag/workload.yaml:2:1: error: a mapping is of one layer, and here are 2\n"
        "  - id: 0\n"
        "  ^\n"
        "  hint: give --layer NAME\n");
  const Finished wrong = evaluate({kHardware, kWorkload, kMapping}, {"--layer", "cnv"});
  CHECK(wrong.exit_code == 2);
  CHECK(wrong.err.find("there is no layer 'cnv'") != std::string::npos);
  CHECK(wrong.err.find("did you mean 'conv'?") != std::string::npos);
}

TEST_CASE("with ZigZag's files, nothing else may say what they say") {
  const Finished chip = evaluate({kHardware, kWorkload, kMapping}, {"--arch", "eyeriss"});
  CHECK(chip.exit_code == 2);
  CHECK(chip.err ==
        "paretile: error: --arch of 'evaluate' cannot go with --zigzag, which says it\n");
  const Finished both =
      paretile({"evaluate", "--timeloop", "examples/timeloop/problem.yaml", "--zigzag", kHardware});
  CHECK(both.exit_code == 2);
  CHECK(both.err ==
        "paretile: error: --zigzag of 'evaluate' cannot go with --timeloop, which says it\n");
}

TEST_CASE("without the mapping there is nothing to evaluate") {
  const Finished run = evaluate({kHardware, kWorkload}, {"--layer", "conv"});
  CHECK(run.exit_code == 2);
  CHECK(run.err.find("none of the ZigZag files is a mapping") != std::string::npos);
}

}  // namespace paretile::test
