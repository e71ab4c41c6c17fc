// SPDX-License-Identifier: Apache-2.0
// Least cycles: ports right outside a label, and those of the homes.
#include <algorithm>
#include <limits>

#include "mapper/completion.h"

namespace paretile::mapper {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Whether words a tensor brings pass a port of its home.
bool passes(const ExactPlan& plan, const Port& port, TensorId t) {
  return plan.space.homes[t] == port.level && (plan.is_output(t) ? port.writes : port.reads);
}

}  // namespace

void Completion::tabulate_home_ports(const ExactPlan& plan) {
  for (const Port& port : plan.home_ports) {
    IdArray<TensorId, std::vector<double>> bits;
    for (const Coupling::Member& member : coupling_->members()) {
      const TensorId t = member.tensor;
      bits[t].assign(plan.lattice.size(), 0);
      if (!passes(plan, port, t)) continue;
      const bool is_last = member.slot + 1 == plan.slots[t].size();
      for (Tile tile = 0; tile < plan.lattice.size(); ++tile) {
        const double words =
            is_last ? filled_[t][tile] : static_cast<double>(plan.tables.tensors[t].words);
        bits[t][tile] = here_[t][member.slot][tile] < kInfinity
                            ? words * plan.tables.tensors[t].bits
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
    const cost_model::TensorTable& tensor = plan_.tables.tensors[t];
    const std::size_t i = coupled(t, from.next[t]);
    const std::size_t others = plan_.slots[t].size() - from.next[t] - (i == kNone ? 0 : 1);
    const auto words = static_cast<double>(tensor.words);
    const double brought =
        passes(plan_, home.port, t)
            ? tensor.bits * (others == 0 ? std::max(from.served[t], words) : words)
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

double Completion::cycles_through(std::size_t region, const Inside& inside,
                                  const Exit& exit) const {
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
      const double served = std::max(words, inside.delivered[t] * exit.inverse_share[t]);
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
    const double bits =
        (port.reads ? read_bits[port.level] : 0) + (port.writes ? written_bits[port.level] : 0);
    cycles = std::max(cycles, bits / port.bits_per_cycle / outside);
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
