// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "core/ids.h"
#include "core/problem.h"
#include "interop/timeloop_factors.h"

namespace paretile::interop {

/// One loop as written, of any bound.
struct TimeloopLoop {
  DimId dim;
  TimeloopFactor factor;
  bool on_x = true;  ///< of spatial loops
};

/// What one access of a memory is to Timeloop.
struct TimeloopBlock {
  std::int64_t words = 1;    ///< moved by one access
  std::int64_t cluster = 1;  ///< instances it serves
};

/// A level of a mapping in Timeloop's own terms: temporal loops, inside them spatial ones, and what
/// its directives ask for. Sets of tensors have a bit for each.
struct TimeloopLevel {
  std::vector<TimeloopLoop> temporal;  ///< outermost first, as are the spatial ones
  std::vector<TimeloopLoop> spatial;
  std::int64_t children_x = 1;  ///< of the array inside it, as built
  std::int64_t children_y = 1;
  TimeloopBlock block;
  std::uint8_t bypassed = 0;
  std::uint8_t no_multicast = 0;       ///< `no_reuse` of a spatial directive
  std::uint8_t no_link_transfer = 0;   ///< neighbours pass nothing on
  std::uint8_t no_temporal_reuse = 0;  ///< every tile is fetched whole
  std::uint8_t reads_first = 0;        ///< `rmw_first_update`: sums are read before the first, too
};

/// All levels of a mapping, outermost first.
using TimeloopNest = IdVector<LevelId, TimeloopLevel>;

[[nodiscard]] constexpr bool has_tensor(std::uint8_t set, TensorId tensor) {
  return (set >> tensor.index() & 1) != 0;
}

}  // namespace paretile::interop
