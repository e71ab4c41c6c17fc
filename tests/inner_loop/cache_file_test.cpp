// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <signal.h>
#include <sqlite3.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "core/diagnostics.h"
#include "inner_loop/layer_cost_model.h"
#include "tests/inner_loop/rows.h"
#include "tests/mapper/cases.h"

namespace paretile::inner_loop {
namespace {

namespace fs = std::filesystem;

/// A folder of its own for one test, gone at its end.
class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "paretile_XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() { fs::remove_all(path_); }
  [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  fs::path path_;
};

void execute(const std::string& path, const std::string& sql) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &database) == SQLITE_OK);
  REQUIRE(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(database);
}

std::vector<LayerRow> forty_rows() {
  std::vector<LayerRow> rows;
  for (std::int32_t m = 1; m <= 10; ++m) {
    for (const std::int32_t n : {3, 6, 8, 12}) rows.push_back(gemm_row(m, n, 8));
  }
  return rows;
}

/// An infeasible layer in between, so that all kinds of answers go through the file.
Architecture chip() {
  Architecture chip = mapper::small_chip();
  chip.levels[LevelId(1)].must_keep = {true, true, true};
  return chip;
}
LayerRow too_wide() {
  LayerRow row = gemm_row(2, 3, 5);
  row.input_bits = row.weight_bits = row.output_bits = 64;
  return row;
}
Architecture narrow_chip() {
  Architecture narrow = chip();
  narrow.levels[LevelId(1)].capacity_bits = 100;
  return narrow;
}

void check_equal(const LayerCosts& a, const LayerCosts& b) {
  CHECK(a.energy_pj == b.energy_pj);
  CHECK(a.latency_cycles == b.latency_cycles);
  CHECK(a.edp_pj_cycles == b.edp_pj_cycles);
  CHECK(a.gap == b.gap);
  CHECK(a.status == b.status);
}

std::string message_of(const std::string& path) {
  try {
    const LayerCostModel model(chip(), {}, path);
  } catch (const InputError& error) {
    const std::string what = error.what();
    return what.substr(what.find(": error: ") + 9);
  }
  return "no error";
}

void write_text(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

constexpr const char* kFileVariable = "PARETILE_TEST_CACHE_FILE";

/// Runs the test case of that name in `copies` processes at once, with the file to use.
int run_copies(const std::string& test, const std::string& path, int copies) {
  std::string commands = "set -- ; ";
  const std::string program = fs::read_symlink("/proc/self/exe").string();
  for (int i = 0; i < copies; ++i) {
    commands += "'" + program + "' --no-skip -tc='" + test + "' >/dev/null & set -- \"$@\" $!; ";
  }
  commands += "failed=0; for p in \"$@\"; do wait $p || failed=$?; done; exit $failed";
  setenv(kFileVariable, path.c_str(), 1);
  const int status = std::system(("exec 2>/dev/null; " + commands).c_str());
  return WEXITSTATUS(status);
}

}  // namespace

TEST_CASE("a second model finds all answers of the first in the file, to the last bit") {
  const Folder folder;
  const std::string path = folder.file("layers.sqlite");
  std::vector<LayerRow> rows = forty_rows();
  rows.push_back(too_wide());
  const LayerCostModel first(narrow_chip(), {}, path);
  const LayerCosts costs = first.query(rows);
  CHECK(costs.status.back() == static_cast<std::uint8_t>(LayerStatus::kInfeasible));
  CHECK(first.counts().from_file == 0);
  const LayerCostModel second(narrow_chip(), {}, path);
  check_equal(second.query(rows), costs);
  CHECK(second.counts().solved == 0);
  CHECK(second.counts().from_file == first.counts().solved);
  for (const LayerRow& row : rows) CHECK(second.answer(row) == first.answer(row));
  check_equal(LayerCostModel(narrow_chip()).query(rows), costs);
}

TEST_CASE("answers to another question are not mixed up: chip, objective, limit, mapspace, model") {
  const Folder folder;
  const std::string path = folder.file("layers.sqlite");
  const std::vector<LayerRow> rows = {gemm_row(6, 8, 12)};
  static_cast<void>(LayerCostModel(chip(), {}, path).query(rows));
  const auto is_new = [&](const Architecture& other, const mapper::Settings& settings) {
    const LayerCostModel model(other, settings, path);
    check_equal(model.query(rows), LayerCostModel(other, settings).query(rows));
    return model.counts().from_file == 0;
  };
  CHECK_FALSE(is_new(chip(), {}));
  Architecture dearer = chip();
  dearer.levels[LevelId(0)].read_pj += 1;
  CHECK(is_new(dearer, {}));
  mapper::Settings energy;
  energy.objective.kind = mapper::ObjectiveKind::kEnergy;
  CHECK(is_new(chip(), energy));
  mapper::Settings limited;
  limited.objective.max_latency_cycles = 1000;
  CHECK(is_new(chip(), limited));
  mapper::Settings even;
  even.mapspace = mapper::MapspaceKind::kEven;
  CHECK(is_new(chip(), even));
  mapper::Settings free_drains;
  free_drains.model.drains = cost_model::Drains::kFree;
  CHECK(is_new(chip(), free_drains));
  mapper::Settings constrained;
  constrained.constraints.min_utilization = 0.1;
  CHECK(is_new(chip(), constrained));
}

