// SPDX-License-Identifier: Apache-2.0
#include "tests/search/brute_force.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <tuple>

#include "cost_model/evaluator.h"
#include "mapper/constraints.h"

namespace paretile::search {
namespace {

using mapper::MapspaceKind;

class Writer {
 public:
  Writer(const Question& question, const Visitor& visit)
      : problem_(question.problem),
        architecture_(question.architecture),
        kind_(question.mapspace),
        visit_(visit),
        used_(architecture_.num_axes(), 1) {
    for (const Dimension& dim : problem_.dims) left_.push_back(dim.size);
  }

  /// False if the visitor ended it.
  bool write() {
    for (TensorId tensor : problem_.tensors.ids()) {
      const std::optional<LevelId> home = home_of(tensor);
      if (!home) return true;
      mapping_.nodes.push_back(Node::storage(*home, tensor));
      innermost_.push_back(*home);
      deepest_home_ = std::max(deepest_home_, *home);
    }
    num_homes_ = mapping_.nodes.size();
    return extend();
  }

 private:
  [[nodiscard]] std::optional<LevelId> home_of(TensorId tensor) const {
    for (LevelId level : architecture_.levels.ids()) {
      if (architecture_.levels[level].keeps(problem_.tensors[tensor].role)) return level;
    }
    return std::nullopt;
  }

  /// Visits the nest so far, if it is one, and every longer one.
  bool extend() {
    if (is_stranded()) return true;
    if (is_complete() && !visit_(mapping_)) return false;
    return add_storage() && add_temporal() && add_spatial();
  }

  bool extend_with(const Node& node) {
    mapping_.nodes.push_back(node);
    const bool goes_on = extend();
    mapping_.nodes.pop_back();
    return goes_on;
  }

  [[nodiscard]] bool has_last() const { return mapping_.nodes.size() > num_homes_; }
  [[nodiscard]] const Node& last() const { return mapping_.nodes.back(); }

  /// Fan-outs around a level.
  [[nodiscard]] std::size_t side_of(LevelId level) const {
    std::size_t side = 0;
    for (const Fanout& fanout : architecture_.fanouts) {
      if (fanout.levels_outside <= level.index()) ++side;
    }
    return side;
  }

  // Storage nodes.

  /// Whether a node of the level may stand here, as far as other levels and fan-outs are concerned.
  [[nodiscard]] bool may_stand(LevelId level) const {
    if (side_of(level) < side_) return false;
    if (kind_ == MapspaceKind::kUnevenFree || !deepest_ || level > *deepest_) return true;
    const bool beside = has_last() && last().is_storage();
    return level == *deepest_ && (kind_ != MapspaceKind::kEven || beside);
  }

  [[nodiscard]] bool is_required(LevelId level, TensorId tensor) const {
    return level > innermost_[tensor] &&
           architecture_.levels[level].requires_tensor(problem_.tensors[tensor].role);
  }

  template <typename Predicate>
  [[nodiscard]] bool any_required(Predicate predicate) const {
    for (TensorId tensor : problem_.tensors.ids()) {
      for (LevelId level : architecture_.levels.ids()) {
        if (is_required(level, tensor) && predicate(level)) return true;
      }
    }
    return false;
  }
  /// A node that must come can come no more.
  [[nodiscard]] bool is_stranded() const {
    return any_required([this](LevelId level) { return !may_stand(level); });
  }
  [[nodiscard]] bool is_complete() const {
    return std::ranges::all_of(left_, [](std::int64_t left) { return left == 1; }) &&
           !any_required([](LevelId) { return true; });
  }

  [[nodiscard]] bool may_keep(LevelId level, TensorId tensor) const {
    if (level <= innermost_[tensor]) return false;
    for (LevelId between : architecture_.levels.ids()) {
      if (between < level && is_required(between, tensor)) return false;
    }
    return architecture_.levels[level].keeps(problem_.tensors[tensor].role) && may_stand(level);
  }

  bool add_storage() {
    for (LevelId level : architecture_.levels.ids()) {
      for (TensorId tensor : problem_.tensors.ids()) {
        const Node node = Node::storage(level, tensor);
        // Neighbours by level, then tensor: their order means nothing.
        if (has_last() && last().is_storage() && node < last()) continue;
        if (may_keep(level, tensor) && !extend_with_storage(node)) return false;
      }
    }
    return true;
  }

  bool extend_with_storage(const Node& node) {
    const auto before = std::tuple(innermost_[node.tensor], deepest_, side_);
    innermost_[node.tensor] = node.level;
    deepest_ = std::max(deepest_.value_or(node.level), node.level);
    side_ = std::max(side_, side_of(node.level));
    const bool goes_on = extend_with(node);
    std::tie(innermost_[node.tensor], deepest_, side_) = before;
    return goes_on;
  }

  // Loops.

