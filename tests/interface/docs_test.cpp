// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <regex>
#include <sstream>

#include "cli/commands.h"
#include "cli/help.h"
#include "tests/interface/subprocess.h"
#include "validation/catalogue.h"

namespace paretile::test {
namespace {

namespace fs = std::filesystem;

const std::string kRoot = PARETILE_SOURCE_DIR;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// A command shown in a document and the lines shown below it.
struct Shown {
  std::string command;
  std::vector<std::string> output;
};

/// The `$ command` lines of all fences marked `console`, with what is shown as their output.
std::vector<Shown> shown_commands(const std::string& markdown) {
  std::vector<Shown> shown;
  bool inside = false;
  for (const std::string& line : lines_of(markdown)) {
    if (line.starts_with("```")) {
      inside = line == "```console";
    } else if (inside && line.starts_with("$ ")) {
      shown.push_back({line.substr(2), {}});
    } else if (inside && !shown.empty()) {
      shown.back().output.push_back(line);
    }
  }
  for (Shown& each : shown) {
    while (!each.output.empty() && each.output.back().empty()) each.output.pop_back();
  }
  return shown;
}

/// True when `real` reads as `shown`, where a line `...` stands for any number of lines: what is
/// shown between two such lines is looked for as one block, the first one that matches.
bool reads_as(const std::vector<std::string>& shown, const std::vector<std::string>& real) {
  auto at = real.begin();
  bool may_skip = false;
  for (auto block = shown.begin(); block != shown.end();) {
    if (*block == "...") {
      may_skip = true;
      ++block;
      continue;
    }
    const auto block_end = std::find(block, shown.end(), "...");
    const auto found = block_end == shown.end() && may_skip
                           ? std::find_end(at, real.end(), block, block_end)
                           : std::search(at, real.end(), block, block_end);
    if (found == real.end() || (!may_skip && found != at)) return false;
    at = found + (block_end - block);
    block = block_end;
    may_skip = false;
  }
  return may_skip || at == real.end();
}

TEST_CASE("a shown output may leave out lines, and only where it says so") {
  const std::vector<std::string> real = {"a", "b", "c", "b", "d"};
  CHECK(reads_as({"a", "b", "c", "b", "d"}, real));
  CHECK(reads_as({"a", "...", "d"}, real));
  CHECK(reads_as({"...", "b", "d"}, real));
  CHECK(reads_as({"a", "b", "..."}, real));
  CHECK(reads_as({"...", "c", "..."}, real));
  CHECK_FALSE(reads_as({"a", "b", "c"}, real));
  CHECK_FALSE(reads_as({"b", "..."}, real));
  CHECK_FALSE(reads_as({"...", "c"}, real));
  CHECK_FALSE(reads_as({"a", "...", "x", "..."}, real));
}

/// The demo script builds and then runs this; a test need not build again.
std::string without_building(const std::string& command) {
  if (command != "scripts/demo.sh") return command;
  return "build/paretile map --arch eyeriss --workload resnet18";
}

const std::string kStale = "stale: run scripts/update_docs.sh";

TEST_CASE("docs/cli.md is what the program prints") {
  CHECK_MESSAGE(read_text(kRoot + "/docs/cli.md") == cli::help_markdown(), kStale);
}

/// Studies that take half a minute; the test `validation_long` asks them, too.
const std::vector<std::string> kSlowStudies = {"dataflows", "googlenet_energy"};

TEST_CASE("docs/validation.md has every study, as the program prints it") {
  const std::string document = read_text(kRoot + "/docs/validation.md");
  for (const io::ShippedFile& file : validation::shipped_studies()) {
    const std::string name(file.name);
    CHECK_MESSAGE(document.find("`validation/" + name + ".yaml`") != std::string::npos, kStale);
    if (std::find(kSlowStudies.begin(), kSlowStudies.end(), name) != kSlowStudies.end()) continue;
    const Finished run = shell("build/paretile validate " + name + " --markdown --quiet");
    CHECK_MESSAGE(run.exit_code == cli::kDone, name);
    const std::size_t start = run.out.find("\n## ");
    REQUIRE(start != std::string::npos);
    CHECK_MESSAGE(document.find(run.out.substr(start)) != std::string::npos, name, " is ", kStale);
  }
}

TEST_CASE("validate ends with 1 where a red row says no reason, with 2 where a study is wrong") {
  const TemporaryFolder folder;
  const std::string study =
      "format: 1\ntitle: t\nsource: s\narchitecture: eyeriss\ncases: [{name: c}]\n"
      "measures: [{name: m, quantity: peak_throughput, published: {c: 60 GOPS}, within: 3 %, "
      "confidence: A";
  const std::string path = folder.path() + "/study.yaml";
  write_text(path, study + "}]\n");
  CHECK(paretile({"validate", path, "--quiet"}).exit_code == cli::kRejected);
  write_text(path, study + ", reasons: {c: made up}}]\n");
  CHECK(paretile({"validate", path, "--quiet"}).exit_code == cli::kDone);
  write_text(path, study + ", reason: made up}]\n");
  const Finished wrong = paretile({"validate", path, "--quiet"});
  CHECK(wrong.exit_code == cli::kBadInput);
  CHECK(wrong.err.find("did you mean 'reasons'?") != std::string::npos);
}

TEST_CASE("the example of every command prints what it shows") {
  for (const cli::Command& command : cli::commands()) {
    const Finished run = shell(command.example.command);
    CHECK_MESSAGE(run.exit_code == cli::kDone, command.example.command, "\n", run.err);
    CHECK_MESSAGE(run.out == command.example.output, kStale);
  }
}

TEST_CASE("the commands of README and docs print what is shown there") {
  std::vector<fs::path> documents = {kRoot + "/README.md", kRoot + "/CONTRIBUTING.md"};
  for (const auto& entry : fs::directory_iterator(kRoot + "/docs")) {
    // docs/cli.md is made of the command table, whose examples are run above.
    if (entry.path().extension() == ".md" && entry.path().filename() != "cli.md") {
      documents.push_back(entry.path());
    }
  }
  for (const fs::path& document : documents) {
    for (const Shown& shown : shown_commands(read_text(document))) {
      if (shown.output.empty()) continue;  // a command to type, its output not shown
      const Finished run = shell(without_building(shown.command));
      CHECK_MESSAGE(reads_as(shown.output, lines_of(run.out)), document.filename().string(), ": ",
                    shown.command, "\nprints\n", run.out, run.err);
    }
  }
}

TEST_CASE("links between documents lead somewhere") {
  const std::regex link(R"(\]\(([^)#:]+)(#[^)]*)?\))");
  std::vector<fs::path> documents = {kRoot + "/README.md", kRoot + "/CONTRIBUTING.md",
                                     kRoot + "/CHANGELOG.md"};
  for (const auto& entry : fs::directory_iterator(kRoot + "/docs"))
    documents.push_back(entry.path());
  for (const fs::path& document : documents) {
    const std::string text = read_text(document);
    for (std::sregex_iterator it(text.begin(), text.end(), link), end; it != end; ++it) {
      const fs::path target = document.parent_path() / (*it)[1].str();
      CHECK_MESSAGE(fs::exists(target), document.filename().string(), " links to ", (*it)[1].str());
    }
  }
}

TEST_CASE("README stays within 120 lines and its first command is on the first screen") {
  const std::vector<std::string> lines = lines_of(read_text(kRoot + "/README.md"));
  CHECK(lines.size() <= 120);
  std::size_t first = 0;
  while (first < lines.size() && !lines[first].starts_with("$ ")) ++first;
  CHECK(first < 24);
}

}  // namespace
}  // namespace paretile::test
