// SPDX-License-Identifier: Apache-2.0
// Bounds through the choices of the fan-out around a region: one choice serves all tensors.
#include <algorithm>

#include "cost_model/footprint.h"
#include "mapper/completion.h"

namespace paretile::mapper {

/// Translates of a set X by n distances have at least |X| + n - 1 words, however they overlap.
Exit Completion::exit_by(std::size_t region, Tile tile, std::size_t choice) const {
  const Lattice& lattice = plan_.lattice;
  const RegionPlan& outer = plan_.regions[region - 1];
  const Crossing& crossing = outer.crossings[choice];
  Exit exit;
  exit.choice = choice;
  exit.outside = tile + crossing.factor;
  exit.further_copies = copies_[region - 1][exit.outside];
  exit.copies = crossing.copies * exit.further_copies;
  exit.further_children = children_[region - 1][exit.outside];
  exit.children = crossing.children * exit.further_children;
  const cost_model::FanoutTable& fanout = plan_.tables.fanouts[outer.fanout];
  exit.is_wired =
      crossing.factor != 0 && (fanout.send_pj_per_bit > 0 || fanout.deliver_pj_per_bit > 0);
  for (TensorId t : plan_.tensors) {
    exit.inverse_share[t] = 1;
    if (fanout.sharing[t] == Sharing::kNone) continue;
    double share = crossing.sharing[t];
    for (const cost_model::SumRank& rank : plan_.tables.tensors[t].sums) {
      const auto words = static_cast<double>(
          cost_model::rank_words(rank, lattice.extent(tile, rank.first),
                                 lattice.extent(tile, rank.second), plan_.tables.box));
      const auto apart =
          static_cast<double>(std::max(lattice.extent(crossing.factor, rank.first),
                                       lattice.extent(crossing.factor, rank.second)));
      share *= words / (words + apart - 1);
    }
    exit.inverse_share[t] = 1 / share;
  }
  return exit;
}

void Completion::tabulate_outside() {
  outside_.resize(plan_.regions.size());
  for (std::size_t region = 1; region < plan_.regions.size(); ++region) {
    Outside& outside = outside_[region];
    std::vector<double>& numbers = outside.numbers;
    const auto add = [&](const Coupling& coupling, Tile tile) {
      for (const bool partial : {false, true}) {
        if (partial && !coupling.has_partial_sums()) continue;
        const auto sets = coupling.all_outward(tile, {coupling.room_bits(), partial});
        numbers.insert(numbers.end(), sets.begin(), sets.begin() + coupling.all() + 1);
      }
    };
    for (Tile tile = 0; tile < plan_.lattice.size(); ++tile) {
      for (TensorId t : plan_.tensors) {
        each_outside(region, t, [&](std::size_t, const Parent& parent) {
          numbers.push_back((*parent.outward)[tile]);
        });
      }
      if (region > 1) continue;
      add(*coupling_, tile);
      if (tile == 0) outside.first_of_ports = numbers.size();
      for (const HomePort& home : home_ports_) add(home.bits, tile);
    }
    outside.width = numbers.size() / plan_.lattice.size();
  }
}

/// Parents in the region right outside stand where the promise lets the nest grow to.
Completion::Promised Completion::outside_held(std::size_t region, Tile tile, const Held& held) {
  if (!binds(plan_, held, tile)) {
    return {least_outside(region, tile, kOneStays + held.tensor.index()), outside_at(region, tile)};
  }
  const std::uint64_t asked = (static_cast<std::uint64_t>(held.left) << 33U) |
                              (static_cast<std::uint64_t>(tile) << 7U) | (region << 4U) |
                              held.tensor.index();
  const auto known_at = [&](std::size_t at) {
    return Promised{{outside_held_[at], outside_held_[at + 1]}, &outside_held_[at + 2]};
  };
  if (const std::size_t* known = outside_held_at_.find(asked)) return known_at(*known);
  const std::size_t at = outside_held_.size();
  outside_held_.insert(outside_held_.end(), 2, 0);
  for (TensorId t : plan_.tensors) {
    each_outside(region, t, [&](std::size_t p, const Parent& parent) {
      const bool is_near = p < plan_.slots[t].size() && parent.region + 1 == region;
      outside_held_.push_back(is_near ? held_outward(t, p, tile, held) : (*parent.outward)[tile]);
    });
  }
  const auto add = [&](Coupling& coupling) {
    for (const bool partial : {false, true}) {
      if (partial && !coupling.has_partial_sums()) continue;
      const auto sets = coupling.all_outward(tile, {coupling.room_bits(), partial}, held);
      outside_held_.insert(outside_held_.end(), sets.begin(), sets.begin() + coupling.all() + 1);
    }
  };
  if (region == 1) {
    add(*coupling_);
    for (HomePort& home : home_ports_) add(home.bits);
  }
  const Least least =
      least_beyond(region, tile, staying_with(1U << held.tensor.index()), &outside_held_[at + 2]);
  outside_held_[at] = least.energy_pj;
  outside_held_[at + 1] = least.cycles;
  outside_held_at_.keep(asked, at);
  return known_at(at);
}

/// Every word comes at least as often as loops outside that leave its tensor alone tick, but for a
/// tile that stays.
Inside Completion::least_inside(std::size_t region, Tile tile, std::uint32_t staying) const {
  Inside inside;
  for (TensorId t : plan_.tensors) {
    inside.placed[t] = plan_.regions[region].num_slots[t];
    const bool stays = (staying >> t.index() & 1U) != 0;
    inside.delivered[t] = static_cast<double>(plan_.tables.tensors[t].words) *
                          (stays ? 1 : plan_.still_left[t][tile]);
  }
  return inside;
}

Least Completion::least_beyond(std::size_t region, Tile tile, std::uint32_t staying,
                               const double* outside) const {
  Exit exit;
  exit.outside = tile;
  exit.inverse_share.fill(1);
  exit.further_copies = copies_[region - 1][tile];
  exit.further_children = children_[region - 1][tile];
  const Inside inside = least_inside(region, tile, staying);
  return {energy_through(leaving(region, tile, inside), exit, outside),
          std::max(cycles_through(region, inside, exit),
                   home_cycles_through(region, inside, exit, outside))};
}

Least Completion::least_outside(std::size_t region, Tile tile, std::size_t staying) {
  if (staying == kAnyStays) {
    Least least = least_outside(region, tile, kNoneStays);
    for (TensorId t : plan_.tensors) {
      const Least other = least_outside(region, tile, kOneStays + t.index());
      least = {std::min(least.energy_pj, other.energy_pj), std::min(least.cycles, other.cycles)};
    }
    return least;
  }
  const std::size_t which = staying == kNoneStays ? 0 : staying - kOneStays + 1;
  Least& least = least_outside_[region][tile * (plan_.num_tensors + 1) + which];
  if (least.energy_pj >= 0) return least;
  const std::uint32_t stays = which == 0 ? 0 : staying_with(1U << (which - 1));
  least = least_beyond(region, tile, stays, outside_at(region, tile));
  return least;
}

Exits& Completion::exits_at(std::size_t region, Tile tile, bool whole) {
  constexpr std::size_t kMostKept = 500'000;
  Exits& kept = exits_[region][tile];
  if (!kept.all.empty() && (!whole || kept.is_whole)) return kept;
  if (whole && latest_region_ == region && latest_tile_ == tile) return latest_;
  Exits exits = collect_exits(region, tile);
  if (kept_exits_ + exits.all.size() <= kMostKept) {
    kept_exits_ += exits.all.size();
    return kept = std::move(exits);
  }
  if (kept.all.empty()) kept = firsts_of(exits);
  if (!whole) return kept;
  latest_region_ = region;
  latest_tile_ = tile;
  return latest_ = std::move(exits);
}

Exits Completion::firsts_of(const Exits& exits) {
  Exits firsts;
  firsts.is_whole = false;
  std::size_t first = 0;
  for (const std::size_t end : exits.group_ends) {
    firsts.all.push_back(exits.all[first]);
    firsts.group_ends.push_back(firsts.all.size());
    first = end;
  }
  return firsts;
}

const std::vector<Least>& Completion::least_of(std::size_t region, Exits& exits,
                                               std::size_t staying) {
  std::vector<Least>& least = exits.least[staying];
  if (!least.empty()) return least;
  least.reserve(exits.all.size() + exits.group_ends.size());
  for (const Exit& exit : exits.all) least.push_back(least_outside(region, exit.outside, staying));
  std::size_t e = 0;
  for (const std::size_t end : exits.group_ends) {
    Least group = least[e];
    for (; e < end; ++e) {
      group = {std::min(group.energy_pj, least[e].energy_pj),
               std::min(group.cycles, least[e].cycles)};
    }
    least.push_back(group);
  }
  return least;
}

bool Completion::surpasses(std::size_t region, const Exit& a, const Exit& b) const {
  if (a.children < b.children || a.further_children < b.further_children || a.copies < b.copies ||
      a.further_copies < b.further_copies || (a.is_wired && !b.is_wired)) {
    return false;
  }
  for (TensorId t : plan_.tensors) {
    if (a.inverse_share[t] > b.inverse_share[t]) return false;
  }
  const double* const outside_a = outside_at(region, a.outside);
  const double* const outside_b = outside_at(region, b.outside);
  for (std::size_t i = 0; i < outside_[region].width; ++i) {
    if (outside_a[i] > outside_b[i]) return false;
  }
  return true;
}

Exits Completion::collect_exits(std::size_t region, Tile tile) const {
  const std::vector<Crossing>& crossings = plan_.regions[region - 1].crossings;
  const Tile left = plan_.lattice.last() - tile;
  std::vector<Exit> all;
  std::vector<std::vector<std::uint32_t>> groups;
  for (std::size_t c = 0; c < crossings.size(); ++c) {
    if (!plan_.lattice.divides(crossings[c].factor, left)) continue;
    const auto added = static_cast<std::uint32_t>(all.size());
    all.push_back(exit_by(region, tile, c));
    const auto better = std::find_if(groups.begin(), groups.end(), [&](const auto& group) {
      return surpasses(region, all[group.front()], all[added]);
    });
    if (better != groups.end()) {
      better->push_back(added);
      std::swap(*better, groups.front());  // it will surpass others, too
      continue;
    }
    std::vector<std::uint32_t> group = {added};
    std::erase_if(groups, [&](const std::vector<std::uint32_t>& known) {
      if (!surpasses(region, all[added], all[known.front()])) return false;
      group.insert(group.end(), known.begin(), known.end());
      return true;
    });
    groups.push_back(std::move(group));
  }
  Exits exits;
  exits.all.reserve(all.size());
  for (const std::vector<std::uint32_t>& group : groups) {
    for (const std::uint32_t e : group) exits.all.push_back(all[e]);
    exits.group_ends.push_back(exits.all.size());
  }
  return exits;
}

}  // namespace paretile::mapper
