// SPDX-License-Identifier: Apache-2.0
// What all tensors cost together outside a fan-out, for labels that may still grow inside it.
#include <algorithm>
#include <cmath>
#include <limits>

#include "mapper/completion.h"

namespace paretile::mapper {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// What is left at some tile of loops that do not move a tensor, ascending.
std::vector<double> stills_of(const ExactPlan& plan, TensorId t) {
  std::vector<double> stills = plan.still_left[t];
  std::sort(stills.begin(), stills.end());
  stills.erase(std::unique(stills.begin(), stills.end()), stills.end());
  return stills;
}

/// The least at any tile that contains a tile, each number by itself.
void spread(const Lattice& lattice, std::vector<Least>& least) {
  std::vector<double> energies_pj;
  std::vector<double> cycles;
  for (const Least& one : least) {
    energies_pj.push_back(one.energy_pj);
    cycles.push_back(one.cycles);
  }
  spread_inward(lattice, 1, energies_pj, kLeast);
  spread_inward(lattice, 1, cycles, kLeast);
  for (Tile tile = 0; tile < least.size(); ++tile)
    least[tile] = {energies_pj[tile], cycles[tile], 0};
}

void lower_to(Least& least, const Least& other) {
  least.energy_pj = std::min(least.energy_pj, other.energy_pj);
  least.cycles = std::min(least.cycles, other.cycles);
}

}  // namespace

/// Region by region outside in: what stands outside one fan-out stands outside those within it.
void Completion::tabulate_joint() {
  for (TensorId t : plan_.tensors) gains_by_staying_[t] = find_gains_by_staying(t);
  joint_.resize(plan_.regions.size());
  for (std::size_t r = 0; r < plan_.regions.size(); ++r) {
    joint_[r].assign(kOneStays + plan_.num_tensors, std::vector<Least>(plan_.lattice.size()));
    for (std::size_t staying = 0; r > 0 && staying < joint_[r].size(); ++staying) {
      if (r > 1 && staying >= kOneStays) continue;
      joint_[r][staying] = least_outside(r, staying);
      if (plan_.all_rise) leave_out_large(r, joint_[r][staying]);
      spread(plan_.lattice, joint_[r][staying]);
    }
    if (r == 1 && one_at_a_time_) keep_promises();
  }
}

/// A tensor that stays across the outermost fan-out has its tile inside, where there is room for
/// so much of it, and has promised how often it comes: the nest outside keeps that.
void Completion::keep_promises() {
  joint_[1][kAnyStays] = joint_[1][kNoneStays];
  for (TensorId t : plan_.tensors) {
    std::vector<Least>& staying = joint_[1][kOneStays + t.index()];
    staying = gains_by_staying_[t] ? least_staying(t) : joint_[1][kNoneStays];
    for (Tile tile = 0; tile < staying.size(); ++tile) {
      lower_to(joint_[1][kAnyStays][tile], staying[tile]);
    }
  }
}

/// Whether a nest that keeps a promise about a tensor may take less than one that runs the loops it
/// waits for inside the fan-out: both bring each word as often. Until the promise is kept every
/// loop moves the other tensors, so that nodes of theirs save nothing there; but one that has to be
/// outside finds more room.
bool Completion::find_gains_by_staying(TensorId t) const {
  if (!plan_.nodes_rise || !one_at_a_time_) return true;
  return std::any_of(plan_.tensors.begin(), plan_.tensors.end(), [&](TensorId other) {
    return other != t &&
           std::any_of(plan_.slots[other].begin(), plan_.slots[other].end(),
                       [](const PlanSlot& slot) { return slot.required && slot.region == 0; });
  });
}

/// Per tile the least outside it if the tensor, or none, stays. The tiles that contain it come
/// first: hardly any promise is looked at whose cost is not the least.
std::vector<Least> Completion::least_staying(TensorId t) {
  const Lattice& lattice = plan_.lattice;
  const std::vector<double> stills = stills_of(plan_, t);
  const std::vector<Least>& freely = least_outside(1, kOneStays + t.index());
  // Sums that stay are unfinished, so they come to the innermost node as partial ones.
  const double most_words = most_words_inside(1, t, plan_.is_output(t));
  const double again_pj = least_again_pj(t);
  const double busy = plan_.busy_cycles;
  std::vector<Least> least = joint_[1][kNoneStays];
  for (Tile tile = static_cast<Tile>(lattice.size()); tile-- > 0;) {
    Least& here = least[tile];
    for (const Factor& factor : lattice.factors()) {
      if (lattice.can_grow(tile, factor)) lower_to(here, least[tile + factor.stride]);
    }
    if (plan_.words[t][tile] > most_words) continue;
    const double all = plan_.still_left[t][tile];
    const auto may_lower = [&](double still) {
      return freely[tile].energy_pj + (still - 1) * again_pj < here.energy_pj ||
             (plan_.latency_counts && here.cycles > busy && freely[tile].cycles < here.cycles);
    };
    for (const double still : stills) {
      if (still >= all || !may_lower(still)) break;
      if (std::fmod(all, still) != 0) continue;
      lower_to(here, outside_held(1, tile, {t, still}).least);
    }
  }
  return least;
}

/// Where all loops rise, a label leaves a region right after a node was placed, at its tile, which
/// it has room for. Only where no node has to be inside there may be none.
void Completion::leave_out_large(std::size_t region, std::vector<Least>& least) const {
  const bool has_node = std::any_of(plan_.tensors.begin(), plan_.tensors.end(), [&](TensorId t) {
    return std::any_of(plan_.slots[t].begin(), plan_.slots[t].end(), [&](const PlanSlot& slot) {
      return slot.required && slot.region >= region;
    });
  });
  if (!has_node) return;
  IdArray<TensorId, double> most;
  for (TensorId t : plan_.tensors) most[t] = most_words_inside(region, t, false);
  for (Tile tile = 0; tile < least.size(); ++tile) {
    const bool fits = std::any_of(plan_.tensors.begin(), plan_.tensors.end(),
                                  [&](TensorId t) { return plan_.words[t][tile] <= most[t]; });
    if (!fits) least[tile] = {kInfinity, kInfinity, kInfinity};
  }
}

/// Most words of a tensor in nodes inside the fan-out around a region, all instances together.
/// Boxes of children apart may be less than the box of all together: then any number is a bound.
double Completion::most_words_inside(std::size_t region, TensorId t, bool partial) const {
  if (plan_.tables.box) return kInfinity;
  const cost_model::TensorTable& tensor = plan_.tables.tensors[t];
  double most = 0;
  double instances = 1;
  for (std::size_t r = region; r < plan_.regions.size(); ++r) {
    double apart = 1;
    for (const Crossing& crossing : plan_.regions[r - 1].crossings) {
      apart = std::max(apart, crossing.children / crossing.alike[t]);
    }
    instances *= apart;
    const RegionPlan& inner = plan_.regions[r];
    for (std::size_t s = 0; s < inner.num_slots[t]; ++s) {
      const std::size_t slot = inner.first_slot[t] + s;
      const double bits = partial && slot == 0 ? tensor.psum_bits : tensor.bits;
      most = std::max(most, plan_.capacity_bits(plan_.slots[t][slot].level) / bits * instances);
    }
  }
  return most;
}

/// Least pJ to serve a tensor outside the outermost fan-out once more.
double Completion::least_again_pj(TensorId t) const {
  double least = kInfinity;
  each_outside(1, t,
               [&](std::size_t, const Parent& parent) { least = std::min(least, parent.read_pj); });
  return least * static_cast<double>(plan_.tables.tensors[t].words);
}

}  // namespace paretile::mapper
