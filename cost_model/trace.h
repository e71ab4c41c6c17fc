// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "core/ids.h"
#include "core/mapping.h"
#include "cost_model/tables.h"

namespace paretile::cost_model {

/// A storage node where it stands in its nest, or compute as the innermost child of a tensor.
/// docs/model.md section 2. Left uninitialised on purpose: built anew for every evaluation.
struct Place {
  std::int64_t tile_words;
  std::int64_t plain_words;   ///< of the ranks with one dimension alone
  std::int64_t instances;     ///< product of the spatial bounds outside
  std::int64_t first_words;   ///< outputs: distinct words one instance ever sees
  std::int64_t visits;        ///< product of the temporal bounds outside the sliding loop
  std::int64_t mover_bound;   ///< the sliding loop: innermost temporal loop outside that moves the
  std::int64_t mover_stride;  ///< tile; bound 1 = nothing moves it
  std::uint8_t mover_dim;
  std::uint8_t level;
  std::uint8_t spatial_outside;                ///< how many spatial loops stand outside
  bool pending;                                ///< outputs: leaves before it is finished in time
  std::array<std::int64_t, kMaxDims> extents;  ///< iterations per dimension inside, of sum ranks
};

struct SpatialLoop {
  std::int64_t bound;
  std::int64_t stride;  ///< product of the bounds of all inner loops of its dimension
  std::uint8_t dim;
  std::uint8_t axis;
  std::uint8_t fanout;
};

/// A nest read once from the inside out and once from the outside in. Of a ragged mapping, tiles
/// are those of the first instance, the largest, and products of bounds count what is skipped too:
/// only what check_fit and the bits of words need is to be read from it.
struct Trace {
  bool is_ragged;  ///< some bounds multiply to more than their size: ragged.h counts
  std::int64_t temporal_steps;
  std::int64_t compute_instances;
  std::uint8_t num_spatial;
  std::array<SpatialLoop, kMaxNodes> spatial;  ///< outermost first
  /// The first spatial loop over parts of sums, and the first whose fan-out does not add them up:
  /// indexes into `spatial`, kMaxNodes where there is none.
  std::uint8_t first_split;
  std::uint8_t first_apart;
  /// Per tensor: its storage nodes outermost first, then compute.
  std::array<std::array<Place, kMaxLevels + 1>, kMaxTensors> places;
  std::array<std::uint8_t, kMaxTensors> num_places;  ///< compute included

  void start() {
    temporal_steps = 1;
    compute_instances = 1;
    num_spatial = 0;
    first_split = first_apart = kMaxNodes;
    num_places.fill(0);
  }
  /// A spatial loop inside all so far.
  void add_spatial(const Tables& tables, const SpatialLoop& loop) {
    if (!tables.moves[DimId(loop.dim)].contains(tables.output)) {
      if (first_split == kMaxNodes) first_split = num_spatial;
      const bool apart =
          tables.fanouts[FanoutId(loop.fanout)].sharing[tables.output] == Sharing::kNone;
      if (apart && first_apart == kMaxNodes) first_apart = num_spatial;
    }
    spatial[num_spatial++] = loop;
    compute_instances *= loop.bound;
  }
  [[nodiscard]] const Place& compute_of(TensorId tensor) const {
    return places[tensor.index()][num_places[tensor.index()] - 1U];
  }
};

/// Fills `trace`; false if the nest is not legal (core/validate.h lists the rules).
[[nodiscard]] bool build_trace(const Tables& tables, const Mapping& mapping, Trace& trace) noexcept;

}  // namespace paretile::cost_model
