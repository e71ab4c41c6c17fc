// SPDX-License-Identifier: Apache-2.0
#include "mapper/completion.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include "tests/mapper/prepared.h"

namespace paretile::mapper {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// A sum over n moves neither O nor A, so both may wait for it.
Problem two_alone() {
  const Einsum einsum = parse_einsum("O[m] += A[m] * B[n]").einsum;
  return to_problem(einsum, {{"M", "M", 12}, {"N", "N", 18}}, "B");
}

/// What the tensors cost outside a fan-out at a tile: each word as often as the tile says. With
/// promises the tile of one tensor, or of all where nothing forbids it, is brought once instead.
double at_this_tile(const ExactPlan& plan, const Completion& completion, std::size_t region,
                    Tile tile, bool promises, bool all_may_stay) {
  double sum = 0;
  double all_gains = 0;
  double best_gain = 0;
  for (TensorId t : plan.tensors) {
    const auto words = static_cast<double>(plan.tables.tensors[t].words);
    const double moved =
        completion.energy_pj(region - 1, t, 0, tile, words * plan.still_left[t][tile]);
    if (moved == kInfinity) return kInfinity;
    const double gain = moved - completion.energy_pj(region - 1, t, 0, tile, words);
    sum += moved;
    all_gains += gain;
    best_gain = std::max(best_gain, gain);
  }
  if (!promises) return sum;
  return sum - (all_may_stay ? all_gains : best_gain);
}

/// `room_binds`: tensors get in each other's way, too. How many tiles that makes dearer.
int check_joint(const Bounded& made, bool all_may_stay, bool room_binds) {
  const auto& [plan, completion] = std::tie(made.plan, made.completion);
  int dearer = 0;
  REQUIRE(plan.regions.size() == 2);
  for (const bool promises : {false, true}) {
    for (Tile tile = 0; tile < plan.lattice.size(); ++tile) {
      double least = kInfinity;
      for (Tile outer = tile; outer < plan.lattice.size(); ++outer) {
        if (!plan.lattice.divides(tile, outer)) continue;
        least = std::min(least, at_this_tile(plan, completion, 1, outer, promises, all_may_stay));
      }
      const double found = completion.joint_energy_pj(1, tile, promises ? kAnyStays : kNoneStays);
      if (least == kInfinity) {
        CHECK(found == kInfinity);
      } else if (room_binds) {
        CHECK(found >= least * (1 - 1e-12));
        dearer += found > least * (1 + 1e-9) ? 1 : 0;
      } else {
        CHECK(found == doctest::Approx(least).epsilon(1e-12));
      }
    }
  }
  return dearer;
}

}  // namespace

TEST_CASE("all tensors cost outside a fan-out at least their sum at the best tile outside") {
  for (const std::int64_t words : {5, 12, 100, 1000}) {
    CAPTURE(words);
    Architecture chip = tiny_chip(words);
    chip.levels[LevelId(1)].must_keep.fill(true);  // else the whole problem were the best tile
    const bool room_binds = words < 1000;
    int dearer = 0;
    for (const Problem& problem : {gemm(4, 6, 12), conv1d(12, 3, 4)}) {
      dearer += check_joint(Bounded(problem, chip), false, room_binds);
    }
    dearer += check_joint(Bounded(two_alone(), chip), true, room_binds);
    CHECK((dearer > 0) == room_binds);
  }
}

TEST_CASE("most children outside are those of the best use of the fan-out that is left") {
  const Bounded made(gemm(12, 10, 9), small_chip());
  const auto& [plan, completion] = std::tie(made.plan, made.completion);
  const Lattice& lattice = plan.lattice;
  for (Tile tile = 0; tile < lattice.size(); ++tile) {
    double children = 1;
    double copies = 1;
    for (const Crossing& crossing : plan.regions[0].crossings) {
      if (!lattice.divides(crossing.factor, lattice.last() - tile)) continue;
      children = std::max(children, crossing.children);
      copies = std::max(copies, crossing.copies);
    }
    CHECK(completion.children(1, tile) == children);
    CHECK(completion.copies(1, tile) == copies);
    CHECK(completion.children(0, tile) == 1);
  }
}

// y of 4 units takes 3 of K's 9, x of 4 takes 4 of M's 12: 1,080 operations over 12 units.
TEST_CASE("compute is busy at least as long as the best use of all fan-outs takes") {
  Architecture chip = small_chip();
  CHECK(Bounded(gemm(12, 10, 9), chip).plan.busy_cycles == 90);
  chip.compute.cycles_per_operation = 2;
  CHECK(Bounded(gemm(12, 10, 9), chip).plan.busy_cycles == 180);
}

TEST_CASE("what hopeless nests take outside is not told, and of all others the same") {
  Architecture chip = small_chip();
  chip.levels[LevelId(1)].must_keep = {true, false, true};
  const Problem problem = gemm(16, 16, 12);
  Bounded all(problem, chip);
  const double spent_pj = all.completion.least_spent(1, all.completion.copies(1, 0)).energy_pj;
  const double most_pj = 1.5 * (spent_pj + all.completion.joint_energy_pj(1, 0, kAnyStays));
  const double most_cycles = 3 * all.plan.busy_cycles;
  const auto is_hopeless = [&](double energy_pj, double cycles) {
    return energy_pj > most_pj || cycles > most_cycles;
  };
  Completion some(all.plan, is_hopeless);
  int told = 0;
  int untold = 0;
  for (const std::size_t staying : {std::size_t{kNoneStays}, kOneStays + std::size_t{1}}) {
    for (Tile tile = 0; tile < all.plan.lattice.size(); ++tile) {
      const Least& whole = all.completion.least_outside(1, staying)[tile];
      const Least& least = some.least_outside(1, staying)[tile];
      const double cycles = std::max(whole.cycles, all.plan.busy_cycles);
      const double leaked_pj = all.plan.leakage_pj_per_cycle * std::ceil(cycles * (1 - 1e-12));
      if (is_hopeless(spent_pj + whole.energy_pj + leaked_pj, cycles)) {
        CHECK(least.energy_pj == kInfinity);
        CHECK(least.cycles == kInfinity);
        untold += whole.energy_pj < kInfinity ? 1 : 0;
      } else {
        CHECK(least.energy_pj == whole.energy_pj);
        CHECK(least.cycles == whole.cycles);
        CHECK(some.joint_energy_pj(1, tile, kAnyStays) >=
              all.completion.joint_energy_pj(1, tile, kAnyStays));
        ++told;
      }
    }
  }
  CHECK(told > 0);
  CHECK(untold > 0);
}

}  // namespace paretile::mapper
