// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <limits>
#include <optional>
#include <string>

#include "core/checked.h"
#include "core/validate.h"

namespace paretile {
namespace {

class MappingCheck {
 public:
  MappingCheck(const Mapping& mapping, const Problem& problem, const Architecture& architecture)
      : nodes_(mapping.nodes), problem_(problem), architecture_(architecture) {}

  std::vector<Finding> run() {
    check_ids();
    if (!findings_.empty()) return std::move(findings_);
    for (DimId dim : problem_.dims.ids()) check_factors(dim);
    for (TensorId tensor : problem_.tensors.ids()) check_tensor(tensor);
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      if (nodes_[i].is_storage()) check_place(i);
    }
    check_spatial_order();
    return std::move(findings_);
  }

 private:
  void add(std::size_t node, std::string message, std::string hint = {}) {
    findings_.push_back({fmt::format("nodes[{}]", node), std::move(message), std::move(hint)});
  }
  void add(std::string message, std::string hint) {
    findings_.push_back({"nodes", std::move(message), std::move(hint)});
  }

  [[nodiscard]] bool is_real_loop(std::size_t i) const {
    return !nodes_[i].is_storage() && nodes_[i].bound > 1;
  }
  [[nodiscard]] const std::string& level_name(LevelId level) const {
    return architecture_.levels[level].name;
  }

  void check_ids() {
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      const Node& node = nodes_[i];
      if (node.is_storage()) {
        if (node.level.index() >= architecture_.levels.size()) add(i, "a level that is not there");
        if (node.tensor.index() >= problem_.tensors.size()) add(i, "a tensor that is not there");
        continue;
      }
      if (node.dim.index() >= problem_.dims.size()) add(i, "a dimension that is not there");
      if (node.bound < 1)
        add(i, fmt::format("a loop bound must be at least 1, not {}", node.bound));
      if (node.is_spatial() && node.axis.index() >= architecture_.num_axes()) {
        add(i, "an axis that is not there");
      }
    }
  }

  /// Read from the inside out, the loops over a dimension reach its size, and each reaches its own
  /// last index.
  void check_factors(DimId dim) {
    const Dimension& dimension = problem_.dims[dim];
    std::int64_t product = 1;
    std::optional<std::size_t> last;
    std::optional<std::size_t> unreached;
    for (std::size_t i = nodes_.size(); i-- > 0;) {
      if (nodes_[i].is_storage() || nodes_[i].dim != dim) continue;
      if (!last) last = i;
      if (!unreached && saturating_product(product, nodes_[i].bound - 1) >= dimension.size) {
        unreached = i;
      }
      product = saturating_product(product, nodes_[i].bound);
    }
    if (product >= dimension.size && !unreached) return;
    if (!last) {
      add(fmt::format("no loop over '{}', whose size is {}", dimension.name, dimension.size),
          fmt::format("add 'for {} in [0, {})'", dimension.name, dimension.size));
      return;
    }
    std::string hint;
    if (dimension.size % product == 0) {
      hint = fmt::format("a factor of {} is missing", dimension.size / product);
    } else if (unreached) {
      hint = too_much(*unreached, dimension.size);
    }
    const bool fits = product < std::numeric_limits<std::int64_t>::max();
    add(unreached.value_or(*last),
        fmt::format("the loops over '{}' multiply to {}, but its size is {}", dimension.name,
                    fits ? std::to_string(product) : "more than 2^63", dimension.size),
        std::move(hint));
  }

  /// What to do about a loop that does not reach its last index.
  [[nodiscard]] std::string too_much(std::size_t loop, std::int64_t size) const {
    std::int64_t stride = 1;
    for (std::size_t i = loop + 1; i < nodes_.size(); ++i) {
      if (!nodes_[i].is_storage() && nodes_[i].dim == nodes_[loop].dim) {
        stride = saturating_product(stride, nodes_[i].bound);
      }
    }
    if (stride >= size) return "the loops inside this one reach it already";
    return fmt::format("a bound of {} reaches it", (size - 1) / stride + 1);
  }

  /// The first node above all loops, then inwards level by level.
  void check_tensor(TensorId tensor) {
    const std::string& name = problem_.tensors[tensor].name;
    std::optional<LevelId> outer;
    bool below_loop = false;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      const Node& node = nodes_[i];
      below_loop = below_loop || is_real_loop(i);
      if (!node.is_storage() || node.tensor != tensor) continue;
      if (!outer && below_loop) {
        add(i, fmt::format("the outermost storage of '{}' must stand above all loops", name));
      } else if (outer && node.level == *outer) {
        add(i, fmt::format("'{}' is held twice in '{}'", name, level_name(node.level)));
      } else if (outer && node.level < *outer) {
        add(i,
            fmt::format("'{}' is held in '{}' inside '{}'", name, level_name(node.level),
                        level_name(*outer)),
            fmt::format("'{}' is the outer level of the two", level_name(node.level)));
      }
      outer = node.level;
    }
    if (!outer) add(fmt::format("no level holds '{}'", name), "hold it above all loops");
  }

  /// A level's storage stands inside the loops of the fan-outs around it, outside those within it.
  void check_place(std::size_t storage) {
    const LevelId level = nodes_[storage].level;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      if (!nodes_[i].is_spatial() || !is_real_loop(i)) continue;
      const Fanout& fanout = architecture_.fanouts[architecture_.fanout_of(nodes_[i].axis)];
      const bool loop_is_outside = i < storage;
      const bool fanout_is_outside = fanout.levels_outside <= level.index();
      if (loop_is_outside == fanout_is_outside) continue;
      add(storage, fmt::format("'{}' must stand {} all spatial loops on '{}'", level_name(level),
                               fanout_is_outside ? "inside" : "outside", fanout.name));
      return;
    }
  }

  void check_spatial_order() {
    std::optional<FanoutId> previous;
    bool temporal_since = false;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      if (!is_real_loop(i)) continue;
      if (nodes_[i].is_temporal()) {
        temporal_since = true;
        continue;
      }
      const FanoutId fanout = architecture_.fanout_of(nodes_[i].axis);
      const std::string& name = architecture_.fanouts[fanout].name;
      if (previous && fanout < *previous) {
        add(i, fmt::format("spatial loops on '{}' must stand outside those on '{}'", name,
                           architecture_.fanouts[*previous].name));
      } else if (previous && fanout == *previous && temporal_since) {
        add(i, fmt::format("spatial loops on '{}' must stand next to each other", name),
            "move the temporal loops between them inside or outside");
      }
      previous = fanout;
      temporal_since = false;
    }
  }

  const InlineVector<Node, kMaxNodes>& nodes_;
  const Problem& problem_;
  const Architecture& architecture_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> validate(const Mapping& mapping, const Problem& problem,
                              const Architecture& architecture) {
  return MappingCheck(mapping, problem, architecture).run();
}

}  // namespace paretile
