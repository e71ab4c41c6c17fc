// SPDX-License-Identifier: Apache-2.0
#include "explore/exclusion.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <atomic>
#include <limits>
#include <map>
#include <random>

#include "explore/sweep_run.h"
#include "tests/explore/temporary_file.h"

namespace paretile::explore {
namespace {

Sweep sweep_of(const std::string& body, Sampling sampling, const std::string& chip,
               const std::string& workload) {
  return parse_sweep(fmt::format("format: 1\nname: s\narchitectures: [{}]\nworkloads: [{}]\n"
                                 "sampling: {}\n{}",
                                 chip, workload, to_string(sampling), body),
                     "s.yaml");
}

Sweep toy(const std::string& body, Sampling sampling) {
  return sweep_of(body, sampling, "simple_2level", PARETILE_SOURCE_DIR "/examples/toy_conv.yaml");
}

/// Sizes, energies, bandwidths and areas that follow from them, at random.
std::string random_body(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto draw = [&](std::uint64_t most) { return 1 + random() % most; };
  return fmt::format(
      "vary:\n"
      "  size: {{field: buffer.capacity, values: [{} B, {} B, 900 B]}}\n"
      "  x: {{field: array.x.size, values: [1, {}, 8]}}\n"
      "  dram: {{field: dram.bandwidth, values: [{} b/cycle, 64 b/cycle, 512 b/cycle]}}\n"
      "derive:\n"
      "  buffer_pj: {{field: [buffer.read, buffer.write], value: size / {}}}\n"
      "  buffer_um2: {{field: buffer.area, value: size}}\n"
      "  dram_um2: {{field: dram.area, value: {} * dram}}\n"
      "  unit_um2: {{field: compute.area, value: {}}}\n",
      40 + draw(60), 120 + draw(300), 1 + draw(5), 4 + draw(30), 50 + draw(400), draw(6), draw(90));
}

std::string front_text(const SweepFile& file) {
  std::string text;
  for (const SweepFile::FrontPoint& point : file.front_view()) {
    text += fmt::format("{}: {} pJ {} cycles\n", point.design, point.point.energy_pj,
                        point.point.latency_cycles);
  }
  return text;
}

std::string rows_text(const SweepFile& file) {
  std::string text;
  for (const SweepFile::Row& row : file.rows(true)) {
    text += fmt::format("{} {} {} {}", row.design, row.area_um2, row.proof, row.reason);
    if (row.point) text += fmt::format(" {} {}", row.point->energy_pj, row.point->latency_cycles);
    text += '\n';
  }
  return text;
}

/// Least energy and latency of each design.
std::map<std::int64_t, DesignPoint> ideals(const SweepFile& file) {
  std::map<std::int64_t, DesignPoint> ideals;
  for (const SweepFile::Row& row : file.rows(true)) {
    const auto [at, is_new] = ideals.emplace(row.design, *row.point);
    at->second.energy_pj = std::min(at->second.energy_pj, row.point->energy_pj);
    at->second.latency_cycles = std::min(at->second.latency_cycles, row.point->latency_cycles);
  }
  return ideals;
}

TEST_CASE("what excludes designs leaves the front as it is") {
  std::int64_t excluded = 0;
  for (std::uint64_t seed = 1; seed <= 25; ++seed) {
    CAPTURE(random_body(seed));
    const Sweep every = toy(random_body(seed), Sampling::kGrid);
    const Sweep few = toy(random_body(seed), Sampling::kFront);
    const TemporaryFile every_name("every_");
    const TemporaryFile few_name("few_");
    SweepFile every_file(every_name.path, every);
    SweepFile few_file(few_name.path, few);
    CHECK(run_sweep(every, every_file, {}).excluded == 0);
    const SweepProgress progress = run_sweep(few, few_file, {});
    CHECK(front_text(few_file) == front_text(every_file));
    excluded += progress.excluded;
    const auto best = ideals(every_file);
    for (const auto& [design, exclusion] : few_file.exclusions()) {
      const DesignPoint& ideal = best.at(design);
      CHECK(exclusion.energy_pj <= ideal.energy_pj);
      CHECK(exclusion.latency_cycles <= ideal.latency_cycles);
    }
    CHECK(std::ssize(few_file.exclusions()) == progress.excluded);
  }
  CHECK(excluded > 25);
}

// Sizes and bandwidths of a chip like Eyeriss, and what follows from them.
const std::string kHundred =
    "vary:\n"
    "  rows: {field: pe_array.y.size, values: [4, 6, 8, 12, 16]}\n"
    "  glb: {field: glb.capacity, from: 16 KiB, to: 256 KiB, factor: 2}\n"
    "  dram: {field: dram.bandwidth, from: 16 b/cycle, to: 128 b/cycle, factor: 2}\n"
    "derive:\n"
    "  wire_nm: {field: pe_array.length, value: 220000 * (rows + 14) / 2}\n"
    "  dram_um2: {field: dram.area, value: 14600 * dram}\n";

TEST_CASE("a hundred Eyeriss-like designs have one front, whether all of them are solved or few") {
  const std::string chip = PARETILE_SOURCE_DIR "/examples/explore/eyeriss_65nm.yaml";
  const std::string layers = PARETILE_SOURCE_DIR "/tests/explore/resnet18_shortcuts.yaml";
  const Sweep every = sweep_of(kHundred, Sampling::kGrid, chip, layers);
  const Sweep few = sweep_of(kHundred, Sampling::kFront, chip, layers);
  const TemporaryFile every_name("every_");
  const TemporaryFile few_name("few_");
  SweepFile every_file(every_name.path, every);
  SweepFile few_file(few_name.path, few);
  CHECK(run_sweep(every, every_file, {}).finished == 100);
  CHECK(run_sweep(few, few_file, {}).excluded > 30);
  CHECK(front_text(few_file) == front_text(every_file));
}

TEST_CASE("a design on which nothing fits is not excluded, and says what does not fit") {
  const Sweep sweep =
      sweep_of("vary:\n  spad: {field: filter_spad.capacity, values: [8 b, 112 B]}\n",
               Sampling::kFront, PARETILE_SOURCE_DIR "/examples/explore/eyeriss_65nm.yaml",
               PARETILE_SOURCE_DIR "/tests/explore/resnet18_shortcuts.yaml");
  const TemporaryFile name("unfit_");
  SweepFile file(name.path, sweep);
  CHECK(run_sweep(sweep, file, {}).finished == 2);
  const std::vector<SweepFile::Row> rows = file.rows(false);
  CHECK_FALSE(rows[0].point);
  CHECK(rows[0].proof == "optimal");
  CHECK(rows[0].reason.find("filter_spad") != std::string::npos);
  CHECK(rows[1].point);
  CHECK(file.exclusions().empty());
}

TEST_CASE("a point that equals a bound does not exclude it, one better in one number does") {
  KnownPoints known;
  known.add(1, 100, 5, 3);
  known.add(2, 110, 4, 4);
  known.add(3, 120, 9, 2);
  CHECK_FALSE(known.beating(100, 5, 3));
  CHECK(known.beating(130, 5, 3) == 1);
  CHECK(known.beating(130, 6, 3.5) == 1);
  CHECK(known.beating(130, 4.5, 4) == 2);
  CHECK_FALSE(known.beating(130, 4.5, 3.5));
  CHECK(known.beating(130, 10, 2.5) == 3);
  CHECK_FALSE(known.beating(130, 10, 1.5));
  CHECK_FALSE(known.beating(130, 3.9, 9));
}

TEST_CASE("a front that was stopped goes on to the same rows") {
  const Sweep sweep = toy(random_body(3), Sampling::kFront);
  const TemporaryFile whole_name("whole_");
  const TemporaryFile part_name("part_");
  SweepFile whole(whole_name.path, sweep);
  CHECK(run_sweep(sweep, whole, {}).excluded > 0);
  SweepFile part(part_name.path, sweep);
  for (int runs = 0; std::ssize(part.finished()) < std::ssize(sweep.designs); ++runs) {
    REQUIRE(runs < 27);
    std::atomic<bool> stop = false;
    SweepRun run;
    run.stop = &stop;
    int finished = 0;
    run.progress = [&](const SweepProgress&) { stop = ++finished == 4; };
    run_sweep(sweep, part, run);
  }
  CHECK(rows_text(part) == rows_text(whole));
}

TEST_CASE("shards of a front have the same front when they are merged") {
  const Sweep sweep = toy(random_body(3), Sampling::kFront);
  const TemporaryFile whole_name("whole_");
  const TemporaryFile merged_name("merged_");
  SweepFile whole(whole_name.path, sweep);
  run_sweep(sweep, whole, {});
  SweepFile merged(merged_name.path, sweep);
  for (std::int64_t shard = 0; shard < 3; ++shard) {
    const TemporaryFile name("shard_");
    SweepFile file(name.path, sweep);
    SweepRun run;
    run.shard = shard;
    run.shards = 3;
    run_sweep(sweep, file, run);
    merged.add(name.path);
  }
  CHECK(merged.finished() == whole.finished());
  CHECK(front_text(merged) == front_text(whole));
  CHECK_FALSE(merged.exclusions().empty());
}

}  // namespace
}  // namespace paretile::explore
