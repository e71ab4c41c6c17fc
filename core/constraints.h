// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "core/ids.h"
#include "core/problem.h"

namespace paretile {

/// Whole numbers from min to max, both included.
struct Range {
  std::int64_t min = 1;
  std::int64_t max = std::numeric_limits<std::int64_t>::max();
  [[nodiscard]] bool contains(std::int64_t value) const { return min <= value && value <= max; }
  friend bool operator==(const Range&, const Range&) = default;
};

/// The level must (keep) or must not (bypass) hold tensors of a role.
struct KeepRule {
  LevelId level;
  Role role = Role::kInput;
  bool keep = true;
  friend bool operator==(const KeepRule&, const KeepRule&) = default;
};

/// The axis carries no other dimensions than these kinds (of those the architecture allows).
struct AxisRule {
  AxisId axis;
  std::vector<std::string> dims;
  friend bool operator==(const AxisRule&, const AxisRule&) = default;
};

/// The bound of the spatial loop over a dimension kind on an axis (1 = no loop).
struct SpatialRule {
  AxisId axis;
  std::string dim;
  Range bound;
  friend bool operator==(const SpatialRule&, const SpatialRule&) = default;
};

/// Iterations of a dimension kind inside every tile the level holds.
struct TileRule {
  LevelId level;
  std::string dim;
  Range extent;
  friend bool operator==(const TileRule&, const TileRule&) = default;
};

/// Tensors of the role are kept at the level, and each word is brought to each instance there once:
/// no temporal loop over a dimension that is irrelevant to the tensor stands outside the innermost
/// loop that moves its tile. Weights at the registers: weight stationary.
struct StationaryRule {
  LevelId level;
  Role role = Role::kWeight;
  friend bool operator==(const StationaryRule&, const StationaryRule&) = default;
};

/// What a user demands of mappings on one architecture, besides what the architecture demands.
/// Dimensions are named by kind (core/problem.h); a kind a problem lacks has extent 1 there.
struct Constraints {
  std::vector<KeepRule> keeps;
  std::vector<AxisRule> axes;
  std::vector<SpatialRule> spatial;
  std::vector<TileRule> tiles;
  std::vector<StationaryRule> stationary;
  /// Least operations * cycles per operation / (physical compute units * latency).
  double min_utilization = 0;
  /// false: no tile stays where it is while temporal loops outside a fan-out around it run: the
  /// innermost temporal loop outside the fan-out moves it, or a loop inside does (AccelForge).
  bool tiles_stay_across_fanouts = true;
  /// false: no tile stays where it is while temporal loops run outside a node of a more outer level
  /// that stands outside its own, whatever the tensors. Both false: AccelForge's rule, where what a
  /// node fetches depends on its own place alone.
  bool tiles_stay_across_levels = true;

  [[nodiscard]] bool empty() const { return *this == Constraints{}; }
  friend bool operator==(const Constraints&, const Constraints&) = default;
};

}  // namespace paretile
