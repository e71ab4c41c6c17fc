// SPDX-License-Identifier: Apache-2.0
#include "mapper/spatial.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <vector>

#include "cost_model/tables.h"
#include "mapper/rng.h"
#include "tests/mapper/cases.h"

namespace paretile::mapper {
namespace {

struct Case {
  Problem problem;
  Architecture chip;
  Constraints constraints;
};

/// Up to two axes, folded or not, that refuse some dimensions and bounds.
Case draw(Rng& rng) {
  const auto up_to = [&](std::size_t n) { return static_cast<std::int64_t>(1 + rng.below(n)); };
  Case drawn;
  drawn.problem = rng.chance(1, 2) ? gemm(up_to(24), up_to(12), up_to(24))
                                   : conv1d(up_to(24), up_to(6), up_to(12));
  drawn.chip = small_chip();
  Fanout& array = drawn.chip.fanouts[FanoutId(0)];
  array.fold = rng.chance(1, 3);
  if (rng.chance(1, 4)) array.axes.pop_back();
  for (Axis& axis : array.axes) {
    axis.size = up_to(12);
    axis.dims.clear();
    for (const Dimension& dim : drawn.problem.dims) {
      if (rng.chance(2, 3)) axis.dims.push_back(dim.kind);
    }
  }
  const AxisId axis(rng.below(array.axes.size()));
  const DimId dim(rng.below(drawn.problem.dims.size()));
  if (rng.chance(1, 3)) drawn.constraints.axes = {{axis, {drawn.problem.dims[dim].kind}}};
  if (rng.chance(1, 3)) {
    drawn.constraints.spatial = {{axis, drawn.problem.dims[dim].kind, {up_to(2), up_to(9)}}};
  }
  return drawn;
}

/// Bounds on both axes, per dimension.
using Bounds = std::vector<std::array<std::int64_t, 2>>;

bool is_allowed(const Case& c, const SearchSpace& space, const UsableFanout& fanout,
                const Bounds& bounds) {
  std::array<std::int64_t, 2> used = {1, 1};
  for (DimId dim : c.problem.dims.ids()) {
    const std::string& kind = c.problem.dims[dim].kind;
    for (std::size_t a = 0; a < 2; ++a) {
      const std::int64_t bound = bounds[dim.index()][a];
      used[a] *= bound;
      if (a >= fanout.axes.size()) {
        if (bound > 1) return false;
        continue;
      }
      const AxisId axis = fanout.axes[a];
      if (bound > 1 && !space.axis_dims[axis].contains(dim)) return false;
      for (const AxisRule& rule : c.constraints.axes) {
        if (rule.axis == axis && bound > 1 && rule.dims[0] != kind) return false;
      }
      for (const SpatialRule& rule : c.constraints.spatial) {
        if (rule.axis == axis && rule.dim == kind && !rule.bound.contains(bound)) return false;
      }
    }
  }
  if (fanout.fold) return used[0] * used[1] <= fanout.children;
  for (std::size_t a = 0; a < fanout.axes.size(); ++a) {
    if (used[a] > space.axis_sizes[fanout.axes[a]]) return false;
  }
  return true;
}

/// What the first axis takes altogether, without the last dimension, without the last two, ...:
/// the least stands for all that multiply a tile by the same.
std::vector<std::int64_t> preference(const Bounds& bounds) {
  std::vector<std::int64_t> taken;
  std::int64_t used = 1;
  for (const auto& bound : bounds) taken.insert(taken.begin(), used *= bound[0]);
  return taken;
}

/// By trying all bounds: those that stand for each factor.
std::map<Tile, Bounds> by_trying_all(const Case& c, const SearchSpace& space,
                                     const UsableFanout& fanout, const Lattice& lattice) {
  std::map<Tile, Bounds> best;
  std::vector<Bounds> all = {{}};
  for (DimId dim : c.problem.dims.ids()) {
    std::vector<Bounds> longer;
    for (const Bounds& bounds : all) {
      for (const std::int64_t first : lattice.divisors(dim)) {
        for (const std::int64_t second : lattice.divisors(dim)) {
          if (c.problem.dims[dim].size / first % second != 0) continue;
          longer.push_back(bounds);
          longer.back().push_back({first, second});
        }
      }
    }
    all = std::move(longer);
  }
  for (const Bounds& bounds : all) {
    if (!is_allowed(c, space, fanout, bounds)) continue;
    Tile factor = 0;
    for (DimId dim : c.problem.dims.ids()) {
      const auto& [first, second] = bounds[dim.index()];
      factor += lattice.offset(dim, first * second);
    }
    const auto [known, is_new] = best.emplace(factor, bounds);
    if (!is_new && preference(bounds) < preference(known->second)) known->second = bounds;
  }
  return best;
}

}  // namespace

TEST_CASE("the uses of a fan-out are those that trying all bounds finds, one for each factor") {
  std::size_t compared = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    Rng rng(seed, 0);
    const Case c = draw(rng);
    const SearchSpace space = *build_space(c.problem, c.chip).space;
    const UsableFanout& fanout = space.fanouts[0];
    if (fanout.axes.empty()) continue;
    const Lattice lattice(cost_model::build_tables(c.problem, c.chip, {}));
    const std::map<Tile, Bounds> expected = by_trying_all(c, space, fanout, lattice);
    const std::vector<SpatialChoice> found =
        spatial_choices(space, fanout, c.constraints, c.problem, lattice);
    REQUIRE(found.size() == expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
      const SpatialChoice& choice = found[i];
      if (i > 0) CHECK(found[i - 1].children >= choice.children);
      REQUIRE(expected.contains(choice.factor));
      Bounds bounds(c.problem.dims.size(), {1, 1});
      std::int64_t children = 1;
      for (const Node& loop : choice.loops) {
        children *= loop.bound;
        bounds[loop.dim.index()][loop.axis == fanout.axes[0] ? 0 : 1] = loop.bound;
      }
      CHECK(choice.children == children);
      CHECK(bounds == expected.at(choice.factor));
      ++compared;
    }
  }
  CHECK(compared > 1000);
}

}  // namespace paretile::mapper
