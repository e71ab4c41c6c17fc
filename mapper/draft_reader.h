// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "cost_model/tables.h"
#include "cost_model/trace.h"
#include "mapper/draft.h"
#include "mapper/mapspace.h"

namespace paretile::mapper {

/// Traces of drafts, without the detour over a mapping that is checked node by node: the loops of a
/// draft are perfect and legal. Refers to its arguments, which outlive it.
class DraftReader {
 public:
  DraftReader(const SearchSpace& space, const cost_model::Tables& tables);

  /// Fills `trace` as build_trace does from to_mapping(space, draft). False, with a part of it at
  /// most, where loops need more children than there are or a tile alone exceeds its level.
  bool read(const Draft& draft, cost_model::Trace& trace);

 private:
  using Extents = IdArray<DimId, std::int64_t>;
  /// What stands inside a storage node.
  struct Tile {
    std::int64_t words;
    std::int64_t plain_words;
    Extents extents;  ///< of tensors with windows
  };
  /// A temporal loop, and what stands outside it.
  struct Mover {
    std::int64_t visits = 1;
    std::int64_t bound = 1;
    std::int64_t stride = 0;
    std::uint8_t dim = 0;
    bool pending = false;
  };
  bool look_inside(const Draft& draft);
  bool look_inside(const Draft& draft, const UsableFanout& fanout);
  [[nodiscard]] bool has_room(const Segment& segment, std::int64_t words) const;
  void measure(TensorId tensor, Tile& tile) const;
  void add_place(TensorId tensor, std::size_t level, const Tile& tile, cost_model::Trace& trace);
  void add_compute(TensorId tensor, cost_model::Trace& trace) const;
  void add_temporal(const Loop& loop, std::int64_t stride, cost_model::Trace& trace);
  void add_spatial(const Draft& draft, std::size_t fanout, cost_model::Trace& trace);

  static constexpr std::size_t kMaxSegments = 1 + kMaxFanouts + kMaxLevels * kMaxTensors;

  const SearchSpace& space_;
  const cost_model::Tables& tables_;
  IdArray<TensorId, Tile> homes_;
  Extents extents_;
  bool splits_in_time_ = false;
  std::int64_t first_words_ = 0;  ///< of the output
  std::size_t num_movers_ = 0;
  IdArray<TensorId, std::size_t> last_mover_;
  std::array<Mover, kMaxNodes> movers_;  ///< the first of all moves nothing
  IdArray<AxisId, Extents> axis_strides_;
  // Per segment:
  std::array<Tile, kMaxSegments> tiles_;
  std::array<std::array<std::int64_t, kMaxDims>, kMaxSegments> strides_;
};

}  // namespace paretile::mapper
