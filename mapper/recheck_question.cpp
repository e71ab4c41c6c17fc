// SPDX-License-Identifier: Apache-2.0
#include "mapper/recheck_question.h"

#include <algorithm>
#include <map>
#include <string>

#include "mapper/factors.h"

namespace paretile::mapper::recheck {
namespace {

/// What constraints and architecture leave an axis to carry, its size apart.
struct AxisLimit {
  IdSet<DimId> dims;
  IdArray<DimId, Range> bounds;  ///< 1 = no loop
};

/// An axis to be filled.
struct AxisChoice {
  AxisId axis;
  std::int64_t room = 1;  ///< most children
  AxisLimit limit;
};

class Resolver {
 public:
  Resolver(const Problem& problem, const Architecture& architecture, const Settings& settings)
      : problem_(problem), architecture_(architecture), constraints_(settings.constraints) {
    question_.tables = cost_model::build_tables(problem, architecture, settings.model);
    question_.mapspace = settings.mapspace;
    question_.min_utilization = constraints_.min_utilization;
    question_.tiles_stay_across_fanouts = constraints_.tiles_stay_across_fanouts;
    question_.tiles_stay_across_levels = constraints_.tiles_stay_across_levels;
  }

  Question resolve() {
    resolve_keeps();
    if (question_.possible) resolve_tiles();
    if (question_.possible) resolve_fanouts();
    return std::move(question_);
  }

 private:
  void resolve_keeps() {
    const auto& tables = question_.tables;
    for (TensorId tensor : problem_.tensors.ids()) {
      std::size_t home = 0;
      while (home < tables.num_levels && !tables.levels[LevelId(home)].may_keep.contains(tensor)) {
        ++home;
      }
      if (home == tables.num_levels) question_.possible = false;
      if (!question_.possible) return;
      question_.homes[tensor] = LevelId(home);
      deepest_home_ = std::max(deepest_home_, home);
    }
    for (LevelId level : architecture_.levels.ids()) {
      question_.may_keep[level] = tables.levels[level].may_keep;
      question_.must_keep[level] = tables.levels[level].must_keep;
    }
    for (const KeepRule& rule : constraints_.keeps) {
      const IdSet<TensorId> ruled = tensors_of(rule.role);
      if (rule.keep) {
        require(rule.level, ruled);
      } else {
        question_.may_keep[rule.level] = question_.may_keep[rule.level].without(ruled);
      }
    }
    for (const StationaryRule& rule : constraints_.stationary) {
      require(rule.level, tensors_of(rule.role));
      question_.stationary[rule.level] = question_.stationary[rule.level] | tensors_of(rule.role);
    }
    for (LevelId level : architecture_.levels.ids()) {
      if (!question_.must_keep[level].without(question_.may_keep[level]).empty()) {
        question_.possible = false;
      }
    }
    for (TensorId tensor : problem_.tensors.ids()) {
      // The home stands in every mapping.
      if (!question_.may_keep[question_.homes[tensor]].contains(tensor)) question_.possible = false;
    }
  }

  void require(LevelId level, IdSet<TensorId> tensors) {
    question_.must_keep[level] = question_.must_keep[level] | tensors;
  }

  [[nodiscard]] IdSet<TensorId> tensors_of(Role role) const {
    IdSet<TensorId> tensors;
    for (TensorId tensor : problem_.tensors.ids()) {
      if (problem_.tensors[tensor].role == role) tensors.insert(tensor);
    }
    return tensors;
  }

  [[nodiscard]] bool has_kind(const std::string& kind) const {
    return std::any_of(problem_.dims.begin(), problem_.dims.end(),
                       [&](const Dimension& dim) { return dim.kind == kind; });
  }

  static Range both(const Range& a, const Range& b) {
    return {std::max(a.min, b.min), std::min(a.max, b.max)};
  }

  void resolve_tiles() {
    for (const TileRule& rule : constraints_.tiles) {
      for (DimId dim : problem_.dims.ids()) {
        if (problem_.dims[dim].kind != rule.dim) continue;
        Range& range = question_.tiles[rule.level][dim];
        range = both(range, rule.extent);
      }
      if (!has_kind(rule.dim) && !rule.extent.contains(1)) forbidden_levels_.insert(rule.level);
    }
    for (LevelId level : architecture_.levels.ids()) {
      if (!forbidden_levels_.contains(level)) continue;
      if (!question_.must_keep[level].empty()) question_.possible = false;
      question_.may_keep[level] = {};
    }
    for (TensorId tensor : problem_.tensors.ids()) {
      const LevelId home = question_.homes[tensor];
      if (!question_.may_keep[home].contains(tensor)) question_.possible = false;
      for (DimId dim : problem_.dims.ids()) {
        if (!question_.tiles[home][dim].contains(problem_.dims[dim].size)) {
          question_.possible = false;
        }
      }
    }
  }

