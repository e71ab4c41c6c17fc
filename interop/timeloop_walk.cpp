// SPDX-License-Identifier: Apache-2.0
#include "interop/timeloop_walk.h"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "interop/timeloop_loops.h"

namespace paretile::interop {
namespace {

using Words = IdArray<TensorId, WordSet>;
using Sizes = IdArray<TensorId, std::int64_t>;

class Walker {
 public:
  Walker(const Problem& problem, const TimeloopNest& nest, const TimeloopConventions& conventions)
      : problem_(problem),
        nest_(nest),
        conventions_(conventions),
        blocks_(blocks_of(problem, nest)),
        uneven_dims_(uneven_dims(nest)),
        at_(problem.dims.size(), 0) {
    found_.levels = IdVector<LevelId, IdArray<TensorId, LevelTraffic>>(nest.size());
  }

  [[nodiscard]] double visits() const {
    double visits = 1;
    for (const WalkedBlock& block : blocks_) {
      if (is_at_end(block)) break;
      if (block.is_array) continue;
      const WalkedLoop& loop = block.loops.front();
      const std::int64_t most = uneven_dims_.contains(loop.dim) ? 4 : 2;
      visits *= static_cast<double>(std::min(loop.bound, most));
    }
    return visits;
  }

  TimeloopWalk run() {
    (void)visit(0, 1);
    found_.operations = static_cast<double>(operations_) /
                        static_cast<double>(std::max<std::size_t>(units_.size(), 1));
    return std::move(found_);
  }

 private:
  /// What each tensor's tile at the block has that it had not before. `times` visits are alike.
  Words visit(std::size_t place, std::int64_t times) {
    WalkedBlock& block = blocks_[place];
    if (block.is_array) {
      visit_array(place, times);
    } else if (is_at_end(block)) {
      book_operands(block.level, times * rounds_inside(place));
    } else {
      visit_loop(place, times);
    }
    return fetch(place);
  }

  /// The loops of the innermost level, perfect and without an array inside: nothing is held there.
  [[nodiscard]] bool is_at_end(const WalkedBlock& block) const {
    return uneven_dims_.empty() && block.level.index() + 1 == nest_.size() &&
           !blocks_.back().is_array;
  }
  [[nodiscard]] std::int64_t rounds_inside(std::size_t place) const {
    std::int64_t rounds = 1;
    for (std::size_t i = place; i < blocks_.size(); ++i) rounds *= blocks_[i].loops.front().bound;
    return rounds;
  }

  void visit_loop(std::size_t place, std::int64_t times) {
    WalkedBlock& block = blocks_[place];
    WalkedLoop& loop = block.loops.front();
    const std::int64_t rounds = is_last(place, 0, loop.dim) ? loop.last : loop.bound;
    if (place + 1 == blocks_.size()) return book_operands(block.level, times * rounds);
    const std::int64_t start = at_[loop.dim];
    const bool hands_down = blocks_[place + 1].starts_level;
    Sizes fetched{};
    const auto round = [&](std::int64_t index, std::int64_t like, std::int64_t counted) {
      loop.index = index;
      at_[loop.dim] = start + index * loop.stride;
      const Words words = visit(place + 1, times * like);
      for (const TensorId tensor : problem_.tensors.ids()) {
        fetched[tensor] += size(words[tensor]) * counted;
      }
    };
    round(0, 1, 1);
    if (uneven_dims_.contains(loop.dim)) {
      if (rounds >= 4) round(1, rounds - 3, rounds - 2);
      if (rounds >= 3) round(rounds - 2, 1, rounds >= 4 ? 0 : 1);
      if (rounds >= 2) round(rounds - 1, 1, 1);
    } else if (rounds >= 2) {
      round(1, rounds - 1, rounds - 1);
      if (!conventions_.index_one_wrap) move_on(place, rounds - 2);
    }
    at_[loop.dim] = start;
    if (hands_down) book(block.level, fetched, times);
  }

  /// What the blocks inside hold after the second round is moved to where the last round leaves it.
  void move_on(std::size_t place, std::int64_t rounds) {
    const WalkedLoop& loop = blocks_[place].loops.front();
    for (const TensorId tensor : problem_.tensors.ids()) {
      const RankPoint step = step_of(problem_.tensors[tensor], loop.dim, loop.stride * rounds);
      for (std::size_t i = place + 1; i < blocks_.size(); ++i) {
        HeldTile& held = blocks_[i].held[tensor];
        if (!held.is_empty) move(held.words, step);
        for (WordBox& box : blocks_[i].handed_out[tensor].words) move(box, step);
      }
    }
  }
  static void move(WordBox& box, const RankPoint& step) {
    box.low = sum(box.low, step);
    box.high = sum(box.high, step);
  }

