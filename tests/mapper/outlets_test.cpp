// SPDX-License-Identifier: Apache-2.0
#include "mapper/outlets.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/mapper/prepared.h"

namespace paretile::mapper {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Wires of the array take energy.
Architecture wired_chip() {
  Architecture chip = small_chip();
  chip.fanouts[FanoutId(0)].send_pj = 2;
  chip.fanouts[FanoutId(0)].word_bits = 8;
  return chip;
}

/// Ways out of a gate that refuses nothing.
struct Open : Bounded {
  using Bounded::Bounded;
  Gate gate = open_gate();
  Outlets outlets{plan, completion, gate};

  static Gate open_gate() {
    Gate gate(Objective{});
    gate.set_limit(kInfinity);
    return gate;
  }
};

/// The outlet by a use of the fan-out, if there is one.
const Outlet* by(const Outlets::Ways& ways, std::size_t choice) {
  const auto found =
      std::find_if(ways.outlets.begin(), ways.outlets.end(),
                   [&](const Outlet& outlet) { return ways.exits[outlet.exit].choice == choice; });
  return found == ways.outlets.end() ? nullptr : &*found;
}

double least_pj(const Least& least, const Exit& exit) {
  return least.energy_pj + (exit.is_wired ? least.sent_pj : 0);
}

/// Each use of the fan-out that is left is an outlet with the least outside it.
void check_free(Open& made, Tile tile, bool crosses, std::size_t staying) {
  const Outlets::Ways ways = made.outlets.at(1, tile, crosses, staying);
  const std::vector<Crossing>& crossings = made.plan.regions[0].crossings;
  for (std::size_t choice = 0; choice < crossings.size(); ++choice) {
    const Outlet* const outlet = by(ways, choice);
    const Lattice& lattice = made.plan.lattice;
    if (!lattice.divides(crossings[choice].factor, lattice.last() - tile)) {
      CHECK(outlet == nullptr);
      continue;
    }
    const Exit exit = made.completion.exit_by(1, tile, choice);
    const Least& least = crosses ? made.completion.least_outside(1, staying)[exit.outside]
                                 : made.completion.joint(1, staying)[exit.outside];
    REQUIRE((outlet == nullptr) == (least.cycles == kInfinity));
    if (outlet == nullptr) continue;
    CHECK(outlet->energy_pj == least_pj(least, exit));
    CHECK(outlet->cycles == least.cycles);
  }
}

/// Each use that leaves a whole promise is an outlet with the least of nests that keep it.
int check_held(Open& made, Tile tile, std::size_t staying, const Held& held) {
  const Outlets::Ways ways = made.outlets.held_at(1, tile, staying, held);
  const Outlets::Ways freely = made.outlets.at(1, tile, true, staying);
  int dearer = 0;
  for (const Outlet& free : freely.outlets) {
    const Exit& exit = freely.exits[free.exit];
    const Outlet* const outlet = by(ways, exit.choice);
    const double left = held.left / made.plan.regions[0].crossings[exit.choice].alike[held.tensor];
    if (left != std::floor(left)) {
      CHECK(outlet == nullptr);
      continue;
    }
    // Kept at once: from here on no tile stays.
    const Least least =
        left == made.plan.still_left[held.tensor][exit.outside]
            ? made.completion.least_outside(1, kNoneStays)[exit.outside]
            : made.completion.outside_held(1, exit.outside, {held.tensor, left}).least;
    REQUIRE((outlet == nullptr) == (least.cycles == kInfinity));
    if (outlet == nullptr) continue;
    CHECK(outlet->energy_pj == std::max(free.energy_pj, least_pj(least, exit)));
    CHECK(outlet->cycles == std::max(free.cycles, least.cycles));
    dearer += outlet->energy_pj > free.energy_pj ? 1 : 0;
  }
  return dearer;
}

}  // namespace

TEST_CASE("outlets of a tile are told apart by where the label crosses and what may stay") {
  Open made(gemm(8, 12, 6), wired_chip());
  for (Tile tile = 0; tile < made.plan.lattice.size(); ++tile) {
    for (const std::size_t staying : {kNoneStays, kAnyStays, kOneStays}) {
      check_free(made, tile, true, staying);
      check_free(made, tile, false, staying);
    }
  }
}

TEST_CASE("outlets of labels under a promise are those of that promise, of that tensor") {
  Open made(gemm(8, 12, 6), wired_chip());
  int dearer = 0;
  for (Tile tile = 0; tile < made.plan.lattice.size(); ++tile) {
    for (TensorId t : made.plan.tensors) {
      check_free(made, tile, false, kOneStays + t.index());
      for (const double left : {1.0, 2.0, 3.0, 4.0}) {
        dearer += check_held(made, tile, kOneStays + t.index(), {t, left});
        dearer += check_held(made, tile, kAnyStays, {t, left});
      }
    }
  }
  CHECK(dearer > 0);
}

TEST_CASE("outlets are kept while they are few, and given back when they fill memory") {
  Open made(gemm(8, 12, 6), wired_chip());
  REQUIRE_FALSE(made.outlets.at(1, 0, true, kNoneStays).outlets.empty());
  made.gate.offer({0, 0, {}});  // lists found from now on are empty
  made.outlets.forget();
  const std::size_t few = made.outlets.at(1, 0, true, kNoneStays).outlets.size();
  CHECK(few > 0);

  Open filled(gemm(8, 12, 6), wired_chip());
  const TensorId t = filled.plan.tensors[0];
  const std::size_t num_exits = filled.outlets.at(1, 0, true, kNoneStays).outlets.size();
  // 100 MB of lists, each of a promise that all exits leave whole: 8 * 12 * 6 times any number.
  const std::size_t lists = 100'000'000 / (num_exits * sizeof(Outlet)) + 1;
  for (std::size_t i = 1; i <= lists; ++i) {
    filled.outlets.held_at(1, 0, kOneStays + t.index(), {t, 576.0 * static_cast<double>(i)});
  }
  filled.gate.offer({0, 0, {}});
  filled.outlets.forget();
  CHECK(filled.outlets.at(1, 0, true, kNoneStays).outlets.empty());
}

}  // namespace paretile::mapper
