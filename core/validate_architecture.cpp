// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "core/checked.h"
#include "core/diagnostics.h"
#include "core/names.h"
#include "core/validate.h"

namespace paretile {
namespace {

/// Of any energy (pJ), power (W), area (um2) or frequency (Hz): so that no sum passes a double.
constexpr double kLargestNumber = 1e18;

class ArchitectureCheck {
 public:
  explicit ArchitectureCheck(const Architecture& architecture) : architecture_(architecture) {}

  std::vector<Finding> run() {
    check_limits();
    if (!findings_.empty()) return std::move(findings_);
    check_positive("clock_hz", architecture_.clock_hz);
    for (LevelId level : architecture_.levels.ids()) {
      check_level(architecture_.levels[level], fmt::format("levels[{}]", level.index()));
    }
    for (FanoutId fanout : architecture_.fanouts.ids()) {
      check_fanout(architecture_.fanouts[fanout], fmt::format("fanouts[{}]", fanout.index()));
    }
    check_compute();
    check_published();
    check_order();
    return std::move(findings_);
  }

 private:
  void check_published() {
    const PublishedFigures& published = architecture_.published;
    for (const auto& [key, value] :
         {std::pair{"operations_per_second", published.operations_per_second},
          std::pair{"operations_per_joule", published.operations_per_joule},
          std::pair{"power_w", published.power_w}, std::pair{"area_um2", published.area_um2}}) {
      if (value) check_positive(std::string("published.") + key, *value);
    }
  }

  void add(const std::string& path, std::string message, std::string hint = {}) {
    findings_.push_back({path, std::move(message), std::move(hint)});
  }

  /// At the first one too many.
  void check_count(const char* path, const char* what, std::size_t count, std::size_t limit) {
    if (count <= limit) return;
    add(fmt::format("{}[{}]", path, limit), fmt::format("{} {}, at most {}", count, what, limit));
  }
  void check_limits() {
    const std::size_t num_fanouts = architecture_.fanouts.size();
    if (architecture_.levels.empty()) add("levels", "the architecture has no storage level");
    check_count("levels", "storage levels", architecture_.levels.size(), kMaxLevels);
    check_count("fanouts", "fan-outs", num_fanouts, kMaxFanouts);
    if (architecture_.num_axes() > kMaxAxes) {
      add(fmt::format("fanouts[{}]", num_fanouts - 1),
          fmt::format("{} axes in all fan-outs, at most {}", architecture_.num_axes(), kMaxAxes));
    }
  }

  /// Levels, fan-outs and compute share one set of names: all appear in reports and mapping texts.
  void check_name(const std::string& path, const std::string& name) {
    if (!is_name(name)) {
      add(path + ".name", fmt::format("bad name {}", quoted(name)), std::string(kNameRule));
    } else if (names_.add(name, path)) {
      add(path + ".name", fmt::format("the name '{}' is used twice", name));
    }
  }

  void check_not_too_large(const std::string& path, double value) {
    if (value > kLargestNumber) {
      add(path, fmt::format("{} must be at most {:g}, not {:g}", path, kLargestNumber, value));
    }
  }
  void check_not_negative(const std::string& path, double value) {
    check_not_too_large(path, value);
    if (value >= 0) return;  // NaN fails the comparison
    add(path, fmt::format("{} must be a number of at least 0, not {}", path, value));
  }
  void check_positive(const std::string& path, double value) {
    check_not_too_large(path, value);
    if (value > 0) return;
    add(path, fmt::format("{} must be a number above 0, not {}", path, value));
  }
  void check_bandwidth(const std::string& path, double value) {
    if (value > 0) return;  // infinity is unlimited; NaN fails the comparison
    add(path, fmt::format("{} must be above 0, not {}", path, value));
  }
  void check_at_least_one(const std::string& path, std::int64_t value) {
    if (value < 1) add(path, fmt::format("{} must be at least 1, not {}", path, value));
  }

