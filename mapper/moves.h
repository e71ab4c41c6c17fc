// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "mapper/draft.h"
#include "mapper/mapspace.h"

namespace paretile::mapper {

/// Where a prime factor can stand: in a segment's loops or on an axis.
struct Position {
  bool is_axis = false;
  std::uint8_t index = 0;  ///< segment or AxisId
  friend bool operator==(const Position&, const Position&) = default;
};

/// One change of a draft.
struct Move {
  enum class Kind : std::uint8_t {
    kFactor,    ///< `factor` of `dim` goes from `from` to `to`; `outer`: a new loop goes outermost
    kExchange,  ///< besides, `other_factor` of `other_dim` goes from `to` to `from`
    kOrder,     ///< loops `a` and `b` of segment `from` change places
    kNodes,     ///< the storage nodes of segments `a` and `a` + 1 change places
    kDrop,      ///< storage node of segment `a` goes
    kKeep,  ///< storage node of slot `b` comes, opening the inner part of segment `a`: its loops
            ///< (`outer`) or none of them
  };
  Kind kind = Kind::kFactor;
  bool outer = false;
  Position from;
  Position to;
  DimId dim;
  DimId other_dim;
  std::uint8_t a = 0;
  std::uint8_t b = 0;
  std::int64_t factor = 1;
  std::int64_t other_factor = 1;
};

/// All changes that lead to another mapping of the space (which may not fit).
[[nodiscard]] std::vector<Move> list_moves(const SearchSpace& space, const Draft& draft);

/// Segments after which a node of the slot may come by tensor and level; none if it is there.
struct KeepRange {
  std::size_t first = 0;
  std::size_t end = 0;
};
[[nodiscard]] KeepRange keep_range(const Draft& draft, const Slot& slot);
[[nodiscard]] bool may_swap_nodes(const Draft& draft, std::size_t segment);
[[nodiscard]] bool may_drop(const SearchSpace& space, const Segment& segment);
/// Whether nothing runs inside the fan-out that the segment opens: it is not in use.
[[nodiscard]] bool is_closed(const SearchSpace& space, const Draft& draft, const Segment& segment);

void apply(const SearchSpace& space, const Move& move, Draft& draft);

}  // namespace paretile::mapper
