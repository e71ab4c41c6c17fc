// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "core/ids.h"
#include "core/inline_vector.h"
#include "core/mapping.h"
#include "mapper/mapspace.h"

namespace paretile::mapper {

/// A temporal loop.
struct Loop {
  DimId dim;
  std::int64_t bound = 1;
  friend bool operator==(const Loop&, const Loop&) = default;
};

/// What opens a stretch of a nest, and the temporal loops right inside it, outermost first: at most
/// one per dimension, all bounds above 1.
struct Segment {
  enum class Kind : std::uint8_t {
    kHomes,    ///< the homes of all tensors; always the first segment, and only that
    kStorage,  ///< one storage node
    kFanout,   ///< the spatial loops of one usable fan-out
  };
  Kind kind = Kind::kHomes;
  LevelId level;           // storage
  TensorId tensor;         // storage
  std::size_t fanout = 0;  // index into SearchSpace::fanouts
  InlineVector<Loop, kMaxDims> loops;
};

/// A mapping in the form random search edits: sampling and improvement make drafts, and to_mapping
/// is the one way from a draft to a mapping.
struct Draft {
  std::vector<Segment> segments;  ///< outermost first; every usable fan-out is there
  IdArray<AxisId, IdArray<DimId, std::int64_t>> spatial;  ///< bounds; 1 = no loop
};

/// Homes, fan-outs and the storage nodes of `slots`, each in its region, those of one region in the
/// order given. No loops.
[[nodiscard]] Draft draft_with(const SearchSpace& space, const std::vector<Slot>& slots);

[[nodiscard]] Segment storage_segment(const Slot& slot);

/// The region a segment belongs to: how many usable fan-outs stand outside what it opens.
[[nodiscard]] std::size_t region_of(const Draft& draft, std::size_t segment);

/// Whether loops of the fan-out are in use.
[[nodiscard]] bool uses(const SearchSpace& space, const Draft& draft, std::size_t fanout);

/// Children in use along an axis: the product of its bounds.
[[nodiscard]] std::int64_t used_children(const SearchSpace& space, const Draft& draft, AxisId axis);

/// Largest factor by which the loops on `axis` may still grow.
[[nodiscard]] std::int64_t spatial_room(const SearchSpace& space, const Draft& draft,
                                        const UsableFanout& fanout, AxisId axis);

/// Puts the loop innermost in a segment, or multiplies the one that is there.
void add_inner(Segment& segment, Loop loop);
/// The same outermost.
void add_outer(Segment& segment, Loop loop);
/// Divides the loop of `dim` in a segment, which must be a multiple; drops it at 1.
void divide(Segment& segment, DimId dim, std::int64_t factor);
[[nodiscard]] std::int64_t bound_in(const Segment& segment, DimId dim);

/// Moves loops that stand inside a fan-out nothing uses to the segment outside it: without spatial
/// loops between them the two are one gap.
void close_unused_fanouts(const SearchSpace& space, Draft& draft);

[[nodiscard]] Mapping to_mapping(const SearchSpace& space, const Draft& draft);

}  // namespace paretile::mapper
