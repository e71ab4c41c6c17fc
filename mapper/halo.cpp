// SPDX-License-Identifier: Apache-2.0
#include "mapper/halo.h"

#include <algorithm>

#include "cost_model/footprint.h"

namespace paretile::mapper {

using cost_model::SumRank;
using cost_model::Sumset;
using cost_model::TensorTable;

namespace {

bool same(const Sumset& a, const Sumset& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const cost_model::Progression& x, const cost_model::Progression& y) {
                      return x.step == y.step && x.count == y.count;
                    });
}

/// How far one tick of the slide moves a tile along a rank; 0 = not along this one.
std::int64_t shift_along(const SumRank& rank, const Slide& slide) {
  if (slide.bound == 1) return 0;
  if (rank.first == slide.dim) return rank.first_coefficient * slide.stride;
  if (rank.second == slide.dim) return rank.second_coefficient * slide.stride;
  return 0;
}

/// Adds loops of one dimension; what directly continues a progression is part of it.
void displace(Sumset& set, std::int64_t step, std::int64_t count) {
  if (count == 1) return;
  for (cost_model::Progression& known : set) {
    if (known.step * known.count == step) {
      known.count *= count;
      return;
    }
  }
  set.push_back({step, count});
}

}  // namespace

HaloTable::HaloTable(const cost_model::Tables& tables, const Lattice& lattice)
    : tables_(tables), lattice_(lattice), states_(1) {
  for (TensorId t : IdRange<TensorId>(tables.num_tensors)) {
    if (tables.tensors[t].sums.empty()) continue;
    IdSet<DimId> dims;
    for (const SumRank& rank : tables.tensors[t].sums) dims = dims | IdSet{rank.first, rank.second};
    sum_part_[t].resize(lattice.size());
    for (const Factor& factor : lattice.factors()) {
      if (!dims.contains(factor.dim)) continue;
      lattice.for_each_grown(factor, [&](std::size_t tile, std::size_t smaller) {
        sum_part_[t][tile] = sum_part_[t][smaller] + factor.stride;
      });
    }
  }
}

HaloId HaloTable::held(TensorId tensor, Tile tile, const Slide& slide) {
  auto number = static_cast<std::uint64_t>(std::find(slides_.begin(), slides_.end(), slide) -
                                           slides_.begin());
  if (number == slides_.size()) slides_.push_back(slide);
  const std::uint64_t asked = (number << 34U) |
                              (static_cast<std::uint64_t>(tensor.index()) << 32U) |
                              sum_part_[tensor][tile];
  const auto [known, is_new] = held_.try_emplace(asked, HaloId{0});
  if (!is_new) return known->second;
  return known->second = intern(held_state(tensor, tile, slide));
}

HaloTable::State HaloTable::held_state(TensorId tensor, Tile tile, const Slide& slide) const {
  State state;
  state.tensor = tensor;
  state.tile = sum_part(tensor, tile);
  state.slide = slide;
  for (std::size_t r = 0; r < tables_.tensors[tensor].sums.size(); ++r) {
    state.displacements.push_back(Sumset{});
  }
  return state;
}

HaloId HaloTable::spread(HaloId child, Tile tile, Tile factor, Sharing sharing) {
  if (sharing == Sharing::kNone || factor == 0) return child;
  const TensorId t = states_[child].tensor;
  const Tile apart = sum_part_[t][factor];
  const bool by_tile = sharing == Sharing::kTile;
  if (apart == 0 && !by_tile) return child;
  const std::uint64_t asked = (static_cast<std::uint64_t>(child) << 48U) |
                              (static_cast<std::uint64_t>(by_tile ? 1 : 0) << 47U) |
                              (static_cast<std::uint64_t>(sum_part_[t][tile]) << 23U) | apart;
  const auto [known, is_new] = spread_.try_emplace(asked, HaloId{0});
  if (!is_new) return known->second;
  State state = states_[child];
  const TensorTable& tensor = tables_.tensors[t];
  for (std::size_t r = 0; r < tensor.sums.size(); ++r) {
    const SumRank& rank = tensor.sums[r];
    displace(state.displacements[r], rank.first_coefficient * lattice_.extent(tile, rank.first),
             lattice_.extent(apart, rank.first));
    displace(state.displacements[r], rank.second_coefficient * lattice_.extent(tile, rank.second),
             lattice_.extent(apart, rank.second));
  }
  state.by_tile |= by_tile;
  return known->second = intern(state);
}

HaloId HaloTable::intern(const State& state) {
  const TensorTable& tensor = tables_.tensors[state.tensor];
  const auto equal_along = [&](const State& known, std::size_t r) {
    const SumRank& rank = tensor.sums[r];
    return lattice_.extent(known.tile, rank.first) == lattice_.extent(state.tile, rank.first) &&
           lattice_.extent(known.tile, rank.second) == lattice_.extent(state.tile, rank.second) &&
           same(known.displacements[r], state.displacements[r]);
  };
  const auto equal = [&](const State& known) {
    if (known.tensor != state.tensor || known.slide != state.slide ||
        known.by_tile != state.by_tile) {
      return false;
    }
    for (std::size_t r = 0; r < tensor.sums.size(); ++r) {
      if (!equal_along(known, r)) return false;
    }
    return true;
  };
  const auto known = std::find_if(states_.begin() + 1, states_.end(), equal);
  if (known != states_.end()) return static_cast<HaloId>(known - states_.begin());
  states_.push_back(state);
  states_.back().need = compute_need(state);
  return static_cast<HaloId>(states_.size() - 1);
}

double HaloTable::compute_need(const State& state) const {
  const TensorTable& tensor = tables_.tensors[state.tensor];
  const IdArray<DimId, std::int64_t> extents = lattice_.extents(state.tile);
  std::int64_t whole = 1;
  std::int64_t sliding = 1;
  std::int64_t distinct = 1;
  for (std::size_t r = 0; r < tensor.sums.size(); ++r) {
    const SumRank& rank = tensor.sums[r];
    const Sumset& apart = state.displacements[r];
    const cost_model::RankTile tile =
        cost_model::rank_tile(rank, extents[rank.first], extents[rank.second], tables_.box);
    const std::int64_t shift = shift_along(rank, state.slide);
    if (state.by_tile || apart.empty()) {
      const std::int64_t words =
          cost_model::rank_words(rank, extents[rank.first], extents[rank.second], tables_.box);
      whole *= words;
      sliding *= shift == 0 ? words : cost_model::count_new(tile.first, tile.second, shift);
      if (!apart.empty()) distinct *= cost_model::count_distinct(apart);
      continue;
    }
    Sumset all = apart;
    all.push_back(tile.first);
    all.push_back(tile.second);
    const std::int64_t words = cost_model::count_distinct(all);
    whole *= words;
    sliding *=
        shift == 0 ? words : cost_model::count_new_union(tile.first, tile.second, shift, apart);
  }
  return static_cast<double>((whole + (state.slide.bound - 1) * sliding) * distinct);
}

}  // namespace paretile::mapper
