// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "cost_model/ragged.h"
#include "cost_model/ragged_nest.h"
#include "cost_model/ragged_pieces.h"
#include "cost_model/tables.h"

namespace paretile::cost_model {

/// What is left of kMaxPieces.
class PieceBudget {
 public:
  /// False, then and ever after, if that many are not left.
  bool spend(std::int64_t pieces) {
    if (pieces > left_) left_ = -1;
    if (left_ >= 0) left_ -= pieces;
    return left_ >= 0;
  }
  [[nodiscard]] bool is_spent() const { return left_ < 0; }

 private:
  std::int64_t left_ = kMaxPieces;
};

/// Children of one group along one dimension: the first `children` of them have work, the last of
/// those a smaller tile if it `is_cut`. So it is at `times` ticks and places.
struct Group {
  std::int64_t children = 1;
  bool is_cut = false;
  std::int64_t times = 0;
};

/// Words that pass a position in the nest on the way between `child` and the next node outside.
/// docs/model.md sections 2, 4 and 7: the sum over ticks and instances is a product of sums over
/// dimensions and sum ranks, because which tiles are smaller is decided dimension by dimension.
class Delivery {
 public:
  Delivery(const Tables& tables, const RaggedNest& nest, TensorId tensor, const RaggedPlace& child,
           std::size_t position, PieceBudget& budget);

  /// Handled by the instances `outside` picks at the position. A lower number once the budget is
  /// spent.
  [[nodiscard]] std::int64_t words(const Picks& outside);

 private:
  /// When the sliding loop stands where.
  enum class Slide : std::uint8_t { kAnywhere, kAtStart, kOnItsWay };

  /// Children along one dimension of a sum rank, one per index vector of the spatial loops shared.
  struct Line {
    DimId dim;
    std::vector<Picks> picks;           ///< of the shared loops; others 0
    std::vector<std::int64_t> offsets;  ///< ascending
    std::int64_t whole_extent = 1;
    std::int64_t last_extent = 1;
  };
  struct Lines {
    Line first;
    Line second;
    Cutter cutter;
    std::int64_t shift = 0;  ///< iterations of the sliding dimension per tick; 0: none slides here
    bool slides_first = true;
    std::map<std::array<std::int64_t, 5>, std::int64_t> known;  ///< union_words by its arguments
  };

  [[nodiscard]] Line line(DimId dim);
  [[nodiscard]] Lines lines(const SumRank& rank);
  [[nodiscard]] Picks ticks(const Picks& outside) const;
  [[nodiscard]] std::vector<Group> groups(const Line& line, const Picks& ticks, Slide slide) const;
  [[nodiscard]] std::int64_t plain_words(const PlainRank& rank, Picks ticks) const;
  [[nodiscard]] std::int64_t sum_words(Lines& lines, const Picks& ticks);
  [[nodiscard]] std::int64_t sum_words(Lines& lines, const std::vector<Group>& first,
                                       const std::vector<Group>& second, bool slides);
  [[nodiscard]] std::int64_t union_words(Lines& lines, const Group& first, const Group& second,
                                         bool slides);
  [[nodiscard]] static Pieces moved(const Lines& lines, const Window& tile, bool slides);

  const Tables& tables_;
  const RaggedNest& nest_;
  TensorId tensor_;
  RaggedPlace child_;
  std::size_t position_;
  PieceBudget& budget_;
  std::vector<bool> is_shared_;  ///< per loop: spatial, between, at a fan-out that shares
  bool by_tile_ = false;
  IdSet<DimId> rank_dims_;  ///< dimensions of any rank
  std::vector<Lines> sums_;
};

}  // namespace paretile::cost_model