  void visit_array(std::size_t place, std::int64_t times) {
    WalkedBlock& block = blocks_[place];
    for (WalkedLoop& loop : block.loops) loop.index = 0;
    const bool feeds_compute = place + 1 == blocks_.size();
    const Words first = feeds_compute ? operands() : visit(place + 1, times);
    if (!block.children || !uneven_dims_.empty()) block.children = children_of(place);
    if (feeds_compute) {
      const std::vector<std::int64_t>& ids = block.children->ids;
      units_.insert(ids.begin(), ids.end());
      operations_ += times * static_cast<std::int64_t>(ids.size());
    }
    for (const TensorId tensor : problem_.tensors.ids()) {
      hand_out(block, tensor, first[tensor], times);
    }
  }

  std::shared_ptr<const ArrayChildren> children_of(std::size_t place) {
    auto children = std::make_shared<ArrayChildren>();
    IdArray<TensorId, RankPoint> origin;
    for (const TensorId tensor : problem_.tensors.ids()) {
      origin[tensor] = step_of(problem_.tensors[tensor], DimId(0), 0);
    }
    add_children(place, 0, 0, origin, *children);
    return children;
  }

  Words operands() const {
    Words words;
    for (const TensorId tensor : problem_.tensors.ids()) {
      IdVector<DimId, std::int64_t> next = at_;
      for (std::int64_t& iteration : next) ++iteration;
      words[tensor] = {box_of(problem_.tensors[tensor], at_, next)};
    }
    return words;
  }

  void add_children(std::size_t place, std::size_t depth, std::int64_t base,
                    const IdArray<TensorId, RankPoint>& offset, ArrayChildren& children) {
    WalkedBlock& block = blocks_[place];
    if (depth == block.loops.size()) {
      children.ids.push_back(base);
      for (const TensorId tensor : problem_.tensors.ids()) {
        children.places[tensor].push_back(offset[tensor]);
      }
      return;
    }
    WalkedLoop& loop = block.loops[depth];
    const std::int64_t rounds = is_last(place, depth, loop.dim) ? loop.last : loop.bound;
    for (loop.index = 0; loop.index < rounds; ++loop.index) {
      IdArray<TensorId, RankPoint> next = offset;
      for (const TensorId tensor : problem_.tensors.ids()) {
        next[tensor] = sum(offset[tensor],
                           step_of(problem_.tensors[tensor], loop.dim, loop.stride * loop.index));
      }
      add_children(place, depth + 1, base * rounds + loop.index, next, children);
    }
    loop.index = 0;
  }

  void hand_out(WalkedBlock& block, TensorId tensor, const WordSet& words, std::int64_t times) {
    HandedOut& before = block.handed_out[tensor];
    const std::int64_t num_words = size(words) * times;
    if (num_words > 0) {
      const ArraySharing sharing = share(block, tensor, words);
      LevelTraffic& traffic = found_.levels[block.level][tensor];
      traffic.reads += sharing.reads * num_words;
      traffic.received += sharing.received * num_words;
      traffic.passed += sharing.passed * num_words;
    }
    before.words = words;
    before.children = block.children;
  }

  /// Neighbours are asked only where that saves reads of the parent.
  ArraySharing share(WalkedBlock& block, TensorId tensor, const WordSet& words) const {
    const TimeloopLevel& of_level = nest_[block.level];
    const bool multicast = !has_tensor(of_level.no_multicast, tensor);
    HandedOut& before = block.handed_out[tensor];
    const auto alone = [&] { return share_reads(*block.children, tensor, multicast); };
    const bool linked = conventions_.link_transfers && before.children != nullptr &&
                        !has_tensor(of_level.no_link_transfer, tensor) &&
                        has_same_shape(words, before.words);
    const RankPoint shift =
        linked ? difference(words.front().low, before.words.front().low) : RankPoint{};
    const auto with_neighbours = [&] {
      const ArraySharing without = alone();
      if (!linked) return without;
      const ArraySharing with = share_with_neighbours(*block.children, *before.children, tensor,
                                                      multicast, shift, grid_of(block));
      return with.reads < without.reads ? with : without;
    };
    if (!uneven_dims_.empty()) return with_neighbours();
    const auto known = before.known.find({shift.begin(), shift.end()});
    if (known != before.known.end()) return known->second;
    return before.known[{shift.begin(), shift.end()}] = with_neighbours();
  }

  static bool has_same_shape(const WordSet& a, const WordSet& b) {
    if (a.size() != b.size() || a.empty()) return false;
    const RankPoint shift = difference(a.front().low, b.front().low);
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (difference(a[i].low, b[i].low) != shift || difference(a[i].high, b[i].high) != shift) {
        return false;
      }
    }
    return true;
  }

  ArrayGrid grid_of(const WalkedBlock& block) const {
    const TimeloopLevel& of_level = nest_[block.level];
    ArrayGrid used;
    for (const TimeloopLoop& loop : of_level.spatial) {
      (loop.on_x ? used.width : used.height) *= loop.factor.bound;
    }
    return {std::max(used.width, of_level.children_x), std::max(used.height, of_level.children_y)};
  }

