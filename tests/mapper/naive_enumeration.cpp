// SPDX-License-Identifier: Apache-2.0
#include "tests/mapper/naive_enumeration.h"

#include <algorithm>
#include <set>

#include "core/validate.h"

namespace paretile::mapper {
namespace {

struct ByNodes {
  bool operator()(const Mapping& a, const Mapping& b) const { return compare(a, b) < 0; }
};

class Writer {
 public:
  Writer(const Problem& problem, const Architecture& architecture)
      : problem_(problem), architecture_(architecture) {
    for (const Dimension& dim : problem.dims) left_.push_back(dim.size);
  }

  std::vector<Mapping> write() {
    for (TensorId tensor : problem_.tensors.ids()) {
      mapping_.nodes.push_back(Node::storage(home(tensor), tensor));
    }
    extend();
    return {found_.begin(), found_.end()};
  }

 private:
  [[nodiscard]] LevelId home(TensorId tensor) const {
    LevelId level(0);
    while (!architecture_.levels[level].keeps(problem_.tensors[tensor].role)) {
      level = LevelId(level.index() + 1);
    }
    return level;
  }

  void with(const Node& node) {
    mapping_.nodes.push_back(node);
    extend();
    mapping_.nodes.pop_back();
  }

  /// Writes down the sequence so far and every longer one.
  void extend() {
    if (is_complete() && obeys_rules()) found_.insert(canonical(mapping_));
    for (LevelId level : architecture_.levels.ids()) {
      for (TensorId tensor : problem_.tensors.ids()) {
        const Node node = Node::storage(level, tensor);
        const bool there =
            std::find(mapping_.nodes.begin(), mapping_.nodes.end(), node) != mapping_.nodes.end();
        if (!there && level > home(tensor)) with(node);
      }
    }
    for (DimId dim : problem_.dims.ids()) {
      for (std::int64_t bound = 2; bound <= left_[dim]; ++bound) {
        if (left_[dim] % bound == 0) add_loops(dim, bound);
      }
    }
  }

  void add_loops(DimId dim, std::int64_t bound) {
    left_[dim] /= bound;
    with(Node::temporal(dim, bound));
    for (AxisId axis : IdRange<AxisId>(architecture_.num_axes())) {
      with(Node::spatial(dim, bound, axis));
    }
    left_[dim] *= bound;
  }

  [[nodiscard]] bool is_complete() const {
    return std::all_of(left_.begin(), left_.end(), [](std::int64_t size) { return size == 1; });
  }

  [[nodiscard]] bool obeys_rules() const {
    return validate(mapping_, problem_, architecture_).empty() && follows_keep_sets() &&
           fills_axes_within_size() && orders_spatial_loops() && has_one_loop_per_gap() &&
           stays_on_its_side_of_fanouts();
  }

  [[nodiscard]] bool follows_keep_sets() const {
    for (LevelId level : architecture_.levels.ids()) {
      for (TensorId tensor : problem_.tensors.ids()) {
        const Role role = problem_.tensors[tensor].role;
        const bool kept = std::find(mapping_.nodes.begin(), mapping_.nodes.end(),
                                    Node::storage(level, tensor)) != mapping_.nodes.end();
        if (kept && !architecture_.levels[level].keeps(role)) return false;
        if (!kept && architecture_.levels[level].requires_tensor(role)) return false;
      }
    }
    return true;
  }

  [[nodiscard]] bool fills_axes_within_size() const {
    for (FanoutId id : architecture_.fanouts.ids()) {
      std::int64_t all = 1;
      for (std::size_t i = 0; i < architecture_.fanouts[id].axes.size(); ++i) {
        const AxisId axis(architecture_.first_axis(id).index() + i);
        std::int64_t used = 1;
        for (const Node& node : mapping_.nodes) {
          if (!node.is_spatial() || node.axis != axis) continue;
          used *= node.bound;
          if (!may_carry(axis, node.dim)) return false;
        }
        all *= used;
        if (!architecture_.fanouts[id].fold && used > architecture_.axis(axis).size) return false;
      }
      if (all > architecture_.fanouts[id].children()) return false;
    }
    return true;
  }

  [[nodiscard]] bool may_carry(AxisId axis, DimId dim) const {
    const auto& dims = architecture_.axis(axis).dims;
    return dims.empty() ||
           std::find(dims.begin(), dims.end(), problem_.dims[dim].kind) != dims.end();
  }

  [[nodiscard]] bool orders_spatial_loops() const {
    for (std::size_t i = 1; i < mapping_.nodes.size(); ++i) {
      const Node& a = mapping_.nodes[i - 1];
      const Node& b = mapping_.nodes[i];
      if (!a.is_spatial() || !b.is_spatial()) continue;
      if (a.axis > b.axis || (a.axis == b.axis && a.dim >= b.dim)) return false;
    }
    return true;
  }

  [[nodiscard]] bool has_one_loop_per_gap() const {
    std::set<DimId> in_gap;
    for (const Node& node : mapping_.nodes) {
      if (!node.is_temporal()) {
        in_gap.clear();
      } else if (!in_gap.insert(node.dim).second) {
        return false;
      }
    }
    return true;
  }

  /// Nodes of levels on the two sides of a fan-out do not mix, even where it has no loops.
  [[nodiscard]] bool stays_on_its_side_of_fanouts() const {
    for (const Fanout& fanout : architecture_.fanouts) {
      bool inside = false;
      for (const Node& node : mapping_.nodes) {
        if (!node.is_storage()) continue;
        if (node.level.index() >= fanout.levels_outside) {
          inside = true;
        } else if (inside) {
          return false;
        }
      }
    }
    return true;
  }

  const Problem& problem_;
  const Architecture& architecture_;
  IdVector<DimId, std::int64_t> left_;
  Mapping mapping_;
  std::set<Mapping, ByNodes> found_;
};

}  // namespace

std::vector<Mapping> enumerate_naively(const Problem& problem, const Architecture& architecture) {
  return Writer(problem, architecture).write();
}

}  // namespace paretile::mapper
