// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "interop/timeloop_boxes.h"
#include "interop/timeloop_children.h"
#include "interop/timeloop_nest.h"

namespace paretile::interop {

/// A loop that runs more than once.
struct WalkedLoop {
  DimId dim;
  std::int64_t bound = 1;
  std::int64_t last = 1;
  std::int64_t stride = 1;
  std::int64_t index = 0;
};

/// The tile a level holds of one tensor, and how it last moved.
struct HeldTile {
  bool is_empty = true;
  WordBox words;
  bool has_moved = false;
  RankPoint step;
  std::vector<std::int64_t> rounds;  ///< of the loops outside the innermost that moves it
};

/// What the children of an array got the last time.
struct HandedOut {
  WordSet words;                                  ///< of the first child
  std::shared_ptr<const ArrayChildren> children;  ///< null before the first time
  /// By how far words are from those of the last time (empty: not to be compared).
  std::map<std::vector<std::int64_t>, ArraySharing> known;
};

/// A temporal loop, or all loops of an array.
struct WalkedBlock {
  LevelId level;
  bool is_array = false;
  bool starts_level = false;
  std::vector<WalkedLoop> loops;               ///< outermost first
  IdVector<DimId, std::int64_t> extents;       ///< iterations of it and all inside
  IdVector<DimId, std::int64_t> last_extents;  ///< the same in the last round of all outside

  // Of a block that starts a level. Blocks outside `first_mover` are outside the innermost loop
  // that moves the tile.
  IdArray<TensorId, std::size_t> first_mover;
  IdArray<TensorId, HeldTile> held;

  // Of an array.
  std::shared_ptr<const ArrayChildren> children;
  IdArray<TensorId, HandedOut> handed_out;
};

/// The loops of a nest, outermost first. A level without a temporal loop has one of one round.
[[nodiscard]] std::vector<WalkedBlock> blocks_of(const Problem& problem, const TimeloopNest& nest);

}  // namespace paretile::interop
