// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "core/validate.h"

namespace paretile {
namespace {

class ConstraintsCheck {
 public:
  ConstraintsCheck(const Constraints& rules, const Architecture& architecture)
      : rules_(rules), architecture_(architecture) {}

  std::vector<Finding> run() {
    for (std::size_t i = 0; i < rules_.keeps.size(); ++i) check_keep(i);
    for (std::size_t i = 0; i < rules_.axes.size(); ++i) check_axis(i);
    for (std::size_t i = 0; i < rules_.spatial.size(); ++i) check_spatial(i);
    for (std::size_t i = 0; i < rules_.tiles.size(); ++i) check_tile(i);
    for (std::size_t i = 0; i < rules_.stationary.size(); ++i) check_stationary(i);
    const double least = rules_.min_utilization;
    if (!(least >= 0 && least <= 1)) {
      add("min_utilization", fmt::format("min_utilization must be 0 to 1, not {:g}", least));
    }
    return std::move(findings_);
  }

 private:
  void add(std::string path, std::string message, std::string hint = {}) {
    findings_.push_back({std::move(path), std::move(message), std::move(hint)});
  }

  [[nodiscard]] const std::string& name(LevelId level) const {
    return architecture_.levels[level].name;
  }
  [[nodiscard]] std::string name(AxisId axis) const {
    return fmt::format("{}.{}", architecture_.fanouts[architecture_.fanout_of(axis)].name,
                       architecture_.axis(axis).name);
  }

  /// An earlier rule of the list, of those before `i`, for which `is_same` holds.
  template <typename Rules, typename IsSame>
  static bool has_earlier(const Rules& rules, std::size_t i, const IsSame& is_same) {
    return std::any_of(rules.begin(), rules.begin() + static_cast<std::ptrdiff_t>(i), is_same);
  }

  void check_keep(std::size_t i) {
    const KeepRule& rule = rules_.keeps[i];
    const Level& level = architecture_.levels[rule.level];
    const std::string path = fmt::format("keeps[{}]", i);
    KeepRule opposite = rule;
    opposite.keep = !rule.keep;
    if (has_earlier(rules_.keeps, i, [&](const KeepRule& other) { return other == rule; })) {
      add(path, fmt::format("{}s of '{}' are given twice", to_string(rule.role), level.name));
    } else if (has_earlier(rules_.keeps, i,
                           [&](const KeepRule& other) { return other == opposite; })) {
      add(path,
          fmt::format("{}s are both kept and bypassed in '{}'", to_string(rule.role), level.name));
    } else if (rule.keep && !level.keeps(rule.role)) {
      add(path, fmt::format("'{}' may not keep {}s in this architecture", level.name,
                            to_string(rule.role)));
    } else if (!rule.keep && is_home(rule.level, rule.role)) {
      add(path, fmt::format("{}s start and end in '{}'", to_string(rule.role), level.name));
    } else if (!rule.keep && level.requires_tensor(rule.role)) {
      add(path,
          fmt::format("'{}' must keep {}s in this architecture", level.name, to_string(rule.role)));
    }
  }

  /// The outermost level that may keep the role.
  [[nodiscard]] bool is_home(LevelId level, Role role) const {
    for (const LevelId outer : architecture_.levels.ids()) {
      if (architecture_.levels[outer].keeps(role)) return outer == level;
    }
    return false;
  }

  [[nodiscard]] bool is_bypassed(LevelId level, Role role) const {
    const KeepRule bypass{level, role, false};
    return std::find(rules_.keeps.begin(), rules_.keeps.end(), bypass) != rules_.keeps.end();
  }

