// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "tests/mapper/prepared.h"

namespace paretile::mapper {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// What all cost outside the outermost fan-out, one tensor coming `still` times under a promise,
/// the others as often as the tile says.
double promised_pj(Bounded& made, Tile tile, TensorId held, double still) {
  const ExactPlan& plan = made.plan;
  Inside inside;
  for (TensorId t : plan.tensors) {
    inside.placed[t] = plan.regions[1].num_slots[t];
    inside.delivered[t] = static_cast<double>(plan.tables.tensors[t].words) *
                          (t == held ? still : plan.still_left[t][tile]);
  }
  Exit exit;
  exit.outside = tile;
  exit.inverse_share.fill(1);
  const Completion::Promised kept = made.completion.outside_held(1, tile, {held, still});
  return made.completion.energy_through(made.completion.leaving(1, tile, inside), exit,
                                        made.completion.outside_numbers(1, tile, kept.outside));
}

/// Most children of the outermost fan-out that hold different words of a tensor.
double most_apart(const ExactPlan& plan, TensorId t) {
  double apart = 1;
  for (const Crossing& crossing : plan.regions[0].crossings) {
    apart = std::max(apart, crossing.children / crossing.alike[t]);
  }
  return apart;
}

/// The same with whatever promise costs least; its tile stands inside the fan-out, in the words
/// that the children hold together.
double staying_pj(Bounded& made, Tile tile, TensorId t, double capacity_words) {
  const ExactPlan& plan = made.plan;
  double least = kInfinity;
  if (plan.words[t][tile] > capacity_words * most_apart(plan, t)) return least;
  for (double still = 1; still < plan.still_left[t][tile]; ++still) {
    if (std::fmod(plan.still_left[t][tile], still) != 0) continue;
    least = std::min(least, promised_pj(made, tile, t, still));
  }
  return least;
}

/// small_chip with another array around units that hold a word each.
Architecture chip_of_two_arrays() {
  Architecture chip = small_chip();
  chip.levels.push_back(level("register", 1, 0.1, 64));
  chip.fanouts.push_back(array_of("lanes", 3, {{"lane", 2, {"M", "N"}}}));
  chip.levels[LevelId(2)].must_keep.fill(true);
  return chip;
}

/// Whether it tells the least over all tiles further out and all promises about every tensor, and
/// how often one of them takes less than where no tile stays.
int check_staying(Bounded& made) {
  const ExactPlan& plan = made.plan;
  const double capacity_bits = plan.capacity_bits(LevelId(plan.tables.num_levels - 1));
  int gains = 0;
  for (TensorId t : plan.tensors) {
    const cost_model::TensorTable& tensor = plan.tables.tensors[t];
    for (Tile tile = 0; tile < plan.lattice.size(); ++tile) {
      const double none = made.completion.joint_energy_pj(1, tile, kNoneStays);
      double least = none;
      for (Tile outer = tile; outer < plan.lattice.size(); ++outer) {
        if (!plan.lattice.divides(tile, outer)) continue;
        const double bits = tensor.is_output ? tensor.psum_bits : tensor.bits;
        least = std::min(least, staying_pj(made, outer, t, capacity_bits / bits));
      }
      const double found = made.completion.joint_energy_pj(1, tile, kOneStays + t.index());
      if (least < kInfinity) CHECK(found == doctest::Approx(least).epsilon(1e-12));
      CHECK((least == kInfinity) == (found == kInfinity));
      gains += least < none * (1 - 1e-9) ? 1 : 0;
    }
  }
  return gains;
}

/// small_chip with scarce room, and tensors that have to stand in its buffer.
Architecture chip_that_keeps(const std::array<bool, kNumRoles>& tensors) {
  Architecture chip = small_chip();
  chip.levels[LevelId(1)].capacity_bits = 40 * 8;
  chip.levels[LevelId(1)].must_keep = tensors;
  chip.levels[LevelId(2)].capacity_bits = 4 * 8;
  return chip;
}

}  // namespace

