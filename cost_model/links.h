// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "cost_model/counts.h"
#include "cost_model/precision.h"
#include "cost_model/tables.h"
#include "cost_model/trace.h"

namespace paretile::cost_model {

/// Words that pass between neighbouring places of one tensor, place by place of a trace:
/// docs/model.md sections 2 to 4. Tensors with one dimension per rank, most of all, are counted
/// here in a few instructions; windows in links.cpp.

/// Spatial loops [begin, end) of a trace: those between two places of a tensor, or a part of them.
struct Between {
  std::size_t begin;
  std::size_t end;
};

/// How the children behind some spatial loops stand to each other. docs/model.md section 4.
struct Children {
  std::int64_t groups = 1;  ///< fan-outs in mode none: each group is served by itself
  std::int64_t plain = 1;   ///< distinct displacements along ranks with one dimension
  bool by_tile = false;     ///< a fan-out shares whole tiles only
};

[[nodiscard]] inline Children children(const Tables& tables, const Trace& trace, TensorId id,
                                       Between between) {
  const IdSet<DimId> plain_dims = tables.tensors[id].plain_dims;
  Children result;
  for (std::size_t i = between.begin; i < between.end; ++i) {
    const SpatialLoop& loop = trace.spatial[i];
    const Sharing sharing = tables.fanouts[FanoutId(loop.fanout)].sharing[id];
    if (sharing == Sharing::kNone) {
      result.groups *= loop.bound;
    } else {
      result.by_tile |= sharing == Sharing::kTile;
      if (plain_dims.contains(DimId(loop.dim))) result.plain *= loop.bound;
    }
  }
  return result;
}

/// The two functions below, of tensors with windows.
[[nodiscard]] std::int64_t fetched_windows(const Tables& tables, const TensorTable& tensor,
                                           const Place& child);
[[nodiscard]] std::int64_t delivered_windows(const Tables& tables, const Trace& trace, TensorId id,
                                             const Place& child, std::int64_t fetched_by_each,
                                             Between between);

/// Words written into one instance of `child` from outside, over all time. docs/model.md eq. (4).
[[nodiscard]] inline std::int64_t fetched(const Tables& tables, const TensorTable& tensor,
                                          const Place& child) {
  if (!tensor.sums.empty()) return fetched_windows(tables, tensor, child);
  return child.visits * child.mover_bound * child.tile_words;
}

/// Words one instance outside the spatial loops `between` handles for its children, given what each
/// child fetches. docs/model.md eqs. (5), (6).
[[nodiscard]] inline std::int64_t delivered(const Tables& tables, const Trace& trace, TensorId id,
                                            const Place& child, std::int64_t fetched_by_each,
                                            Between between) {
  if (between.begin == between.end) return fetched_by_each;
  if (!tables.tensors[id].sums.empty()) {
    return delivered_windows(tables, trace, id, child, fetched_by_each, between);
  }
  const Children group = children(tables, trace, id, between);
  return group.groups * group.plain * fetched_by_each;
}

/// One pair of neighbouring places of a tensor: `parent` serves `child` over the loops `between`.
struct Link {
  const Place& parent;
  const Place& child;
  Between between;
  std::int64_t fetched;
};

/// Words on the wires of every fan-out the link crosses, as take(fan-out, words). docs/model.md eq.
/// (8).
template <typename Take>
void for_each_wire(const Tables& tables, const Trace& trace, TensorId id, const Link& link,
                   const Take& take) {
  const TensorTable& tensor = tables.tensors[id];
  std::int64_t instances = link.parent.instances;
  std::int64_t first_words = tensor.is_output ? link.parent.first_words : 0;
  // Outputs cross twice: sums go up, unfinished sums come back down except on the first touch.
  auto words_at = [&](std::size_t position) {
    const std::int64_t handled =
        delivered(tables, trace, id, link.child, link.fetched, {position, link.between.end});
    return instances * (tensor.is_output ? 2 * handled - first_words : handled);
  };
  const auto bits_at = [&](std::size_t position) {
    return passing_bits(tables, trace, id, link.child, position);
  };
  WireCounts wire;
  wire.delivered = words_at(link.between.begin);
  wire.delivered_bits = bits_at(link.between.begin);
  for (std::size_t i = link.between.begin; i < link.between.end;) {
    const std::uint8_t fanout = trace.spatial[i].fanout;
    for (; i < link.between.end && trace.spatial[i].fanout == fanout; ++i) {
      const SpatialLoop& loop = trace.spatial[i];
      instances *= loop.bound;
      if (tables.moves[DimId(loop.dim)].contains(id)) first_words /= loop.bound;
    }
    wire = {wire.delivered, words_at(i), wire.delivered_bits, bits_at(i)};
    take(FanoutId(fanout), wire);
  }
}

}  // namespace paretile::cost_model