  void check_level(const Level& level, const std::string& path) {
    check_name(path, level.name);
    check_at_least_one(path + ".capacity_bits", level.capacity_bits);
    check_at_least_one(path + ".word_bits", level.word_bits);
    if (level.buffering != 1 && level.buffering != 2) {
      add(path + ".buffering",
          fmt::format("{}.buffering must be 1 or 2, not {}", path, level.buffering));
    }
    check_bandwidth(path + ".read_bandwidth_bits_per_cycle", level.read_bandwidth_bits_per_cycle);
    check_bandwidth(path + ".write_bandwidth_bits_per_cycle", level.write_bandwidth_bits_per_cycle);
    check_bandwidth(path + ".shared_bandwidth_bits_per_cycle",
                    level.shared_bandwidth_bits_per_cycle);
    check_not_negative(path + ".read_pj", level.read_pj);
    check_not_negative(path + ".fill_pj", level.fill_pj);
    check_not_negative(path + ".update_pj", level.update_pj);
    check_not_negative(path + ".drain_pj", level.drain_pj);
    check_not_negative(path + ".leakage_w", level.leakage_w);
    check_not_negative(path + ".area_um2", level.area_um2);
    for (std::size_t role = 0; role < kNumRoles; ++role) {
      if (!level.must_keep[role] || level.may_keep[role]) continue;
      add(path + ".must_keep", fmt::format("'{}' must keep {} tensors but may not", level.name,
                                           to_string(static_cast<Role>(role))));
    }
  }

  void check_fanout(const Fanout& fanout, const std::string& path) {
    check_name(path, fanout.name);
    if (fanout.axes.empty() || fanout.axes.size() > 2) {
      add(path + ".axes", fmt::format("fan-out '{}' must have one or two axes, not {}", fanout.name,
                                      fanout.axes.size()));
    }
    NameRegister axis_names;
    for (std::size_t i = 0; i < fanout.axes.size(); ++i) {
      const Axis& axis = fanout.axes[i];
      const std::string axis_path = fmt::format("{}.axes[{}]", path, i);
      if (!is_name(axis.name)) {
        add(axis_path + ".name", fmt::format("bad name {}", quoted(axis.name)),
            std::string(kNameRule));
      } else if (axis_names.add(axis.name, axis_path)) {
        add(axis_path + ".name",
            fmt::format("two axes of '{}' are named '{}'", fanout.name, axis.name));
      }
      check_at_least_one(axis_path + ".size", axis.size);
      children_ = saturating_product(children_, std::max<std::int64_t>(axis.size, 1));
    }
    check_at_least_one(path + ".word_bits", fanout.word_bits);
    check_not_negative(path + ".send_pj", fanout.send_pj);
    check_not_negative(path + ".deliver_pj", fanout.deliver_pj);
    check_not_negative(path + ".area_um2", fanout.area_um2);
  }

  void check_compute() {
    check_name("compute", architecture_.compute.name);
    check_not_negative("compute.energy_pj", architecture_.compute.energy_pj);
    check_positive("compute.cycles_per_operation", architecture_.compute.cycles_per_operation);
    check_not_negative("compute.leakage_w", architecture_.compute.leakage_w);
    check_not_negative("compute.area_um2", architecture_.compute.area_um2);
  }

  void check_order() {
    std::size_t outside = 1;  // the outermost level holds every tensor above all loops
    for (FanoutId id : architecture_.fanouts.ids()) {
      const Fanout& fanout = architecture_.fanouts[id];
      const std::string path = fmt::format("fanouts[{}]", id.index());
      if (fanout.levels_outside == 0) {
        add(path, fmt::format("fan-out '{}' has no storage level outside it", fanout.name),
            "the outermost entry must be a level");
      } else if (fanout.levels_outside < outside ||
                 fanout.levels_outside > architecture_.levels.size()) {
        add(path, fmt::format("fan-out '{}' is out of order", fanout.name));
      }
      outside = std::max(outside, fanout.levels_outside);
    }
    if (children_ > kMaxExactCount) {
      add(fmt::format("fanouts[{}]", architecture_.fanouts.size() - 1),
          "more than 2^53 compute units: counts would not be exact");
    }
  }

  const Architecture& architecture_;
  std::vector<Finding> findings_;
  NameRegister names_;
  std::int64_t children_ = 1;
};

}  // namespace

std::vector<Finding> validate(const Architecture& architecture) {
  return ArchitectureCheck(architecture).run();
}

}  // namespace paretile
