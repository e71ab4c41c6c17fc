// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/ids.h"
#include "core/mapping.h"
#include "cost_model/tables.h"

namespace paretile::cost_model {

/// A loop of a ragged nest. It skips every index at which nothing of its dimension is left.
struct RaggedLoop {
  bool is_spatial = false;
  DimId dim;
  FanoutId fanout;           ///< spatial loops
  std::int64_t bound = 1;    ///< nominal
  std::int64_t stride = 1;   ///< nominal: product of the bounds of all inner loops of the dimension
  std::int64_t at_last = 0;  ///< its index in the last iteration of the dimension
};

/// A storage node, or compute as the innermost child of a tensor.
struct RaggedPlace {
  LevelId level;
  std::size_t depth = 0;       ///< loops outside
  std::size_t visiting = 0;    ///< temporal loops before this one visit the place: each tick of
                               ///< theirs brings it something
  std::size_t slider = kNone;  ///< the sliding loop of docs/model.md section 2
  static constexpr std::size_t kNone = ~std::size_t{0};
};

/// Which iterations of the loops are meant: one index per loop, or every one.
using Picks = std::vector<std::int64_t>;
inline constexpr std::int64_t kEvery = -1;

/// Tiles of one dimension: all but the last tile of the dimension are whole.
struct Tiles {
  std::int64_t whole = 0;
  std::int64_t last = 0;  ///< 1 if the last tile is among them; it may be smaller
  [[nodiscard]] std::int64_t all() const { return whole + last; }
};

/// A legal mapping as the loops that do something, outermost first, neighbouring temporal loops of
/// one dimension merged.
class RaggedNest {
 public:
  RaggedNest(const Tables& tables, const Mapping& mapping);

  [[nodiscard]] const std::vector<RaggedLoop>& loops() const { return loops_; }
  /// Storage nodes of a tensor outermost first, then compute.
  [[nodiscard]] const std::vector<RaggedPlace>& places(TensorId tensor) const {
    return places_[tensor];
  }

  /// Tiles of `dim` at `depth` that the picked indices of the loops outside reach.
  [[nodiscard]] Tiles tiles(DimId dim, const Picks& picks, std::size_t depth) const;
  /// Iterations of `dim` in a whole tile at `depth`, and in the last one.
  [[nodiscard]] std::int64_t whole_extent(DimId dim, std::size_t depth) const;
  [[nodiscard]] std::int64_t last_extent(DimId dim, std::size_t depth) const;

  /// True if every bound of the dimension divides: all its tiles are alike.
  [[nodiscard]] bool is_perfect(DimId dim) const {
    return whole_extent(dim, 0) == tables_.sizes[dim];
  }
  /// Spatial loops outside `depth` everywhere (kEvery) or at the first index; all others at 0.
  [[nodiscard]] Picks instances(std::size_t depth, std::int64_t pick) const;
  [[nodiscard]] std::size_t spatial_outside(std::size_t depth) const;

 private:
  void add_loop(const Tables& tables, const Node& node, bool follows_loop);
  void set_strides();
  void find_movers(TensorId tensor);

  const Tables& tables_;
  std::vector<RaggedLoop> loops_;
  IdArray<TensorId, std::vector<RaggedPlace>> places_;
};

}  // namespace paretile::cost_model
