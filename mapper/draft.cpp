// SPDX-License-Identifier: Apache-2.0
#include "mapper/draft.h"

#include <algorithm>
#include <cassert>

namespace paretile::mapper {
namespace {

void push_spatial(const SearchSpace& space, const Draft& draft, std::size_t fanout,
                  Mapping& mapping) {
  for (AxisId axis : space.fanouts[fanout].axes) {
    for (DimId dim : space.sizes.ids()) {
      const std::int64_t bound = draft.spatial[axis][dim];
      if (bound > 1) mapping.nodes.push_back(Node::spatial(dim, bound, axis));
    }
  }
}

Loop* find_loop(Segment& segment, DimId dim) {
  for (Loop& loop : segment.loops) {
    if (loop.dim == dim) return &loop;
  }
  return nullptr;
}

}  // namespace

Segment storage_segment(const Slot& slot) {
  Segment segment;
  segment.kind = Segment::Kind::kStorage;
  segment.level = slot.level;
  segment.tensor = slot.tensor;
  return segment;
}

Draft draft_with(const SearchSpace& space, const std::vector<Slot>& slots) {
  Draft draft;
  for (AxisId axis : IdRange<AxisId>(kMaxAxes)) draft.spatial[axis].fill(1);
  for (std::size_t region = 0; region < space.num_regions(); ++region) {
    Segment opening;  // the homes, or the fan-out outside the region
    if (region > 0) {
      opening.kind = Segment::Kind::kFanout;
      opening.fanout = region - 1;
    }
    draft.segments.push_back(opening);
    for (const Slot& slot : slots) {
      if (slot.region == region) draft.segments.push_back(storage_segment(slot));
    }
  }
  return draft;
}

std::size_t region_of(const Draft& draft, std::size_t segment) {
  std::size_t region = 0;
  for (std::size_t s = 0; s <= segment; ++s) {
    if (draft.segments[s].kind == Segment::Kind::kFanout) ++region;
  }
  return region;
}

std::int64_t used_children(const SearchSpace& space, const Draft& draft, AxisId axis) {
  std::int64_t used = 1;
  for (DimId dim : space.sizes.ids()) used *= draft.spatial[axis][dim];
  return used;
}

bool uses(const SearchSpace& space, const Draft& draft, std::size_t fanout) {
  const auto& axes = space.fanouts[fanout].axes;
  return std::any_of(axes.begin(), axes.end(),
                     [&](AxisId axis) { return used_children(space, draft, axis) > 1; });
}

std::int64_t spatial_room(const SearchSpace& space, const Draft& draft, const UsableFanout& fanout,
                          AxisId axis) {
  if (!fanout.fold) return space.axis_sizes[axis] / used_children(space, draft, axis);
  std::int64_t used = 1;
  for (AxisId other : fanout.axes) used *= used_children(space, draft, other);
  return fanout.children / used;
}

void add_inner(Segment& segment, Loop loop) {
  if (Loop* there = find_loop(segment, loop.dim)) {
    there->bound *= loop.bound;
  } else {
    segment.loops.push_back(loop);
  }
}

void add_outer(Segment& segment, Loop loop) {
  if (Loop* there = find_loop(segment, loop.dim)) {
    there->bound *= loop.bound;
  } else {
    segment.loops.insert_at(0, loop);
  }
}

void divide(Segment& segment, DimId dim, std::int64_t factor) {
  Loop* loop = find_loop(segment, dim);
  assert(loop != nullptr && loop->bound % factor == 0);
  loop->bound /= factor;
  if (loop->bound == 1) {
    segment.loops.erase_at(static_cast<std::size_t>(loop - segment.loops.begin()));
  }
}

std::int64_t bound_in(const Segment& segment, DimId dim) {
  for (const Loop& loop : segment.loops) {
    if (loop.dim == dim) return loop.bound;
  }
  return 1;
}

void close_unused_fanouts(const SearchSpace& space, Draft& draft) {
  for (std::size_t s = 1; s < draft.segments.size(); ++s) {
    Segment& segment = draft.segments[s];
    if (segment.kind != Segment::Kind::kFanout || segment.loops.empty()) continue;
    if (uses(space, draft, segment.fanout)) continue;
    for (const Loop& loop : segment.loops) add_inner(draft.segments[s - 1], loop);
    segment.loops.clear();
  }
}

Mapping to_mapping(const SearchSpace& space, const Draft& draft) {
  Mapping mapping;
  for (const Segment& segment : draft.segments) {
    switch (segment.kind) {
      case Segment::Kind::kHomes:
        for (TensorId tensor : IdRange<TensorId>(space.num_tensors)) {
          mapping.nodes.push_back(Node::storage(space.homes[tensor], tensor));
        }
        break;
      case Segment::Kind::kStorage:
        mapping.nodes.push_back(Node::storage(segment.level, segment.tensor));
        break;
      case Segment::Kind::kFanout:
        push_spatial(space, draft, segment.fanout, mapping);
        break;
    }
    for (const Loop& loop : segment.loops) {
      mapping.nodes.push_back(Node::temporal(loop.dim, loop.bound));
    }
  }
  return mapping;
}

}  // namespace paretile::mapper