  bool add_temporal() {
    for (DimId dim : problem_.dims.ids()) {
      // Neighbouring loops of one dimension are one loop.
      if (has_last() && last().is_temporal() && last().dim == dim) continue;
      for (std::int64_t bound = 2; bound <= left_[dim]; ++bound) {
        if (left_[dim] % bound != 0) continue;
        left_[dim] /= bound;
        const bool goes_on = extend_with(Node::temporal(dim, bound));
        left_[dim] *= bound;
        if (!goes_on) return false;
      }
    }
    return true;
  }

  [[nodiscard]] bool may_carry(AxisId axis, DimId dim) const {
    const std::vector<std::string>& dims = architecture_.axis(axis).dims;
    return dims.empty() || std::ranges::find(dims, problem_.dims[dim].kind) != dims.end();
  }

  [[nodiscard]] bool has_children(AxisId axis) const {
    const FanoutId id = architecture_.fanout_of(axis);
    const Fanout& fanout = architecture_.fanouts[id];
    if (!fanout.fold) return used_[axis] <= architecture_.axis(axis).size;
    std::int64_t used = 1;
    for (std::size_t i = 0; i < fanout.axes.size(); ++i) {
      used *= used_[AxisId(architecture_.first_axis(id).index() + i)];
    }
    return used <= fanout.children();
  }

  /// Loops of one fan-out stand together, by axis, then dimension; inside every home and every node
  /// outside the fan-out, outside every node within it.
  [[nodiscard]] bool may_spread(AxisId axis, DimId dim) const {
    const FanoutId fanout = architecture_.fanout_of(axis);
    if (architecture_.fanouts[fanout].levels_outside <= deepest_home_.index()) return false;
    if (!may_carry(axis, dim)) return false;
    if (fanout.index() >= side_) return true;
    if (!has_last() || !last().is_spatial()) return false;
    if (architecture_.fanout_of(last().axis) != fanout) return false;
    return axis != last().axis ? axis > last().axis : dim > last().dim;
  }

  bool add_spatial() {
    for (AxisId axis : IdRange<AxisId>(architecture_.num_axes())) {
      for (DimId dim : problem_.dims.ids()) {
        if (!may_spread(axis, dim)) continue;
        for (std::int64_t bound = 2; bound <= left_[dim]; ++bound) {
          if (left_[dim] % bound == 0 && !extend_with_spatial(axis, dim, bound)) return false;
        }
      }
    }
    return true;
  }

  bool extend_with_spatial(AxisId axis, DimId dim, std::int64_t bound) {
    const std::size_t side_before = side_;
    side_ = std::max(side_, architecture_.fanout_of(axis).index() + 1);
    left_[dim] /= bound;
    used_[axis] *= bound;
    const bool goes_on = !has_children(axis) || extend_with(Node::spatial(dim, bound, axis));
    used_[axis] /= bound;
    left_[dim] *= bound;
    side_ = side_before;
    return goes_on;
  }

  const Problem& problem_;
  const Architecture& architecture_;
  MapspaceKind kind_;
  const Visitor& visit_;

  Mapping mapping_;
  std::size_t num_homes_ = 0;
  LevelId deepest_home_;
  IdVector<DimId, std::int64_t> left_;     // iterations no loop has yet
  IdVector<AxisId, std::int64_t> used_;    // children the spatial loops so far need
  IdVector<TensorId, LevelId> innermost_;  // of each tensor's nodes so far
  std::optional<LevelId> deepest_;         // of all nodes so far but the homes
  std::size_t side_ = 0;  // fan-outs that are outside what comes: used, or around a node
};

}  // namespace

bool visit_mappings(const Question& question, const Visitor& visit) {
  return Writer(question, visit).write();
}

std::optional<std::uint64_t> count_mappings(const Question& question, std::uint64_t limit) {
  std::uint64_t count = 0;
  const bool all = visit_mappings(question, [&](const Mapping&) { return ++count <= limit; });
  if (!all) return std::nullopt;
  return count;
}

Truth brute_force(const Question& question, const Visitor& also) {
  const cost_model::Evaluator evaluator(question.problem, question.architecture, question.model);
  const bool is_constrained = !question.constraints.empty();
  Truth truth;
  std::map<std::int64_t, Answer> cheapest;  // of every latency
  cost_model::Evaluation evaluation;
  visit_mappings(question, [&](const Mapping& mapping) {
    ++truth.listed;
    if (also && !also(mapping)) return false;
    if (!evaluator.evaluate(mapping, evaluation).fits()) return true;
    const cost_model::Cost& cost = evaluation.cost;
    if (is_constrained && (cost.utilization < question.constraints.min_utilization ||
                           !mapper::satisfies(question.constraints, question.problem,
                                              question.architecture, mapping))) {
      return true;
    }
    ++truth.feasible;
    const auto [at, is_new] = cheapest.try_emplace(cost.latency_cycles);
    if (is_new || cost.energy_pj < at->second.energy_pj) {
      at->second = {cost.energy_pj, cost.latency_cycles, mapping};
    }
    return true;
  });
  for (const auto& [latency_cycles, answer] : cheapest) {
    if (truth.front.empty() || answer.energy_pj < truth.front.back().energy_pj) {
      truth.front.push_back(answer);
    }
  }
  return truth;
}

}  // namespace paretile::search
