// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "mapper/draft.h"
#include "mapper/mapspace.h"
#include "mapper/moves.h"
#include "mapper/rng.h"

namespace paretile::mapper {

/// Random changes of drafts one at a time, without a list of all. Those of list_moves can be drawn,
/// but for loops an axis has no room for; besides, several equal primes may go at once. Refers to
/// the space, which outlives it.
class MoveDrawer {
 public:
  explicit MoveDrawer(const SearchSpace& space);

  /// Nothing if a few tries find none.
  [[nodiscard]] std::optional<Move> draw(const Draft& draft, Rng& rng) const;

 private:
  /// A prime, or a power of one, and a place where it stands.
  struct Standing {
    Position at;
    DimId dim;
    std::int64_t factor = 1;
  };
  using Drawn = std::optional<Move>;
  [[nodiscard]] Drawn draw_factor(const Draft& draft, Rng& rng) const;
  [[nodiscard]] Drawn draw_exchange(const Draft& draft, Rng& rng) const;
  [[nodiscard]] Drawn draw_order(const Draft& draft, Rng& rng) const;
  [[nodiscard]] Drawn draw_nodes(const Draft& draft, Rng& rng) const;
  [[nodiscard]] Drawn draw_keep_or_drop(const Draft& draft, Rng& rng) const;
  [[nodiscard]] Position draw_position(const Draft& draft, Rng& rng) const;
  [[nodiscard]] std::optional<Standing> draw_standing(const Draft& draft, Rng& rng) const;
  [[nodiscard]] Standing draw_factor_of(Position at, DimId dim, std::int64_t bound, Rng& rng) const;
  [[nodiscard]] bool has_room(const Draft& draft, Position at, std::int64_t more,
                              std::int64_t less) const;

  const SearchSpace& space_;
  std::vector<DimId> dims_;                           ///< of size above 1
  IdArray<DimId, std::vector<std::int64_t>> primes_;  ///< distinct ones of their sizes
  std::vector<AxisId> axes_;                          ///< of all usable fan-outs
  IdArray<AxisId, bool> folds_;
};

}  // namespace paretile::mapper
