// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "core/constraints.h"
#include "core/inline_vector.h"
#include "core/mapping.h"
#include "cost_model/tables.h"
#include "mapper/lattice.h"
#include "mapper/mapspace.h"

namespace paretile::mapper {

/// One way to use a fan-out. Cost depends on the bounds per dimension alone, so of the ways to put
/// the same bounds on the axes one stands for all.
struct SpatialChoice {
  Tile factor = 0;                         ///< what it multiplies a tile by
  std::int64_t children = 1;               ///< product of all bounds
  InlineVector<Node, 2 * kMaxDims> loops;  ///< ordered by axis, then dimension
};

/// Every use of a fan-out the architecture and the constraints allow, those with most children
/// first.
[[nodiscard]] std::vector<SpatialChoice> spatial_choices(const SearchSpace& space,
                                                         const UsableFanout& fanout,
                                                         const Constraints& constraints,
                                                         const Problem& problem,
                                                         const Lattice& lattice);

}  // namespace paretile::mapper
