// SPDX-License-Identifier: Apache-2.0
#include "cost_model/precision.h"

#include <algorithm>

namespace paretile::cost_model {

int passing_bits(const Tables& tables, const Trace& trace, TensorId id, const Place& child,
                 std::size_t position) noexcept {
  const TensorTable& tensor = tables.tensors[id];
  if (!tensor.is_output || child.pending) return tensor.psum_bits;
  for (std::size_t i = 0; i < child.spatial_outside; ++i) {
    const SpatialLoop& loop = trace.spatial[i];
    if (tables.moves[DimId(loop.dim)].contains(id)) continue;
    // A reduction outside the position: other parts of the sum are elsewhere. One inside it: the
    // parts arrive one by one where the fan-out does not reduce.
    const bool is_outside = i < position;
    if (is_outside || tables.fanouts[FanoutId(loop.fanout)].sharing[id] == Sharing::kNone) {
      return tensor.psum_bits;
    }
  }
  return tensor.bits;
}

Precision precision_of(const Tables& tables, const Trace& trace, TensorId id,
                       std::size_t index) noexcept {
  const Place& place = trace.places[id.index()][index];
  const Place& child = trace.places[id.index()][index + 1];
  const int lower = passing_bits(tables, trace, id, child, place.spatial_outside);
  const int upper = passing_bits(tables, trace, id, place, place.spatial_outside);
  // Nothing moves or stands outside the outermost node, so there `upper` is the narrow width.
  return {lower, upper, std::max(lower, upper)};
}

}  // namespace paretile::cost_model
