// SPDX-License-Identifier: Apache-2.0
#include "mapper/coupling.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "tests/mapper/prepared.h"

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

/// The same, but no less for a tile that has grown by loops that leave another tensor alone: fills
/// are as many then, and less stands further out.
std::vector<double> costs_that_never_fall(const ExactPlan& plan, TensorId t) {
  std::vector<double> costs;
  for (Tile tile = 0; tile < plan.lattice.size(); ++tile) {
    costs.push_back(100 * plan.still_left[t][tile] + plan.words[t][tile]);
  }
  return costs;
}

/// A small matrix product, its three tensors side by side in a buffer of so many words.
struct Coupled : Prepared {
  using Costs = std::vector<double> (*)(const ExactPlan&, TensorId);
  explicit Coupled(std::int64_t words, Problem of = gemm(4, 6, 4), Costs costs_of = made_up_costs)
      : Prepared(std::move(of), tiny_chip(words)),
        costs(made_up(plan, costs_of)),
        coupling(plan, [this](TensorId t, std::size_t) -> const std::vector<double>& {
          return costs[t];
        }) {}
  static IdArray<TensorId, std::vector<double>> made_up(const ExactPlan& plan, Costs costs_of) {
    IdArray<TensorId, std::vector<double>> costs;
    for (TensorId t : plan.tensors) costs[t] = costs_of(plan, t);
    return costs;
  }
  IdArray<TensorId, std::vector<double>> costs;
  Coupling coupling;
};

Problem with_wide_sums(Problem problem) {
  problem.tensors[problem.output()].psum_bits = 16;
  return problem;
}

/// A tile of a member in the level they share.
double tile_bits(const ExactPlan& plan, TensorId t, Tile tile, const Room& room) {
  const cost_model::TensorTable& tensor = plan.tables.tensors[t];
  return plan.words[t][tile] * (room.for_partial_sums ? tensor.psum_bits : tensor.bits);
}

/// The least cost of nodes for the members of a set, one after the other, all of them fitting:
/// every tile of every one tried.
double by_trying_all(const ExactPlan& plan, const Coupling& coupling,
                     const IdArray<TensorId, std::vector<double>>& costs, Coupling::Set set,
                     Tile from, Room room) {
  if (set == 0) return 0;
  double least = kInfinity;
  for (Tile tile = from; tile < plan.lattice.size(); ++tile) {
    if (!plan.lattice.divides(from, tile)) continue;
    for (std::size_t i = 0; i < coupling.members().size(); ++i) {
      if ((set >> i & 1U) == 0) continue;
      const TensorId t = coupling.members()[i].tensor;
      const double bits = tile_bits(plan, t, tile, room);
      if (bits > room.bits) continue;
      const Room rest{room.bits - bits, room.for_partial_sums};
      least = std::min(least,
                       costs[t][tile] + by_trying_all(plan, coupling, costs,
                                                      set & ~(Coupling::Set{1} << i), tile, rest));
    }
  }
  return least;
}

/// The same of nests that keep a promise: until then only loops that leave its tensor alone come,
/// and no node of it.
double by_keeping_it(const ExactPlan& plan, const Coupling& coupling,
                     const IdArray<TensorId, std::vector<double>>& costs, Coupling::Set set,
                     Tile tile, Room room, const Held& held) {
  if (set == 0) return 0;
  if (plan.still_left[held.tensor][tile] <= held.left) {
    return by_trying_all(plan, coupling, costs, set, tile, room);
  }
  double least = kInfinity;
  for (std::size_t i = 0; i < coupling.members().size(); ++i) {
    const TensorId t = coupling.members()[i].tensor;
    const double bits = tile_bits(plan, t, tile, room);
    if ((set >> i & 1U) == 0 || t == held.tensor || bits > room.bits) continue;
    const Room rest{room.bits - bits, room.for_partial_sums};
    least = std::min(
        least, costs[t][tile] + by_keeping_it(plan, coupling, costs, set & ~(Coupling::Set{1} << i),
                                              tile, rest, held));
  }
  for (const Factor& factor : plan.lattice.factors()) {
    if (plan.tables.moves[factor.dim].contains(held.tensor)) continue;
    if (!plan.lattice.can_grow(tile, factor)) continue;
    least = std::min(least,
                     by_keeping_it(plan, coupling, costs, set, tile + factor.stride, room, held));
  }
  return least;
}

}  // namespace

