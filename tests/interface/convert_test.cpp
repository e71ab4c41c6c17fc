// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/interface/subprocess.h"

namespace paretile::test {
namespace {

using nlohmann::json;

const std::vector<std::string> kTimeloop = {"examples/timeloop/problem.yaml",
                                            "examples/timeloop/architecture.yaml",
                                            "examples/timeloop/mapping.yaml"};
const std::vector<std::string> kZigzag = {"examples/zigzag/hardware.yaml",
                                          "examples/zigzag/workload.yaml",
                                          "examples/zigzag/mapping.yaml"};

std::vector<std::string> joined(std::vector<std::string> words,
                                const std::vector<std::string>& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

Finished convert(const std::string& tool, const std::vector<std::string>& files,
                 const std::string& folder, const std::vector<std::string>& more = {}) {
  return paretile(joined(joined({"convert", "--from", tool}, files), joined({"-o", folder}, more)));
}

/// The answer without what names the input.
json numbers(const Finished& run) {
  json answer = json::parse(run.out);
  for (const char* key : {"architecture", "workload", "layer", "read_from"}) answer.erase(key);
  return answer;
}

/// Converts, runs the command line that is printed, and compares with the direct reading.
void check_same_numbers(const std::string& tool, const std::vector<std::string>& files,
                        const std::vector<std::string>& layer) {
  const TemporaryFolder folder;
  const Finished made =
      convert(tool, files, folder.path() + "/new folder", joined({"--json", "-"}, layer));
  REQUIRE(made.exit_code == 0);
  const json answer = json::parse(made.out);
  CHECK(answer["files"].size() == 3);
  const Finished ours = shell(answer["run"].get<std::string>() + " --json -");
  REQUIRE(ours.exit_code == 0);
  const Finished direct =
      paretile(joined(joined({"evaluate", "--" + tool}, files), joined({"--json", "-"}, layer)));
  REQUIRE(direct.exit_code == 0);
  CHECK(numbers(ours) == numbers(direct));
}

}  // namespace

TEST_CASE("what is converted gives the same numbers with the command line that is printed") {
  check_same_numbers("timeloop", kTimeloop, {});
  check_same_numbers("zigzag", kZigzag, {"--layer", "conv"});
}

TEST_CASE("files that are there stay as they are without --force") {
  const TemporaryFolder folder;
  const std::string chip = folder.path() + "/architecture.yaml";
  write_text(chip, "mine");
  const Finished refused = convert("timeloop", kTimeloop, folder.path());
  CHECK(refused.exit_code == 2);
  CHECK(refused.err == "paretile: error: '" + chip +
                           "' is there already\n  hint: --force replaces what is there\n");
  CHECK(folder.file_names() == std::vector<std::string>{"architecture.yaml"});
  CHECK(read_text(chip) == "mine");
  CHECK(convert("timeloop", kTimeloop, folder.path(), {"--force"}).exit_code == 0);
  CHECK(read_text(chip).find("name: ") != std::string::npos);
  CHECK(folder.file_names().size() == 3);
}

TEST_CASE("a link that leads nowhere is there, too") {
  const TemporaryFolder folder;
  std::filesystem::create_symlink("nowhere", folder.path() + "/workload.yaml");
  const Finished refused = convert("timeloop", kTimeloop, folder.path());
  CHECK(refused.exit_code == 2);
  CHECK(refused.err == "paretile: error: '" + folder.path() +
                           "/workload.yaml' is there already\n"
                           "  hint: --force replaces what is there\n");
  CHECK(folder.file_names() == std::vector<std::string>{"workload.yaml"});
}

TEST_CASE("where something is wrong, nothing is written") {
  const TemporaryFolder folder;
  const std::string target = folder.path() + "/new";
  CHECK(convert("timeloop", {kTimeloop[0]}, target).exit_code == 2);
  CHECK(!std::filesystem::exists(target));
  std::filesystem::create_directories(target + "/workload.yaml");
  CHECK(convert("timeloop", kTimeloop, target, {"--force"}).exit_code == 2);
  CHECK(!std::filesystem::exists(target + "/architecture.yaml"));
  write_text(folder.path() + "/file", "");
  const Finished run = convert("timeloop", kTimeloop, folder.path() + "/file/folder");
  CHECK(run.exit_code == 2);
  CHECK(run.err.find("cannot write '" + folder.path() + "/file/folder': Not a directory") !=
        std::string::npos);
}

TEST_CASE("without a mapping, the command line searches one") {
  const TemporaryFolder folder;
  const Finished run =
      convert("timeloop", {kTimeloop[0], kTimeloop[1]}, folder.path(), {"--json", "-"});
  REQUIRE(run.exit_code == 0);
  const json answer = json::parse(run.out);
  CHECK(answer["files"].size() == 2);
  CHECK(answer["run"] == "paretile map --arch " + folder.path() + "/architecture.yaml --workload " +
                             folder.path() + "/workload.yaml --footprint box --drains free");
}

TEST_CASE("convert says what it needs") {
  CHECK(paretile({"convert", "-o", "x", "--from", "zigzag"}).err ==
        "paretile: error: missing FILES of 'convert'\n  hint: see 'paretile help convert'\n");
  CHECK(paretile({"convert", "a", "-o", "x"}).err ==
        "paretile: error: missing --from TOOL of 'convert'\n  hint: see 'paretile help convert'\n");
  CHECK(paretile({"convert", "a", "-o", "x", "--from", "zigzagg"}).err ==
        "paretile: error: unknown value 'zigzagg' for --from of 'convert'\n"
        "  hint: did you mean 'zigzag'?\n");
  CHECK(convert("timeloop", kTimeloop, "x", {"--layer", "conv"}).err ==
        "paretile: error: --layer cannot go with files of Timeloop, which are of one layer\n");
}

}  // namespace paretile::test
