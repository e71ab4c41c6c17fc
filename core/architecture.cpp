// SPDX-License-Identifier: Apache-2.0
#include "core/architecture.h"

namespace paretile {
namespace {

/// Children of all fan-outs that stand outside level `levels_outside` levels deep.
std::int64_t children_outside(const Architecture& architecture, std::size_t levels_outside) {
  std::int64_t product = 1;
  for (const Fanout& fanout : architecture.fanouts) {
    if (fanout.levels_outside <= levels_outside) product *= fanout.children();
  }
  return product;
}

}  // namespace

std::string_view to_string(Sharing sharing) {
  switch (sharing) {
    case Sharing::kWord:
      return "word";
    case Sharing::kTile:
      return "tile";
    case Sharing::kNone:
      return "none";
  }
  return "";
}

std::int64_t Fanout::children() const {
  std::int64_t product = 1;
  for (const Axis& axis : axes) product *= axis.size;
  return product;
}

std::size_t Architecture::num_axes() const {
  std::size_t count = 0;
  for (const Fanout& fanout : fanouts) count += fanout.axes.size();
  return count;
}

FanoutId Architecture::fanout_of(AxisId axis) const {
  std::size_t end = 0;
  for (FanoutId fanout : fanouts.ids()) {
    end += fanouts[fanout].axes.size();
    if (axis.index() < end) return fanout;
  }
  return FanoutId(fanouts.size());
}

AxisId Architecture::first_axis(FanoutId fanout) const {
  std::size_t first = 0;
  for (FanoutId id : fanouts.ids()) {
    if (id == fanout) break;
    first += fanouts[id].axes.size();
  }
  return AxisId(first);
}

const Axis& Architecture::axis(AxisId axis) const {
  const FanoutId fanout = fanout_of(axis);
  return fanouts[fanout].axes[axis.index() - first_axis(fanout).index()];
}

std::int64_t Architecture::instances(LevelId level) const {
  return children_outside(*this, level.index());
}

std::int64_t Architecture::instances(FanoutId fanout) const {
  std::int64_t product = 1;
  for (FanoutId outer : fanouts.ids()) {
    if (outer < fanout) product *= fanouts[outer].children();
  }
  return product;
}

std::int64_t Architecture::compute_instances() const {
  return children_outside(*this, levels.size());
}

std::optional<LevelId> Architecture::find_level(std::string_view wanted) const {
  for (LevelId level : levels.ids()) {
    if (levels[level].name == wanted) return level;
  }
  return std::nullopt;
}

std::optional<AxisId> Architecture::find_axis(std::string_view wanted) const {
  std::size_t index = 0;
  for (const Fanout& fanout : fanouts) {
    for (const Axis& axis : fanout.axes) {
      if (axis.name == wanted) return AxisId(index);
      ++index;
    }
  }
  return std::nullopt;
}

double Architecture::area_um2() const {
  double area = compute.area_um2 * static_cast<double>(compute_instances());
  for (LevelId level : levels.ids()) {
    area += levels[level].area_um2 * static_cast<double>(instances(level));
  }
  for (FanoutId fanout : fanouts.ids()) {
    area += fanouts[fanout].area_um2 * static_cast<double>(instances(fanout));
  }
  return area;
}

}  // namespace paretile
