// SPDX-License-Identifier: Apache-2.0
#include "mapper/completion.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "cost_model/footprint.h"
#include "mapper/exact_label.h"

namespace paretile::mapper {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
/// A number of words computed another way may differ by this and still be the same.
constexpr double kRounding = 1e-9;

/// For every tile, the largest value of any crossing that is left outside it (1 if none).
template <typename Value>
std::vector<double> best_outside(const Lattice& lattice, const std::vector<Crossing>& crossings,
                                 const Value& value) {
  std::vector<double> best(lattice.size(), 1);
  for (const Crossing& crossing : crossings) {
    double& known = best[lattice.last() - crossing.factor];
    known = std::max(known, value(crossing));
  }
  spread_inward(lattice, 1, best, kGreatest);
  return best;
}

}  // namespace

Completion::Completion(const ExactPlan& plan, IsHopeless is_hopeless)
    : plan_(plan),
      is_hopeless_(std::move(is_hopeless)),
      one_at_a_time_(is_one_at_a_time(plan)),
      least_spent_pj_(plan.regions.size()) {
  tabulate_sharing(plan);
  const HaloTable halos(plan.tables, plan.lattice);
  for (TensorId t : plan.tensors) tabulate_tensor(plan, t, halos);
  coupling_.emplace(plan, [this](TensorId t, std::size_t slot) -> const std::vector<double>& {
    return here_[t][slot];
  });
  if (plan.latency_counts && !coupling_->members().empty()) tabulate_home_ports(plan);
  least_outside_.assign(plan.regions.size(),
                        std::vector<std::vector<Least>>(kOneStays + plan.num_tensors));
  for (std::size_t region = 1; region < plan.regions.size(); ++region) {
    const double copies = most_copies_[region - 1] * copies_[region - 1][0];
    least_spent_pj_[region] = least_spent(region, copies).energy_pj;
  }
  tabulate_outside();
  tabulate_joint();
}

void Completion::tabulate_sharing(const ExactPlan& plan) {
  const Lattice& lattice = plan.lattice;
  const std::size_t num_fanouts = plan.regions.size() - 1;
  children_.assign(plan.regions.size(), std::vector<double>(lattice.size(), 1));
  copies_ = children_;
  sharing_.resize(num_fanouts);
  for (std::size_t f = 0; f < num_fanouts; ++f) {
    const RegionPlan& region = plan.regions[f];
    const auto all =
        best_outside(lattice, region.crossings, [](const Crossing& c) { return c.children; });
    const auto copies =
        best_outside(lattice, region.crossings, [](const Crossing& c) { return c.copies; });
    most_children_.push_back(all[0]);
    most_copies_.push_back(copies[0]);
    for (std::size_t r = f + 1; r < plan.regions.size(); ++r) {
      for (Tile tile = 0; tile < lattice.size(); ++tile) {
        children_[r][tile] *= all[tile];
        copies_[r][tile] *= copies[tile];
      }
    }
    for (TensorId t : plan.tensors) {
      const bool shares = plan.tables.fanouts[region.fanout].sharing[t] != Sharing::kNone;
      sharing_[f][t] = best_outside(lattice, region.crossings,
                                    [&](const Crossing& c) { return shares ? c.sharing[t] : 1; });
    }
  }
}

