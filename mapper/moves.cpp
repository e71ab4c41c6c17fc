// SPDX-License-Identifier: Apache-2.0
#include "mapper/moves.h"

#include <algorithm>
#include <utility>

namespace paretile::mapper {
namespace {

/// A distinct prime of one dimension and a place where one stands.
struct Standing {
  Position at;
  DimId dim;
  std::int64_t prime;
};

std::int64_t bound_at(const Draft& draft, Position at, DimId dim) {
  if (at.is_axis) return draft.spatial[AxisId(at.index)][dim];
  return bound_in(draft.segments[at.index], dim);
}

bool may_stand(const SearchSpace& space, Position at, DimId dim) {
  return !at.is_axis || space.axis_dims[AxisId(at.index)].contains(dim);
}

class MoveLister {
 public:
  MoveLister(const SearchSpace& space, const Draft& draft) : space_(space), draft_(draft) {}

  std::vector<Move> list() {
    list_positions();
    list_standings();
    for (const Standing& standing : standings_) add_factor_moves(standing);
    for (std::size_t i = 0; i < standings_.size(); ++i) {
      for (std::size_t j = i + 1; j < standings_.size(); ++j) {
        add_exchange(standings_[i], standings_[j]);
      }
    }
    for (std::size_t s = 0; s < draft_.segments.size(); ++s) add_segment_moves(s);
    for (std::size_t i = 0; i < space_.slots.size(); ++i) add_keeps(i);
    return std::move(moves_);
  }

 private:
  void list_positions() {
    for (std::size_t s = 0; s < draft_.segments.size(); ++s) {
      if (is_closed(space_, draft_, draft_.segments[s])) continue;
      positions_.push_back({false, static_cast<std::uint8_t>(s)});
    }
    for (const UsableFanout& fanout : space_.fanouts) {
      for (AxisId axis : fanout.axes) {
        positions_.push_back({true, static_cast<std::uint8_t>(axis.index())});
      }
    }
  }

  void list_standings() {
    for (const Position& at : positions_) {
      for (DimId dim : space_.sizes.ids()) {
        const std::int64_t bound = bound_at(draft_, at, dim);
        std::int64_t last = 1;
        for (const std::int64_t prime : space_.primes[dim]) {
          if (prime != last && bound % prime == 0) standings_.push_back({at, dim, prime});
          last = prime;
        }
      }
    }
  }

  void add_factor_moves(const Standing& standing) {
    for (const Position& to : positions_) {
      if (to == standing.at || !may_stand(space_, to, standing.dim)) continue;
      Move move;
      move.from = standing.at;
      move.to = to;
      move.dim = standing.dim;
      move.factor = standing.prime;
      moves_.push_back(move);
      if (to.is_axis) continue;
      const Segment& segment = draft_.segments[to.index];
      if (segment.loops.empty() || bound_in(segment, standing.dim) > 1) continue;
      move.outer = true;  // a new loop beside others: innermost or outermost
      moves_.push_back(move);
    }
  }

  void add_exchange(const Standing& one, const Standing& other) {
    if (one.at == other.at) return;
    if (one.dim == other.dim && one.prime == other.prime) return;
    if (!may_stand(space_, other.at, one.dim) || !may_stand(space_, one.at, other.dim)) return;
    Move move;
    move.kind = Move::Kind::kExchange;
    move.from = one.at;
    move.to = other.at;
    move.dim = one.dim;
    move.factor = one.prime;
    move.other_dim = other.dim;
    move.other_factor = other.prime;
    moves_.push_back(move);
  }

  void add_segment_moves(std::size_t s) {
    const Segment& segment = draft_.segments[s];
    Move move;
    move.a = static_cast<std::uint8_t>(s);
    move.kind = Move::Kind::kNodes;
    if (may_swap_nodes(draft_, s)) moves_.push_back(move);
    move.kind = Move::Kind::kDrop;
    if (may_drop(space_, segment)) moves_.push_back(move);
    move.kind = Move::Kind::kOrder;
    move.from = {false, static_cast<std::uint8_t>(s)};
    for (std::size_t a = 0; a < segment.loops.size(); ++a) {
      for (std::size_t b = a + 1; b < segment.loops.size(); ++b) {
        move.a = static_cast<std::uint8_t>(a);
        move.b = static_cast<std::uint8_t>(b);
        moves_.push_back(move);
      }
    }
  }