TEST_CASE("a tensor stays across a fan-out where it has room inside, and comes as promised") {
  Architecture chip = small_chip();
  chip.levels[LevelId(1)].capacity_bits = 40 * 8;
  chip.levels[LevelId(2)].capacity_bits = 1 * 8;
  chip.levels[LevelId(1)].must_keep = {true, false, true};
  chip.levels[LevelId(1)].may_keep = {true, false, true};
  Bounded made(gemm(16, 16, 12), chip);
  const ExactPlan& plan = made.plan;
  int without_room = 0;
  for (TensorId t : plan.tensors) {
    const std::size_t staying = kOneStays + t.index();
    for (Tile tile = 0; tile < plan.lattice.size(); ++tile) {
      double least = kInfinity;
      double freely = kInfinity;
      for (Tile outer = tile; outer < plan.lattice.size(); ++outer) {
        if (!plan.lattice.divides(tile, outer)) continue;
        const double none = promised_pj(made, outer, t, plan.still_left[t][outer]);
        const double stays = staying_pj(made, outer, t, 1);
        least = std::min({least, none, stays});
        freely = std::min({freely, none, staying_pj(made, outer, t, kInfinity)});
      }
      const double found = made.completion.joint_energy_pj(1, tile, staying);
      if (least == kInfinity) {
        CHECK(found == kInfinity);
        continue;
      }
      CHECK(found == doctest::Approx(least).epsilon(1e-12));
      CHECK(made.completion.joint_energy_pj(1, tile, kAnyStays) <= found);
      without_room += least > freely * (1 + 1e-9) ? 1 : 0;
    }
  }
  CHECK(without_room > 0);
}

TEST_CASE("a tile that stays gains room alone, for nodes that have to be outside") {
  Problem wide = gemm(16, 16, 12);
  wide.tensors[wide.output()].psum_bits = 24;
  for (const Problem& problem : {gemm(16, 16, 12), wide, conv1d(16, 4, 8)}) {
    Bounded none(problem, chip_that_keeps({false, false, false}));
    CHECK(check_staying(none) == 0);
    Bounded some(problem, chip_that_keeps({true, false, true}));
    CHECK(check_staying(some) > 0);
  }
  // With a second level outside nodes of the others may still save something behind the first.
  Architecture deep = chip_that_keeps({false, false, false});
  deep.levels = {deep.levels[LevelId(0)], level("cache", 80, 20, 64), deep.levels[LevelId(1)],
                 deep.levels[LevelId(2)]};
  deep.fanouts[FanoutId(0)].levels_outside = 3;
  Bounded made(gemm(16, 16, 12), deep);
  check_staying(made);
}

TEST_CASE("what stands outside two fan-outs serves what it has to, and has all outside one") {
  Bounded made(gemm(12, 16, 6), chip_of_two_arrays());
  const ExactPlan& plan = made.plan;
  REQUIRE(plan.regions.size() == 3);
  int dearer = 0;
  for (const Staying staying : {kNoneStays, kAnyStays}) {
    for (Tile tile = 0; tile < plan.lattice.size(); ++tile) {
      double reads_pj = 0;  // every word of every tensor, by the spad at 1 pJ
      for (TensorId t : plan.tensors) {
        reads_pj += static_cast<double>(plan.tables.tensors[t].words);
      }
      const double further = made.completion.joint_energy_pj(1, tile, kAnyStays);
      const double found = made.completion.joint_energy_pj(2, tile, staying);
      CHECK(found >= further + reads_pj);
      if (staying == kNoneStays) {
        // As often as the tile says, here and further out.
        double least = kInfinity;
        for (Tile outer = tile; outer < plan.lattice.size(); ++outer) {
          if (!plan.lattice.divides(tile, outer)) continue;
          double sum = made.completion.joint_energy_pj(1, outer, kAnyStays);
          for (TensorId t : plan.tensors) {
            sum += static_cast<double>(plan.tables.tensors[t].words) * plan.still_left[t][outer];
          }
          least = std::min(least, sum);
        }
        CHECK(found >= least * (1 - 1e-12));
        dearer += found > (further + reads_pj) * (1 + 1e-9) ? 1 : 0;
      }
    }
  }
  CHECK(dearer > 0);
}

