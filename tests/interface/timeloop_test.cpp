// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

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

TEST_CASE("a mapping that is not there is asked for") {
  const Finished run =
      paretile({"evaluate", "--timeloop", kFolder + "problem.yaml", kFolder + "architecture.yaml"});
  CHECK(run.exit_code == 2);
  CHECK(run.err ==
        "paretile: error: no 'mapping' is in the files of --timeloop\n"
        "  hint: several files may be given, in any order\n");
}

}  // namespace paretile::test
