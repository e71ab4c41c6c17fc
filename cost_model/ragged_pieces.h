// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <vector>

#include "cost_model/tables.h"

namespace paretile::cost_model {

/// Iterations [begin, begin + extent) of both dimensions of a sum rank: one tile along it.
struct Window {
  std::int64_t first_begin = 0;
  std::int64_t first_extent = 1;
  std::int64_t second_begin = 0;
  std::int64_t second_extent = 1;
};

/// Words `row + modulus * n`, begin <= n < end, the modulus being the Cutter's. Sorted, apart and
/// as long as possible, so that equal sets of words are equal lists of pieces.
struct Piece {
  std::int64_t row = 0;
  std::int64_t begin = 0;
  std::int64_t end = 0;
  friend auto operator<=>(const Piece&, const Piece&) = default;
};
using Pieces = std::vector<Piece>;

/// Turns windows of one sum rank into pieces. With footprint box a window is one piece. Otherwise
/// words `a*i + b*j` (a and b without common factor) are sorted by their remainder modulo a, where
/// windows of at least b iterations of i leave no gaps; or modulo b, whichever gives fewer pieces
/// for a window of the extents given.
class Cutter {
 public:
  Cutter(const SumRank& rank, std::int64_t first_extent, std::int64_t second_extent, bool box);

  [[nodiscard]] Pieces cut(const Window& window) const;
  /// How many pieces a window of the extents given has at most: the work of cut().
  [[nodiscard]] std::int64_t pieces_per_window() const { return pieces_per_window_; }

 private:
  SumRank rank_;
  bool box_;
  bool by_second_ = false;
  std::int64_t pieces_per_window_ = 1;
};

[[nodiscard]] Pieces normalised(Pieces pieces);
/// Words of `all` that are not in `without`. Both normalised.
[[nodiscard]] Pieces subtract(const Pieces& all, const Pieces& without);
[[nodiscard]] std::int64_t count_words(const Pieces& pieces);

}  // namespace paretile::cost_model
