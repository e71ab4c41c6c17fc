// SPDX-License-Identifier: Apache-2.0
#include "mapper/constraints.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/validate.h"

namespace paretile::mapper {
namespace {

/// A mapping in its canonical spelling with what its ids mean; places are indices of its nodes.
class Nest {
 public:
  Nest(const Problem& problem, const Architecture& architecture, const Mapping& mapping)
      : problem_(problem), architecture_(architecture), nodes_(canonical(mapping).nodes) {}

  [[nodiscard]] bool keeps(const Constraints& rules) const {
    const auto holds = [this](const auto& rule) { return keeps(rule); };
    return std::ranges::all_of(rules.keeps, holds) && std::ranges::all_of(rules.axes, holds) &&
           std::ranges::all_of(rules.spatial, holds) && std::ranges::all_of(rules.tiles, holds) &&
           std::ranges::all_of(rules.stationary, holds) && tiles_move_enough(rules);
  }

  [[nodiscard]] bool is_in(MapspaceKind kind) const {
    if (!every_tensor_starts_at_home()) return false;
    const std::vector<std::size_t> inner = nodes_below_home();
    for (std::size_t i = 0; i < inner.size(); ++i) {
      for (std::size_t j = i + 1; j < inner.size(); ++j) {
        if (!may_follow(kind, inner[i], inner[j])) return false;
      }
    }
    return true;
  }

 private:
  [[nodiscard]] const std::string& dim_kind(const Node& loop) const {
    return problem_.dims[loop.dim].kind;
  }
  [[nodiscard]] bool moves(std::size_t place, TensorId tensor) const {
    return problem_.relevance(tensor, nodes_[place].dim) != Relevance::kIrrelevant;
  }
  [[nodiscard]] std::optional<std::size_t> place_of(LevelId level, TensorId tensor) const {
    const auto* at = std::find(nodes_.begin(), nodes_.end(), Node::storage(level, tensor));
    if (at == nodes_.end()) return std::nullopt;
    return static_cast<std::size_t>(at - nodes_.begin());
  }

  [[nodiscard]] bool keeps(const KeepRule& rule) const {
    for (TensorId tensor : problem_.tensors.ids()) {
      if (problem_.tensors[tensor].role != rule.role) continue;
      if (place_of(rule.level, tensor).has_value() != rule.keep) return false;
    }
    return true;
  }

  [[nodiscard]] bool keeps(const AxisRule& rule) const {
    return std::none_of(nodes_.begin(), nodes_.end(), [&](const Node& node) {
      return node.is_spatial() && node.axis == rule.axis &&
             std::ranges::find(rule.dims, dim_kind(node)) == rule.dims.end();
    });
  }

  [[nodiscard]] bool keeps(const SpatialRule& rule) const {
    std::int64_t bound = 1;
    for (const Node& node : nodes_) {
      if (node.is_spatial() && node.axis == rule.axis && dim_kind(node) == rule.dim) {
        bound *= node.bound;
      }
    }
    return rule.bound.contains(bound);
  }

  [[nodiscard]] bool keeps(const TileRule& rule) const {
    std::int64_t extent = 1;
    for (std::size_t i = nodes_.size(); i-- > 0;) {
      const Node& node = nodes_[i];
      if (!node.is_storage()) {
        if (dim_kind(node) == rule.dim) extent *= node.bound;
      } else if (node.level == rule.level && !rule.extent.contains(extent)) {
        return false;
      }
    }
    return true;
  }

  [[nodiscard]] bool keeps(const StationaryRule& rule) const {
    for (TensorId tensor : problem_.tensors.ids()) {
      if (problem_.tensors[tensor].role != rule.role) continue;
      const std::optional<std::size_t> place = place_of(rule.level, tensor);
      if (!place || !is_brought_once(*place, tensor)) return false;
    }
    return true;
  }

  [[nodiscard]] bool is_brought_once(std::size_t place, TensorId tensor) const {
    bool repeats = false;
    for (std::size_t i = 0; i < place; ++i) {
      if (!nodes_[i].is_temporal()) continue;
      if (!moves(i, tensor)) {
        repeats = true;
      } else if (repeats) {
        return false;
      }
    }
    return true;
  }

  [[nodiscard]] bool tiles_move_enough(const Constraints& rules) const {
    for (std::size_t place = 0; place < nodes_.size(); ++place) {
      if (nodes_[place].is_storage() && stays(rules, place)) return false;
    }
    return true;
  }

  /// Whether the last temporal loop outside some boundary leaves the tile where it is and none
  /// between that boundary and the tile moves it.
  [[nodiscard]] bool stays(const Constraints& rules, std::size_t place) const {
    const Node& tile = nodes_[place];
    bool waits = false;  // by the temporal loops so far
    bool stays = false;  // at a boundary so far
    for (std::size_t i = 0; i < place; ++i) {
      if (nodes_[i].is_temporal()) {
        waits = !moves(i, tile.tensor);
        stays = stays && waits;
      } else if (is_boundary(rules, nodes_[i], tile)) {
        stays = stays || waits;
      }
    }
    return stays;
  }

  static bool is_boundary(const Constraints& rules, const Node& outer, const Node& tile) {
    if (outer.is_spatial()) return !rules.tiles_stay_across_fanouts;
    return !rules.tiles_stay_across_levels && outer.level < tile.level;
  }

  [[nodiscard]] bool is_home(const Node& node) const {
    const Role role = problem_.tensors[node.tensor].role;
    for (LevelId level : architecture_.levels.ids()) {
      if (architecture_.levels[level].keeps(role)) return node.level == level;
    }
    return false;
  }

  [[nodiscard]] bool every_tensor_starts_at_home() const {
    for (TensorId tensor : problem_.tensors.ids()) {
      const auto* first = std::find_if(nodes_.begin(), nodes_.end(), [tensor](const Node& node) {
        return node.is_storage() && node.tensor == tensor;
      });
      if (first == nodes_.end() || !is_home(*first)) return false;
    }
    return true;
  }

  [[nodiscard]] std::vector<std::size_t> nodes_below_home() const {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      if (nodes_[i].is_storage() && !is_home(nodes_[i])) places.push_back(i);
    }
    return places;
  }

  [[nodiscard]] bool may_follow(MapspaceKind kind, std::size_t outer, std::size_t inner) const {
    const LevelId outer_level = nodes_[outer].level;
    const LevelId inner_level = nodes_[inner].level;
    if (inner_level > outer_level) return true;
    if (inner_level == outer_level) {
      return kind != MapspaceKind::kEven ||
             std::all_of(nodes_.begin() + outer, nodes_.begin() + inner,
                         [](const Node& node) { return node.is_storage(); });
    }
    return kind == MapspaceKind::kUnevenFree &&
           std::ranges::none_of(architecture_.fanouts, [&](const Fanout& fanout) {
             return inner_level.index() < fanout.levels_outside &&
                    fanout.levels_outside <= outer_level.index();
           });
  }

  const Problem& problem_;
  const Architecture& architecture_;
  InlineVector<Node, kMaxNodes> nodes_;
};

}  // namespace

bool satisfies(const Constraints& constraints, const Problem& problem,
               const Architecture& architecture, const Mapping& mapping) {
  return Nest(problem, architecture, mapping).keeps(constraints);
}

bool in_mapspace(MapspaceKind kind, const Problem& problem, const Architecture& architecture,
                 const Mapping& mapping) {
  return validate(mapping, problem, architecture).empty() &&
         Nest(problem, architecture, mapping).is_in(kind);
}

}  // namespace paretile::mapper