void Completion::tabulate_tensor(const ExactPlan& plan, TensorId t, const HaloTable& halos) {
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
    if (tensor.is_output) {
      parent.again_pj = tensor.psum_bits * table.read_pj_per_bit;
      const double drain_pj = tensor.psum_bits * table.drain_pj_per_bit;
      parent.saved_pj = std::max(0.0, parent.again_pj - drain_pj);
    }
    return parent;
  };
  outward_[t].assign(slots.size() + 1, {});
  here_[t].assign(slots.size(), {});
  first_is_best_[t].resize(slots.size());
  parents_[t].resize(slots.size() + 1);
  parents_[t][slots.size()] = parent_at(plan.space.homes[t], 0);
  outward_[t][slots.size()].assign(lattice.size(), 0);
  parents_[t][slots.size()].outward = &outward_[t][slots.size()];
  filled_[t] = least_filled(plan, halos, t);
  const std::vector<double> once(lattice.size(), static_cast<double>(tensor.words));
  for (std::size_t s = slots.size(); s-- > 0;) {
    const cost_model::LevelTable& table = plan.tables.levels[slots[s].level];
    Parent parent = parent_at(slots[s].level, slots[s].region);
    std::vector<double>& here = here_[t][s];
    here.assign(lattice.size(), kInfinity);
    const double capacity = plan.capacity_bits(slots[s].level);
    const bool knows_visits = slots[s].region == 0;
    const std::vector<double>& filled = knows_visits ? filled_[t] : once;
    const std::vector<double> rest = energies_pj(slots[s].region, t, s + 1, filled);
    for (Tile tile = 0; tile < lattice.size(); ++tile) {
      if (plan.words[t][tile] * tensor.bits > capacity) continue;
      if (!plan.tile_allowed(slots[s].level, tile)) continue;
      double own = filled[tile] * tensor.bits *
                   (tensor.is_output ? table.drain_pj_per_bit : table.fill_pj_per_bit);
      if (tensor.is_output && knows_visits && filled[tile] > plan.output_words()) {
        own = tensor.psum_bits * (filled[tile] * table.drain_pj_per_bit +
                                  (filled[tile] - plan.output_words()) * table.fill_pj_per_bit);
      }
      here[tile] = own + rest[tile];
    }
    for (TensorId held : plan.tensors) {
      if (never_falls(plan, here, held)) first_is_best_[t][s].insert(held);
    }
    outward_[t][s] = here;
    spread_inward(lattice, 1, outward_[t][s], kLeast);
    parent.outward = &outward_[t][s];
    parents_[t][s] = parent;
  }
}

/// Two tiles cannot both wait for loops that move the other one, so where no dimension leaves two
/// tensors alone at most one promise is open at a time.
bool Completion::is_one_at_a_time(const ExactPlan& plan) {
  for (DimId dim : IdRange<DimId>(plan.tables.num_dims)) {
    const std::size_t moved = plan.tables.moves[dim].size();
    if (plan.tables.sizes[dim] > 1 && plan.num_tensors - moved > 1) return false;
  }
  return true;
}

double Completion::inside_pj(std::size_t region, TensorId t, std::size_t placed, Tile tile,
                             double delivered) const {
  const RegionPlan& plan = plan_.regions[region];
  double least = kInfinity;
  for (std::size_t s = placed; s < plan.num_slots[t]; ++s) {
    const Parent& parent = parents_[t][plan.first_slot[t] + s];
    least = std::min(least, cost_from(t, parent, 0, delivered, copies_[region][tile]));
    if (plan_.slots[t][plan.first_slot[t] + s].required) return least;
  }
  return 0;
}

double Completion::cost_of(TensorId t, const Parent& parent, std::size_t region, Tile tile,
                           double delivered) const {
  double served = delivered;
  for (std::size_t f = parent.region; f < region; ++f) served /= sharing_[f][t][tile];
  return cost_from(t, parent, (*parent.outward)[tile], served, copies_[parent.region][tile]);
}

/// energy_pj of all tiles, the next slot of the tensor `next` at least.
std::vector<double> Completion::energies_pj(std::size_t region, TensorId t, std::size_t next,
                                            const std::vector<double>& delivered) const {
  const std::vector<PlanSlot>& slots = plan_.slots[t];
  std::vector<double> least(delivered.size(), kInfinity);
  for (std::size_t p = next; p <= slots.size(); ++p) {
    const Parent& parent = parents_[t][p];
    std::vector<double> served = delivered;
    for (std::size_t f = parent.region; f < region; ++f) {
      for (Tile tile = 0; tile < served.size(); ++tile) served[tile] /= sharing_[f][t][tile];
    }
    for (Tile tile = 0; tile < served.size(); ++tile) {
      const double cost =
          cost_from(t, parent, (*parent.outward)[tile], served[tile], copies_[parent.region][tile]);
      least[tile] = std::min(least[tile], cost);
    }
    if (p < slots.size() && slots[p].required) break;
  }
  return least;
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
  if (!binds(plan_, held, tile)) return outward_[t][slot][tile];
  const bool waits = t == held.tensor && plan_.nodes_rise && plan_.slots[t][slot].region == 0;
  if (waits || first_is_best_[t][slot].contains(held.tensor)) {
    if (const std::optional<Tile> kept = kept_at(plan_, held, tile)) {
      const double later = outward_[t][slot][*kept];
      return waits ? later : std::min(later, here_[t][slot][tile]);
    }
  }
  const std::uint64_t asked = (static_cast<std::uint64_t>(held.left) << 34U) |
                              (static_cast<std::uint64_t>(tile) << 8U) |
                              (held.tensor.index() << 6U) | (slot << 2U) | t.index();
  if (const double* known = held_outward_.find(asked)) return *known;
  double least = waits ? kInfinity : here_[t][slot][tile];
  for (const Factor& factor : plan_.lattice.factors()) {
    if (plan_.tables.moves[factor.dim].contains(held.tensor)) continue;
    if (!plan_.lattice.can_grow(tile, factor)) continue;
    least = std::min(least, held_outward(t, slot, tile + factor.stride, held));
  }
  held_outward_.keep(asked, least);
  return least;
}

