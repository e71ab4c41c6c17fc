// SPDX-License-Identifier: Apache-2.0
#include "mapper/coupling.h"

#include <doctest/doctest.h>

#include <limits>
#include <vector>

#include "tests/mapper/cases.h"

namespace paretile::mapper {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Costs that differ between tiles and tensors, and fall with the size of the tile.
std::vector<double> made_up_costs(const ExactPlan& plan, TensorId t) {
  std::vector<double> costs;
  for (Tile tile = 0; tile < plan.lattice.size(); ++tile) {
    costs.push_back(1000.0 / plan.words[t][tile] +
                    static_cast<double>((tile * 7 + t.index()) % 11));
  }
  return costs;
}

/// The least cost of nodes for the members of a set, one after the other, all of them fitting:
/// every tile of every one tried.
double by_trying_all(const ExactPlan& plan, const Coupling& coupling,
                     const IdArray<TensorId, std::vector<double>>& costs, Coupling::Set set,
                     Tile from, double room_bits) {
  if (set == 0) return 0;
  double least = kInfinity;
  for (Tile tile = from; tile < plan.lattice.size(); ++tile) {
    if (!plan.lattice.divides(from, tile)) continue;
    for (std::size_t i = 0; i < coupling.members().size(); ++i) {
      if ((set >> i & 1U) == 0) continue;
      const TensorId t = coupling.members()[i].tensor;
      const double bits = plan.words[t][tile] * plan.tables.tensors[t].bits;
      if (bits > room_bits) continue;
      least = std::min(least, costs[t][tile] + by_trying_all(plan, coupling, costs,
                                                             set & ~(Coupling::Set{1} << i), tile,
                                                             room_bits - bits));
    }
  }
  return least;
}

}  // namespace

TEST_CASE("what coupled tensors cost at least is a bound, and exact where room does not bind") {
  const Problem problem = gemm(4, 6, 4);
  for (const std::int64_t words : {12, 40, 100'000}) {
    CAPTURE(words);
    const Architecture chip = tiny_chip(words);
    const Settings settings;
    const SpaceOrVerdict built = build_space(problem, chip, settings.constraints);
    REQUIRE(built.space);
    const ExactPlan plan(problem, chip, *built.space, settings);
    IdArray<TensorId, std::vector<double>> costs;
    for (TensorId t : plan.tensors) costs[t] = made_up_costs(plan, t);
    const Coupling coupling(
        plan, [&](TensorId t, std::size_t) -> const std::vector<double>& { return costs[t]; });
    REQUIRE(coupling.members().size() == 3);
    int in_the_way = 0;
    for (Coupling::Set set = 1; set <= coupling.all(); ++set) {
      for (Tile tile = 0; tile < plan.lattice.size(); ++tile) {
        for (const double share : {1.0, 0.6}) {
          const double room_bits = plan.capacity_bits(coupling.level()) * share;
          const double bound = coupling.outward_pj(set, tile, room_bits);
          const double truth = by_trying_all(plan, coupling, costs, set, tile, room_bits);
          const double freely = by_trying_all(plan, coupling, costs, set, tile, kInfinity);
          CHECK(bound <= truth * (1 + 1e-12));
          CHECK(bound >= freely * (1 - 1e-12));
          in_the_way += bound > freely * (1 + 1e-9) ? 1 : 0;
        }
      }
    }
    CHECK((in_the_way > 0) == (words < 100'000));
  }
}

TEST_CASE("room never binds where all tensors fit whole, wide sums included") {
  Problem problem = gemm(4, 6, 4);  // 24 + 24 + 16 words, of which the 24 of the output are wide
  problem.tensors[problem.output()].psum_bits = 16;
  for (const std::int64_t words : {88, 87}) {
    CAPTURE(words);
    const Architecture chip = tiny_chip(words);
    const Settings settings;
    const SearchSpace space = *build_space(problem, chip).space;
    const ExactPlan plan(problem, chip, space, settings);
    IdArray<TensorId, std::vector<double>> costs;
    for (TensorId t : plan.tensors) costs[t] = made_up_costs(plan, t);
    const Coupling coupling(
        plan, [&](TensorId t, std::size_t) -> const std::vector<double>& { return costs[t]; });
    CHECK(coupling.room_bits() == words * 8);
    bool is_in_the_way = false;
    for (Tile tile = 0; tile < plan.lattice.size(); ++tile) {
      const double freely = by_trying_all(plan, coupling, costs, coupling.all(), tile, kInfinity);
      CHECK(coupling.outward_pj(coupling.all(), tile) == doctest::Approx(freely).epsilon(1e-12));
      is_in_the_way |= coupling.outward_pj(coupling.all(), tile, 1) > freely * (1 + 1e-9);
      CHECK(coupling.outward_pj(coupling.all(), tile, -1) == kInfinity);
    }
    CHECK(is_in_the_way == (words < 88));
  }
}

}  // namespace paretile::mapper
