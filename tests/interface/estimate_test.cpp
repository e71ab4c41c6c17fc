// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "tests/interface/subprocess.h"

namespace paretile::test {
namespace {

using nlohmann::json;

/// The estimate as JSON.
json estimate(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"estimate", "--json", "-"});
  const Finished run = paretile(arguments);
  REQUIRE(run.exit_code == cli::kDone);
  return json::parse(run.out);
}

double value_of(const json& answer, const std::string& number) {
  for (const json& each : answer.at("numbers")) {
    if (each.at("number") == number) return each.at("value");
  }
  FAIL("no number ", number);
  return 0;
}

TEST_CASE("the published 45 nm numbers are answered as published") {
  CHECK(value_of(estimate({"--class", "mac"}), "energy_pj") == doctest::Approx(0.3));
  CHECK(value_of(estimate({"--class", "sram", "--capacity", "1MiB"}), "read_pj") == 100);
  CHECK(value_of(estimate({"--class", "dram"}), "read_pj") == 1300);
  CHECK(value_of(estimate({"--class", "mac", "--input-format", "fp32", "--weight-format", "fp32",
                           "--accumulator-format", "none"}),
                 "area_um2") == 7700);
}

TEST_CASE("an estimate as JSON says value, error, confidence and source") {
  const json answer = estimate({"--class", "sram", "--capacity", "108KiB", "--technology", "65nm"});
  CHECK(answer.at("class") == "sram");
  CHECK(answer.at("technology_nm") == 65);
  const json& read = answer.at("numbers").at(0);
  CHECK(read.at("number") == "read_pj");
  CHECK(read.at("value") > 0);
  CHECK(read.at("error") > 0);
  CHECK(read.at("confidence") == "A");
  CHECK(read.at("from") ==
        "horowitz_45nm, interpolated between 32 KiB and 1 MiB, scaled to 65 nm by cacti7");
  CHECK(answer.at("cautions").size() == 1);
}

TEST_CASE("the caution of a table is repeated to whoever scales with it") {
  const Finished run = paretile({"estimate", "--class", "mac", "--technology", "7nm"});
  CHECK(run.out.find("caution: the polynomials of Stillmaker and Baas") != std::string::npos);
}

TEST_CASE("provenance has a line for every number of a chip, also as JSON") {
  const Finished text = paretile({"show", "--arch", "eyeriss", "--provenance"});
  CHECK(text.exit_code == cli::kDone);
  CHECK(text.out.find("eyeriss_normalised/glb: Table IV: global buffer of 100 to 500 kB, 6x") !=
        std::string::npos);
  const Finished run = paretile({"show", "--arch", "eyeriss", "--json", "-"});
  const json notes = json::parse(run.out).at("provenance");
  CHECK(std::count(text.out.begin(), text.out.end(), '\n') ==
        static_cast<std::ptrdiff_t>(notes.size()) + 3);  // the name, an empty line, the titles
  for (const json& note : notes) CHECK((note.at("origin") == "none") == (note.at("from") == ""));
}

TEST_CASE("a chip of estimates says its node and its cautions when shown") {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/chip.yaml";
  write_text(path,
             "format: 1\nname: chip\nsource: \"made up\"\ntechnology: 28 nm\n"
             "precision: {input: 8, weight: 8, psum: 32}\n"
             "levels:\n  - {name: dram, class: dram, type: lpddr4}\n"
             "  - {name: buffer, class: sram, capacity: 64 KiB}\n"
             "compute: {class: mac}\n");
  const Finished run = paretile({"show", "--arch", path});
  CHECK(run.exit_code == cli::kDone);
  CHECK(run.out.starts_with("chip at 1 GHz, 28 nm, 1 compute unit, area "));
  CHECK(run.out.find("\ncaution: the polynomials of Stillmaker and Baas") != std::string::npos);
  CHECK(run.out.find("\ncaution: CACTI 7 is a model") != std::string::npos);
}

}  // namespace
}  // namespace paretile::test
