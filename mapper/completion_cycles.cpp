// SPDX-License-Identifier: Apache-2.0
// Least cycles: ports right outside a label, and those of the homes.
#include <algorithm>
#include <limits>

#include "mapper/completion.h"

namespace paretile::mapper {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// A number of words computed another way may differ by this and still be the same.
constexpr double kRounding = 1e-9;

/// Bits through a port of the node that serves so many words of a tensor. Outputs come up, and go
/// down again to be added to, except where a sum begins.
double served_bits(const ExactPlan& plan, const Port& port, TensorId t, double served,
                   double begun) {
  const cost_model::TensorTable& tensor = plan.tables.tensors[t];
  if (!tensor.is_output) return port.reads ? served * tensor.bits : 0;
  const bool wide = served > static_cast<double>(tensor.words) * (1 + kRounding);
  double bits = port.writes ? served * (wide ? tensor.psum_bits : tensor.bits) : 0;
  if (port.reads && served > begun) bits += (served - begun) * tensor.psum_bits;
  return bits;
}

}  // namespace

void Completion::tabulate_home_ports(const ExactPlan& plan) {
  for (const Port& port : plan.home_ports) {
    IdArray<TensorId, std::vector<double>> bits;
    for (const Coupling::Member& member : coupling_->members()) {
      const TensorId t = member.tensor;
      bits[t].assign(plan.lattice.size(), 0);
      if (plan.space.homes[t] != port.level) continue;
      const bool is_last = member.slot + 1 == plan.slots[t].size();
      for (Tile tile = 0; tile < plan.lattice.size(); ++tile) {
        const auto words = static_cast<double>(plan.tables.tensors[t].words);
        bits[t][tile] = here_[t][member.slot][tile] < kInfinity
                            ? served_bits(plan, port, t, is_last ? filled_[t][tile] : words, words)
                            : kInfinity;
      }
    }
    home_ports_.push_back(
        {port, Coupling(plan, [&](TensorId t, std::size_t) -> const std::vector<double>& {
           return bits[t];
         })});
  }
}

double Completion::home_cycles(const HomePort& home, const Outermost& from,
                               const double* outward) const {
  double bits = 0;
  Coupling::Set open = 0;
  std::array<double, kMaxTensors> otherwise{};
  for (TensorId t : plan_.tensors) {
    const std::size_t i = coupled(t, from.next[t]);
    const std::size_t others = plan_.slots[t].size() - from.next[t] - (i == kNone ? 0 : 1);
    const auto words = static_cast<double>(plan_.tables.tensors[t].words);
    const double served = others == 0 ? std::max(from.served[t], words) : words;
    const double brought = plan_.space.homes[t] == home.port.level
                               ? served_bits(plan_, home.port, t, served, words)
                               : 0;
    if (i == kNone) {
      bits += brought;
    } else {
      open |= Coupling::Set{1} << i;
      otherwise[i] = brought;
    }
  }
  const std::array<double, kMaxTensors> kept{};
  bits += coupling_->least_of(open, kept.data(), otherwise.data(), outward);
  return bits / home.port.bits_per_cycle;
}

template <typename OutwardBits>
double Completion::coupled_cycles(const Inside& inside, const OutwardBits& outward_bits) {
  double cycles = 0;
  Outermost from;
  for (TensorId t : plan_.tensors) {
    from.next[t] = plan_.regions[0].first_slot[t] + inside.placed[t];
    from.served[t] = inside.delivered[t];
  }
  for (HomePort& home : home_ports_) {
    const Coupling::PerSet outward = outward_bits(home.bits);
    cycles = std::max(cycles, home_cycles(home, from, outward.data()));
  }
  return cycles;
}

double Completion::coupled_cycles(Tile tile, const Inside& inside, double room_bits) {
  const Room room{room_bits, are_partial(inside)};
  return coupled_cycles(inside, [&](const Coupling& bits) { return bits.all_outward(tile, room); });
}

double Completion::coupled_held_cycles(Tile tile, const Inside& inside, double room_bits,
                                       const Held& held) {
  const Room room{room_bits, are_partial(inside)};
  return coupled_cycles(inside, [&](Coupling& bits) { return bits.all_outward(tile, room, held); });
}