  /// Whether all loops over `dim` outside loop `depth` of a block are in their last round.
  [[nodiscard]] bool is_last(std::size_t place, std::size_t depth, DimId dim) const {
    for (std::size_t i = 0; i <= place; ++i) {
      const std::size_t num = i == place ? depth : blocks_[i].loops.size();
      for (std::size_t j = 0; j < num; ++j) {
        const WalkedLoop& loop = blocks_[i].loops[j];
        if (loop.dim == dim && loop.index + 1 < loop.last) return false;
      }
    }
    return true;
  }

  Words fetch(std::size_t place) {
    WalkedBlock& block = blocks_[place];
    if (!block.starts_level && !block.is_array) return {};
    IdVector<DimId, std::int64_t> end = at_;
    for (const DimId dim : problem_.dims.ids()) {
      end[dim] += is_last(place, 0, dim) ? block.last_extents[dim] : block.extents[dim];
    }
    Words words;
    for (const TensorId tensor : problem_.tensors.ids()) {
      const WordBox box = box_of(problem_.tensors[tensor], at_, end);
      LevelTraffic& traffic = found_.levels[block.level][tensor];
      std::int64_t& most = block.is_array ? traffic.children : traffic.tile;
      most = std::max(most, box.size());
      if (block.starts_level) words[tensor] = fetch_tile(block, tensor, box);
    }
    return words;
  }

  /// The new part of a tile if its sweep goes on, all of it otherwise.
  WordSet fetch_tile(WalkedBlock& block, TensorId tensor, const WordBox& box) {
    HeldTile& held = block.held[tensor];
    const bool goes_on = conventions_.carried_sweep ? goes_on_as_before(held, box)
                                                    : moved_by_innermost(block, tensor);
    const bool whole = held.is_empty || !goes_on ||
                       (conventions_.no_temporal_reuse &&
                        has_tensor(nest_[block.level].no_temporal_reuse, tensor));
    WordSet fetched = whole ? WordSet{box} : minus(box, held.words);
    held.words = box;
    held.is_empty = false;
    return fetched;
  }

  [[nodiscard]] bool goes_on_as_before(HeldTile& held, const WordBox& box) const {
    if (held.is_empty) return false;
    const RankPoint step = translation(held.words, box);
    const bool stays = std::all_of(step.begin(), step.end(), [](std::int64_t s) { return s == 0; });
    if (stays && !conventions_.stop_ends_sweep) return true;
    if (held.has_moved && held.step != step) {
      held.has_moved = false;
      return false;
    }
    held.has_moved = true;
    held.step = step;
    return true;
  }

  [[nodiscard]] bool moved_by_innermost(WalkedBlock& block, TensorId tensor) const {
    std::vector<std::int64_t> rounds;
    for (std::size_t i = 0; i < block.first_mover[tensor]; ++i) {
      if (!blocks_[i].is_array) rounds.push_back(blocks_[i].loops.front().index);
    }
    HeldTile& held = block.held[tensor];
    const bool same = held.rounds == rounds;
    held.rounds = std::move(rounds);
    return same;
  }

  void book(LevelId level, const Sizes& words, std::int64_t times) {
    for (const TensorId tensor : problem_.tensors.ids()) {
      LevelTraffic& traffic = found_.levels[level][tensor];
      traffic.reads += words[tensor] * times;
      traffic.received += words[tensor] * times;
    }
  }

  /// Every operation takes and gives a word of each tensor.
  void book_operands(LevelId level, std::int64_t times) {
    Sizes words;
    words.fill(1);
    book(level, words, times);
    operations_ += times;
  }

  const Problem& problem_;
  const TimeloopNest& nest_;
  const TimeloopConventions& conventions_;
  std::vector<WalkedBlock> blocks_;
  std::set<DimId> uneven_dims_;
  IdVector<DimId, std::int64_t> at_;  ///< first iteration of each dimension here
  TimeloopWalk found_;
  std::int64_t operations_ = 0;
  std::set<std::int64_t> units_;  ///< seen inside an array of the innermost level
};

}  // namespace

std::set<DimId> uneven_dims(const TimeloopNest& nest) {
  std::set<DimId> dims;
  for (const TimeloopLevel& level : nest) {
    for (const auto* loops : {&level.temporal, &level.spatial}) {
      for (const TimeloopLoop& loop : *loops) {
        if (loop.factor.last != loop.factor.bound) dims.insert(loop.dim);
      }
    }
  }
  return dims;
}

std::optional<TimeloopWalk> walk(const Problem& problem, const TimeloopNest& nest,
                                 const TimeloopConventions& conventions) {
  Walker walker(problem, nest, conventions);
  if (walker.visits() > kMaxVisits) return std::nullopt;
  return walker.run();
}

}  // namespace paretile::interop
