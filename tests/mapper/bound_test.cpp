// SPDX-License-Identifier: Apache-2.0
#include "mapper/bound.h"

#include <doctest/doctest.h>

#include <vector>

#include "cost_model/evaluator.h"
#include "mapper/run.h"
#include "mapper/sample.h"
#include "tests/mapper/cases.h"

namespace paretile::mapper {
namespace {

/// A problem, chip and model drawn at random: sizes, sharing, keep sets, energies, bandwidths.
struct Draw {
  Problem problem;
  Architecture chip;
  cost_model::Options model;
};

Draw draw(Rng& rng) {
  const auto up_to = [&](std::size_t n) { return static_cast<std::int64_t>(1 + rng.below(n)); };
  Draw result;
  result.problem = rng.chance(1, 2) ? gemm(up_to(16), up_to(16), up_to(16))
                                    : conv1d(up_to(16), up_to(5), up_to(8));
  result.problem.tensors[result.problem.output()].psum_bits = 24;
  result.chip = small_chip();
  for (Level& level : result.chip.levels) {
    level.read_pj = static_cast<double>(rng.below(50));
    level.drain_pj = static_cast<double>(rng.below(50));
    level.fill_pj = level.update_pj = static_cast<double>(rng.below(50));
    level.shared_bandwidth_bits_per_cycle = static_cast<double>(up_to(64));
  }
  for (std::size_t role = 0; role < kNumRoles; ++role) {
    Level& buffer = result.chip.levels[LevelId(1 + rng.below(2))];
    buffer.may_keep[role] = rng.chance(2, 3);
    buffer.must_keep[role] = buffer.may_keep[role] && rng.chance(1, 2);
    result.chip.fanouts[FanoutId(0)].sharing[role] = static_cast<Sharing>(rng.below(3));
  }
  result.chip.fanouts[FanoutId(0)].fold = rng.chance(1, 2);
  result.chip.fanouts[FanoutId(0)].deliver_pj = static_cast<double>(rng.below(5));
  result.chip.compute.cycles_per_operation = rng.chance(1, 2) ? 1 : 1.5;
  if (rng.chance(1, 2)) result.model.footprint = cost_model::Footprint::kBox;
  if (rng.chance(1, 2)) result.model.drains = cost_model::Drains::kFree;
  return result;
}

}  // namespace

TEST_CASE("no mapping found costs less than the bound") {
  int compared = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    CAPTURE(seed);
    Rng rng(seed, 0);
    const Draw d = draw(rng);
    const SearchSpace space = *build_space(d.problem, d.chip).space;
    const LowerBound bound = lower_bound(space, d.problem, d.chip, d.model);
    CHECK(bound.energy_pj > 0);
    CHECK(bound.latency_cycles > 0);
    Settings settings;
    settings.samples = 250;
    settings.strategy = Strategy::kRandom;
    settings.kicks = 5;
    settings.threads = 1;
    settings.model = d.model;
    for (const Point& point : map_problem(d.problem, d.chip, settings).front) {
      CHECK(point.energy_pj >= bound.energy_pj);
      CHECK(point.latency_cycles >= bound.latency_cycles);
      CHECK(point.edp_pj_cycles >= bound.edp_pj_cycles);
      ++compared;
    }
  }
  CHECK(compared > 300);
}

TEST_CASE("a buffer just large enough to move each word once meets the bound") {
  // 2 x 3 x 4 GEMM: inputs 8, weights 12, outputs 6 words of 8 bits. With k outermost, then n, all
  // 6 sums stay, a column of 2 inputs serves every n and one weight every m: 6 + 2 + 1 words.
  Architecture chip = tiny_chip(9);
  chip.fanouts.clear();
  for (Level& level : chip.levels) level.must_keep = {true, true, true};
  const Problem problem = gemm(2, 3, 4);
  const SearchSpace space = *build_space(problem, chip).space;
  const LowerBound bound = lower_bound(space, problem, chip, {});
  // Memory: 8 + 12 reads, 6 updates at 100 pJ. Buffer at 3 pJ: 20 fills, 6 drains, and per
  // operation (24) an input, a weight, an update; 24 - 6 reads of sums. 24 operations at 1 pJ.
  const double expected = 26 * 100 + 3 * (20 + 6 + 3 * 24 + 18) + 24;
  CHECK(bound.energy_pj == doctest::Approx(expected));
  const ProblemResult result = map_problem(problem, chip);
  CHECK(result.proof.status == ProofStatus::kOptimal);
  CHECK(result.front.front().energy_pj == doctest::Approx(expected));
  // One word less and some word moves twice.
  chip.levels[LevelId(1)].capacity_bits -= 8;
  CHECK(map_problem(problem, chip).front.front().energy_pj > expected + 90);
}

}  // namespace paretile::mapper
