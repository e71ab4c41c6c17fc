// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>

#include "tests/interface/subprocess.h"

namespace paretile::test {
namespace {

// 480 designs of a few milliseconds each.
const std::string kSweep =
    "format: 1\nname: kills\narchitectures: [simple_2level]\nworkloads: [examples/toy_conv.yaml]\n"
    "objective: edp\nvary:\n  size: {field: buffer.capacity, from: 5 KiB, to: 64 KiB, step: 1 KiB}\n"
    "  x: {field: array.x.size, values: [1, 2, 3, 4, 5, 6, 7, 8]}\n";

std::string rows_of(const std::string& file) {
  const Finished run = shell("build/paretile results " + file + " --points --csv -");
  REQUIRE_MESSAGE(run.exit_code == 0, run.err);
  return run.out;
}

/// Designs in a file, title line included; 0 while there is no such file.
std::ptrdiff_t count_rows(const std::string& file) {
  const Finished run = shell("build/paretile results " + file + " --points --csv -");
  return std::count(run.out.begin(), run.out.end(), '\n');
}

TEST_CASE("explore: killed and begun again it ends as if nothing had happened") {
  const TemporaryFolder folder;
  const std::string sweep = folder.path() + "/kills.yaml";
  write_text(sweep, kSweep);
  const std::string whole = folder.path() + "/whole.db";
  const std::string killed = folder.path() + "/killed.db";
  REQUIRE(paretile({"explore", sweep, "-o", whole}).exit_code == 0);
  int interrupted = 0;
  for (std::ptrdiff_t kill = 0; kill < 4; ++kill) {
    Process process({PARETILE_PROGRAM, "explore", sweep, "-o", killed});
    for (int polls = 0; polls < 200 && count_rows(killed) < 1 + 30 * kill; ++polls) {
    }
    process.send_signal(SIGKILL);
    (void)process.finish();
    if (count_rows(killed) < 481) ++interrupted;
  }
  CHECK(interrupted >= 1);
  const Finished last = paretile({"explore", sweep, "-o", killed});
  CHECK(last.exit_code == 0);
  CHECK(count_rows(killed) == 481);
  CHECK(rows_of(killed) == rows_of(whole));
}

TEST_CASE("explore: shards merged are the whole sweep") {
  const TemporaryFolder folder;
  const std::string sweep = folder.path() + "/kills.yaml";
  write_text(sweep, kSweep);
  const std::string base = folder.path() + "/";
  REQUIRE(paretile({"explore", sweep, "-o", base + "whole.db"}).exit_code == 0);
  std::vector<std::string> merge = {"merge"};
  for (const char* shard : {"0/3", "1/3", "2/3"}) {
    merge.push_back(base + shard[0] + ".db");
    REQUIRE(paretile({"explore", sweep, "--shard", shard, "-o", merge.back()}).exit_code == 0);
  }
  merge.insert(merge.end(), {"-o", base + "merged.db"});
  REQUIRE(paretile(merge).exit_code == 0);
  CHECK(rows_of(base + "merged.db") == rows_of(base + "whole.db"));
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

}  // namespace
}  // namespace paretile::test
