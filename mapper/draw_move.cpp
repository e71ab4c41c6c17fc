// SPDX-License-Identifier: Apache-2.0
#include "mapper/draw_move.h"

#include <algorithm>

namespace paretile::mapper {
namespace {

constexpr int kTries = 20;

// Of a hundred draws. About as often as list_moves lists them; shares twice as large or small
// changed nothing beyond luck.
constexpr std::size_t kFactors = 50;
constexpr std::size_t kExchanges = 30;
constexpr std::size_t kOrders = 5;
constexpr std::size_t kNodes = 5;
constexpr std::size_t kAll = 100;

constexpr std::size_t kOneMoreIn = 2;  ///< equal primes: prime by prime, large loops hardly move

}  // namespace

MoveDrawer::MoveDrawer(const SearchSpace& space) : space_(space) {
  for (DimId dim : space.sizes.ids()) {
    if (space.sizes[dim] == 1) continue;
    dims_.push_back(dim);
    std::vector<std::int64_t>& primes = primes_[dim];
    primes = space.primes[dim];
    primes.erase(std::unique(primes.begin(), primes.end()), primes.end());
  }
  for (const UsableFanout& fanout : space.fanouts) {
    for (AxisId axis : fanout.axes) {
      axes_.push_back(axis);
      folds_[axis] = fanout.fold;
    }
  }
}

std::optional<Move> MoveDrawer::draw(const Draft& draft, Rng& rng) const {
  if (dims_.empty()) return std::nullopt;
  for (int i = 0; i < kTries; ++i) {
    std::size_t kind = rng.below(kAll);
    const auto is = [&kind](std::size_t share) {
      const bool result = kind < share;
      kind -= share;
      return result;
    };
    const Drawn move = is(kFactors)     ? draw_factor(draft, rng)
                       : is(kExchanges) ? draw_exchange(draft, rng)
                       : is(kOrders)    ? draw_order(draft, rng)
                       : is(kNodes)     ? draw_nodes(draft, rng)
                                        : draw_keep_or_drop(draft, rng);
    if (move) return move;
  }
  return std::nullopt;
}

MoveDrawer::Drawn MoveDrawer::draw_factor(const Draft& draft, Rng& rng) const {
  const std::optional<Standing> one = draw_standing(draft, rng);
  if (!one) return std::nullopt;
  Move move;
  move.from = one->at;
  move.to = draw_position(draft, rng);
  move.dim = one->dim;
  move.factor = one->factor;
  if (move.to == move.from) return std::nullopt;
  if (move.to.is_axis) {
    const bool may_stand = space_.axis_dims[AxisId(move.to.index)].contains(move.dim);
    if (!may_stand || !has_room(draft, move.to, move.factor, 1)) return std::nullopt;
    return move;
  }
  const Segment& segment = draft.segments[move.to.index];
  if (is_closed(space_, draft, segment)) return std::nullopt;
  move.outer = !segment.loops.empty() && bound_in(segment, move.dim) == 1 && rng.chance(1, 2);
  return move;
}

MoveDrawer::Drawn MoveDrawer::draw_exchange(const Draft& draft, Rng& rng) const {
  const std::optional<Standing> one = draw_standing(draft, rng);
  const std::optional<Standing> other = draw_standing(draft, rng);
  if (!one || !other || one->at == other->at) return std::nullopt;
  if (one->dim == other->dim && one->factor == other->factor) return std::nullopt;
  const auto may_go = [&](const Standing& from, const Standing& to) {
    if (!to.at.is_axis) return true;
    return space_.axis_dims[AxisId(to.at.index)].contains(from.dim) &&
           has_room(draft, to.at, from.factor, to.factor);
  };
  if (!may_go(*one, *other) || !may_go(*other, *one)) return std::nullopt;
  Move move;
  move.kind = Move::Kind::kExchange;
  move.from = one->at;
  move.to = other->at;
  move.dim = one->dim;
  move.factor = one->factor;
  move.other_dim = other->dim;
  move.other_factor = other->factor;
  return move;
}

MoveDrawer::Drawn MoveDrawer::draw_order(const Draft& draft, Rng& rng) const {
  const std::size_t s = rng.below(draft.segments.size());
  const std::size_t loops = draft.segments[s].loops.size();
  if (loops < 2) return std::nullopt;
  Move move;
  move.kind = Move::Kind::kOrder;
  move.from = {false, static_cast<std::uint8_t>(s)};
  move.a = static_cast<std::uint8_t>(rng.below(loops));
  move.b = static_cast<std::uint8_t>(rng.below(loops - 1));
  if (move.b >= move.a) ++move.b;
  return move;
}

MoveDrawer::Drawn MoveDrawer::draw_nodes(const Draft& draft, Rng& rng) const {
  Move move;
  move.kind = Move::Kind::kNodes;
  move.a = static_cast<std::uint8_t>(rng.below(draft.segments.size()));
  if (!may_swap_nodes(draft, move.a)) return std::nullopt;
  return move;
}

MoveDrawer::Drawn MoveDrawer::draw_keep_or_drop(const Draft& draft, Rng& rng) const {
  Move move;
  if (space_.slots.empty() || rng.chance(1, 2)) {
    move.kind = Move::Kind::kDrop;
    move.a = static_cast<std::uint8_t>(rng.below(draft.segments.size()));
    if (!may_drop(space_, draft.segments[move.a])) return std::nullopt;
    return move;
  }
  move.kind = Move::Kind::kKeep;
  move.b = static_cast<std::uint8_t>(rng.below(space_.slots.size()));
  const Slot& slot = space_.slots[move.b];
  const KeepRange range = keep_range(draft, slot);
  if (range.first == range.end) return std::nullopt;
  const std::size_t s = range.first + rng.below(range.end - range.first);
  if (region_of(draft, s) != slot.region) return std::nullopt;
  move.a = static_cast<std::uint8_t>(s);
  move.outer = !draft.segments[s].loops.empty() && rng.chance(1, 2);
  return move;
}

Position MoveDrawer::draw_position(const Draft& draft, Rng& rng) const {
  const std::size_t segments = draft.segments.size();
  const std::size_t drawn = rng.below(segments + axes_.size());
  if (drawn < segments) return {false, static_cast<std::uint8_t>(drawn)};
  return {true, static_cast<std::uint8_t>(axes_[drawn - segments].index())};
}

/// Each loop as often as any other.
std::optional<MoveDrawer::Standing> MoveDrawer::draw_standing(const Draft& draft, Rng& rng) const {
  std::size_t count = 0;
  for (const Segment& segment : draft.segments) count += segment.loops.size();
  for (AxisId axis : axes_) {
    for (DimId dim : dims_) count += draft.spatial[axis][dim] > 1 ? 1 : 0;
  }
  if (count == 0) return std::nullopt;
  std::size_t drawn = rng.below(count);
  for (std::size_t s = 0; s < draft.segments.size(); ++s) {
    const auto& loops = draft.segments[s].loops;
    if (drawn < loops.size()) {
      return draw_factor_of({false, static_cast<std::uint8_t>(s)}, loops[drawn].dim,
                            loops[drawn].bound, rng);
    }
    drawn -= loops.size();
  }
  for (AxisId axis : axes_) {
    for (DimId dim : dims_) {
      if (draft.spatial[axis][dim] == 1 || drawn-- > 0) continue;
      return draw_factor_of({true, static_cast<std::uint8_t>(axis.index())}, dim,
                            draft.spatial[axis][dim], rng);
    }
  }
  return std::nullopt;
}

MoveDrawer::Standing MoveDrawer::draw_factor_of(Position at, DimId dim, std::int64_t bound,
                                                Rng& rng) const {
  const std::vector<std::int64_t>& primes = primes_[dim];
  std::int64_t prime = primes.front();
  while (primes.size() > 1) {
    prime = primes[rng.below(primes.size())];
    if (bound % prime == 0) break;
  }
  std::int64_t factor = prime;
  while (rng.chance(1, kOneMoreIn) && bound % (factor * prime) == 0) factor *= prime;
  return {at, dim, factor};
}

/// Whether the loops of an axis may take so much more once they are so much less. Axes that share
/// their room are not looked at.
bool MoveDrawer::has_room(const Draft& draft, Position at, std::int64_t more,
                          std::int64_t less) const {
  const AxisId axis(at.index);
  if (folds_[axis]) return true;
  return used_children(space_, draft, axis) / less * more <= space_.axis_sizes[axis];
}

}  // namespace paretile::mapper