double Completion::energy_held_pj(std::size_t region, TensorId t, std::size_t placed, Tile tile,
                                  double delivered, const Held& held) {
  const std::vector<PlanSlot>& slots = plan_.slots[t];
  double least = kInfinity;
  for (std::size_t p = plan_.regions[region].first_slot[t] + placed; p <= slots.size(); ++p) {
    const Parent& parent = parents_[t][p];
    least = std::min(least, p < slots.size() && parent.region == region
                                ? cost_from(t, parent, held_outward(t, p, tile, held), delivered,
                                            copies_[region][tile])
                                : cost_of(t, parent, region, tile, delivered));
    if (p < slots.size() && slots[p].required) break;
  }
  return least;
}

std::size_t Completion::coupled(TensorId t, std::size_t next) const {
  const std::size_t i = coupling_->index_of(t);
  if (i == kNone || coupling_->members()[i].slot < next) return kNone;
  for (std::size_t s = next; s < coupling_->members()[i].slot; ++s) {
    if (plan_.slots[t][s].required) return kNone;
  }
  return i;
}

bool Completion::are_partial(std::size_t next, double served) const {
  const std::size_t i = coupled(plan_.tables.output, next);
  return i != kNone && coupling_->members()[i].slot == next &&
         served > plan_.output_words() * (1 + kRounding);
}

/// `energy_at(t, p)`: what it takes at least if slot `p`, or the home, serves the tensor next.
template <typename EnergyAt>
double Completion::coupled_pj(const Inside& inside, const Coupling::PerSet& outward_pj,
                              const EnergyAt& energy_at) const {
  double sum = 0;
  Coupling::Set open = 0;
  std::array<double, kMaxTensors> near{};
  std::array<double, kMaxTensors> otherwise{};
  for (TensorId t : plan_.tensors) {
    const std::size_t next = plan_.regions[0].first_slot[t] + inside.placed[t];
    const std::size_t i = coupled(t, next);
    const std::size_t slot = i == kNone ? kNone : coupling_->members()[i].slot;
    double least = kInfinity;
    for (std::size_t p = next; p <= plan_.slots[t].size(); ++p) {
      if (p != slot) least = std::min(least, energy_at(t, p));
      if (p < plan_.slots[t].size() && plan_.slots[t][p].required) break;
    }
    if (i == kNone) {
      sum += least;
      continue;
    }
    open |= Coupling::Set{1} << i;
    otherwise[i] = least;
    // Where a node further in may come before, all that is known is that each word comes once.
    const double served = slot == next ? inside.delivered[t] : 0;
    near[i] = cost_from(t, parents_[t][slot], 0, served, 1);
  }
  return sum + coupling_->least_of(open, near.data(), otherwise.data(), outward_pj.data());
}

double Completion::coupled_energy_pj(Tile tile, const Inside& inside, double room_bits) const {
  const Coupling::PerSet outward = coupling_->all_outward(tile, {room_bits, are_partial(inside)});
  return coupled_pj(inside, outward, [&](TensorId t, std::size_t p) {
    return cost_of(t, parents_[t][p], 0, tile, inside.delivered[t]);
  });
}

double Completion::coupled_held_pj(Tile tile, const Inside& inside, double room_bits,
                                   const Held& held) {
  const Coupling::PerSet outward =
      coupling_->all_outward(tile, {room_bits, are_partial(inside)}, held);
  return coupled_pj(inside, outward, [&](TensorId t, std::size_t p) {
    const double further = p < plan_.slots[t].size() ? held_outward(t, p, tile, held) : 0;
    return cost_from(t, parents_[t][p], further, inside.delivered[t], 1);
  });
}

}  // namespace paretile::mapper
