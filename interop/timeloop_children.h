// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "interop/timeloop_boxes.h"

namespace paretile::interop {

/// Children of an array at work at one time: their numbers on the grid, and how far the words of
/// each are from those of the first.
struct ArrayChildren {
  std::vector<std::int64_t> ids;
  IdArray<TensorId, std::vector<RankPoint>> places;
};

/// The array as built; numbers run along X first.
struct ArrayGrid {
  std::int64_t width = 1;
  std::int64_t height = 1;
};

/// How words of one tensor that each child needs come to the children, times the words of one.
struct ArraySharing {
  std::int64_t reads = 0;     ///< of the parent: children that need the same share one
  std::int64_t received = 0;  ///< by children from the parent
  std::int64_t passed = 0;    ///< by neighbours
};

/// From the parent alone. Without `multicast` each child has its own read.
[[nodiscard]] ArraySharing share_reads(const ArrayChildren& children, TensorId tensor,
                                       bool multicast);

/// From neighbours where one of the four had, as `before`, the same words the time before; from the
/// parent where none had. The words of the first child are now `shift` further than then.
[[nodiscard]] ArraySharing share_with_neighbours(const ArrayChildren& children,
                                                 const ArrayChildren& before, TensorId tensor,
                                                 bool multicast, const RankPoint& shift,
                                                 const ArrayGrid& grid);

}  // namespace paretile::interop
