// SPDX-License-Identifier: Apache-2.0
// Chips and rules at the edge of what may be asked, which random questions hardly reach.
#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "mapper/run.h"
#include "tests/mapper/cases.h"
#include "tests/search/brute_force.h"
#include "tests/search/compare.h"
#include "tests/search/families.h"
#include "tests/search/run_options.h"

namespace paretile::search {
namespace {

using mapper::ObjectiveKind;

mapper::ProblemResult solve(const Question& question, ObjectiveKind objective) {
  mapper::Settings settings;
  settings.mapspace = question.mapspace;
  settings.constraints = question.constraints;
  settings.model = question.model;
  settings.threads = 1;
  settings.objective.kind = objective;
  return mapper::map_problem(question.problem, question.architecture, settings);
}

/// Nothing takes energy; or only levels inside the outermost do.
void take_energy_away(Architecture& chip, bool inside_too) {
  chip.compute.energy_pj = chip.compute.leakage_w = 0;
  for (LevelId id : chip.levels.ids()) {
    Level& level = chip.levels[id];
    level.leakage_w = 0;
    if (!inside_too && id != LevelId(0)) continue;
    level.read_pj = level.fill_pj = level.update_pj = level.drain_pj = 0;
  }
  for (Fanout& fanout : chip.fanouts) fanout.send_pj = fanout.deliver_pj = 0;
}

}  // namespace

TEST_CASE("the fastest mapping is found where mappings take no energy") {
  int asked = 0;
  for (std::uint64_t i = 0; i < run_options().cases; ++i) {
    Case drawn = run_case(i);
    if (drawn.listed > 20'000) continue;
    take_energy_away(drawn.question.architecture, i % 2 == 0);
    const Truth truth = brute_force(drawn.question);
    const mapper::ProblemResult found = solve(drawn.question, ObjectiveKind::kLatency);
    CAPTURE(kFamilyNames[static_cast<std::size_t>(drawn.family)]);
    CAPTURE(drawn.seed);
    REQUIRE(found.front.empty() == truth.front.empty());
    if (truth.front.empty()) continue;
    const auto fastest = std::ranges::min(truth.front, {}, &Answer::latency_cycles);
    CHECK(found.front.front().latency_cycles == fastest.latency_cycles);
    ++asked;
  }
  CHECK(asked > 0);
}

// A promise about weights is kept at a tile the buffer may not hold, and made at one it may not
// hold either: their node there stands in between.
TEST_CASE("a promised tensor's own node stands between where a rule allows its tile") {
  for (const auto space : {mapper::MapspaceKind::kEven, mapper::MapspaceKind::kUnevenHierarchy,
                           mapper::MapspaceKind::kUnevenFree}) {
    for (const std::int64_t most : {2, 4}) {
      Question question;
      question.mapspace = space;
      question.problem = mapper::gemm(8, 1, 2);
      Architecture& chip = question.architecture = mapper::small_chip();
      const Level buffer = chip.levels[LevelId(1)];
      chip.levels = {chip.levels[LevelId(0)], buffer, buffer, chip.levels[LevelId(2)]};
      Level& weights = chip.levels[LevelId(1)];
      Level& sums = chip.levels[LevelId(2)];
      Level& inner = chip.levels[LevelId(3)];
      weights.capacity_bits = 8;
      weights.read_pj = 60;
      weights.must_keep = {false, true, false};
      weights.may_keep = {true, true, false};
      sums.name = "sums";
      sums.must_keep = sums.may_keep = {false, false, true};
      inner.capacity_bits = 64;
      inner.must_keep = inner.may_keep = {false, true, false};
      chip.fanouts[FanoutId(0)].axes = {{"x", 2, {"K", "C"}}};
      chip.fanouts[FanoutId(0)].levels_outside = 3;
      question.constraints.tiles = {{LevelId(2), "P", {1, 1}}, {LevelId(1), "P", {2, most}}};
      const Truth truth = brute_force(question);
      REQUIRE_FALSE(truth.front.empty());
      const mapper::ProblemResult found = solve(question, ObjectiveKind::kEnergy);
      REQUIRE(found.front.size() == 1);
      CHECK(found.front.front().energy_pj ==
            doctest::Approx(std::ranges::min(truth.front, {}, &Answer::energy_pj).energy_pj));
    }
  }
}

}  // namespace paretile::search
