// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "core/problem.h"

namespace paretile::interop {

/// A coordinate per rank of a tensor.
using RankPoint = InlineVector<std::int64_t, kMaxRanks>;

[[nodiscard]] RankPoint sum(const RankPoint& a, const RankPoint& b);
[[nodiscard]] RankPoint difference(const RankPoint& a, const RankPoint& b);

/// Words of a tensor: along each rank from `low` up to, but without, `high`.
struct WordBox {
  RankPoint low;
  RankPoint high;

  [[nodiscard]] std::int64_t size() const;
  [[nodiscard]] bool overlaps(const WordBox& other) const;
  friend bool operator==(const WordBox&, const WordBox&) = default;
};

/// Disjoint boxes.
using WordSet = std::vector<WordBox>;

[[nodiscard]] std::int64_t size(const WordSet& words);

/// What of `box` is not in `other`, cut along the ranks in their order.
[[nodiscard]] WordSet minus(const WordBox& box, const WordBox& other);

/// The words that iterations `low` to `high` (without) of all dimensions touch: the box around
/// them.
[[nodiscard]] WordBox box_of(const Tensor& tensor, const IdVector<DimId, std::int64_t>& low,
                             const IdVector<DimId, std::int64_t>& high);

/// How far one iteration of `dim`, `stride` further, is in words.
[[nodiscard]] RankPoint step_of(const Tensor& tensor, DimId dim, std::int64_t stride);

/// How far the middle of `to` is from that of `from`, to whole words.
[[nodiscard]] RankPoint translation(const WordBox& from, const WordBox& to);

}  // namespace paretile::interop
