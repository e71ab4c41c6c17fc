// SPDX-License-Identifier: Apache-2.0
#include "cost_model/footprint.h"

#include "core/architecture.h"

namespace paretile::cost_model {

RankTile rank_tile(const SumRank& rank, std::int64_t first_extent, std::int64_t second_extent,
                   bool box) noexcept {
  if (box) {
    const std::int64_t length = rank.first_coefficient * (first_extent - 1) +
                                rank.second_coefficient * (second_extent - 1) + 1;
    return {{1, length}, {1, 1}};
  }
  return {{rank.first_coefficient, first_extent}, {rank.second_coefficient, second_extent}};
}

std::int64_t plain_footprint(const TensorTable& tensor, const IdArray<DimId, std::int64_t>& extents,
                             bool box) noexcept {
  std::int64_t words = 1;
  for (const PlainRank& rank : tensor.plain) words *= rank_words(rank, extents[rank.dim], box);
  return words;
}

std::int64_t sum_footprint(const TensorTable& tensor, const IdArray<DimId, std::int64_t>& extents,
                           bool box) noexcept {
  std::int64_t words = 1;
  for (const SumRank& rank : tensor.sums) {
    words *= rank_words(rank, extents[rank.first], extents[rank.second], box);
  }
  return words;
}

std::int64_t footprint(const Problem& problem, TensorId tensor,
                       const IdArray<DimId, std::int64_t>& extents, bool box) {
  const Tables tables = build_tables(problem, Architecture{}, {});
  const TensorTable& table = tables.tensors[tensor];
  return plain_footprint(table, extents, box) * sum_footprint(table, extents, box);
}

}  // namespace paretile::cost_model
