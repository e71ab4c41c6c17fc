// SPDX-License-Identifier: Apache-2.0
#include "cost_model/precision.h"

#include <algorithm>

namespace paretile::cost_model {
namespace {

/// Whether unfinished sums of several children reach `parent` one by one: a spatial reduction loop
/// between the two places at a fan-out that does not reduce.
bool reduces_at_parent(const Tables& tables, const Trace& trace, TensorId output,
                       const Place& parent, const Place& child) {
  for (std::size_t i = parent.spatial_outside; i < child.spatial_outside; ++i) {
    const SpatialLoop& loop = trace.spatial[i];
    if (!tables.moves[DimId(loop.dim)].contains(output) &&
        tables.fanouts[FanoutId(loop.fanout)].sharing[output] == Sharing::kNone) {
      return true;
    }
  }
  return false;
}

}  // namespace

Precision precision_of(const Tables& tables, const Trace& trace, TensorId id,
                       std::size_t index) noexcept {
  const TensorTable& tensor = tables.tensors[id];
  if (!tensor.is_output) return {tensor.bits, tensor.bits, tensor.bits};
  const Place& place = trace.places[id.index()][index];
  const Place& child = trace.places[id.index()][index + 1];
  const bool unfinished_below =
      child.pending || place.reduced_outside || reduces_at_parent(tables, trace, id, place, child);
  const bool unfinished_above = place.pending || place.reduced_outside;
  const int lower = unfinished_below ? tensor.psum_bits : tensor.bits;
  const int upper = unfinished_above ? tensor.psum_bits : tensor.bits;
  // Nothing moves or stands outside the outermost node, so there `upper` is the narrow width.
  return {lower, upper, std::max(lower, upper)};
}

}  // namespace paretile::cost_model
