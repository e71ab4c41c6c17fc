// SPDX-License-Identifier: Apache-2.0
#include "mapper/spatial.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

namespace paretile::mapper {
namespace {

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

/// What one dimension may run on the axes: a bound on the first, and those that go with it on the
/// second, ascending, with what both multiply a tile by.
struct Way {
  std::int64_t first = 1;
  std::vector<std::pair<std::int64_t, Tile>> seconds;
};

/// Bounds chosen for the dimensions so far.
struct Partial {
  Tile factor = 0;          ///< what they multiply a tile by
  std::uint32_t inner = 0;  ///< those of the dimensions before, by place in their stage
  std::array<std::int64_t, 2> used{1, 1};  ///< of each axis
};

std::vector<Way> ways_of(const SearchSpace& space, const UsableFanout& fanout,
                         const Constraints& constraints, const Problem& problem,
                         const Lattice& lattice, DimId dim) {
  const auto allowed = [&](std::size_t axis, std::int64_t bound) {
    if (axis >= fanout.axes.size()) return bound == 1;
    return is_allowed(space, constraints, problem, fanout.axes[axis], dim, bound);
  };
  std::vector<std::int64_t> seconds = lattice.divisors(dim);
  std::erase_if(seconds, [&](std::int64_t bound) { return !allowed(1, bound); });
  std::vector<Way> ways;
  for (const std::int64_t first : lattice.divisors(dim)) {
    if (!allowed(0, first)) continue;
    Way& way = ways.emplace_back(Way{first, {}});
    for (const std::int64_t second : seconds) {
      if (problem.dims[dim].size / first % second != 0) continue;
      way.seconds.emplace_back(second, lattice.offset(dim, first * second));
    }
  }
  return ways;
}

/// Calls `visit` with all that fits once one more dimension has chosen. Where the fan-out folds the
/// axes share one room.
template <typename Visit>
void each_grown(const SearchSpace& space, const UsableFanout& fanout,
                const std::vector<Partial>& inner, const std::vector<Way>& ways,
                const Visit& visit) {
  std::array<std::int64_t, 2> room = {fanout.children, 1};
  for (std::size_t a = 0; a < fanout.axes.size() && !fanout.fold; ++a) {
    room[a] = space.axis_sizes[fanout.axes[a]];
  }
  for (std::uint32_t i = 0; i < inner.size(); ++i) {
    for (const Way& way : ways) {
      const std::int64_t first = inner[i].used[0] * way.first;
      if (first > room[0]) break;
      const std::int64_t second_room = fanout.fold ? room[0] / first : room[1];
      for (const auto& [bound, factor] : way.seconds) {
        const std::int64_t second = inner[i].used[1] * bound;
        if (second > second_room) break;
        visit(Partial{inner[i].factor + factor, i, {first, second}});
      }
    }
  }
}

/// One of each factor and room taken on the first axis: that on the second follows.
void keep_distinct(std::vector<Partial>& partials) {
  const auto key = [](const Partial& p) { return std::pair(p.factor, p.used[0]); };
  std::stable_sort(partials.begin(), partials.end(),
                   [&](const Partial& a, const Partial& b) { return key(a) < key(b); });
  const auto same = [&](const Partial& a, const Partial& b) { return key(a) == key(b); };
  partials.erase(std::unique(partials.begin(), partials.end(), same), partials.end());
}

/// Of each factor the one that takes least of the first axis, while they are being found: enough
/// where no dimension comes after.
class LeastOfFactor {
 public:
  explicit LeastOfFactor(std::size_t num_tiles) : numbers_(num_tiles, 0) {}
  void add(const Partial& partial) {
    std::size_t& number = numbers_[partial.factor];
    if (number == 0) {
      kept_.push_back(partial);
      number = kept_.size();
    } else if (partial.used[0] < kept_[number - 1].used[0]) {
      kept_[number - 1] = partial;
    }
  }
  [[nodiscard]] std::vector<Partial> take() { return std::move(kept_); }

 private:
  std::vector<std::size_t> numbers_;  ///< per tile: place in kept_ from 1, 0 = none
  std::vector<Partial> kept_;
};

using Stages = std::vector<std::vector<Partial>>;  ///< by the number of dimensions that chose

SpatialChoice choice_of(const Stages& stages, std::size_t chosen, const UsableFanout& fanout) {
  const Partial& whole = stages.back()[chosen];
  SpatialChoice choice{whole.factor, whole.used[0] * whole.used[1], {}};
  IdArray<DimId, std::array<std::int64_t, 2>> bounds;
  for (std::size_t d = stages.size() - 1; d-- > 0;) {
    const Partial& outer = stages[d + 1][chosen];
    chosen = outer.inner;
    for (std::size_t a = 0; a < 2; ++a) {
      bounds[DimId(d)][a] = outer.used[a] / stages[d][chosen].used[a];
    }
  }
  for (std::size_t a = 0; a < fanout.axes.size(); ++a) {
    for (DimId dim : IdRange<DimId>(stages.size() - 1)) {
      const std::int64_t bound = bounds[dim][a];
      if (bound > 1) choice.loops.push_back(Node::spatial(dim, bound, fanout.axes[a]));
    }
  }
  return choice;
}

/// The last of the stages, written down.
std::vector<SpatialChoice> in_order(const Stages& stages, const UsableFanout& fanout) {
  // Those with the most children surpass most others: looked at first, they save looking at them.
  std::vector<std::tuple<std::int64_t, Tile, std::size_t>> order;
  for (const Partial& p : stages.back()) {
    order.emplace_back(-p.used[0] * p.used[1], p.factor, order.size());
  }
  std::sort(order.begin(), order.end());
  std::vector<SpatialChoice> choices;
  choices.reserve(order.size());
  for (const auto& [children, factor, chosen] : order) {
    choices.push_back(choice_of(stages, chosen, fanout));
  }
  return choices;
}

}  // namespace

std::vector<SpatialChoice> spatial_choices(const SearchSpace& space, const UsableFanout& fanout,
                                           const Constraints& constraints, const Problem& problem,
                                           const Lattice& lattice) {
  if (fanout.axes.empty()) return {SpatialChoice{}};
  for (AxisId axis : fanout.axes) {
    if (!absent_dims_allowed(constraints, problem, axis)) return {};
  }
  Stages stages = {{Partial{}}};
  LeastOfFactor least(lattice.size());
  for (DimId dim : problem.dims.ids()) {
    const std::vector<Way> ways = ways_of(space, fanout, constraints, problem, lattice, dim);
    std::vector<Partial> next;
    if (dim.index() + 1 < problem.dims.size()) {
      each_grown(space, fanout, stages.back(), ways, [&](const Partial& p) { next.push_back(p); });
      keep_distinct(next);
    } else {
      each_grown(space, fanout, stages.back(), ways, [&](const Partial& p) { least.add(p); });
      next = least.take();
    }
    stages.push_back(std::move(next));
  }
  return in_order(stages, fanout);
}

}  // namespace paretile::mapper
