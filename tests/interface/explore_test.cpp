// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>
#include <vector>

#include "cli/sweep_report.h"
#include "explore/sweep.h"
#include "tests/interface/subprocess.h"

namespace paretile::test {
namespace {

TEST_CASE("explore: --json-progress says in one object a line how far it is, and nothing else") {
  const TemporaryFolder folder;
  const Finished run = paretile({"explore", "examples/sweep_toy.yaml", "-o", folder.path() + "/toy.db",
                                 "--json-progress"});
  REQUIRE(run.exit_code == 0);
  std::istringstream lines(run.err);
  std::vector<nlohmann::json> objects;
  for (std::string line; std::getline(lines, line);) objects.push_back(nlohmann::json::parse(line));
  REQUIRE(objects.size() >= 2);  // the first design and the last
  CHECK(objects.front()["finished"] == 1);
  for (const nlohmann::json& object : objects) {
    CHECK(object["total"] == 9);
    CHECK(object["designs_per_second"] > 0);
  }
  const nlohmann::json& last = objects.back();
  CHECK(last["finished"] == 9);
  CHECK(last["seconds_left"] == 0);
  CHECK(last["excluded"] == 0);
  CHECK(last["layers_solved"].get<int>() + last["layers_reused"].get<int>() == 9);
  CHECK(last["layers_relaxed"] == 0);
  CHECK(last["layers_partly"] == 0);
  CHECK(last["layers_cached"] == 0);
}

TEST_CASE("explore: a large grid is not begun unasked, one of a billion never") {
  const Finished many = paretile({"explore", "tests/data/bad/sweep/many_designs.yaml"});
  CHECK(many.exit_code == 2);
  CHECK(many.err.find("describes 10,050 designs, more than 10,000\n") != std::string::npos);
  CHECK(many.err.find("hint: say --yes to explore them all\n") != std::string::npos);
  const Finished asked =
      paretile({"explore", "tests/data/bad/sweep/many_designs.yaml", "--yes", "--dry-run"});
  CHECK(asked.exit_code == 0);
  CHECK(asked.out == "bad: 10,050 designs, alexnet\n");
  const Finished billion =
      paretile({"explore", "tests/data/bad/sweep/billion_designs.yaml", "--yes"}, {.cpu_s = 2});
  CHECK(billion.exit_code == 2);
  CHECK(billion.err.find("describes 1,000,000,000 designs, more than 1,000,000\n") !=
        std::string::npos);
}

TEST_CASE("results: filters, and says which names there are") {
  const TemporaryFolder folder;
  const std::string file = folder.path() + "/toy.db";
  REQUIRE(paretile({"explore", "examples/sweep_toy.yaml", "-o", file}).exit_code == 0);
  const Finished few =
      paretile({"results", file, "--filter", "columns == 4, buffer_bits > 4096", "--csv", "-"});
  CHECK(std::count(few.out.begin(), few.out.end(), '\n') == 3);  // title, 1 KiB, 2 KiB
  const Finished wrong = paretile({"results", file, "--filter", "colums == 4"});
  CHECK(wrong.exit_code == 2);
  CHECK(wrong.err ==
        "paretile: error: --filter of 'results': unknown name 'colums'\n"
        "  hint: did you mean 'columns'?\n");
}

TEST_CASE("results: power, throughput and efficiency follow from energy, time and operations") {
  const TemporaryFolder folder;
  const std::string file = folder.path() + "/toy.db";
  REQUIRE(paretile({"explore", "examples/sweep_toy.yaml", "-o", file}).exit_code == 0);
  const auto rows_of = [&](const std::string& filter) {
    const Finished run = paretile({"results", file, "--filter", filter, "--json", "-"});
    return nlohmann::json::parse(run.out)["rows"];
  };
  const auto rows = rows_of("power_w > 0");
  CHECK(rows.size() == 9);
  for (const auto& row : rows) {
    const double seconds = row["latency_s"];
    const double operations = 2 * 4 * 2 * 8 * 3;  // of K C P R
    CHECK(row["runs_per_second"].get<double>() == doctest::Approx(1 / seconds));
    CHECK(row["operations_per_second"].get<double>() == doctest::Approx(operations / seconds));
    const double watts = row["energy_pj"].get<double>() * 1e-12 / seconds;
    CHECK(row["power_w"].get<double>() == doctest::Approx(watts));
    CHECK(row["tops_per_w"].get<double>() ==
          doctest::Approx(operations / seconds / watts * 1e-12));
  }
  const auto few = rows_of("power_w <= 2.6, tops_per_w >= 0.03");
  CHECK(few.size() == 5);
}

TEST_CASE("explore: no parameter has the name of a column of the results") {
  std::vector<std::string> names = cli::names_of_rows({});
  names.insert(names.end(), {"architecture", "proof", "reason"});
  CHECK(names.size() > 12);
  for (const std::string& name : names) {
    const std::string sweep =
        "format: 1\nname: s\narchitectures: [simple_2level]\nworkloads: [alexnet]\nvary:\n  " + name +
        ": {field: array.x.size, values: [4]}\n";
    CHECK_THROWS_AS((void)explore::parse_sweep(sweep, "s.yaml"), InputError);
  }
}

}  // namespace
}  // namespace paretile::test
