// SPDX-License-Identifier: Apache-2.0
#pragma once

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

void apply(const SearchSpace& space, const Move& move, Draft& draft);

}  // namespace paretile::mapper
