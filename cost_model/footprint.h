// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/ids.h"
#include "core/problem.h"
#include "cost_model/sumset.h"
#include "cost_model/tables.h"

namespace paretile::cost_model {

/// The two progressions whose sums are the words of a tile along one sum rank. With `box` the tile
/// is the whole interval from its smallest to its largest word: one progression of step 1.
struct RankTile {
  Progression first;
  Progression second;
};

[[nodiscard]] RankTile rank_tile(const SumRank& rank, std::int64_t first_extent,
                                 std::int64_t second_extent, bool box) noexcept;

/// Words of a tile along a rank with one dimension.
[[nodiscard]] inline std::int64_t rank_words(const PlainRank& rank, std::int64_t extent,
                                             bool box) noexcept {
  return box ? rank.coefficient * (extent - 1) + 1 : extent;
}

/// Words of a tile along a sum rank: count_distinct of its two progressions, in a few instructions.
/// docs/model.md eq. (1).
[[nodiscard]] inline std::int64_t rank_words(const SumRank& rank, std::int64_t first_extent,
                                             std::int64_t second_extent, bool box) noexcept {
  if (box) {
    return rank.first_coefficient * (first_extent - 1) +
           rank.second_coefficient * (second_extent - 1) + 1;
  }
  const std::int64_t repeated_first = first_extent - rank.second_ratio;
  const std::int64_t repeated_second = second_extent - rank.first_ratio;
  const std::int64_t repeats =
      repeated_first > 0 && repeated_second > 0 ? repeated_first * repeated_second : 0;
  return first_extent * second_extent - repeats;
}

/// Words of `tensor` touched by one tile, halo included, in two factors: over the ranks with one
/// dimension and over those that are sums. docs/model.md eq. (2).
///
/// extents   iterations of each dimension inside the tile, per DimId, >= 1
/// returns   words (not bits); together the whole tensor when extents are the problem's sizes
[[nodiscard]] std::int64_t plain_footprint(const TensorTable& tensor,
                                           const IdArray<DimId, std::int64_t>& extents,
                                           bool box) noexcept;
[[nodiscard]] std::int64_t sum_footprint(const TensorTable& tensor,
                                         const IdArray<DimId, std::int64_t>& extents,
                                         bool box) noexcept;

/// The product of both, without compiled tables: for callers outside the hot path.
[[nodiscard]] std::int64_t footprint(const Problem& problem, TensorId tensor,
                                     const IdArray<DimId, std::int64_t>& extents, bool box = false);

}  // namespace paretile::cost_model