double Completion::home_words(std::size_t region, TensorId t, std::size_t placed, Tile tile,
                              double delivered) const {
  const auto words = static_cast<double>(plan_.tables.tensors[t].words);
  if (plan_.regions[region].first_slot[t] + placed < plan_.slots[t].size()) return words;
  for (std::size_t f = 0; f < region; ++f) delivered /= sharing_[f][t][tile];
  return std::max(delivered, words);
}

double Completion::home_cycles(std::size_t region, Tile tile, const Inside& inside) const {
  double cycles = 0;
  for (const Port& port : plan_.home_ports) {
    double bits = 0;
    for (TensorId t : plan_.tensors) {
      if (plan_.space.homes[t] != port.level) continue;
      const double served = home_words(region, t, inside.placed[t], tile, inside.delivered[t]);
      bits +=
          served_bits(plan_, port, t, served, static_cast<double>(plan_.tables.tensors[t].words));
    }
    cycles = std::max(cycles, bits / port.bits_per_cycle);
  }
  return cycles;
}

/// Ports of homes move all words of their tensors; those of nodes right outside the fan-out that
/// are next for sure, what comes through the exit.
double Completion::cycles_through(std::size_t region, const Inside& inside,
                                  const Exit& exit) const {
  struct Serving {
    LevelId home;
    LevelId near;
    double words = 0;
    double from_home = 0;
    double from_near = 0;
  };
  IdArray<TensorId, Serving> serving;
  const RegionPlan& plan = plan_.regions[region];
  for (TensorId t : plan_.tensors) {
    const std::vector<PlanSlot>& slots = plan_.slots[t];
    const std::size_t next = plan.first_slot[t] + inside.placed[t];
    const bool leaves = next == plan.first_slot[t] + plan.num_slots[t];
    Serving& by = serving[t];
    by.home = plan_.space.homes[t];
    by.words = static_cast<double>(plan_.tables.tensors[t].words);
    by.from_home = by.words;
    if (!leaves || (next < slots.size() && !slots[next].required)) continue;
    const double served = std::max(by.words, inside.delivered[t] * exit.inverse_share[t]);
    if (next == slots.size()) {
      if (region == 1) by.from_home = served;
    } else if (slots[next].region + 1 == region) {
      by.near = slots[next].level;
      by.from_near = served;
    }
  }
  double cycles = inside.cycles_with(exit.copies) / exit.children;
  const auto add_port = [&](const Port& port) {
    double bits = 0;
    for (TensorId t : plan_.tensors) {
      const Serving& by = serving[t];
      if (by.home == port.level) bits += served_bits(plan_, port, t, by.from_home, by.words);
      if (by.from_near > 0 && by.near == port.level) {
        bits += served_bits(plan_, port, t, by.from_near, by.words * exit.further_copies) /
                exit.further_children;
      }
    }
    cycles = std::max(cycles, bits / port.bits_per_cycle);
  };
  for (const Port& port : plan_.regions[region - 1].ports) add_port(port);
  for (const Port& port : plan_.home_ports) add_port(port);
  return cycles;
}

double Completion::home_cycles_through(std::size_t region, const Inside& inside, const Exit& exit,
                                       const double* outside) const {
  if (region != 1 || home_ports_.empty()) return 0;
  double cycles = 0;
  Outermost from;
  for (TensorId t : plan_.tensors) {
    const RegionPlan& plan = plan_.regions[region];
    from.next[t] = plan.first_slot[t] + inside.placed[t];
    const bool leaves = inside.placed[t] == plan.num_slots[t];
    from.served[t] = leaves ? inside.delivered[t] * exit.inverse_share[t] : 0;
  }
  const TensorId output = plan_.tables.output;
  const bool partial =
      coupling_->has_partial_sums() && are_partial(from.next[output], from.served[output]);
  const double* outward =
      outside + outside_[1].first_of_ports + (partial ? coupling_->all() + 1 : 0);
  for (const HomePort& home : home_ports_) {
    cycles = std::max(cycles, home_cycles(home, from, outward));
    outward += numbers_of_sets();
  }
  return cycles;
}

}  // namespace paretile::mapper
