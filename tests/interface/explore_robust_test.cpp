// SPDX-License-Identifier: Apache-2.0
// A sweep that is killed, runs out of room, or is done by several processes ends with the same
// file as one that is left in peace.
#include <doctest/doctest.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <random>
#include <thread>

#include "tests/interface/subprocess.h"
#include "tests/interface/sweep_database.h"

namespace paretile::test {
namespace {

// Designs of a few milliseconds each; in the smallest buffer, of 4 bits, no weight has room.
constexpr std::int64_t kDesigns = 240;
const std::string kSweep =
    "format: 1\nname: kills\narchitectures: [chip.yaml]\nworkloads: [examples/toy_conv.yaml]\n"
    "vary:\n  size: {field: buffer.capacity, from: 4 b, to: 1860 b, step: 64 b}\n"
    "  x: {field: array.x.size, values: [1, 2, 3, 4, 5, 6, 7, 8]}\n"
    "derive:\n  area: {field: buffer.area, value: 2 * size}\n";

/// The shipped chip whose buffer must hold weights.
std::string chip() {
  std::string text = read_text(PARETILE_SOURCE_DIR "/hw_specs/simple_2level.yaml");
  const std::string where = "    capacity: 64 KiB\n";
  return text.replace(text.find(where), where.size(), where + "    keep: [weight]\n");
}

constexpr std::chrono::seconds kPatience{60};  // until a process must have done something

/// A folder with the sweep in it.
struct Case {
  Case() {
    write_text(sweep, kSweep);
    write_text(folder.path() + "/chip.yaml", chip());
  }
  [[nodiscard]] std::string file(const std::string& name) const {
    return folder.path() + "/" + name;
  }
  [[nodiscard]] Finished explore(const std::string& name, Limits limits = {}) const {
    return paretile({"explore", sweep, "-o", file(name), "--quiet"}, limits);
  }

