// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>
#include <vector>

#include "cli/sweep_report.h"
#include "explore/sweep.h"
#include "tests/interface/subprocess.h"
#include "tests/interface/sweep_database.h"

namespace paretile::test {
namespace {

TEST_CASE("explore: --json-progress says in one object a line how far it is, and nothing else") {
  const TemporaryFolder folder;
  const Finished run = paretile(
      {"explore", "examples/sweep_toy.yaml", "-o", folder.path() + "/toy.db", "--json-progress"});
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
  const auto says = [&](std::vector<std::string> flags) {
    flags.insert(flags.begin(), {"results", file});
    const Finished run = paretile(flags);
    CHECK(run.exit_code == 2);
    return run.err;
  };
  CHECK(says({"--filter", "area_mm2 < 1, colums == 4"}) ==
        "--filter:1:15: error: unknown name 'colums'\n  area_mm2 < 1, colums == 4\n"
        "                ^\n  hint: did you mean 'columns'?\n");
  CHECK(says({"--filter", "columns"}) ==
        "--filter:1:1: error: 'columns' compares nothing\n  columns\n  ^\n"
        "  hint: such as 'area_mm2 <= 10, latency_s < 0.1'\n");
  CHECK(says({"--filter", "columns < (4"}) ==
        "--filter:1:13: error: expected ) here\n  columns < (4\n              ^\n"
        "  hint: comparisons are < <= == != >= >, with commas between them\n");
  CHECK(says({"--sort", "energy_j"}) ==
        "paretile: error: --sort of 'results': unknown name 'energy_j'\n"
        "  hint: did you mean 'energy_pj'?\n");
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
    CHECK(row["tops_per_w"].get<double>() == doctest::Approx(operations / seconds / watts * 1e-12));
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
        "format: 1\nname: s\narchitectures: [simple_2level]\nworkloads: [alexnet]\nvary:\n  " +
        name + ": {field: array.x.size, values: [4]}\n";
    CHECK_THROWS_AS((void)explore::parse_sweep(sweep, "s.yaml"), InputError);
  }
}

TEST_CASE("results: what is no file of a sweep's results is said to be none, and left as it is") {
  const TemporaryFolder folder;
  const auto says = [&](const std::string& name) {
    const std::string file = folder.path() + "/" + name;
    const Finished run = paretile({"results", file});
    CHECK(run.exit_code == 2);
    return run.err.substr(std::min(run.err.size(), file.size() + 2));
  };
  CHECK(says("none") == "error: there is no such file\n");
  write_text(folder.path() + "/empty", "");
  CHECK(says("empty") == "error: is empty\n  hint: name a file that 'paretile explore' wrote\n");
  CHECK(read_text(folder.path() + "/empty").empty());
  write_text(folder.path() + "/text", std::string(2000, 'x'));
  CHECK(says("text") ==
        "error: is no SQLite database\n  hint: name another file, or one that is not there\n");
  const std::string toy = folder.path() + "/toy";
  REQUIRE(paretile({"explore", "examples/sweep_toy.yaml", "-o", toy, "--cache",
                    folder.path() + "/cache"})
              .exit_code == 0);
  CHECK(says("cache") ==
        "error: is an SQLite database, but not a file of sweep results\n"
        "  hint: name another file, or one that is not there\n");
  execute_sql(toy, "UPDATE sweep SET version = '9.9'");
  const Finished newer = paretile({"explore", "examples/sweep_toy.yaml", "-o", toy, "--quiet"});
  CHECK(newer.exit_code == 2);
  CHECK(newer.err.find("error: was begun by version 9.9 of the program, not ") !=
        std::string::npos);
  execute_sql(toy, "PRAGMA user_version = 77");
  CHECK(says("toy").starts_with("error: is a file of sweep results of schema 77, this program"));
}

TEST_CASE("results: a damaged file is an error or shows what is left, and never ends otherwise") {
  const TemporaryFolder folder;
  const std::string toy = folder.path() + "/toy";
  REQUIRE(paretile({"explore", "examples/sweep_toy.yaml", "-o", toy}).exit_code == 0);
  const std::string whole = read_text(toy);
  const std::string damaged = folder.path() + "/damaged";
  int errors = 0;
  for (std::size_t begin = 0; begin < whole.size(); begin += 2048) {
    std::string text = whole;
    text.replace(begin, std::min<std::size_t>(2048, whole.size() - begin),
                 std::min<std::size_t>(2048, whole.size() - begin), 'Z');
    write_text(damaged, text);
    for (const std::string suffix : {"-wal", "-shm"}) std::filesystem::remove(damaged + suffix);
    const Finished run = paretile({"results", damaged, "--points"});
    const bool is_error = run.exit_code == 2 && run.err.starts_with(damaged + ": error: is ");
    CHECK((run.exit_code == 0 || is_error));
    errors += is_error ? 1 : 0;
  }
  CHECK(errors >= 3);
}

TEST_CASE("results: commas and quotes in names stay in their cell of a CSV file, and in JSON") {
  const TemporaryFolder folder;
  std::string chip = read_text(PARETILE_SOURCE_DIR "/hw_specs/simple_2level.yaml");
  const std::string name = "name: simple_2level\n";
  chip.replace(chip.find(name), name.size(), "name: 'two \"halves\", one chip'\n");
  write_text(folder.path() + "/chip.yaml", chip);
  write_text(folder.path() + "/s.yaml",
             "format: 1\nname: s\narchitectures: [chip.yaml]\nworkloads: [" PARETILE_SOURCE_DIR
             "/examples/toy_conv.yaml]\nvary:\n  x: {field: array.x.size, values: [2]}\n");
  const std::string file = folder.path() + "/s.db";
  REQUIRE(paretile({"explore", folder.path() + "/s.yaml", "-o", file}).exit_code == 0);
  const std::string csv = paretile({"results", file, "--csv", "-"}).out;
  CHECK(csv.find("\n\"two \"\"halves\"\", one chip\",2,") != std::string::npos);
  const nlohmann::json json = nlohmann::json::parse(paretile({"results", file, "--json", "-"}).out);
  CHECK(json["rows"][0]["architecture"] == "two \"halves\", one chip");
}

TEST_CASE("merge: twice the same, overlapping, unfinished, itself and others") {
  const TemporaryFolder folder;
  const std::string base = folder.path() + "/";
  const auto explore = [&](const std::string& sweep, const std::string& shard) {
    const std::string file = base + sweep.substr(sweep.rfind('/') + 1) + shard.substr(0, 1);
    REQUIRE(paretile({"explore", sweep, "--shard", shard, "-o", file}).exit_code == 0);
    return file;
  };
  const std::string toy = "examples/sweep_toy.yaml";
  const std::string half = explore(toy, "0/2");
  const std::string third = explore(toy, "1/3");
  const std::string all = base + "all.db";
  // Nine designs: 0 2 4 6 8, then 1 4 7: 3 and 5 are in neither.
  const Finished part = paretile({"merge", half, half, third, "-o", all});
  CHECK(part.exit_code == 0);
  CHECK(part.out == "toy_split: 7 of 9 designs finished, in " + all +
                        "\n2 designs in none of the files: 'paretile explore' goes on with " + all +
                        "\n");
  REQUIRE(paretile({"explore", toy, "-o", all}).exit_code == 0);
  const std::string whole = explore(toy, "0/1");
  CHECK(contents_of(all) == contents_of(whole));
  const Finished itself = paretile({"merge", all, whole, "-o", all});
  CHECK(itself.out == "toy_split: 9 of 9 designs finished, in " + all + "\n");
  CHECK(contents_of(all) == contents_of(whole));
  write_text(base + "other.yaml",
             "format: 1\nname: other\narchitectures: [simple_2level]\n"
             "workloads: [" PARETILE_SOURCE_DIR
             "/examples/toy_conv.yaml]\n"
             "vary:\n  x: {field: array.x.size, values: [2]}\n");
  const std::string other = explore(base + "other.yaml", "0/1");
  const Finished foreign = paretile({"merge", all, other, "-o", base + "mixed.db"});
  CHECK(foreign.exit_code == 2);
  CHECK(foreign.err == other +
                           ": error: is of another sweep, or version, than 'toy_split'\n"
                           "  hint: merge the shards of one sweep\n");
}

}  // namespace
}  // namespace paretile::test
