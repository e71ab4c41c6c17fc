// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/command.h"
#include "hw_specs/catalogue.h"
#include "tests/interface/subprocess.h"

namespace paretile::test {
namespace {

using Json = nlohmann::json;
using doctest::Approx;

Json answer_to(const std::string& command) {
  const Finished run = shell("build/paretile " + command + " --quiet --json -");
  REQUIRE_MESSAGE(run.exit_code == cli::kDone, run.err);
  return Json::parse(run.out);
}

/// The cells of each row of tables in the text, one space apart, by the row's first cell.
std::map<std::string, std::string> rows_of(const std::string& text) {
  std::map<std::string, std::string> rows;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string first;
    std::string row;
    words >> first;
    for (std::string word; words >> word;) row += " " + word;
    if (!first.starts_with("|")) rows[first] = row;
  }
  return rows;
}

const std::map<std::string, std::string>& documented() {
  static const std::map<std::string, std::string> rows =
      rows_of(read_text(PARETILE_SOURCE_DIR "/docs/accelerators.md"));
  return rows;
}

TEST_CASE("docs/accelerators.md has a row for every shipped chip, units, peak and areas current") {
  const std::map<std::string, std::string> current = rows_of(shell("build/paretile chips").out);
  for (const io::ShippedFile& file : hw_specs::shipped_architectures()) {
    CAPTURE(file.name);
    const std::string name(file.name);
    REQUIRE(documented().contains(name));
    CHECK_MESSAGE(documented().at(name).starts_with(current.at(name) + " "),
                  "stale: run scripts/accelerators.sh");
  }
}

// Rows shown as `console` are run by docs_test.cpp. Of those that are not, the quick ones; what
// takes long, eyeriss and dataflow_rs, is mapped in README.md and in hw_specs/library_test.cpp.
TEST_CASE("docs/accelerators.md: what ResNet-18 takes on the dataflow templates is current") {
  const std::string chips = "dataflow_is,dataflow_nlr,dataflow_os,dataflow_ws";
  const Finished run =
      shell("build/paretile chips --arch " + chips + " --workload resnet18 --quiet");
  for (const auto& [name, row] : rows_of(run.out)) {
    if (!name.starts_with("dataflow_")) continue;
    CHECK_MESSAGE(documented().at(name) == row, name, ": stale, run scripts/accelerators.sh");
  }
}

TEST_CASE("chips says what map says, and what is left without the DRAM") {
  const std::string question = " --arch simple_2level --workload examples/toy_conv.yaml";
  const Json map = answer_to("map" + question);
  const Json chip = answer_to("chips" + question)["chips"][0];
  const Json& run = chip["run"];
  CHECK(run["energy_pj"] == map["network"]["energy_pj"]);
  CHECK(run["latency_cycles"] == map["network"]["latency_cycles"]);
  CHECK(run["is_proven"] == true);
  CHECK(run["latency_s"] == run["latency_cycles"].get<double>() / 1e9);
  CHECK(run["operations_per_joule"].get<double>() ==
        Approx(2 * 192 / (run["energy_pj"].get<double>() * 1e-12)));
  const double dram_pj = map["network"]["breakdown"][0]["energy_pj"];
  CHECK(run["chip_energy_pj"].get<double>() == Approx(run["energy_pj"].get<double>() - dram_pj));
  CHECK(chip["peak_operations_per_second"] == 2 * 64 * 1e9);
  CHECK(chip["published"]["power_w"] == nullptr);
}

TEST_CASE("a memory with a limit is on the chip, and its energy the chip's") {
  const Json run =
      answer_to("chips --arch dadiannao --workload examples/toy_conv.yaml")["chips"][0]["run"];
  CHECK(run["chip_energy_pj"] == run["energy_pj"]);
}

TEST_CASE("chips beside what is published, and without a network no run") {
  const Json json = answer_to("chips --arch tpu_v1");
  CHECK(json["workload"] == nullptr);
  const Json& chip = json["chips"][0];
  CHECK_FALSE(chip.contains("run"));
  CHECK(chip["peak_operations_per_second"].get<double>() == Approx(91.75e12).epsilon(1e-4));
  CHECK(chip["published"]["operations_per_second"] == 92e12);
  CHECK(chip["published"]["power_w"] == 40);
}

TEST_CASE("a chip that cannot run the network says of how many layers") {
  const Finished run = shell("build/paretile chips --arch cutie --workload tpu_mlp0 --quiet");
  CHECK(run.exit_code == cli::kDone);
  CHECK(rows_of(run.out).at("cutie").ends_with("no mapping of 1 layer"));
  const Json json = answer_to("chips --arch cutie --workload tpu_mlp0");
  CHECK(json["chips"][0]["layers_without_mapping"] == 1);
  CHECK(json["chips"][0]["run"] == nullptr);
}

TEST_CASE("all that is wrong with a question about chips is said at once") {
  const Finished run = shell("build/paretile chips --arch eyerris --workload resnet81");
  CHECK(run.exit_code == cli::kBadInput);
  CHECK(run.err.find("did you mean 'eyeriss'?") != std::string::npos);
  CHECK(run.err.find("did you mean 'resnet18'?") != std::string::npos);
}

}  // namespace
}  // namespace paretile::test