TEST_CASE(
    "what coupled tensors cost at least is a bound, exact where room is few words or plenty") {
  for (const auto& [words, partial] :
       {std::pair{12, false}, {40, false}, {40, true}, {100'000, true}}) {
    CAPTURE(words);
    const Coupled made(words, with_wide_sums(gemm(4, 6, 4)));
    const auto& [plan, costs, coupling] = std::tie(made.plan, made.costs, made.coupling);
    REQUIRE(coupling.members().size() == 3);
    int in_the_way = 0;
    for (Coupling::Set set = 1; set <= coupling.all(); ++set) {
      for (Tile tile = 0; tile < plan.lattice.size(); ++tile) {
        for (const double share : {1.0, 0.6}) {
          const double room_bits = plan.capacity_bits(coupling.level()) * share;
          const Room room{room_bits, partial};
          const double bound = coupling.outward(set, tile, room);
          const double truth = by_trying_all(plan, coupling, costs, set, tile, room);
          const double freely = by_trying_all(plan, coupling, costs, set, tile, {kInfinity});
          CHECK(bound <= truth * (1 + 1e-12));
          CHECK(bound >= freely * (1 - 1e-12));
          in_the_way += bound > freely * (1 + 1e-9) ? 1 : 0;
          if (words == 12 && bound < kInfinity) CHECK(bound == doctest::Approx(truth));
        }
      }
    }
    CHECK((in_the_way > 0) == (words < 100'000));
  }
}

TEST_CASE("partial sums leave less room than finished ones") {
  const Coupled made(40, with_wide_sums(gemm(4, 6, 4)));
  const auto& [plan, costs, coupling] = std::tie(made.plan, made.costs, made.coupling);
  REQUIRE(coupling.has_partial_sums());
  int dearer = 0;
  for (Tile tile = 0; tile < plan.lattice.size(); ++tile) {
    const double room_bits = coupling.room_bits();
    const double finished = coupling.outward(coupling.all(), tile, {room_bits, false});
    const double partial = coupling.outward(coupling.all(), tile, {room_bits, true});
    CHECK(partial >= finished);
    dearer += partial > finished ? 1 : 0;
  }
  CHECK(dearer > 0);
  CHECK_FALSE(Coupled(40).coupling.has_partial_sums());
}

TEST_CASE("room never binds where all tensors fit whole, wide sums included") {
  // 24 + 24 + 16 words, of which the 24 of the output are wide
  const Problem problem = with_wide_sums(gemm(4, 6, 4));
  for (const std::int64_t words : {88, 87}) {
    CAPTURE(words);
    const Coupled made(words, problem);
    const auto& [plan, costs, coupling] = std::tie(made.plan, made.costs, made.coupling);
    CHECK(coupling.room_bits() == words * 8);
    bool is_in_the_way = false;
    for (Tile tile = 0; tile < plan.lattice.size(); ++tile) {
      const double freely = by_trying_all(plan, coupling, costs, coupling.all(), tile, {kInfinity});
      CHECK(coupling.outward(coupling.all(), tile, {coupling.room_bits()}) ==
            doctest::Approx(freely).epsilon(1e-12));
      is_in_the_way |= coupling.outward(coupling.all(), tile, {1}) > freely * (1 + 1e-9);
      CHECK(coupling.outward(coupling.all(), tile, {-1}) == kInfinity);
    }
    CHECK(is_in_the_way == (words < 88));
  }
}

/// Against nests that keep promises, one by one.
void check_held(Coupled& made, bool partial) {
  const auto& [plan, costs, coupling] = std::tie(made.plan, made.costs, made.coupling);
  const bool binds = coupling.room_bits() < 100'000;
  int dearer = 0;
  for (TensorId t : plan.tensors) {
    for (Tile tile = 0; tile < plan.lattice.size(); ++tile) {
      for (const double left : {1.0, 2.0}) {
        if (std::fmod(plan.still_left[t][tile], left) != 0) continue;
        const Room room{plan.capacity_bits(coupling.level()) * 0.7, partial};
        const Coupling::PerSet freely = coupling.all_outward(tile, room);
        const Coupling::PerSet bound = made.coupling.all_outward(tile, room, {t, left});
        for (Coupling::Set set = 1; set <= coupling.all(); ++set) {
          const double truth = by_keeping_it(plan, coupling, costs, set, tile, room, {t, left});
          CHECK(bound[set] <= truth * (1 + 1e-12));
          CHECK(bound[set] >= freely[set] * (1 - 1e-12));
          if (!binds) CHECK(bound[set] == doctest::Approx(truth));
          dearer += bound[set] > freely[set] * (1 + 1e-9) ? 1 : 0;
        }
      }
    }
  }
  CHECK(dearer > 0);
}

TEST_CASE(
    "what coupled tensors cost under a promise is a bound, and exact where room does not bind") {
  for (const bool partial : {false, true}) {
    for (const std::int64_t words : {20, 100'000}) {
      CAPTURE(words);
      for (const auto costs_of : {made_up_costs, costs_that_never_fall}) {
        Coupled made(words, with_wide_sums(gemm(4, 6, 4)), costs_of);
        check_held(made, partial);
      }
    }
  }
}

TEST_CASE("nodes that had best stand at once cost what tables of all tiles in between say") {
  const Problem problem = with_wide_sums(gemm(8, 4, 4));
  Coupled at_once(30, problem, costs_that_never_fall);
  // One that costs more at the innermost tile falls there, which is all that differs.
  Coupled tabulated(30, problem, [](const ExactPlan& plan, TensorId t) {
    std::vector<double> costs = costs_that_never_fall(plan, t);
    costs[0] += 1000;
    return costs;
  });
  const ExactPlan& plan = at_once.plan;
  for (TensorId t : plan.tensors) {
    CHECK(never_falls(plan, at_once.costs[t],
                      t == plan.tensors[0] ? plan.tensors[1] : plan.tensors[0]));
    for (Tile tile = 1; tile < plan.lattice.size(); ++tile) {
      for (const double left : {1.0, 2.0}) {
        if (std::fmod(plan.still_left[t][tile], left) != 0) continue;
        for (const Room room : {Room{30 * 8, false}, Room{13 * 8, true}}) {
          const auto direct = at_once.coupling.all_outward(tile, room, {t, left});
          const auto table = tabulated.coupling.all_outward(tile, room, {t, left});
          for (Coupling::Set set = 1; set <= at_once.coupling.all(); ++set) {
            if (table[set] == kInfinity) {
              CHECK(direct[set] == kInfinity);
            } else {
              CHECK(direct[set] == doctest::Approx(table[set]).epsilon(1e-12));
            }
          }
        }
      }
    }
  }
}

TEST_CASE("a promise that loops over one dimension keep is kept at one tile") {
  const Prepared made(gemm(12, 6, 4), tiny_chip(40));
  const ExactPlan& plan = made.plan;
  for (TensorId t : plan.tensors) {
    REQUIRE(plan.leaves_alone[t]);
    for (Tile tile = 0; tile < plan.lattice.size(); ++tile) {
      for (double left = 1; left <= 12; ++left) {
        const std::optional<Tile> kept = kept_at(plan, {t, left}, tile);
        CHECK(kept.has_value() == (std::fmod(plan.still_left[t][tile], left) == 0));
        if (!kept) continue;
        CHECK(plan.still_left[t][*kept] == left);
        CHECK(plan.moving_left[t][*kept] == plan.moving_left[t][tile]);
        CHECK(plan.lattice.divides(tile, *kept));
      }
    }
  }
  // Positions and rows of images leave weights alone.
  const Prepared two(to_problem(parse_einsum("O[k,p,n] += W[k] * I[p,n]").einsum,
                                {{"K", "K", 4}, {"P", "P", 4}, {"N", "N", 4}}, "W"),
                     tiny_chip(40));
  for (TensorId t : two.plan.tensors) {
    const bool is_weight = two.problem.tensors[t].name == "W";
    CHECK(two.plan.leaves_alone[t].has_value() == (two.problem.tensors[t].name == "I"));
    if (is_weight) CHECK_FALSE(kept_at(two.plan, {t, 1}, 0));
  }
}

TEST_CASE("the least over what coupled tensors keep is that of trying every set") {
  const Coupled made(40);
  const Coupling& coupling = made.coupling;
  const std::array<double, 3> kept = {3, 20, 1};
  const std::array<double, 3> otherwise = {5, kInfinity, 70};
  const std::array<double, 8> outward = {0, 4, 30, 31, 60, 61, 90, 91};
  for (Coupling::Set open = 0; open <= coupling.all(); ++open) {
    double least = kInfinity;
    for (Coupling::Set set = 0; set <= coupling.all(); ++set) {
      if ((set & ~open) != 0) continue;
      double cost = outward[set];
      for (std::size_t i = 0; i < 3; ++i) {
        if ((open >> i & 1U) != 0) cost += (set >> i & 1U) != 0 ? kept[i] : otherwise[i];
      }
      least = std::min(least, cost);
    }
    CHECK(coupling.least_of(open, kept.data(), otherwise.data(), outward.data()) == least);
  }
}

}  // namespace paretile::mapper
