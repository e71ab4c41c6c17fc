// SPDX-License-Identifier: Apache-2.0
#include "explore/sweep.h"

#include <doctest/doctest.h>

#include <limits>

#include "explore/design.h"
#include "explore/sweep_file.h"
#include "explore/sweep_run.h"
#include "tests/explore/temporary_file.h"

namespace paretile::explore {
namespace {

const std::string kHead =
    "format: 1\nname: s\narchitectures: [simple_2level]\n"
    "workloads: [" PARETILE_SOURCE_DIR "/examples/toy_conv.yaml]\n";

Sweep sweep_of(const std::string& text) { return parse_sweep(kHead + text, "s.yaml"); }

std::string mistakes_of(const std::string& text) {
  try {
    (void)sweep_of(text);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("ranges add or multiply, derived numbers follow, constraints leave designs out") {
  const Sweep sweep = sweep_of(
      "vary:\n  size: {field: buffer.capacity, from: 1 KiB, to: 4 KiB, factor: 2}\n"
      "  x: {field: array.x.size, from: 2, to: 8, step: 3}\n"
      "derive:\n  area: {field: buffer.area, value: 2 * half}\n  half: {value: size / 2}\n"
      "constraints:\n  - size / x <= 4096\n");
  CHECK(grid_size(sweep) == 9);  // 1, 2, 4 KiB times 2, 5, 8
  // 8192 / 2 fits; 16384 / 2 does not, / 5 does; 32768 / 8 just fits
  CHECK(sweep.designs == std::vector<std::int64_t>{0, 1, 2, 4, 5, 8});
  const Design last = *make_design(sweep, 8).design;
  const Architecture chip = build(sweep, last);
  CHECK(chip.levels[LevelId(1)].capacity_bits == 32768);
  CHECK(chip.levels[LevelId(1)].area_um2 == 32768);
  CHECK(chip.fanouts[FanoutId(0)].axes[1].size == 8);
}

TEST_CASE("a field of several places takes one value in all of them") {
  const Sweep sweep =
      sweep_of("vary:\n  n: {field: [array.x.size, array.y.size], values: [2, 3]}\n");
  const Architecture chip = build(sweep, *make_design(sweep, 1).design);
  CHECK(chip.compute_instances() == 9);
}

TEST_CASE("what makes no chip is said at the value that is to blame") {
  CHECK(mistakes_of("vary:\n  x: {field: array.x.size, values: [0, 4]}\n")
            .find("s.yaml:6:3: error: ") == 0);
  CHECK(mistakes_of("vary:\n  x: {field: array.x.sise, values: [4]}\n") ==
        "s.yaml:6:14: error: 'array.x.sise': simple_2level has no such field: x has no field "
        "'sise'\n    x: {field: array.x.sise, values: [4]}\n               ^\n"
        "  hint: did you mean 'size'?");
  CHECK(
      mistakes_of("vary:\n  x: {field: array.x.size, values: [1, 2]}\nconstraints:\n  - x > 2\n") ==
      "s.yaml:8:5: error: none of the 2 designs keeps this constraint\n    - x > 2\n      ^\n"
      "  hint: 'x' is 1 to 2");
  CHECK(mistakes_of("vary:\n  x: {field: array.x.size, from: 1, to: 1000000, step: 1}\n"
                    "  y: {field: array.y.size, from: 1, to: 1000, step: 1}\n")
            .find("more than") != std::string::npos);
}

TEST_CASE("a sampling that is none has a near miss") {
  CHECK(mistakes_of("sampling: fronts\nvary:\n  x: {field: array.x.size, values: [1]}\n")
            .find("did you mean 'front'?") != std::string::npos);
}

TEST_CASE("each design is what map_workload finds, and the front what no other beats") {
  const Sweep sweep = sweep_of(
      "vary:\n  size: {field: buffer.capacity, values: [128 B, 256 B, 1 KiB]}\n"
      "  x: {field: array.x.size, values: [1, 2, 8]}\n"
      "  dram: {field: dram.bandwidth, values: [16 b/cycle, 256 b/cycle, 1024 b/cycle]}\n"
      "derive:\n  area: {field: buffer.area, value: size}\n"
      "  unit: {field: compute.area, value: 100}\n");
  const TemporaryFile name("sweep_");
  SweepFile file(name.path, sweep);
  const SweepProgress progress = run_sweep(sweep, file, {});
  CHECK(progress.finished == 27);
  CHECK(progress.layers.relaxed + progress.layers.partly > 0);
  std::size_t position = 0;
  const std::vector<SweepFile::Row> rows = file.rows(true);
  for (const std::int64_t id : sweep.designs) {
    const Architecture chip = build(sweep, *make_design(sweep, id).design);
    const auto found = mapper::map_workload(with_precision(sweep.workload, chip), chip);
    for (const mapper::NetworkPoint& point : found.front.points) {
      REQUIRE(position < rows.size());
      CHECK(rows[position].design == id);
      CHECK(rows[position].point->energy_pj == point.energy_pj);
      CHECK(rows[position++].point->latency_cycles == point.latency_cycles);
    }
  }
  CHECK(position == rows.size());
  CHECK(rows.front().operations == 2.0 * 4 * 2 * 8 * 3);  // K C P R of the toy
  std::vector<SweepFile::FrontPoint> front;
  for (const std::size_t i : front_of(rows)) front.push_back({rows[i].design, *rows[i].point});
  CHECK(front == file.front_view());  // SQL compares every point with every other
  CHECK(front.size() < rows.size());
}

TEST_CASE("layers of designs that differ in area alone are solved once") {
  const Sweep sweep = sweep_of("vary:\n  area: {field: buffer.area, values: [1, 2, 3]}\n");
  const TemporaryFile name("reuse_");
  SweepFile file(name.path, sweep);
  const SweepProgress progress = run_sweep(sweep, file, {});
  CHECK(progress.layers.solved == 1);
  CHECK(progress.layers.reused == 2);
}

TEST_CASE("more buffer at the same energies never costs more") {
  for (const char* objective : {"energy", "latency", "edp"}) {
    const Sweep sweep = sweep_of(std::string("objective: ") + objective +
                                 "\nvary:\n  size: {field: buffer.capacity, from: 64 B, to: 4 KiB, "
                                 "factor: 2}\n");
    const TemporaryFile name("monotone_");
    SweepFile file(name.path, sweep);
    run_sweep(sweep, file, {});
    double last = std::numeric_limits<double>::infinity();
    for (const SweepFile::Row& row : file.rows(false)) {
      REQUIRE(row.point);
      mapper::Objective what;
      what.kind = sweep.objective;
      const double value =
          what.value(row.point->energy_pj, static_cast<double>(row.point->latency_cycles));
      CHECK(value <= last);
      last = value;
    }
  }
}

TEST_CASE("a file that is full keeps what it has, and takes more once it may grow") {
  const Sweep sweep =
      sweep_of("vary:\n  size: {field: buffer.capacity, from: 256 B, to: 24 KiB, step: 64 B}\n");
  const TemporaryFile name("full_");
  std::set<std::int64_t> finished;
  {
    SweepFile file(name.path, sweep);
    file.limit_size(100'000);
    std::string message;
    try {
      run_sweep(sweep, file, {});
    } catch (const InputError& error) {
      message = error.what();
    }
    CHECK(message == name.path +
                         ": error: cannot be written: it has its largest size\n"
                         "  hint: make room and run the same again: what is in the file stays");
    finished = file.finished();
    CHECK(std::ssize(finished) > 10);
    CHECK(finished.size() < sweep.designs.size());
    file.limit_size(1'000'000);
    CHECK(run_sweep(sweep, file, {}).finished == std::ssize(sweep.designs));
  }
  const TemporaryFile other("whole_");
  SweepFile whole(other.path, sweep);
  run_sweep(sweep, whole, {});
  const SweepFile again(name.path);
  CHECK(again.finished() == whole.finished());
  CHECK(again.front_view() == whole.front_view());
}

TEST_CASE("a file can be read as its sweep again, also without the files the sweep names") {
  const TemporaryFile network("network");
  std::filesystem::copy_file(PARETILE_SOURCE_DIR "/examples/toy_conv.yaml", network.path);
  const Sweep sweep =
      parse_sweep("format: 1\nname: s\narchitectures: [simple_2level]\nworkloads: [" +
                      network.path + "]\nvary:\n  x: {field: array.x.size, values: [2, 3]}\n",
                  "s.yaml");
  std::filesystem::remove(network.path);
  const TemporaryFile first("first");
  const TemporaryFile merged("merged");
  const SweepFile file(first.path, sweep);
  CHECK(file.sweep().description == sweep.description);
  CHECK(build(file.sweep(), *make_design(file.sweep(), 1).design).compute_instances() ==
        24);  // 8 x 3
  CHECK(SweepFile(merged.path, file).sweep().description == sweep.description);
}

TEST_CASE("a file keeps to its sweep") {
  const Sweep one = sweep_of("vary:\n  x: {field: array.x.size, values: [1, 2]}\n");
  const Sweep other = sweep_of("vary:\n  x: {field: array.x.size, values: [1, 3]}\n");
  const TemporaryFile name("kept_");
  { const SweepFile file(name.path, one); }
  CHECK_NOTHROW(SweepFile(name.path, one));
  CHECK_THROWS_AS(SweepFile(name.path, other), InputError);
}

}  // namespace
}  // namespace paretile::explore