  TemporaryFolder folder;
  std::string sweep = folder.path() + "/kills.yaml";
};

/// What the sweep gives without any disturbance.
const std::string& whole() {
  static const std::string contents = [] {
    const Case test;
    const Finished run = test.explore("whole.db");
    REQUIRE_MESSAGE(run.exit_code == 0, run.err);
    REQUIRE(count_designs(test.file("whole.db")) == kDesigns);
    std::string text = contents_of(test.file("whole.db"));
    REQUIRE(text.find("no mapping fits") != std::string::npos);
    return text;
  }();
  return contents;
}

void wait_for_designs(const std::string& database, std::int64_t count) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (count_designs(database) < count && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

void check_killed(int kills, std::uint32_t seed) {
  INFO("seed " << seed);
  const Case test;
  const std::string database = test.file("killed.db");
  std::mt19937 random(seed);
  std::int64_t finished = 0;
  int interrupted = 0;
  for (int kill = 1; kill <= kills && finished < kDesigns; ++kill) {
    Process process({PARETILE_PROGRAM, "explore", test.sweep, "-o", database, "--quiet"});
    // The first while the file is made; each other a random time after the first new design.
    wait_for_designs(database, kill == 1 ? 0 : finished + 1);
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 20'000));
    process.send_signal(SIGKILL);
    (void)process.finish();
    if (!std::filesystem::exists(database)) continue;
    CHECK(integrity_of(database) == "ok");
    const std::int64_t now = count_designs(database);
    CHECK(now >= finished);
    if (now > 0 && now < kDesigns) ++interrupted;
    finished = now;
  }
  CHECK(interrupted >= 1);
  const Finished last = test.explore("killed.db");
  CHECK_MESSAGE(last.exit_code == 0, last.err);
  CHECK(integrity_of(database) == "ok");
  CHECK(contents_of(database) == whole());
}

TEST_CASE("explore: killed four times and begun again it ends as if nothing had happened") {
  check_killed(4, std::random_device()());
}

TEST_CASE("explore: killed twenty times it ends as if nothing had happened" * doctest::skip()) {
  for (int i = 0; i < 10; ++i) check_killed(20, std::random_device()());
}

TEST_CASE("explore: two processes on one file do what one does") {
  const Case test;
  const std::string database = test.file("both.db");
  Process one({PARETILE_PROGRAM, "explore", test.sweep, "-o", database});
  Process two({PARETILE_PROGRAM, "explore", test.sweep, "-o", database});
  const Finished first = one.finish();
  const Finished second = two.finish();
  CHECK_MESSAGE(first.exit_code == 0, first.err);
  CHECK_MESSAGE(second.exit_code == 0, second.err);
  CHECK(integrity_of(database) == "ok");
  CHECK(contents_of(database) == whole());
}

TEST_CASE("explore: a file that may not grow is an error, and goes on once it may") {
  const Case test;
  const std::string database = test.file("limited.db");
  std::int64_t finished = 0;
  for (const std::size_t kilobytes : {4, 60, 120, 150}) {
    const Finished run = test.explore("limited.db", {.file_bytes = kilobytes * 1024});
    CHECK(run.exit_code == 2);
    const std::string expected =
        database +
        ": error: cannot be written: File too large\n"
        "  hint: make room and run the same again: what is in the file stays\n";
    CHECK_MESSAGE(run.err.find(expected) != std::string::npos, run.err);
    CHECK(integrity_of(database) == "ok");
    const std::int64_t now = count_designs(database);
    CHECK(now >= finished);
    finished = now;
  }
  CHECK(finished > 0);
  CHECK(finished < kDesigns);
  const Finished run = test.explore("limited.db");
  CHECK_MESSAGE(run.exit_code == 0, run.err);
  CHECK(contents_of(database) == whole());
}

TEST_CASE("explore: a full disk is an error, and the run goes on once there is room") {
  const Case test;
  const std::string disk = test.file("disk");
  std::filesystem::create_directory(disk);
  // In a namespace of its own, so that nobody needs to be root, and nothing stays mounted.
  const std::string in_namespace = "unshare --user --map-root-user --mount sh -c '";
  const std::string mount = "mount -t tmpfs -o size=200k none " + disk;
  if (shell(in_namespace + mount + "'").exit_code != 0) {
    std::cout << "not tested with a full disk: no file system may be mounted here\n";
    return;
  }
  const std::string explore = "build/paretile explore " + test.sweep + " -o " + disk + "/s.db";
  const std::string count = "build/paretile results " + disk + "/s.db --csv - | wc -l";
  const Finished run =
      shell(in_namespace + mount + " && " + explore + " --quiet > /dev/null; echo $?; " +
            "mount -o remount,size=20m " + disk + " && " + count + " && " + explore +
            " --quiet > /dev/null; echo $?; cp " + disk + "/s.db* " + test.folder.path() + "'");
  const std::string expected =
      disk +
      "/s.db: error: cannot be written: No space left on device\n"
      "  hint: make room and run the same again: what is in the file stays\n";
  CHECK(run.err == expected);
  CHECK(run.out.substr(0, 2) == "2\n");
  const std::int64_t finished = std::stoll(run.out.substr(2)) - 1;  // without the title
  CHECK(finished > 0);
  CHECK(finished < kDesigns);
  CHECK(run.out.substr(run.out.size() - 3) == "\n0\n");
  CHECK(contents_of(test.file("s.db")) == whole());
}

TEST_CASE("explore: a cache that a killed run filled in part is used, by two processes at once") {
  const Case test;
  const std::string cache = test.file("cache.db");
  Process killed(
      {PARETILE_PROGRAM, "explore", test.sweep, "-o", test.file("0.db"), "--cache", cache});
  wait_for_designs(test.file("0.db"), 20);  // of the first eight, which do not fit, nothing is kept
  killed.send_signal(SIGKILL);
  (void)killed.finish();
  CHECK(integrity_of(cache) == "ok");
  Process one({PARETILE_PROGRAM, "explore", test.sweep, "-o", test.file("1.db"), "--cache", cache});
  Process two({PARETILE_PROGRAM, "explore", test.sweep, "-o", test.file("2.db"), "--cache", cache});
  CHECK(one.finish().out.find("from the cache)") != std::string::npos);
  CHECK(two.finish().out.find("from the cache)") != std::string::npos);
  CHECK(contents_of(test.file("1.db")) == whole());
  CHECK(contents_of(test.file("2.db")) == whole());
  const Finished last =
      paretile({"explore", test.sweep, "-o", test.file("3.db"), "--cache", cache});
  // That no weight has room is found anew, for each of 8 arrays.
  CHECK(last.out.find("layer problems: 8 solved, 232 reused (232 from the cache)") !=
        std::string::npos);
  CHECK(contents_of(test.file("3.db")) == whole());
}

TEST_CASE("explore: shards merged are the whole sweep, in every table") {
  const Case test;
  std::vector<std::string> merge = {"merge"};
  for (const char* shard : {"0/4", "1/4", "2/4", "3/4"}) {
    merge.push_back(test.file(shard[0] + std::string(".db")));
    const Finished run = paretile({"explore", test.sweep, "--shard", shard, "-o", merge.back()});
    REQUIRE_MESSAGE(run.exit_code == 0, run.err);
  }
  merge.insert(merge.end(), {"-o", test.file("merged.db")});
  REQUIRE(paretile(merge).exit_code == 0);
  CHECK(integrity_of(test.file("merged.db")) == "ok");
  CHECK(contents_of(test.file("merged.db")) == whole());
}

}  // namespace
}  // namespace paretile::test
