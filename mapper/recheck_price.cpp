// SPDX-License-Identifier: Apache-2.0
#include "mapper/recheck_price.h"

#include <algorithm>

#include "cost_model/footprint.h"
#include "cost_model/sumset.h"

namespace paretile::mapper::recheck {
namespace {

using cost_model::Progression;
using cost_model::SumRank;
using cost_model::Sumset;

/// Ticks of the slide move the tile by this many words along the rank.
std::int64_t shift_along(const SumRank& rank, const Slide& slide) {
  if (slide.bound == 1) return 0;
  if (rank.first == slide.dim) return rank.first_coefficient * slide.stride;
  if (rank.second == slide.dim) return rank.second_coefficient * slide.stride;
  return 0;
}

void add_displacements(const SumRank& rank, const Crossing& crossing, Sumset& set) {
  const auto add = [&](DimId dim, std::int64_t coefficient) {
    if (crossing.bound[dim] == 1) return;
    set.push_back({coefficient * crossing.stride[dim], crossing.bound[dim]});
  };
  add(rank.first, rank.first_coefficient);
  add(rank.second, rank.second_coefficient);
}

}  // namespace

double steps_so_far(const Question& question, const State& state) {
  std::int64_t iterations = 1;
  for (std::size_t d = 0; d < question.tables.num_dims; ++d) {
    iterations *= question.tables.sizes[DimId(d)] / state.tile[DimId(d)];
  }
  return static_cast<double>(iterations / state.instances);
}

Transfer::Transfer(const Question& question, const State& state, TensorId tensor,
                   std::optional<LevelId> child)
    : question_(question),
      tensor_(question.tables.tensors[tensor]),
      id_(tensor),
      parent_(state.level[tensor]),
      child_(child),
      // A home may stand inside a fan-out the nest has not come to: one that stays unused.
      first_(std::min<std::size_t>(question.region[parent_], state.crossed)),
      last_(state.crossed),
      steps_(steps_so_far(question, state)) {
  const bool box = question.tables.box;
  tile_words_ = static_cast<double>(cost_model::plain_footprint(tensor_, state.tile, box) *
                                    cost_model::sum_footprint(tensor_, state.tile, box));
  set_positions(state, !child.has_value());
}

void Transfer::set_positions(const State& state, bool compute) {
  std::int64_t instances = state.instances;
  std::int64_t first_words = state.first_words;
  for (std::size_t i = last_ + 1; i-- > first_;) {
    if (i < last_) {
      instances /= state.crossings[i].children;
      first_words *= state.crossings[i].displaced[id_];
    }
    Position& position = positions_[i];
    position.instances = static_cast<double>(instances);
    position.per_visit = static_cast<double>(words_per_visit(state, i, compute));
    position.bits = tensor_.bits;
    if (!tensor_.is_output) continue;
    position.first_words = static_cast<double>(first_words);
    // More instances than parts of the tensor: some hold other parts of the same sums.
    const bool apart = instances * first_words > tensor_.words;
    if (apart || arrives_in_parts(state, i)) position.bits = tensor_.psum_bits;
  }
}

/// Whether a fan-out from `first` on hands sums outward that it has not added up.
bool Transfer::arrives_in_parts(const State& state, std::size_t first) const {
  for (std::size_t i = first; i < last_; ++i) {
    const Crossing& crossing = state.crossings[i];
    const FanoutId fanout = question_.spreads[i].fanout;
    const bool none = question_.tables.fanouts[fanout].sharing[id_] == Sharing::kNone;
    if (none && crossing.children > crossing.displaced[id_]) return true;
  }
  return false;
}

/// Words an instance outside fan-out `first` handles for the children inside all later ones.
/// docs/model.md eqs. (3) to (6).
std::int64_t Transfer::words_per_visit(const State& state, std::size_t first, bool compute) const {
  std::int64_t copies = 1;  // groups and displacements that do not overlap
  bool by_tile = false;
  for (std::size_t i = first; i < last_; ++i) {
    const Crossing& crossing = state.crossings[i];
    const Sharing sharing = question_.tables.fanouts[question_.spreads[i].fanout].sharing[id_];
    copies *= sharing == Sharing::kNone ? crossing.children : crossing.displaced[id_];
    by_tile |= sharing == Sharing::kTile && crossing.children > 1;
  }
  const Slide slide = compute ? Slide{} : state.slides[id_];
  const bool box = question_.tables.box;
  const std::int64_t plain = compute ? 1 : cost_model::plain_footprint(tensor_, state.tile, box);
  std::int64_t whole = plain * copies;
  std::int64_t sliding = plain * copies;
  for (const SumRank& rank : tensor_.sums) {
    Sumset apart;
    for (std::size_t i = first; i < last_; ++i) {
      const FanoutId fanout = question_.spreads[i].fanout;
      if (question_.tables.fanouts[fanout].sharing[id_] == Sharing::kNone) continue;
      add_displacements(rank, state.crossings[i], apart);
    }
    const cost_model::RankTile tile = cost_model::rank_tile(
        rank, compute ? 1 : state.tile[rank.first], compute ? 1 : state.tile[rank.second], box);
    const std::int64_t displacements = by_tile ? cost_model::count_distinct(apart) : 1;
    if (by_tile) apart.clear();
    Sumset all = apart;
    all.push_back(tile.first);
    all.push_back(tile.second);
    const std::int64_t words = displacements * cost_model::count_distinct(all);
    const std::int64_t shift = shift_along(rank, slide);
    whole *= words;
    sliding *= shift == 0 ? words
                          : displacements *
                                cost_model::count_new_union(tile.first, tile.second, shift, apart);
  }
  return whole + (slide.bound - 1) * sliding;
}

int Transfer::bits_at(std::size_t position, bool pending) const {
  return pending && tensor_.is_output ? tensor_.psum_bits : positions_[position].bits;
}

bool Transfer::charge(const Layout& layout, Label& label) const {
  const double visits = child_ ? label.get(layout.visits[id_]) : steps_;
  const bool pending = label.get(child_ ? layout.cut[id_] : layout.ran[id_]) != 0;
  charge_parent(layout, visits, pending, label);
  charge_wires(layout, visits, pending, label);
  if (child_) charge_child(layout, visits, pending, label);
  return fits(layout, parent_, label) && (!child_ || fits(layout, *child_, label));
}

void Transfer::charge_parent(const Layout& layout, double visits, bool pending,
                             Label& label) const {
  const Position& at = positions_[first_];
  const cost_model::LevelTable& level = question_.tables.levels[parent_];
  const double bits = bits_at(first_, pending);
  const double handled = visits * at.per_visit;
  const double read_bits = (handled - at.first_words) * bits;
  const double update_bits = tensor_.is_output ? handled * bits : 0;
  label.add(layout.energy, at.instances * (read_bits * level.read_pj_per_bit +
                                           update_bits * level.update_pj_per_bit));
  label.add(layout.reads[parent_], read_bits);
  label.add(layout.writes[parent_], update_bits);
  label.add(layout.shared[parent_], read_bits + update_bits);
  if (!tensor_.is_output) return;
  if (bits > tensor_.bits) label.add(layout.room[parent_], label.get(layout.widening));
  label.set(layout.widening, 0);
}

void Transfer::charge_child(const Layout& layout, double visits, bool pending, Label& label) const {
  const Position& at = positions_[last_];
  const cost_model::LevelTable& level = question_.tables.levels[*child_];
  const double bits = bits_at(last_, pending);
  const double fetched = visits * at.per_visit;
  const double fill_bits = (fetched - at.first_words) * bits;
  const double drain_bits = tensor_.is_output ? fetched * bits : 0;
  label.add(layout.energy, at.instances * (fill_bits * level.fill_pj_per_bit +
                                           drain_bits * level.drain_pj_per_bit));
  const double charged = question_.tables.charge_drains ? drain_bits : 0;
  label.add(layout.reads[*child_], charged);
  label.add(layout.writes[*child_], fill_bits);
  label.add(layout.shared[*child_], fill_bits + charged);
  label.add(layout.room[*child_], tile_words_ * bits);
  if (tensor_.is_output && layout.room[*child_] >= 0) {
    label.set(layout.widening, tile_words_ * (tensor_.psum_bits - bits));
  }
}

/// docs/model.md eq. (8). Outputs cross twice, but for first touches.
void Transfer::charge_wires(const Layout& layout, double visits, bool pending, Label& label) const {
  const auto crossing_bits = [&](std::size_t i) {
    const Position& at = positions_[i];
    const double handled = visits * at.per_visit;
    const double words = tensor_.is_output ? 2 * handled - at.first_words : handled;
    return at.instances * words * bits_at(i, pending);
  };
  for (std::size_t i = first_; i < last_; ++i) {
    if (positions_[i].instances == positions_[i + 1].instances) continue;  // unused
    const cost_model::FanoutTable& fanout = question_.tables.fanouts[question_.spreads[i].fanout];
    label.add(layout.energy, crossing_bits(i) * fanout.send_pj_per_bit +
                                 crossing_bits(i + 1) * fanout.deliver_pj_per_bit);
  }
}

bool Transfer::fits(const Layout& layout, LevelId level, const Label& label) const {
  const cost_model::LevelTable& table = question_.tables.levels[level];
  return label.get(layout.room[level]) * static_cast<double>(table.buffering) <=
         static_cast<double>(table.capacity_bits);
}

}  // namespace paretile::mapper::recheck
