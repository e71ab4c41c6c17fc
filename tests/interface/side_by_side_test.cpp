// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/interface/subprocess.h"

namespace paretile::test {
namespace {

const std::string kFiles = "examples/timeloop/links.yaml";
const std::string kStats = "examples/timeloop/links.stats.txt";

Finished compare(const std::string& stats, const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments = {"compare", "--timeloop", kFiles, "--stats", stats};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return paretile(arguments);
}

/// The example's stats with one piece replaced, as the file `path`.
void write_changed(const std::string& path, const std::string& from, const std::string& to) {
  std::string text = read_text(PARETILE_SOURCE_DIR "/" + kStats);
  REQUIRE(text.find(from) != std::string::npos);
  write_text(path, text.replace(text.find(from), from.size(), to));
}

}  // namespace

// Three taps of the filter slide over rows that neighbours hold: of 8 children's 8 * 24 * 8 reads,
// 896 are passed on.
TEST_CASE("compare sets what Timeloop printed beside ours and names the convention") {
  const Finished run = compare(kStats, {"--json", "-"});
  REQUIRE(run.exit_code == 0);
  const nlohmann::json json = nlohmann::json::parse(run.out);
  CHECK(json["command"] == "compare");
  CHECK(json["tool"] == "Timeloop");
  CHECK(json["equal"] == 54);
  CHECK(json["explained"] == 4);
  CHECK(json["unexplained"] == 0);
  bool found = false;
  for (const nlohmann::json& number : json["numbers"]) {
    if (number["level"] != "GLB" || number["tensor"] != "Inputs" || number["number"] != "reads") {
      continue;
    }
    found = true;
    CHECK(number["theirs"] == 640);
    CHECK(number["ours"] == 640 + 896);
    CHECK(number["standing"] == "explained");
    CHECK(number["conventions"] == nlohmann::json({"link transfers"}));
  }
  CHECK(found);
  const Finished text = compare(kStats);
  CHECK(text.out.find("GLB    Inputs   reads                    640     1,536  link transfers\n") !=
        std::string::npos);
  CHECK(text.out.find("\n58 numbers: 54 equal, 4 explained, 0 unexplained\n") != std::string::npos);
}

TEST_CASE("what no convention explains is said, and the exit code is 1") {
  const TemporaryFolder folder;
  const std::string stats = folder.path() + "/changed.stats.txt";
  write_changed(stats, "fills (per-instance)              : 24\n",
                "fills (per-instance)              : 25\n");
  const Finished run = compare(stats);
  CHECK(run.exit_code == 1);
  CHECK(run.out.find("  unexplained\n") != std::string::npos);
  CHECK(run.out.find("1 unexplained\n") != std::string::npos);
}

TEST_CASE("a stats file that is wrong is shown with line and caret, and the exit code is 2") {
  const TemporaryFolder folder;
  const std::string stats = folder.path() + "/broken.stats.txt";
  write_changed(stats, "=== GLB ===", "=== GLBB ===");
  const Finished run = compare(stats);
  CHECK(run.exit_code == 2);
  CHECK(run.err.find("error: no memory or arithmetic unit is called 'GLBB'\n"
                     "  === GLBB ===\n"
                     "      ^\n"
                     "  hint: did you mean 'GLB'?\n") != std::string::npos);
}

TEST_CASE("files and stats go together, and not with chips") {
  const Finished no_stats = paretile({"compare", "--timeloop", kFiles});
  CHECK(no_stats.exit_code == 2);
  CHECK(no_stats.err ==
        "paretile: error: --timeloop of 'compare' needs --stats FILE, what the tool printed\n"
        "  hint: 'paretile evaluate --timeloop' shows ours alone\n");
  const Finished no_files = paretile({"compare", "--stats", kStats});
  CHECK(no_files.exit_code == 2);
  CHECK(no_files.err.find("--stats of 'compare' needs the files of the tool that printed it") !=
        std::string::npos);
  CHECK(compare(kStats, {"--arch", "eyeriss"}).exit_code == 2);
}

}  // namespace paretile::test
