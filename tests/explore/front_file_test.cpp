// SPDX-License-Identifier: Apache-2.0
#include "inner_loop/front_file.h"

#include <doctest/doctest.h>

#include <functional>

#include "core/diagnostics.h"
#include "core/mapping_text.h"
#include "explore/sweep_run.h"
#include "inner_loop/sqlite_file.h"
#include "mapper/mapspace.h"
#include "tests/explore/temporary_file.h"
#include "tests/mapper/cases.h"

namespace paretile::explore {
namespace {

using inner_loop::FrontFile;
using mapper::ProblemResult;
using mapper::Settings;

/// A problem, a chip and settings.
struct Question {
  Problem problem = mapper::gemm(8, 9, 12);  // a front of three points
  Architecture chip = mapper::small_chip();
  Settings settings;
};

ProblemResult answer_to(const Question& question) {
  return mapper::map_problem(question.problem, question.chip, question.settings);
}

std::optional<ProblemResult> find(FrontFile& file, const Question& question) {
  return file.find(question.problem, question.chip, question.settings);
}

void put(FrontFile& file, const Question& question, const ProblemResult& result) {
  file.put(question.problem, question.chip, question.settings, result);
}

void check_equal(const ProblemResult& a, const ProblemResult& b) {
  REQUIRE(a.front.size() == b.front.size());
  for (std::size_t i = 0; i < a.front.size(); ++i) {
    CHECK(a.front[i].energy_pj == b.front[i].energy_pj);
    CHECK(a.front[i].latency_cycles == b.front[i].latency_cycles);
    CHECK(a.front[i].edp_pj_cycles == b.front[i].edp_pj_cycles);
    CHECK(a.front[i].mapping == b.front[i].mapping);
  }
  CHECK(a.proof.status == b.proof.status);
  CHECK(a.proof.objective == b.proof.objective);
  CHECK(a.proof.gap == b.proof.gap);
  CHECK(a.proof.lower_bound.energy_pj == b.proof.lower_bound.energy_pj);
  CHECK(a.proof.lower_bound.latency_cycles == b.proof.lower_bound.latency_cycles);
  CHECK(a.proof.lower_bound.edp_pj_cycles == b.proof.lower_bound.edp_pj_cycles);
  CHECK(a.proof.mapspace.hash == b.proof.mapspace.hash);
  CHECK(a.proof.mapspace.size == b.proof.mapspace.size);
  CHECK(a.infeasible == b.infeasible);
  CHECK(a.seconds == b.seconds);
}

Sweep sweep_of(const std::string& vary) {
  return parse_sweep("format: 1\nname: s\narchitectures: [simple_2level]\nworkloads: [" +
                         std::string(PARETILE_SOURCE_DIR) + "/examples/toy_conv.yaml]\n" + vary,
                     "s.yaml");
}

/// Every number of a chip that a mapping's legality or cost depends on, made another.
const std::vector<std::function<void(Architecture&)>> kOtherChips = {
    [](Architecture& chip) { chip.clock_hz *= 2; },
    [](Architecture& chip) { chip.levels[LevelId(1)].capacity_bits += 8; },
    [](Architecture& chip) { chip.levels[LevelId(1)].word_bits = 16; },
    [](Architecture& chip) { chip.levels[LevelId(1)].buffering = 2; },
    [](Architecture& chip) { chip.levels[LevelId(1)].read_bandwidth_bits_per_cycle = 64; },
    [](Architecture& chip) { chip.levels[LevelId(1)].write_bandwidth_bits_per_cycle = 64; },
    [](Architecture& chip) { chip.levels[LevelId(1)].shared_bandwidth_bits_per_cycle = 64; },
    [](Architecture& chip) { chip.levels[LevelId(1)].read_pj += 1; },
    [](Architecture& chip) { chip.levels[LevelId(1)].fill_pj += 1; },
    [](Architecture& chip) { chip.levels[LevelId(1)].update_pj += 1; },
    [](Architecture& chip) { chip.levels[LevelId(1)].drain_pj += 1; },
    [](Architecture& chip) { chip.levels[LevelId(1)].leakage_w += 1; },
    [](Architecture& chip) { chip.levels[LevelId(1)].may_keep[0] = false; },
    [](Architecture& chip) { chip.levels[LevelId(1)].must_keep[0] = true; },
    [](Architecture& chip) { chip.fanouts[FanoutId(0)].levels_outside = 1; },
    [](Architecture& chip) { chip.fanouts[FanoutId(0)].axes[0].size = 8; },
    [](Architecture& chip) { chip.fanouts[FanoutId(0)].axes[0].dims = {"M"}; },
    [](Architecture& chip) { chip.fanouts[FanoutId(0)].fold = true; },
    [](Architecture& chip) { chip.fanouts[FanoutId(0)].sharing[1] = Sharing::kNone; },
    [](Architecture& chip) { chip.fanouts[FanoutId(0)].word_bits = 32; },
    [](Architecture& chip) { chip.fanouts[FanoutId(0)].send_pj += 1; },
    [](Architecture& chip) { chip.fanouts[FanoutId(0)].deliver_pj += 1; },
    [](Architecture& chip) { chip.compute.energy_pj += 1; },
    [](Architecture& chip) { chip.compute.cycles_per_operation += 1; },
    [](Architecture& chip) { chip.compute.leakage_w += 1; },
};

const std::vector<std::function<void(Problem&)>> kOtherProblems = {
    [](Problem& problem) { problem.dims[DimId(0)].size += 1; },
    [](Problem& problem) { problem.dims[DimId(0)].kind = "K"; },
    [](Problem& problem) { problem.tensors[TensorId(0)].bits = 16; },
    [](Problem& problem) { problem.tensors[problem.output()].psum_bits = 32; },
    [](Problem& problem) { problem = mapper::conv1d(6, 3, 4); },
};

const std::vector<std::function<void(Settings&)>> kOtherSettings = {
    [](Settings& settings) { settings.objective.kind = mapper::ObjectiveKind::kEnergy; },
    [](Settings& settings) { settings.objective.max_latency_cycles = 1000; },
    [](Settings& settings) { settings.objective.max_energy_pj = 1e6; },
    [](Settings& settings) { settings.mapspace = mapper::MapspaceKind::kEven; },
    [](Settings& settings) { settings.constraints.min_utilization = 0.1; },
    [](Settings& settings) { settings.model.drains = cost_model::Drains::kFree; },
    [](Settings& settings) { settings.model.footprint = cost_model::Footprint::kBox; },
    [](Settings& settings) { settings.pad_percent = 10; },
    [](Settings& settings) { settings.strategy = mapper::Strategy::kRandom; },
};

}  // namespace

TEST_CASE("what a file keeps of an answer is all of it, for one optimum and within limits too") {
  const TemporaryFile name("fronts_");
  FrontFile file(name.path);
  for (const auto kind : {mapper::ObjectiveKind::kFront, mapper::ObjectiveKind::kLatency}) {
    Question question;
    question.settings.objective.kind = kind;
    for (const std::int64_t limit : {100'000, 200, 1}) {  // cycles: all, some, and no mapping
      question.settings.objective.max_latency_cycles = limit;
      CHECK_FALSE(find(file, question));
      const ProblemResult answer = answer_to(question);
      put(file, question, answer);
      const auto found =
          FrontFile(name.path).find(question.problem, question.chip, question.settings);
      REQUIRE(found);
      check_equal(*found, answer);
    }
  }
}

TEST_CASE("whatever an answer depends on makes another question; areas and names do not") {
  const TemporaryFile name("keys_");
  FrontFile file(name.path);
  const Question question;
  put(file, question, answer_to(question));
  Question same;
  same.chip.name = "another";
  same.chip.levels[LevelId(1)].area_um2 = 7;
  same.problem.name = "another";
  CHECK(find(file, same));
  for (std::size_t i = 0; i < kOtherChips.size(); ++i) {
    CAPTURE(i);
    Question other;
    kOtherChips[i](other.chip);
    CHECK_FALSE(other.chip == question.chip);
    CHECK_FALSE(find(file, other));
  }
  for (std::size_t i = 0; i < kOtherProblems.size(); ++i) {
    CAPTURE(i);
    Question other;
    kOtherProblems[i](other.problem);
    CHECK_FALSE(find(file, other));
  }
  for (std::size_t i = 0; i < kOtherSettings.size(); ++i) {
    CAPTURE(i);
    Question other;
    kOtherSettings[i](other.settings);
    CHECK_FALSE(find(file, other));
  }
}

TEST_CASE("an answer that is not as it was found is not believed, and put right") {
  const Question question;
  const ProblemResult answer = answer_to(question);
  REQUIRE(answer.front.size() == 3);
  const std::vector<std::function<void(ProblemResult&)>> wrong = {
      [](ProblemResult& result) { result.front[0].energy_pj *= 0.99; },
      [](ProblemResult& result) { result.front[0].latency_cycles -= 1; },
      [](ProblemResult& result) { result.front[1].mapping = result.front[0].mapping; },
      [](ProblemResult& result) { std::swap(result.front[0], result.front[1]); },
      [](ProblemResult& result) { result.front.push_back(result.front.back()); },
  };
  for (std::size_t i = 0; i < wrong.size(); ++i) {
    CAPTURE(i);
    const TemporaryFile name("forged_");
    FrontFile file(name.path);
    ProblemResult forged = answer;
    wrong[i](forged);
    put(file, question, forged);
    CHECK_FALSE(find(file, question));
    put(file, question, answer);
    REQUIRE(find(file, question));
    check_equal(*find(file, question), answer);
  }
}

TEST_CASE("an answer that lost a part by chance is not believed") {
  const TemporaryFile name("lost_");
  const Question question;
  const ProblemResult answer = answer_to(question);
  for (const char* damage :
       {"DELETE FROM points WHERE position = 1", "UPDATE points SET nest = nest || ' '",
        "UPDATE fronts SET bound_energy_pj = 0", "UPDATE fronts SET checksum = ''"}) {
    CAPTURE(std::string(damage));
    FrontFile file(name.path);
    put(file, question, answer);
    CHECK(find(file, question));
    inner_loop::SqliteFile(name.path, {"a cache of layer fronts", 0x50726c66, 1, ""})
        .execute(damage);
    CHECK_FALSE(find(file, question));
  }
}

TEST_CASE("that nothing fits, and what is not proved, is not kept") {
  const TemporaryFile name("none_");
  FrontFile file(name.path);
  Question question;
  question.chip.levels[LevelId(1)].capacity_bits = 1;
  question.chip.levels[LevelId(1)].must_keep = {true, true, true};
  const ProblemResult nothing = answer_to(question);
  CHECK_FALSE(nothing.infeasible.fits());
  put(file, question, nothing);
  CHECK_FALSE(find(file, question));
  ProblemResult unproved = answer_to(Question{});
  unproved.proof.status = mapper::ProofStatus::kBounded;
  put(file, Question{}, unproved);
  CHECK_FALSE(find(file, Question{}));
}

TEST_CASE("a file of something else is refused") {
  const TemporaryFile name("other_");
  {
    const SweepFile results(name.path,
                            sweep_of("vary:\n  x: {field: array.x.size, values: [2]}\n"));
  }
  CHECK_THROWS_WITH_AS(
      FrontFile(name.path),
      (name.path + ": error: is an SQLite database, but not a cache of layer fronts\n"
                   "  hint: name another file, or one that is not there")
          .c_str(),
      InputError);
}

TEST_CASE("a sweep solves nothing that an earlier one had, bandwidths and all") {
  const TemporaryFile cache("cache_");
  const std::string sizes =
      "vary:\n  size: {field: buffer.capacity, values: [128 B, 256 B, 1 KiB]}\n";
  const std::string ports =
      "  port: {field: buffer.read_bandwidth, values: [16 b/cycle, 64 b/cycle, 1024 b/cycle]}\n"
      "  dram: {field: dram.bandwidth, values: [8 b/cycle, 32 b/cycle]}\n";
  const auto run = [&](const std::string& vary, const std::string& cache_path) {
    const Sweep sweep = sweep_of(vary);
    const TemporaryFile name("results_");
    SweepFile file(name.path, sweep);
    SweepRun options;
    options.cache = cache_path;
    const LayerCounts counts = run_sweep(sweep, file, options).layers;
    return std::pair(counts, file.rows(true));
  };
  const auto plain = run(sizes + ports, "");
  CHECK(plain.first.cached == 0);
  const auto part = run(sizes, cache.path);  // other bandwidths than those above
  CHECK(part.first.solved == 3);
  const auto first = run(sizes + ports, cache.path);
  CHECK(first.first.cached + first.first.solved + first.first.partly > 0);
  const auto second = run(sizes + ports, cache.path);
  CHECK(second.first.solved == 0);
  CHECK(second.first.partly == 0);
  CHECK(second.first.cached > 0);
  for (const auto& rows : {first.second, second.second}) {
    REQUIRE(rows.size() == plain.second.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      CHECK(rows[i].design == plain.second[i].design);
      CHECK(rows[i].point->energy_pj == plain.second[i].point->energy_pj);
      CHECK(rows[i].point->latency_cycles == plain.second[i].point->latency_cycles);
    }
  }
}

}  // namespace paretile::explore
