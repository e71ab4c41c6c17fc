// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <set>

#include "core/problem.h"
#include "interop/timeloop_conventions.h"
#include "interop/timeloop_nest.h"

namespace paretile::interop {

/// Words of one tensor that one instance of a level holds and hands to what is inside it, as if no
/// level were bypassed.
struct LevelTraffic {
  std::int64_t tile = 0;      ///< held at a time
  std::int64_t children = 0;  ///< held by all children together; 0 without an array in use
  std::int64_t reads = 0;     ///< for the level inside, or compute
  std::int64_t received = 0;  ///< by all children
  std::int64_t passed = 0;    ///< to children by their neighbours
};

/// What a walk through a nest finds.
struct TimeloopWalk {
  IdVector<LevelId, IdArray<TensorId, LevelTraffic>> levels;
  double operations = 0;  ///< of one arithmetic unit
};

/// Visits the first round of each loop and the second for all that follow, and adds up what every
/// visit has to fetch: Timeloop's own recursion. Nothing if that takes more than kMaxVisits.
[[nodiscard]] std::optional<TimeloopWalk> walk(const Problem& problem, const TimeloopNest& nest,
                                               const TimeloopConventions& conventions);

inline constexpr double kMaxVisits = 5e5;

/// Dimensions some loop of which has fewer rounds the last time. Of their loops the walk visits the
/// first, the second, the last but one and the last round.
[[nodiscard]] std::set<DimId> uneven_dims(const TimeloopNest& nest);

}  // namespace paretile::interop