TEST_CASE("an answer whose mapping does not cost what the file says is found anew and put right") {
  const Folder folder;
  const std::string path = folder.file("layers.sqlite");
  const std::vector<LayerRow> rows = {gemm_row(6, 8, 12), gemm_row(2, 2, 2), gemm_row(3, 3, 3)};
  const LayerCosts costs = LayerCostModel(chip(), {}, path).query(rows);
  execute(path, "UPDATE answers SET energy_pj = energy_pj - 1 WHERE layer LIKE 'gemm %N=8 %'");
  execute(path, "UPDATE answers SET nest = 'no nest' WHERE layer LIKE 'gemm %N=2 %'");
  const LayerCostModel wary(chip(), {}, path);
  check_equal(wary.query(rows), costs);
  CHECK(wary.counts().solved == 2);
  CHECK(wary.counts().from_file == 1);
  const LayerCostModel again(chip(), {}, path);
  check_equal(again.query(rows), costs);
  CHECK(again.counts().from_file == 3);
}

TEST_CASE("a file that is no cache of ours is refused and left as it is") {
  const Folder folder;
  const std::string text = folder.file("text.txt");
  write_text(text, std::string(2000, 'x'));
  CHECK(message_of(text) ==
        "is no SQLite database\n  hint: name another file, or one that is not there");
  CHECK(fs::file_size(text) == 2000);

  const std::string foreign = folder.file("foreign.sqlite");
  execute(foreign, "CREATE TABLE t (a); INSERT INTO t VALUES (1)");
  CHECK(message_of(foreign) ==
        "is an SQLite database, but not a cache of layer costs\n"
        "  hint: name another file, or one that is not there");

  const std::string newer = folder.file("newer.sqlite");
  CHECK(message_of(newer) == "no error");
  execute(newer, "PRAGMA user_version = 7");
  CHECK(message_of(newer) ==
        "is a cache of layer costs of schema 7, this program knows schema 1\n"
        "  hint: name another file, or one that is not there");

  CHECK(message_of(folder.file("no_folder/layers.sqlite")) ==
        "cannot be used: unable to open database file");
}

TEST_CASE("an empty file becomes a cache") {
  const Folder folder;
  write_text(folder.file("empty"), "");
  CHECK(message_of(folder.file("empty")) == "no error");
}

TEST_CASE("a damaged file is an error that says so, never a wrong answer") {
  const Folder folder;
  const std::string path = folder.file("layers.sqlite");
  const LayerCosts costs = LayerCostModel(chip(), {}, path).query(forty_rows());
  execute(path, "PRAGMA wal_checkpoint(TRUNCATE)");
  const auto size = fs::file_size(path);
  REQUIRE(size > 8192);
  std::size_t errors = 0;
  for (std::size_t begin = 0; begin < size; begin += 1024) {
    const std::string damaged = folder.file("damaged.sqlite");
    fs::copy_file(path, damaged, fs::copy_options::overwrite_existing);
    std::fstream file(damaged, std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(static_cast<std::streamoff>(begin));
    file << std::string(1024, '\x5A');
    file.close();
    try {
      check_equal(LayerCostModel(chip(), {}, damaged).query(forty_rows()), costs);
    } catch (const InputError&) {
      ++errors;
    }
    fs::remove(damaged + "-wal");
    fs::remove(damaged + "-shm");
  }
  CHECK(errors > 2);
}

TEST_CASE("a process of many that use one file" * doctest::skip()) {
  const char* path = std::getenv(kFileVariable);
  if (path == nullptr) return;
  const LayerCosts costs = LayerCostModel(chip(), {}, path).query(forty_rows());
  check_equal(costs, LayerCostModel(chip()).query(forty_rows()));
}

TEST_CASE("six processes that make and fill one file at once all get the right answers") {
  const Folder folder;
  const std::string path = folder.file("layers.sqlite");
  REQUIRE(run_copies("a process of many that use one file", path, 6) == 0);
  const LayerCostModel after(chip(), {}, path);
  check_equal(after.query(forty_rows()), LayerCostModel(chip()).query(forty_rows()));
  CHECK(after.counts().solved == 0);
}

TEST_CASE("a process that is killed while it fills a file" * doctest::skip()) {
  const char* path = std::getenv(kFileVariable);
  if (path == nullptr) return;
  const LayerCostModel model(chip(), {}, path);
  for (const LayerRow& row : forty_rows()) {
    static_cast<void>(model.answer(row));
    if (model.size() == 15) raise(SIGKILL);
  }
}

TEST_CASE("what a process has found before it is killed is in the file, and the file is whole") {
  const Folder folder;
  const std::string path = folder.file("layers.sqlite");
  CHECK(run_copies("a process that is killed while it fills a file", path, 1) == 128 + SIGKILL);
  const LayerCostModel model(chip(), {}, path);
  check_equal(model.query(forty_rows()), LayerCostModel(chip()).query(forty_rows()));
  CHECK(model.counts().from_file == 15);
}

}  // namespace paretile::inner_loop
