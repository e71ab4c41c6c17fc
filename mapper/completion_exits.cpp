// SPDX-License-Identifier: Apache-2.0
// Bounds through the choices of the fan-out around a region: one choice serves all tensors.
#include <algorithm>
#include <cmath>
#include <limits>

#include "cost_model/footprint.h"
#include "mapper/completion.h"

namespace paretile::mapper {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kRounding = 1e-12;
/// Of a nest that is hopeless.
constexpr Least kNeverMatters{kInfinity, kInfinity, kInfinity};

}  // namespace

Exit Completion::exit_by(std::size_t region, Tile tile, std::size_t choice) const {
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
  return exit;
}

/// Translates of a set X by n distances have at least |X| + n - 1 words, however they overlap.
void Completion::share(std::size_t region, Tile tile, Exit& exit) const {
  const Lattice& lattice = plan_.lattice;
  const RegionPlan& outer = plan_.regions[region - 1];
  const Crossing& crossing = outer.crossings[exit.choice];
  for (TensorId t : plan_.tensors) {
    exit.inverse_share[t] = crossing.inverse_share[t];
    if (plan_.tables.tensors[t].sums.empty() ||
        plan_.tables.fanouts[outer.fanout].sharing[t] == Sharing::kNone) {
      continue;
    }
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
    return {least_outside(region, kOneStays + held.tensor.index())[tile], 0};
  }
  const std::uint64_t asked = (static_cast<std::uint64_t>(held.left) << 33U) |
                              (static_cast<std::uint64_t>(tile) << 7U) | (region << 4U) |
                              held.tensor.index();
  const auto known_at = [&](std::size_t at) {
    const double* const known = &outside_held_[at];
    return Promised{{known[0], known[1], known[2]}, static_cast<std::uint32_t>(at + 3)};
  };
  if (const std::size_t* known = outside_held_at_.find(asked)) return known_at(*known);
  const std::size_t at = outside_held_.size();
  outside_held_.insert(outside_held_.end(), 3, 0);
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
  Inside inside = least_inside(region, tile, staying_with(1U << held.tensor.index()));
  inside.delivered[held.tensor] *= held.left;
  const Least least = least_beyond(region, tile, inside, &outside_held_[at + 3]);
  outside_held_[at] = least.energy_pj;
  outside_held_[at + 1] = least.cycles;
  outside_held_[at + 2] = least.sent_pj;
  outside_held_at_.keep(asked, at);
  return known_at(at);
}

/// Where a tensor has to have a node inside, the first one serves all operations, or as few words
/// as fan-outs inside leave of them.
Spent Completion::least_spent(std::size_t region, double copies) const {
  const auto operations = static_cast<double>(plan_.tables.operations);
  Spent spent{operations * plan_.tables.operation_pj,
              operations * plan_.tables.cycles_per_operation};
  for (std::size_t f = region; f + 1 < plan_.regions.size(); ++f) spent.cycles /= most_children_[f];
  for (TensorId t : plan_.tensors) {
    double least = kInfinity;
    bool leaves = true;
    for (std::size_t s = 0; s < plan_.slots[t].size() && leaves; ++s) {
      if (plan_.slots[t][s].region < region) break;
      double served = operations;
      double all_copies = copies;
      for (std::size_t f = region; f + 1 < plan_.regions.size(); ++f) {
        if (f >= plan_.slots[t][s].region) {
          served /= sharing_[f][t][0];
        } else {
          all_copies *= most_copies_[f];
        }
      }
      least = std::min(least, cost_from(t, parents_[t][s], 0, served, all_copies));
      leaves = !plan_.slots[t][s].required;
    }
    if (!leaves) spent.energy_pj += least;
  }
  return spent;
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

bool Completion::is_hopeless(std::size_t region, double energy_pj, double cycles) const {
  if (!is_hopeless_) return false;
  cycles = std::ceil(std::max(cycles, plan_.busy_cycles) * (1 - kRounding));
  return is_hopeless_(least_spent_pj_[region] + energy_pj + plan_.leakage_pj_per_cycle * cycles,
                      cycles);
}

Least Completion::least_beyond(std::size_t region, Tile tile, const Inside& inside,
                               const double* outside) const {
  Exit exit;
  exit.outside = tile;
  exit.inverse_share.fill(1);
  exit.further_copies = copies_[region - 1][tile];
  exit.further_children = children_[region - 1][tile];
  const Leaving from = leaving(region, tile, inside);
  Least least{energy_through(from, exit, outside), 0, sent_pj(from, exit)};
  if (region > 1) {
    // Or what serves the words in the next region, and all together further out.
    const Least& joint = joint_[region - 1][kAnyStays][tile];
    double further_pj = joint.energy_pj;
    for (TensorId t : plan_.tensors) {
      further_pj += inside_pj(region - 1, t, 0, tile, inside.delivered[t]);
    }
    least = {std::max(least.energy_pj, further_pj), joint.cycles, least.sent_pj};
  }
  if (is_hopeless(region, least.energy_pj, least.cycles)) return kNeverMatters;
  least.cycles = std::max({least.cycles, cycles_through(region, inside, exit),
                           home_cycles_through(region, inside, exit, outside)});
  return is_hopeless(region, least.energy_pj, least.cycles) ? kNeverMatters : least;
}

const std::vector<Least>& Completion::find_least_outside(std::size_t region, std::size_t staying) {
  std::vector<Least>& least = least_outside_[region][staying];
  if (staying == kAnyStays) {
    least = least_outside(region, kNoneStays);
    for (TensorId t : plan_.tensors) {
      if (plan_.regions[region].first_slot[t] + plan_.regions[region].num_slots[t] == 0) continue;
      const std::vector<Least>& others = least_outside(region, kOneStays + t.index());
      for (Tile tile = 0; tile < least.size(); ++tile) {
        least[tile] = {std::min(least[tile].energy_pj, others[tile].energy_pj),
                       std::min(least[tile].cycles, others[tile].cycles),
                       std::min(least[tile].sent_pj, others[tile].sent_pj)};
      }
    }
    return least;
  }
  const std::uint32_t stays = staying == kNoneStays ? 0 : staying_with(1U << (staying - kOneStays));
  least.reserve(plan_.lattice.size());
  for (Tile tile = 0; tile < plan_.lattice.size(); ++tile) {
    least.push_back(
        least_beyond(region, tile, least_inside(region, tile, stays), outside_at(region, tile)));
  }
  return least;
}

}  // namespace paretile::mapper
