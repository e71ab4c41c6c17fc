// SPDX-License-Identifier: Apache-2.0
#include "mapper/spatial.h"

#include <algorithm>
#include <map>
#include <utility>

#include "mapper/factors.h"

namespace paretile::mapper {
namespace {

/// Bounds chosen so far: what they multiply a tile by, and how much of each axis they take.
struct Partial {
  Tile factor = 0;
  std::array<std::int64_t, 2> used = {1, 1};
  std::vector<Node> loops;
};

bool is_allowed(const SearchSpace& space, const Constraints& constraints, const Problem& problem,
                AxisId axis, DimId dim, std::int64_t bound) {
  const std::string& kind = problem.dims[dim].kind;
  for (const AxisRule& rule : constraints.axes) {
    if (rule.axis != axis || bound == 1) continue;
    if (std::find(rule.dims.begin(), rule.dims.end(), kind) == rule.dims.end()) return false;
  }
  for (const SpatialRule& rule : constraints.spatial) {
    if (rule.axis == axis && rule.dim == kind && !rule.bound.contains(bound)) return false;
  }
  return bound == 1 || space.axis_dims[axis].contains(dim);
}

/// Rules about a dimension the problem does not have: it runs once.
bool absent_dims_allowed(const Constraints& constraints, const Problem& problem, AxisId axis) {
  return std::all_of(constraints.spatial.begin(), constraints.spatial.end(),
                     [&](const SpatialRule& rule) {
                       const bool present =
                           std::any_of(problem.dims.begin(), problem.dims.end(),
                                       [&](const Dimension& dim) { return dim.kind == rule.dim; });
                       return rule.axis != axis || present || rule.bound.contains(1);
                     });
}

/// The room loops may take on each of the axes; one number for both where the fan-out folds.
bool fits(const SearchSpace& space, const UsableFanout& fanout,
          const std::array<std::int64_t, 2>& used) {
  if (fanout.fold) return used[0] * used[1] <= fanout.children;
  for (std::size_t a = 0; a < fanout.axes.size(); ++a) {
    if (used[a] > space.axis_sizes[fanout.axes[a]]) return false;
  }
  return true;
}

}  // namespace

std::vector<SpatialChoice> spatial_choices(const SearchSpace& space, const UsableFanout& fanout,
                                           const Constraints& constraints, const Problem& problem,
                                           const Lattice& lattice) {
  if (fanout.axes.empty()) return {SpatialChoice{}};
  using Key = std::pair<Tile, std::int64_t>;  // the second axis follows from the factor
  for (AxisId axis : fanout.axes) {
    if (!absent_dims_allowed(constraints, problem, axis)) return {};
  }
  std::map<Key, Partial> partial;
  partial.emplace(Key{0, 1}, Partial{});
  for (DimId dim : problem.dims.ids()) {
    std::map<Key, Partial> next;
    for (const auto& [key, chosen] : partial) {
      for (const std::int64_t first : lattice.divisors(dim)) {
        if (!is_allowed(space, constraints, problem, fanout.axes[0], dim, first)) continue;
        const std::int64_t rest = problem.dims[dim].size / first;
        for (const std::int64_t second : lattice.divisors(dim)) {
          if (rest % second != 0) continue;
          if (fanout.axes.size() == 1 && second > 1) break;
          if (fanout.axes.size() > 1 &&
              !is_allowed(space, constraints, problem, fanout.axes[1], dim, second)) {
            continue;
          }
          Partial grown = chosen;
          grown.used[0] *= first;
          grown.used[1] *= second;
          if (!fits(space, fanout, grown.used)) break;
          grown.factor += lattice.offset(dim, first * second);
          if (first > 1) grown.loops.push_back(Node::spatial(dim, first, fanout.axes[0]));
          if (second > 1) grown.loops.push_back(Node::spatial(dim, second, fanout.axes[1]));
          next.emplace(Key{grown.factor, grown.used[0]}, std::move(grown));
        }
      }
    }
    partial = std::move(next);
  }
  std::vector<SpatialChoice> choices;
  for (auto& [key, chosen] : partial) {
    if (!choices.empty() && choices.back().factor == key.first) continue;
    std::stable_sort(chosen.loops.begin(), chosen.loops.end(), [](const Node& a, const Node& b) {
      return std::pair(a.axis, a.dim) < std::pair(b.axis, b.dim);
    });
    SpatialChoice choice{chosen.factor, chosen.used[0] * chosen.used[1], {}};
    for (const Node& loop : chosen.loops) choice.loops.push_back(loop);
    choices.push_back(choice);
  }
  // Those with the most children surpass most others: looked at first, they save looking at them.
  std::stable_sort(
      choices.begin(), choices.end(),
      [](const SpatialChoice& a, const SpatialChoice& b) { return a.children > b.children; });
  return choices;
}

}  // namespace paretile::mapper
