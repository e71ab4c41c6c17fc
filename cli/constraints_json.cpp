// SPDX-License-Identifier: Apache-2.0
#include "cli/constraints_json.h"

#include <string_view>

namespace paretile::cli {
namespace {

class Writer {
 public:
  Writer(const Constraints& rules, const Architecture& architecture)
      : rules_(rules), architecture_(architecture) {}

  Json write() {
    for (const KeepRule& rule : rules_.keeps) {
      json_[rule.keep ? "keep" : "bypass"].push_back(
          {{"level", name(rule.level)}, {"tensors", Json::array({to_string(rule.role)})}});
    }
    for (const AxisRule& rule : rules_.axes) json_["axes"][name(rule.axis)] = rule.dims;
    for (const SpatialRule& rule : rules_.spatial) {
      Json entry = {{"axis", name(rule.axis)}, {"dim", rule.dim}};
      add_range(rule.bound, "factor", entry);
      json_["spatial"].push_back(std::move(entry));
    }
    for (const TileRule& rule : rules_.tiles) {
      Json entry = {{"level", name(rule.level)}, {"dim", rule.dim}};
      add_range(rule.extent, "extent", entry);
      json_["tiles"].push_back(std::move(entry));
    }
    for (const StationaryRule& rule : rules_.stationary) {
      json_["stationary"].push_back(
          {{"level", name(rule.level)}, {"tensor", to_string(rule.role)}});
    }
    const Constraints none;
    if (rules_.min_utilization != none.min_utilization) {
      json_["min_utilization"] = rules_.min_utilization;
    }
    if (rules_.tiles_stay_across_fanouts != none.tiles_stay_across_fanouts) {
      json_["tiles_stay_across_fanouts"] = rules_.tiles_stay_across_fanouts;
    }
    if (rules_.tiles_stay_across_levels != none.tiles_stay_across_levels) {
      json_["tiles_stay_across_levels"] = rules_.tiles_stay_across_levels;
    }
    return std::move(json_);
  }

 private:
  [[nodiscard]] const std::string& name(LevelId level) const {
    return architecture_.levels[level].name;
  }
  [[nodiscard]] std::string name(AxisId axis) const {
    return architecture_.fanouts[architecture_.fanout_of(axis)].name + "." +
           architecture_.axis(axis).name;
  }

  static void add_range(const Range& range, const char* exact, Json& entry) {
    const Range all;
    if (range.min == range.max) {
      entry[exact] = range.min;
      return;
    }
    entry["at_least"] = range.min;
    if (range.max != all.max) entry["at_most"] = range.max;
  }

  const Constraints& rules_;
  const Architecture& architecture_;
  Json json_ = Json::object();
};

}  // namespace

Json constraints_json(const Constraints& constraints, const Architecture& architecture) {
  return Writer(constraints, architecture).write();
}

}  // namespace paretile::cli
