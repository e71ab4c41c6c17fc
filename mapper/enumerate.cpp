// SPDX-License-Identifier: Apache-2.0
#include "mapper/enumerate.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "mapper/factors.h"

namespace paretile::mapper {
namespace {

/// A root takes about 2 KiB: more than this many are not worth their memory.
constexpr std::size_t kMaxRoots = 20'000;

/// Lists every choice of kept tensors, order of storage nodes and spatial loops, and counts the
/// mappings each stands for.
class RootLister {
 public:
  RootLister(const SearchSpace& space, std::uint64_t limit, Enumeration& out)
      : space_(space), limit_(limit), out_(out) {}

  /// False if there are more than the limit.
  bool list() { return choose_slot(0, {}); }

 private:
  bool choose_slot(std::size_t index, std::vector<Slot> kept) {
    if (index == space_.slots.size()) return choose_order(kept, {});
    const Slot& slot = space_.slots[index];
    if (!slot.required && !choose_slot(index + 1, kept)) return false;
    kept.push_back(slot);
    return choose_slot(index + 1, std::move(kept));
  }

  /// Region by region, every order that keeps each tensor's own.
  bool choose_order(const std::vector<Slot>& left, const std::vector<Slot>& order) {
    if (left.empty()) return choose_spatial(0, draft_with(space_, order));
    std::size_t region = space_.num_regions();
    for (const Slot& slot : left) region = std::min(region, slot.region);
    IdSet<TensorId> tried;
    for (std::size_t i = 0; i < left.size(); ++i) {
      // Slots are by level: the first one of a tensor that is left is its outermost.
      if (left[i].region != region || tried.contains(left[i].tensor)) continue;
      tried.insert(left[i].tensor);
      std::vector<Slot> rest = left;
      std::vector<Slot> longer = order;
      longer.push_back(left[i]);
      rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(i));
      if (!choose_order(rest, longer)) return false;
    }
    return true;
  }

  /// `index` counts all pairs of a usable axis and a dimension.
  bool choose_spatial(std::size_t index, const Draft& draft) {
    std::size_t before = 0;
    for (const UsableFanout& fanout : space_.fanouts) {
      for (AxisId axis : fanout.axes) {
        const std::size_t num_dims = space_.sizes.size();
        if (index < before + num_dims) {
          return choose_bound(index, draft, fanout, axis, DimId(index - before));
        }
        before += num_dims;
      }
    }
    out_.roots.push_back(draft);
    if (out_.roots.size() > kMaxRoots) return false;
    return visit_drafts(space_, draft, [&](const Draft&) { return ++out_.size <= limit_; });
  }

  bool choose_bound(std::size_t index, const Draft& draft, const UsableFanout& fanout, AxisId axis,
                    DimId dim) {
    if (!space_.axis_dims[axis].contains(dim)) return choose_spatial(index + 1, draft);
    std::int64_t taken = 1;
    for (AxisId other : IdRange<AxisId>(kMaxAxes)) taken *= draft.spatial[other][dim];
    const std::int64_t room = spatial_room(space_, draft, fanout, axis);
    for (const std::int64_t bound : divisors(space_.sizes[dim] / taken)) {
      if (bound > room) break;
      Draft next = draft;
      next.spatial[axis][dim] = bound;
      if (!choose_spatial(index + 1, next)) return false;
    }
    return true;
  }

  const SearchSpace& space_;
  std::uint64_t limit_;
  Enumeration& out_;
};

/// Two neighbouring storage nodes out of order with nothing between them: the same mapping occurs
/// with the two in order.
bool is_repeat(const Draft& draft) {
  for (std::size_t s = 1; s + 1 < draft.segments.size(); ++s) {
    const Segment& outer = draft.segments[s];
    const Segment& inner = draft.segments[s + 1];
    const bool together = outer.kind == Segment::Kind::kStorage &&
                          inner.kind == Segment::Kind::kStorage && outer.loops.empty();
    if (together && std::tie(inner.level, inner.tensor) < std::tie(outer.level, outer.tensor)) {
      return true;
    }
  }
  return false;
}

/// Places what is left of every dimension over the gaps of a root, in every order.
class DraftVisit {
 public:
  DraftVisit(const SearchSpace& space, const Draft& root, const DraftVisitor& visit)
      : space_(space), draft_(root), visit_(visit) {
    for (std::size_t s = 0; s < root.segments.size(); ++s) {
      const Segment& segment = root.segments[s];
      // Inside a fan-out nothing uses begins no gap of its own.
      if (segment.kind == Segment::Kind::kFanout && !uses(space, root, segment.fanout)) continue;
      gaps_.push_back(s);
    }
  }

  bool run() { return place_dim(0); }

 private:
  bool place_dim(std::size_t index) {
    if (index == space_.sizes.size()) return is_repeat(draft_) || order_gap(0);
    std::int64_t left = space_.sizes[DimId(index)];
    for (AxisId axis : IdRange<AxisId>(kMaxAxes)) left /= draft_.spatial[axis][DimId(index)];
    return place(index, 0, left);
  }

  bool place(std::size_t index, std::size_t gap, std::int64_t left) {
    const DimId dim(index);
    Segment& segment = draft_.segments[gaps_[gap]];
    const bool last = gap + 1 == gaps_.size();
    for (const std::int64_t bound : last ? std::vector{left} : divisors(left)) {
      if (bound > 1) segment.loops.push_back({dim, bound});
      const bool go_on = last ? place_dim(index + 1) : place(index, gap + 1, left / bound);
      if (bound > 1) segment.loops.pop_back();
      if (!go_on) return false;
    }
    return true;
  }

  bool order_gap(std::size_t gap) {
    if (gap == gaps_.size()) return visit_(draft_);
    auto& loops = draft_.segments[gaps_[gap]].loops;
    const auto by_dim = [](const Loop& a, const Loop& b) { return a.dim < b.dim; };
    bool go_on = true;
    do {  // loops were placed by dimension, so this is the first permutation and also the last
      go_on = order_gap(gap + 1);
    } while (std::next_permutation(loops.begin(), loops.end(), by_dim) && go_on);
    return go_on;
  }

  const SearchSpace& space_;
  Draft draft_;
  const DraftVisitor& visit_;
  std::vector<std::size_t> gaps_;
};

}  // namespace

std::optional<Enumeration> enumerate(const SearchSpace& space, std::uint64_t limit) {
  if (size_at_least(space) > static_cast<double>(limit)) return std::nullopt;
  Enumeration enumeration;
  if (!RootLister(space, limit, enumeration).list()) return std::nullopt;
  return enumeration;
}

bool visit_drafts(const SearchSpace& space, const Draft& root, const DraftVisitor& visit) {
  return DraftVisit(space, root, visit).run();
}

}  // namespace paretile::mapper
