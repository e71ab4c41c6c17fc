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