  void check_axis(std::size_t i) {
    const AxisRule& rule = rules_.axes[i];
    const std::string path = fmt::format("axes[{}]", i);
    const auto same_axis = [&](const AxisRule& other) { return other.axis == rule.axis; };
    if (has_earlier(rules_.axes, i, same_axis)) {
      add(path, fmt::format("the axis '{}' is given twice", name(rule.axis)));
    }
    for (std::size_t j = 0; j < rule.dims.size(); ++j) {
      const auto same_dim = [&](const std::string& other) { return other == rule.dims[j]; };
      if (!has_earlier(rule.dims, j, same_dim)) continue;
      add(path, fmt::format("the axis '{}' lists '{}' twice", name(rule.axis), rule.dims[j]));
    }
  }

  [[nodiscard]] bool may_carry(AxisId axis, const std::string& dim) const {
    const auto lists = [&](const std::vector<std::string>& dims) {
      return std::find(dims.begin(), dims.end(), dim) != dims.end();
    };
    const Axis& physical = architecture_.axis(axis);
    return (physical.dims.empty() || lists(physical.dims)) &&
           std::all_of(rules_.axes.begin(), rules_.axes.end(),
                       [&](const AxisRule& rule) { return rule.axis != axis || lists(rule.dims); });
  }

  bool check_range(const std::string& path, const Range& range) {
    if (range.min >= 1 && range.min <= range.max) return true;
    add(path, fmt::format("no number is at least {} and at most {}", range.min, range.max));
    return false;
  }

  void check_spatial(std::size_t i) {
    const SpatialRule& rule = rules_.spatial[i];
    const std::string path = fmt::format("spatial[{}]", i);
    const auto is_same = [&](const SpatialRule& other) {
      return other.axis == rule.axis && other.dim == rule.dim;
    };
    if (has_earlier(rules_.spatial, i, is_same)) {
      add(path, fmt::format("'{}' on the axis '{}' is given twice", rule.dim, name(rule.axis)));
    }
    if (!check_range(path, rule.bound) || rule.bound.min == 1) return;
    const Fanout& fanout = architecture_.fanouts[architecture_.fanout_of(rule.axis)];
    const std::int64_t room = fanout.fold ? fanout.children() : architecture_.axis(rule.axis).size;
    if (rule.bound.min > room) {
      add(path, fmt::format("{} iterations of '{}' do not fit on the axis '{}': it has room for {}",
                            rule.bound.min, rule.dim, name(rule.axis), room));
    } else if (!may_carry(rule.axis, rule.dim)) {
      add(path, fmt::format("the axis '{}' may not carry '{}'", name(rule.axis), rule.dim));
    }
  }

  void check_tile(std::size_t i) {
    const TileRule& rule = rules_.tiles[i];
    const std::string path = fmt::format("tiles[{}]", i);
    const auto is_same = [&](const TileRule& other) {
      return other.level == rule.level && other.dim == rule.dim;
    };
    if (has_earlier(rules_.tiles, i, is_same)) {
      add(path,
          fmt::format("tiles of '{}' along '{}' are given twice", name(rule.level), rule.dim));
    }
    check_range(path, rule.extent);
  }

  void check_stationary(std::size_t i) {
    const StationaryRule& rule = rules_.stationary[i];
    const std::string path = fmt::format("stationary[{}]", i);
    const std::string_view role = to_string(rule.role);
    if (has_earlier(rules_.stationary, i,
                    [&](const StationaryRule& other) { return other == rule; })) {
      add(path, fmt::format("stationary {}s in '{}' are given twice", role, name(rule.level)));
    } else if (!architecture_.levels[rule.level].keeps(rule.role)) {
      add(path, fmt::format("'{}' may not keep {}s in this architecture", name(rule.level), role));
    } else if (is_bypassed(rule.level, rule.role)) {
      add(path, fmt::format("{}s bypass '{}', so they cannot be stationary there", role,
                            name(rule.level)));
    }
  }

  const Constraints& rules_;
  const Architecture& architecture_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> validate(const Constraints& constraints, const Architecture& architecture) {
  return ConstraintsCheck(constraints, architecture).run();
}

}  // namespace paretile