  void resolve_fanouts() {
    for (FanoutId id : architecture_.fanouts.ids()) {
      const Fanout& fanout = architecture_.fanouts[id];
      // Loops outside a home are no mapping: such a fan-out stays unused.
      const bool usable = fanout.levels_outside > deepest_home_;
      std::vector<AxisChoice> axes;
      for (std::size_t i = 0; i < fanout.axes.size(); ++i) {
        const AxisId axis(architecture_.first_axis(id).index() + i);
        const std::int64_t room = fanout.fold ? fanout.children() : fanout.axes[i].size;
        axes.push_back({axis, usable ? room : 1, axis_limit(axis)});
      }
      Spread start;
      start.bounds.fill(1);
      found_.clear();
      extend(axes, 0, fanout.children(), 1, 0, start);
      if (found_.empty()) question_.possible = false;
      Spreads spreads{id, {}};
      for (auto& [bounds, spread] : found_) spreads.choices.push_back(std::move(spread));
      question_.spreads.push_back(std::move(spreads));
      for (LevelId level : architecture_.levels.ids()) {
        if (fanout.levels_outside <= level.index()) ++question_.region[level];
      }
    }
  }

  AxisLimit axis_limit(AxisId axis) {
    AxisLimit limit{question_.tables.axes[axis].dims, {}};
    for (const AxisRule& rule : constraints_.axes) {
      if (rule.axis != axis) continue;
      for (DimId dim : problem_.dims.ids()) {
        const auto& kinds = rule.dims;
        const bool named =
            std::find(kinds.begin(), kinds.end(), problem_.dims[dim].kind) != kinds.end();
        if (!named) limit.dims.erase(dim);
      }
    }
    for (const SpatialRule& rule : constraints_.spatial) {
      if (rule.axis != axis) continue;
      for (DimId dim : problem_.dims.ids()) {
        if (problem_.dims[dim].kind != rule.dim) continue;
        limit.bounds[dim] = both(limit.bounds[dim], rule.bound);
      }
      if (!has_kind(rule.dim) && !rule.bound.contains(1)) question_.possible = false;
    }
    return limit;
  }

  /// All bounds of dimensions `dim` and later on axis `at`, then of all dimensions on the axes
  /// after it. `fanout_room` is what the fan-out
  /// has left (all there is to check where it folds), `used` the children on this axis.
  void extend(const std::vector<AxisChoice>& axes, std::size_t at, std::int64_t fanout_room,
              std::int64_t used, std::size_t dim, Spread& spread) {
    if (at == axes.size()) {
      Key key;
      for (DimId d : problem_.dims.ids()) key.push_back(spread.bounds[d]);
      found_.emplace(key, spread);
      return;
    }
    if (dim == problem_.dims.size()) {
      extend(axes, at + 1, fanout_room, 1, 0, spread);
      return;
    }
    const AxisChoice& axis = axes[at];
    const DimId id(dim);
    const std::int64_t before = spread.bounds[id];
    for (std::int64_t bound : divisors(problem_.dims[id].size / before)) {
      if (used * bound > axis.room || bound > fanout_room) break;
      if (!axis.limit.bounds[id].contains(bound)) continue;
      if (bound > 1 && !axis.limit.dims.contains(id)) break;
      spread.bounds[id] = before * bound;
      spread.children *= bound;
      if (bound > 1) spread.loops.push_back(Node::spatial(id, bound, axis.axis));
      extend(axes, at, fanout_room / bound, used * bound, dim + 1, spread);
      if (bound > 1) spread.loops.pop_back();
      spread.children /= bound;
    }
    spread.bounds[id] = before;
  }

  using Key = std::vector<std::int64_t>;
  const Problem& problem_;
  const Architecture& architecture_;
  const Constraints& constraints_;
  Question question_;
  std::size_t deepest_home_ = 0;
  IdSet<LevelId> forbidden_levels_;
  std::map<Key, Spread> found_;
};

}  // namespace

Question make_question(const Problem& problem, const Architecture& architecture,
                       const Settings& settings) {
  return Resolver(problem, architecture, settings).resolve();
}

}  // namespace paretile::mapper::recheck
