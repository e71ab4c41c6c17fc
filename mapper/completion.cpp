// SPDX-License-Identifier: Apache-2.0
#include "mapper/completion.h"

#include <algorithm>
#include <limits>

#include "cost_model/footprint.h"
#include "mapper/exact_label.h"
#include "mapper/halo.h"

namespace paretile::mapper {
namespace {

constexpr double kRounding = 1e-12;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// For every tile, the largest value of any choice that is left outside it (1 if none).
template <typename Value>
std::vector<double> best_outside(const Lattice& lattice, const std::vector<SpatialChoice>& choices,
                                 const Value& value) {
  std::vector<double> best(lattice.size(), 1);  // by what is left
  for (const SpatialChoice& choice : choices) {
    best[choice.factor] = std::max(best[choice.factor], static_cast<double>(value(choice)));
  }
  for (const Factor& factor : lattice.factors()) {
    for (Tile left = 0; left < lattice.size(); ++left) {
      if (lattice.exponent(left, factor) > 0) {
        best[left] = std::max(best[left], best[left - factor.stride]);
      }
    }
  }
  std::reverse(best.begin(), best.end());  // what is left of T is last - T
  return best;
}

}  // namespace

Completion::Completion(const ExactPlan& plan) : plan_(plan) {
  tabulate_sharing(plan);
  for (TensorId t : plan.tensors) tabulate_tensor(plan, t);
  tabulate_joint(plan);
  exits_.assign(plan.regions.size(), std::vector<std::vector<Exit>>(plan.lattice.size()));
}

void Completion::tabulate_sharing(const ExactPlan& plan) {
  const Lattice& lattice = plan.lattice;
  const std::size_t num_fanouts = plan.regions.size() - 1;
  children_.assign(plan.regions.size(), std::vector<double>(lattice.size(), 1));
  copies_ = children_;
  sharing_.resize(num_fanouts);
  for (std::size_t f = 0; f < num_fanouts; ++f) {
    const RegionPlan& region = plan.regions[f];
    const auto product = [&](const SpatialChoice& choice, const auto& counts) {
      std::int64_t result = 1;
      for (DimId dim : IdRange<DimId>(plan.tables.num_dims)) {
        if (counts(dim)) result *= lattice.extent(choice.factor, dim);
      }
      return result;
    };
    const auto all = best_outside(lattice, region.choices,
                                  [](const SpatialChoice& c) { return c.children; });
    const auto copies = best_outside(lattice, region.choices, [&](const SpatialChoice& c) {
      return product(
          c, [&](DimId d) { return !plan.tables.moves[d].contains(plan.tables.output); });
    });
    for (std::size_t r = f + 1; r < plan.regions.size(); ++r) {
      for (Tile tile = 0; tile < lattice.size(); ++tile) {
        children_[r][tile] *= all[tile];
        copies_[r][tile] *= copies[tile];
      }
    }
    for (TensorId t : plan.tensors) {
      const bool shares =
          plan.tables.fanouts[region.fanout].sharing[t] != Sharing::kNone;
      sharing_[f][t] = best_outside(lattice, region.choices, [&](const SpatialChoice& c) {
        if (!shares) return std::int64_t{1};
        return product(
            c, [&](DimId d) { return !plan.tables.tensors[t].plain_dims.contains(d); });
      });
    }
  }
}

void Completion::tabulate_tensor(const ExactPlan& plan, TensorId t) {
  const std::vector<PlanSlot>& slots = plan.slots[t];
  const cost_model::TensorTable& tensor = plan.tables.tensors[t];
  const Lattice& lattice = plan.lattice;
  const auto parent_at = [&](LevelId level, std::size_t region) {
    const cost_model::LevelTable& table = plan.tables.levels[level];
    Parent parent;
    parent.region = region;
    parent.read_pj =
        tensor.bits * (tensor.is_output ? table.update_pj_per_bit : table.read_pj_per_bit);
    parent.wide_pj = tensor.psum_bits * table.update_pj_per_bit;
    parent.again_pj = tensor.is_output ? tensor.psum_bits * table.read_pj_per_bit : 0;
    return parent;
  };
  outward_[t].assign(slots.size() + 1, {});
  here_[t].assign(slots.size(), {});
  parents_[t].resize(slots.size() + 1);
  parents_[t][slots.size()] = parent_at(plan.space.homes[t], 0);
  outward_[t][slots.size()].assign(lattice.size(), 0);
  parents_[t][slots.size()].outward = &outward_[t][slots.size()];
  HaloTable halos(plan.tables, lattice);
  for (std::size_t s = slots.size(); s-- > 0;) {
    const cost_model::LevelTable& table = plan.tables.levels[slots[s].level];
    Parent parent = parent_at(slots[s].level, slots[s].region);
    std::vector<double>& outward = outward_[t][s];
    outward.assign(lattice.size(), kInfinity);
    std::vector<double>& here = here_[t][s];
    here.assign(lattice.size(), kInfinity);
    const double capacity = plan.capacity_bits(slots[s].level);
    for (Tile tile = static_cast<Tile>(lattice.size()); tile-- > 0;) {
      double& least = outward[tile];
      for (const Factor& factor : lattice.factors()) {
        if (lattice.can_grow(tile, factor)) {
          least = std::min(least, outward[tile + factor.stride]);
        }
      }
      if (plan.words[t][tile] * tensor.bits > capacity) continue;
      if (!plan.tile_allowed(slots[s].level, tile)) continue;
      const double filled = least_filled(plan, halos, t, tile, slots[s].region);
      double own = filled * tensor.bits *
                   (tensor.is_output ? table.drain_pj_per_bit : table.fill_pj_per_bit);
      if (tensor.is_output && slots[s].region == 0 && filled > plan.output_words()) {
        own = tensor.psum_bits * (filled * table.drain_pj_per_bit +
                                  (filled - plan.output_words()) * table.fill_pj_per_bit);
      }
      double rest = kInfinity;
      for (std::size_t p = s + 1; p <= slots.size(); ++p) {
        rest = std::min(rest, cost_of(t, parents_[t][p], slots[s].region, tile, filled));
        if (p < slots.size() && slots[p].required) break;
      }
      here[tile] = own + rest;
      least = std::min(least, own + rest);
    }
    parent.outward = &outward;
    parents_[t][s] = parent;
  }
}

/// Two tiles cannot both wait for loops that move the other one, so where no dimension leaves two
/// tensors alone at most one promise is open at a time.
void Completion::tabulate_joint(const ExactPlan& plan) {
  const Lattice& lattice = plan.lattice;
  for (DimId dim : IdRange<DimId>(plan.tables.num_dims)) {
    const std::size_t moved = plan.tables.moves[dim].size();
    if (plan.tables.sizes[dim] > 1 && plan.num_tensors - moved > 1) one_at_a_time_ = false;
  }
  joint_.resize(plan.regions.size());
  joint_[0] = {std::vector<double>(lattice.size(), 0), std::vector<double>(lattice.size(), 0)};
  for (std::size_t r = 1; r < plan.regions.size(); ++r) {
    for (std::vector<double>& table : joint_[r]) table.resize(lattice.size());
    for (Tile tile = static_cast<Tile>(lattice.size()); tile-- > 0;) {
      double all = 0;
      double all_gains = 0;
      double best_gain = 0;
      for (TensorId t : plan.tensors) {
        const auto words = static_cast<double>(plan.tables.tensors[t].words);
        const double moved = energy_pj(r - 1, t, 0, tile, words * plan.still_left[t][tile]);
        const double still = energy_pj(r - 1, t, 0, tile, words);
        all += moved;
        if (moved < kInfinity) {
          all_gains += moved - still;
          best_gain = std::max(best_gain, moved - still);
        }
      }
      double& settled = joint_[r][0][tile];
      double& promised = joint_[r][1][tile];
      settled = all;
      promised = all - (one_at_a_time_ ? best_gain : all_gains);
      for (const Factor& factor : lattice.factors()) {
        if (!lattice.can_grow(tile, factor)) continue;
        settled = std::min(settled, joint_[r][0][tile + factor.stride]);
        promised = std::min(promised, joint_[r][1][tile + factor.stride]);
      }
    }
  }
}

double Completion::inside_pj(std::size_t region, TensorId t, std::size_t placed,
                             double delivered) const {
  const RegionPlan& plan = plan_.regions[region];
  double least = kInfinity;
  for (std::size_t s = placed; s < plan.num_slots[t]; ++s) {
    least = std::min(least, delivered * parents_[t][plan.first_slot[t] + s].read_pj);
    if (plan_.slots[t][plan.first_slot[t] + s].required) return least;
  }
  return 0;
}

double Completion::cost_of(TensorId t, const Parent& parent,
                           std::size_t region, Tile tile, double delivered) const {
  double served = delivered;
  for (std::size_t f = parent.region; f < region; ++f) served /= sharing_[f][t][tile];
  return cost_from(t, parent, (*parent.outward)[tile], served, copies_[parent.region][tile]);
}

double Completion::cost_from(TensorId t, const Parent& parent, double outward, double served,
                             double copies) const {
  served = std::max(served, static_cast<double>(plan_.tables.tensors[t].words));
  if (!plan_.is_output(t) || served <= plan_.output_words()) {
    return served * parent.read_pj + outward;
  }
  const double again = std::max(0.0, served - plan_.output_words() * copies);
  return served * parent.wide_pj + again * parent.again_pj + outward;
}

/// Translates of a set X by n distances have at least |X| + n - 1 words, however they overlap.
Completion::Exit Completion::exit_by(std::size_t region, Tile tile, std::size_t choice) const {
  const Lattice& lattice = plan_.lattice;
  const RegionPlan& outer = plan_.regions[region - 1];
  const Crossing& crossing = outer.crossings[choice];
  Exit exit;
  exit.choice = choice;
  exit.copies = crossing.copies;
  exit.further_copies = copies_[region - 1][tile + crossing.factor];
  exit.further_children = children_[region - 1][tile + crossing.factor];
  exit.children = crossing.children * exit.further_children;
  const cost_model::FanoutTable& fanout = plan_.tables.fanouts[outer.fanout];
  exit.has_wires = crossing.factor != 0 &&
                   (fanout.send_pj_per_bit > 0 || fanout.deliver_pj_per_bit > 0);
  for (TensorId t : plan_.tensors) {
    const cost_model::TensorTable& tensor = plan_.tables.tensors[t];
    double& share = exit.share[t] = 1;
    if (fanout.sharing[t] != Sharing::kNone) {
      share = crossing.sharing[t];
      for (const cost_model::SumRank& rank : tensor.sums) {
        const auto words = static_cast<double>(
            cost_model::rank_words(rank, lattice.extent(tile, rank.first),
                                   lattice.extent(tile, rank.second), plan_.tables.box));
        const auto apart =
            static_cast<double>(std::max(lattice.extent(crossing.factor, rank.first),
                                         lattice.extent(crossing.factor, rank.second)));
        share *= words / (words + apart - 1);
      }
    }
    for (const Parent& parent : parents_[t]) {
      if (parent.region < region) exit.outward.push_back((*parent.outward)[tile + crossing.factor]);
    }
  }
  return exit;
}

const std::vector<Completion::Exit>& Completion::exits_at(std::size_t region, Tile tile) {
  std::vector<Exit>& exits = exits_[region][tile];
  if (!exits.empty()) return exits;
  const auto covers = [&](const Exit& a, const Exit& b) {
    return a.copies >= b.copies && a.further_copies >= b.further_copies &&
           a.children >= b.children && a.further_children >= b.further_children &&
           a.has_wires <= b.has_wires &&
           std::all_of(plan_.tensors.begin(), plan_.tensors.end(),
                       [&](TensorId t) { return a.share[t] >= b.share[t]; }) &&
           std::equal(a.outward.begin(), a.outward.end(), b.outward.begin(), b.outward.end(),
                      [](double x, double y) { return x <= y; });
  };
  const std::vector<Crossing>& crossings = plan_.regions[region - 1].crossings;
  const Tile left = plan_.lattice.last() - tile;
  std::vector<std::vector<Exit>> groups;
  for (std::size_t c = 0; c < crossings.size(); ++c) {
    if (!plan_.lattice.divides(crossings[c].factor, left)) continue;
    const Exit exit = exit_by(region, tile, c);
    const auto found = std::find_if(groups.begin(), groups.end(), [&](const auto& group) {
      return covers(group.front(), exit);
    });
    if (found != groups.end()) {
      found->push_back(exit);
      continue;
    }
    std::vector<Exit> group = {exit};
    std::erase_if(groups, [&](const std::vector<Exit>& known) {
      if (!covers(exit, known.front())) return false;
      group.insert(group.end(), known.begin(), known.end());
      return true;
    });
    groups.push_back(std::move(group));
  }
  for (const std::vector<Exit>& group : groups) {
    const std::size_t first = exits.size();
    for (const Exit& exit : group) {
      exits.push_back(exit);
      exits.back().group_end = exits.size();
    }
    exits[first].group_end = exits.size();
  }
  return exits;
}

/// Of the fan-out around the region; nothing where the words are not known to be final.
double Completion::wires_pj(std::size_t region, TensorId t, double inside,
                            const Exit& exit) const {
  const cost_model::TensorTable& tensor = plan_.tables.tensors[t];
  const cost_model::FanoutTable& fanout =
      plan_.tables.fanouts[plan_.regions[region - 1].fanout];
  const double outside =
      std::max(inside / exit.share[t], static_cast<double>(tensor.words));
  if (!tensor.is_output) {
    return tensor.bits *
           (outside * fanout.send_pj_per_bit + inside * fanout.deliver_pj_per_bit);
  }
  // Up and down, except where a sum begins: once per word and copy, those further out included.
  const double begun = plan_.output_words() * exit.further_copies;
  const double bits = inside > plan_.output_words() ? tensor.psum_bits : tensor.bits;
  return std::max(outside, 2 * outside - begun) * tensor.bits * fanout.send_pj_per_bit +
         std::max(inside, 2 * inside - begun * exit.copies) * bits * fanout.deliver_pj_per_bit;
}

template <typename Inner, typename Outer>
double Completion::sum_through(std::size_t region, const Inside& inside, const Exit& exit,
                               Tile tile, const Inner& inner, const Outer& outer) const {
  double sum = inside.energy_pj - inside.credit_pj * (exit.copies * exit.further_copies - 1);
  std::size_t next_outward = 0;
  for (TensorId t : plan_.tensors) {
    const std::vector<PlanSlot>& slots = plan_.slots[t];
    const std::size_t first_outside =
        plan_.regions[region].first_slot[t] + plan_.regions[region].num_slots[t];
    // What the parents outside the fan-out cost, for words right inside it.
    const auto from_outside = [&](std::size_t first, double delivered) {
      double least = kInfinity;
      for (std::size_t p = first; p <= slots.size(); ++p) {
        const Parent& parent = parents_[t][p];
        double served = delivered / exit.share[t];
        for (std::size_t f = parent.region; f + 1 < region; ++f) served /= sharing_[f][t][tile];
        const double outward = outer(t, p, exit.outward[next_outward + p - first_outside]);
        least = std::min(least, cost_from(t, parent, outward, served,
                                          parent.region == 0 ? 1 : exit.further_copies));
        if (p < slots.size() && slots[p].required) break;
      }
      return least;
    };
    const std::size_t next = plan_.regions[region].first_slot[t] + inside.placed[t];
    double least = kInfinity;
    std::size_t p = next;
    for (; p < first_outside; ++p) {
      least = std::min(least, inner(t, p, inside.delivered[t], from_outside));
      if (slots[p].required) break;
    }
    if (p == first_outside) least = std::min(least, from_outside(p, inside.delivered[t]));
    next_outward += slots.size() + 1 - first_outside;
    sum += least;
    if (exit.has_wires && next == first_outside) {
      sum += wires_pj(region, t, inside.delivered[t], exit);
    }
  }
  return sum;
}

double Completion::energy_through(std::size_t region, Tile tile, const Inside& inside,
                                  const Exit& exit) const {
  const double copies = exit.copies * exit.further_copies;
  return sum_through(
      region, inside, exit, tile,
      [&](TensorId t, std::size_t p, double delivered, const auto&) {
        return cost_from(t, parents_[t][p], outward_[t][p][tile], delivered, copies);
      },
      [](TensorId, std::size_t, double outward) { return outward; });
}

double Completion::energy_through(std::size_t region, Tile tile, const Inside& inside,
                                  const Exit& exit, const Held& held) {
  const Crossing& crossing = plan_.regions[region - 1].crossings[exit.choice];
  const Tile outer_tile = tile + crossing.factor;
  const Held outside{held.tensor, held.left / crossing.alike[held.tensor]};
  const double copies = exit.copies * exit.further_copies;
  return sum_through(
      region, inside, exit, tile,
      [&](TensorId t, std::size_t p, double delivered, const auto& from_outside) {
        const double filled = held_filled(t, tile, held);
        const double own = filled_pj(t, p, tile, filled);
        if (!(own < kInfinity)) return own;
        const std::size_t first_outside =
            plan_.regions[region].first_slot[t] + plan_.regions[region].num_slots[t];
        return cost_from(t, parents_[t][p], own, delivered, copies) +
               from_outside(first_outside, filled);
      },
      [&](TensorId t, std::size_t p, double outward) {
        if (p == plan_.slots[t].size() || parents_[t][p].region + 1 != region) return outward;
        return held_outward(t, p, outer_tile, outside);
      });
}

double Completion::cycles_through(std::size_t region, const Inside& inside, const Exit& exit) const {
  double cycles = inside.cycles / exit.children;
  const double outside = exit.further_children;
  IdArray<LevelId, double> read_bits{};
  IdArray<LevelId, double> written_bits{};
  for (TensorId t : plan_.tensors) {
    const cost_model::TensorTable& tensor = plan_.tables.tensors[t];
    const auto words = static_cast<double>(tensor.words);
    const std::vector<PlanSlot>& slots = plan_.slots[t];
    const RegionPlan& plan = plan_.regions[region];
    const std::size_t next = plan.first_slot[t] + inside.placed[t];
    const bool leaves = next == plan.first_slot[t] + plan.num_slots[t];
    const LevelId home = plan_.space.homes[t];
    double to_home = words;
    if (leaves && (next == slots.size() || slots[next].required)) {
      const Parent& parent = parents_[t][next];
      const double served = std::max(words, inside.delivered[t] / exit.share[t]);
      if (next == slots.size()) {
        if (region == 1) to_home = served;
      } else if (parent.region + 1 == region) {
        const LevelId level = slots[next].level;
        (tensor.is_output ? written_bits : read_bits)[level] += served * tensor.bits;
      }
    }
    (tensor.is_output ? written_bits : read_bits)[home] += to_home * tensor.bits * outside;
  }
  const auto add_port = [&](const Port& port) {
    const double bits = (port.reads ? read_bits[port.level] : 0) +
                        (port.writes ? written_bits[port.level] : 0);
    cycles = std::max(cycles, bits / port.bits_per_cycle / outside);
  };
  for (const Port& port : plan_.regions[region - 1].ports) add_port(port);
  for (const Port& port : plan_.home_ports) add_port(port);
  return cycles;
}

double Completion::energy_pj(std::size_t region, TensorId t, std::size_t placed, Tile tile,
                             double delivered) const {
  const std::vector<PlanSlot>& slots = plan_.slots[t];
  double least = kInfinity;
  for (std::size_t p = plan_.regions[region].first_slot[t] + placed; p <= slots.size(); ++p) {
    least = std::min(least, cost_of(t, parents_[t][p], region, tile, delivered));
    if (p < slots.size() && slots[p].required) break;
  }
  return least;
}

/// Until the promise is kept the nest grows by loops that leave the tensor alone.
double Completion::held_outward(TensorId t, std::size_t slot, Tile tile, const Held& held) {
  if (plan_.still_left[held.tensor][tile] <= held.left * (1 + kRounding)) {
    return outward_[t][slot][tile];
  }
  const std::pair<TensorId, double> promise{held.tensor, held.left};
  auto number = std::find(held_.begin(), held_.end(), promise);
  if (number == held_.end()) number = held_.insert(number, promise);
  const auto asked = (static_cast<std::uint64_t>(number - held_.begin()) << 40U) |
                     (static_cast<std::uint64_t>(tile) << 8U) | (slot << 2U) | t.index();
  if (const auto known = held_outward_.find(asked); known != held_outward_.end()) {
    return known->second;
  }
  double least = here_[t][slot][tile];
  for (const Factor& factor : plan_.lattice.factors()) {
    if (plan_.tables.moves[factor.dim].contains(held.tensor)) continue;
    if (!plan_.lattice.can_grow(tile, factor)) continue;
    least = std::min(least, held_outward(t, slot, tile + factor.stride, held));
  }
  held_outward_.emplace(asked, least);
  return least;
}

/// Least words that fill a node at this tile while a promise is held.
double Completion::held_filled(TensorId t, Tile tile, const Held& held) const {
  const auto words = static_cast<double>(plan_.tables.tensors[t].words);
  return one_at_a_time_ && t != held.tensor ? words * plan_.still_left[t][tile] : words;
}

/// Least pJ to fill a node at this tile; infinite if it cannot be there.
double Completion::filled_pj(TensorId t, std::size_t slot, Tile tile, double filled) const {
  const LevelId level = plan_.slots[t][slot].level;
  const cost_model::TensorTable& tensor = plan_.tables.tensors[t];
  const cost_model::LevelTable& table = plan_.tables.levels[level];
  if (plan_.words[t][tile] * tensor.bits > plan_.capacity_bits(level) ||
      !plan_.tile_allowed(level, tile)) {
    return kInfinity;
  }
  return filled * tensor.bits *
         (tensor.is_output ? table.drain_pj_per_bit : table.fill_pj_per_bit);
}

double Completion::energy_held_pj(std::size_t region, TensorId t, std::size_t placed, Tile tile,
                                  double delivered, const Held& held, bool crosses_next) {
  const std::vector<PlanSlot>& slots = plan_.slots[t];
  const auto outside = [&](std::size_t first, double words) {
    double least = kInfinity;
    for (std::size_t p = first; p <= slots.size(); ++p) {
      least = std::min(least, cost_of(t, parents_[t][p], region, tile, words));
      if (p < slots.size() && slots[p].required) break;
    }
    return least;
  };
  const std::size_t first_outside =
      plan_.regions[region].first_slot[t] + plan_.regions[region].num_slots[t];
  double least = kInfinity;
  std::size_t p = plan_.regions[region].first_slot[t] + placed;
  for (; p < first_outside; ++p) {
    const double filled = held_filled(t, tile, held);
    const double outward = crosses_next
                               ? filled_pj(t, p, tile, filled) + outside(first_outside, filled)
                               : held_outward(t, p, tile, held);
    least = std::min(least, cost_from(t, parents_[t][p], outward, delivered,
                                      copies_[region][tile]));
    if (slots[p].required) return least;
  }
  return std::min(least, outside(p, delivered));
}

double Completion::home_words(std::size_t region, TensorId t, std::size_t placed, Tile tile,
                              double delivered) const {
  const auto words = static_cast<double>(plan_.tables.tensors[t].words);
  if (plan_.regions[region].first_slot[t] + placed < plan_.slots[t].size()) return words;
  for (std::size_t f = 0; f < region; ++f) delivered /= sharing_[f][t][tile];
  return std::max(delivered, words);
}

}  // namespace paretile::mapper
