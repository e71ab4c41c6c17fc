// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>

#include "core/ids.h"
#include "cost_model/tables.h"
#include "cost_model/trace.h"

namespace paretile::cost_model {

/// Bits per word that pass a place on their way between `child` and its parent. `position` is how
/// many spatial loops stand outside the place. Inputs have one width; sums are wide until finished:
/// if the child lets them go pending, if a spatial reduction loop stands outside the place, or if
/// one between the place and the child is not reduced on the way. docs/model.md section 5.
[[nodiscard]] inline int passing_bits(const Tables& tables, const Trace& trace, TensorId id,
                                      const Place& child, std::size_t position) noexcept {
  const TensorTable& tensor = tables.tensors[id];
  const bool is_whole =
      !child.pending && trace.first_split >= position && trace.first_apart >= child.spatial_outside;
  return tensor.is_output && is_whole ? tensor.bits : tensor.psum_bits;
}

/// Bits per word at one storage node. Inputs have one width; outputs are wide where their sums are
/// unfinished and narrow where only finished values pass. docs/model.md section 5.
struct Precision {
  int lower_bits;  ///< updates from the next place inside, reads for it
  int upper_bits;  ///< drains to and fills from the next node outside
  int tile_bits;   ///< words at rest: the wider of the two
};

/// Of the `index`-th storage node of a tensor, outermost first.
[[nodiscard]] inline Precision precision_of(const Tables& tables, const Trace& trace, TensorId id,
                                            std::size_t index) noexcept {
  const Place& place = trace.places[id.index()][index];
  const Place& child = trace.places[id.index()][index + 1];
  const int lower = passing_bits(tables, trace, id, child, place.spatial_outside);
  const int upper = passing_bits(tables, trace, id, place, place.spatial_outside);
  // Nothing moves or stands outside the outermost node, so there `upper` is the narrow width.
  return {lower, upper, std::max(lower, upper)};
}

}  // namespace paretile::cost_model
