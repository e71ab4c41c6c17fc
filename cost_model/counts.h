// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/ids.h"

namespace paretile::cost_model {

/// Words one instance of a storage node holds and moves. docs/model.md section 3.
struct NodeCounts {
  bool present = false;         ///< false: the tensor bypasses the level
  std::int64_t tile_words = 0;  ///< words held at a time
  std::int64_t fills = 0;       ///< written from the next node outside
  std::int64_t reads =
      0;  ///< read for the next node inside (outputs: the read half of accumulation)
  std::int64_t updates = 0;  ///< written from below (outputs only)
  std::int64_t drains = 0;   ///< read to go outward (outputs only)

  /// Bits per word of each of the counts above: outputs are wide while their sums are unfinished.
  int tile_bits = 0;
  int upper_bits = 0;  ///< of fills and drains
  int lower_bits = 0;  ///< of reads and updates
  friend bool operator==(const NodeCounts&, const NodeCounts&) = default;
};

/// Words of one tensor on the wires of one fan-out, all instances together, in both directions.
/// Where sums meet on the way, the side of the children is wide and the outer side may be narrow.
struct WireCounts {
  std::int64_t sent = 0;       ///< enter or leave at the outer side
  std::int64_t delivered = 0;  ///< leave or enter at the children
  int sent_bits = 0;           ///< bits per word there
  int delivered_bits = 0;
  friend bool operator==(const WireCounts&, const WireCounts&) = default;
};

/// What a mapping does, in exact integers. Knows no energies. Node counts are per instance.
struct Counts {
  std::int64_t operations = 0;         ///< all operations of the problem
  std::int64_t temporal_steps = 1;     ///< product of all temporal bounds
  std::int64_t compute_instances = 1;  ///< product of all spatial bounds: units in use
  IdArray<LevelId, std::int64_t>
      instances;  ///< per level: product of the spatial bounds outside it
  IdArray<LevelId, IdArray<TensorId, NodeCounts>> nodes;
  IdArray<FanoutId, IdArray<TensorId, WireCounts>> wires;
  friend bool operator==(const Counts&, const Counts&) = default;
};

}  // namespace paretile::cost_model