  void add_keeps(std::size_t index) {
    const Slot& slot = space_.slots[index];
    const KeepRange range = keep_range(draft_, slot);
    for (std::size_t s = range.first; s < range.end; ++s) {
      if (region_of(draft_, s) != slot.region) continue;
      Move move;
      move.kind = Move::Kind::kKeep;
      move.a = static_cast<std::uint8_t>(s);
      move.b = static_cast<std::uint8_t>(index);
      moves_.push_back(move);
      move.outer = true;
      if (!draft_.segments[s].loops.empty()) moves_.push_back(move);
    }
  }

  const SearchSpace& space_;
  const Draft& draft_;
  std::vector<Position> positions_;
  std::vector<Standing> standings_;
  std::vector<Move> moves_;
};

void take(Draft& draft, Position from, DimId dim, std::int64_t factor) {
  if (from.is_axis) {
    draft.spatial[AxisId(from.index)][dim] /= factor;
  } else {
    divide(draft.segments[from.index], dim, factor);
  }
}

void put(Draft& draft, Position to, DimId dim, std::int64_t factor, bool outer) {
  if (to.is_axis) {
    draft.spatial[AxisId(to.index)][dim] *= factor;
  } else if (outer) {
    add_outer(draft.segments[to.index], {dim, factor});
  } else {
    add_inner(draft.segments[to.index], {dim, factor});
  }
}

void drop_node(Draft& draft, std::size_t s) {
  for (const Loop& loop : draft.segments[s].loops) add_inner(draft.segments[s - 1], loop);
  draft.segments.erase(draft.segments.begin() + static_cast<std::ptrdiff_t>(s));
}

void keep_node(Draft& draft, std::size_t s, const Slot& slot, bool outer) {
  Segment segment = storage_segment(slot);
  if (outer) std::swap(segment.loops, draft.segments[s].loops);
  draft.segments.insert(draft.segments.begin() + static_cast<std::ptrdiff_t>(s) + 1, segment);
}

void swap_nodes(Draft& draft, std::size_t s) {
  std::swap(draft.segments[s].level, draft.segments[s + 1].level);
  std::swap(draft.segments[s].tensor, draft.segments[s + 1].tensor);
}

}  // namespace

std::vector<Move> list_moves(const SearchSpace& space, const Draft& draft) {
  return MoveLister(space, draft).list();
}

/// Inside the nodes of the same tensor at outer levels and outside those at inner ones.
KeepRange keep_range(const Draft& draft, const Slot& slot) {
  KeepRange range{0, draft.segments.size()};
  for (std::size_t s = 0; s < draft.segments.size(); ++s) {
    const Segment& segment = draft.segments[s];
    if (segment.kind != Segment::Kind::kStorage || segment.tensor != slot.tensor) continue;
    if (segment.level == slot.level) return {};
    if (segment.level < slot.level) range.first = s;
    if (segment.level > slot.level) range.end = std::min(range.end, s);
  }
  return range;
}

bool may_swap_nodes(const Draft& draft, std::size_t s) {
  if (s + 1 >= draft.segments.size()) return false;
  const Segment& outer = draft.segments[s];
  const Segment& inner = draft.segments[s + 1];
  return outer.kind == Segment::Kind::kStorage && inner.kind == Segment::Kind::kStorage &&
         outer.tensor != inner.tensor;
}

bool may_drop(const SearchSpace& space, const Segment& segment) {
  if (segment.kind != Segment::Kind::kStorage) return false;
  return std::none_of(space.slots.begin(), space.slots.end(), [&](const Slot& slot) {
    return slot.required && slot.level == segment.level && slot.tensor == segment.tensor;
  });
}

bool is_closed(const SearchSpace& space, const Draft& draft, const Segment& segment) {
  return segment.kind == Segment::Kind::kFanout && !uses(space, draft, segment.fanout);
}

void apply(const SearchSpace& space, const Move& move, Draft& draft) {
  switch (move.kind) {
    case Move::Kind::kFactor:
      take(draft, move.from, move.dim, move.factor);
      put(draft, move.to, move.dim, move.factor, move.outer);
      break;
    case Move::Kind::kExchange:
      take(draft, move.from, move.dim, move.factor);
      take(draft, move.to, move.other_dim, move.other_factor);
      put(draft, move.to, move.dim, move.factor, false);
      put(draft, move.from, move.other_dim, move.other_factor, false);
      break;
    case Move::Kind::kOrder: {
      auto& loops = draft.segments[move.from.index].loops;
      std::swap(loops[move.a], loops[move.b]);
      break;
    }
    case Move::Kind::kNodes:
      swap_nodes(draft, move.a);
      break;
    case Move::Kind::kDrop:
      drop_node(draft, move.a);
      break;
    case Move::Kind::kKeep:
      keep_node(draft, move.a, space.slots[move.b], move.outer);
      break;
  }
  close_unused_fanouts(space, draft);
}

}  // namespace paretile::mapper
