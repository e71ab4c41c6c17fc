// SPDX-License-Identifier: Apache-2.0
// Loops right inside a fan-out, with no node between: where they may as well run right outside it.
#include <doctest/doctest.h>

#include <functional>

#include "core/mapping_text.h"
#include "mapper/exact_search.h"
#include "tests/mapper/prepared.h"
#include "tests/search/brute_force.h"

namespace paretile::mapper {
namespace {

/// Rows of a window meet side by side, columns of it two steps apart.
Problem window() {
  const Einsum einsum = parse_einsum("O[p,q] += W[r,s] * I[p+r,2*q+s]").einsum;
  return to_problem(einsum, {{"P", "P", 2}, {"Q", "Q", 2}, {"R", "R", 2}, {"S", "S", 4}}, "W");
}

/// Reads of memory cost 100 pJ a word, all else is free. A row of two units that divide S, in each
/// four words of input.
Architecture chip_of_windows() {
  Architecture chip = tiny_chip(4);
  for (Level& level : chip.levels) {
    level.read_pj = level.fill_pj = level.update_pj = level.drain_pj = 0;
  }
  chip.levels[LevelId(0)].read_pj = 100;
  Level& held = chip.levels[LevelId(1)];
  held.may_keep = held.must_keep = {true, false, false};
  chip.fanouts = {array_of("row", 1, {{"x", 2, {"S"}}})};
  chip.compute.energy_pj = 0;
  return chip;
}

}  // namespace

TEST_CASE("loops rise over dimensions of no window, where the user asks for no rule") {
  const Prepared product(gemm(4, 6, 8), small_chip());
  CHECK(product.plan.rising == IdSet<DimId>::all(3));
  CHECK(product.plan.all_rise);
  const Prepared window(conv1d(12, 4, 6), small_chip());
  IdSet<DimId> channels;
  channels.insert(*window.problem.find_dim("K"));
  CHECK(window.plan.rising == channels);  // not P and R, which children share halos by
  CHECK_FALSE(window.plan.all_rise);

  Settings by_hierarchy;
  by_hierarchy.mapspace = MapspaceKind::kUnevenHierarchy;
  Settings ruled;
  ruled.constraints.stationary.push_back({LevelId(2), Role::kWeight});
  for (const Settings& settings : {by_hierarchy, ruled}) {
    const Prepared made(gemm(4, 6, 8), small_chip(), settings);
    CHECK(made.plan.rising == IdSet<DimId>());
    CHECK_FALSE(made.plan.all_rise);
  }
}

// Of 2 rows and 2 columns, one slides down over P, so 3 rows are read. Where S runs in time inside
// the row, its units stand 2 columns apart and read 0 2 and 2 4, then 1 3 and 3 5: every one of the
// 18 words once. With S outside they would read 0 2 and 1 3, then 2 4 and 3 5: 24 words. Weights
// are read by all 32 operations. Sums of two units come 16 times, 12 of them to be added to.
TEST_CASE("a loop over a window stays right inside a fan-out where children then share more") {
  const Problem problem = window();
  const Architecture chip = chip_of_windows();
  const double least_pj = 100 * (18 + 32 + 12);
  const search::Truth truth = search::brute_force({problem, chip, {}, {}, {}});
  REQUIRE_FALSE(truth.front.empty());
  CHECK(truth.front.back().energy_pj == doctest::Approx(least_pj));
  Settings settings;
  settings.objective.kind = ObjectiveKind::kEnergy;
  Bounded made(problem, chip, settings);
  HaloTable halos(made.plan.tables, made.plan.lattice);
  Gate gate(settings.objective);
  SearchCounters counters;
  const std::function<bool()> never = [] { return false; };
  REQUIRE(ExactSearch(made.plan, made.completion, halos, gate, never, counters).run());
  REQUIRE(gate.candidates().size() == 1);
  CAPTURE(to_compact(gate.candidates()[0].mapping, problem, chip));
  CHECK(gate.candidates()[0].energy_pj == doctest::Approx(least_pj));
}

}  // namespace paretile::mapper