TEST_CASE("tiles that stay bring less through the homes' ports, also where energies tie") {
  Architecture chip = small_chip();
  for (Level& level : chip.levels) {
    level.read_pj = level.fill_pj = level.update_pj = level.drain_pj = 0;
  }
  chip.levels[LevelId(0)].shared_bandwidth_bits_per_cycle = 4;
  chip.levels[LevelId(1)].capacity_bits = 40 * 8;
  chip.levels[LevelId(1)].must_keep = chip.levels[LevelId(1)].may_keep = {true, false, true};
  chip.levels[LevelId(2)].capacity_bits = 4 * 8;
  Bounded made(gemm(16, 16, 12), chip);
  const ExactPlan& plan = made.plan;
  const std::vector<Least>& none = made.completion.joint(1, kNoneStays);
  int faster = 0;
  for (TensorId t : plan.tensors) {
    for (Tile tile = 0; tile < plan.lattice.size(); ++tile) {
      double least = none[tile].cycles;
      for (Tile outer = tile; outer < plan.lattice.size(); ++outer) {
        if (!plan.lattice.divides(tile, outer) || plan.words[t][outer] > 4 * most_apart(plan, t)) {
          continue;
        }
        for (double still = 1; still < plan.still_left[t][outer]; ++still) {
          if (std::fmod(plan.still_left[t][outer], still) != 0) continue;
          const Least kept = made.completion.outside_held(1, outer, {t, still}).least;
          least = std::min(least, kept.cycles);
        }
      }
      const double found = made.completion.joint_cycles(1, tile, kOneStays + t.index());
      CHECK(found >= least);
      CHECK(found <= std::max(least, made.plan.busy_cycles));
      CHECK(made.completion.joint_cycles(1, tile, kAnyStays) <= found);
      faster += found < none[tile].cycles ? 1 : 0;
    }
  }
  CHECK(faster > 0);
}

TEST_CASE("where all loops rise what crosses is a tile that some tensor has room for inside") {
  struct Inner {
    bool required;
    Problem problem;
    bool leaves_out;
  };
  for (const Inner& inner : {Inner{true, gemm(16, 16, 12), true},
                             {false, gemm(16, 16, 12), false},
                             {true, conv1d(48, 16, 4), false}}) {
    Architecture chip = small_chip();
    chip.levels[LevelId(2)].must_keep.fill(inner.required);
    chip.levels[LevelId(2)].capacity_bits = 3 * 8;
    Bounded made(inner.problem, chip);
    const ExactPlan& plan = made.plan;
    const std::vector<Least>& anywhere = made.completion.least_outside(1, kNoneStays);
    int left_out = 0;
    int exactly_full = 0;
    for (Tile tile = 0; tile < plan.lattice.size(); ++tile) {
      double least = kInfinity;
      double freely = kInfinity;
      for (Tile outer = tile; outer < plan.lattice.size(); ++outer) {
        if (!plan.lattice.divides(tile, outer)) continue;
        freely = std::min(freely, anywhere[outer].energy_pj);
        const bool fits = std::any_of(plan.tensors.begin(), plan.tensors.end(), [&](TensorId t) {
          const double room_words = 3 * most_apart(plan, t);
          exactly_full += plan.words[t][outer] == room_words ? 1 : 0;
          return plan.words[t][outer] <= room_words;
        });
        if (fits || !inner.leaves_out) least = std::min(least, anywhere[outer].energy_pj);
      }
      CHECK(made.completion.joint_energy_pj(1, tile, kNoneStays) == least);
      left_out += least > freely ? 1 : 0;
    }
    CHECK((left_out > 0) == inner.leaves_out);
    if (inner.leaves_out) CHECK(exactly_full > 0);
  }
}

}  // namespace paretile::mapper
