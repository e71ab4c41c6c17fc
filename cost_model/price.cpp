// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "core/limits.h"
#include "cost_model/analysis.h"
#include "cost_model/ragged.h"

namespace paretile::cost_model {
namespace {

/// Energy of one tensor at one level, all instances: linear in bits, nothing rounded per transfer.
/// docs/model.md eq. (9).
ActionEnergy action_energy(const LevelTable& level, const NodeCounts& node, double instances) {
  const double lower = instances * node.lower_bits;
  const double upper = instances * node.upper_bits;
  return {static_cast<double>(node.reads) * lower * level.read_pj_per_bit,
          static_cast<double>(node.fills) * upper * level.fill_pj_per_bit,
          static_cast<double>(node.updates) * lower * level.update_pj_per_bit,
          static_cast<double>(node.drains) * upper * level.drain_pj_per_bit};
}

/// Whole cycles, rounded up. Beyond what is counted exactly one value stands for all: too many.
constexpr std::int64_t kTooManyCycles = kMaxExactCount + 1;
std::int64_t whole_cycles(double cycles) {
  return cycles <= static_cast<double>(kMaxExactCount)
             ? static_cast<std::int64_t>(std::ceil(cycles))
             : kTooManyCycles;
}

/// Cycles a port needs; 0 on an unlimited port.
std::int64_t port_cycles(std::int64_t bits, double bits_per_cycle) {
  return whole_cycles(static_cast<double>(bits) / bits_per_cycle);
}

/// The busiest port of a level. docs/model.md eq. (10).
struct Busiest {
  std::int64_t cycles = 0;
  Bottleneck::Kind kind = Bottleneck::Kind::kReads;
};

Busiest busiest_port(const LevelTable& level, const Traffic& traffic) {
  Busiest busiest{port_cycles(traffic.read_bits, level.read_bits_per_cycle),
                  Bottleneck::Kind::kReads};
  const std::int64_t writes = port_cycles(traffic.write_bits, level.write_bits_per_cycle);
  if (writes > busiest.cycles) busiest = {writes, Bottleneck::Kind::kWrites};
  const std::int64_t shared = port_cycles(traffic.shared_bits, level.shared_bits_per_cycle);
  if (shared > busiest.cycles) busiest = {shared, Bottleneck::Kind::kPort};
  return busiest;
}

void price_level(const LevelTable& level, LevelId id, double energy_pj, const Traffic& traffic,
                 Cost& cost) {
  const Busiest busiest = busiest_port(level, traffic);
  cost.levels[id] = {busiest.cycles, energy_pj, 0};
  if (busiest.cycles > cost.latency_cycles) {
    cost.latency_cycles = busiest.cycles;
    cost.bottleneck = {busiest.kind, id};
  }
  cost.energy_pj += energy_pj;
}

void price_levels(const Tables& tables, const Counts& counts, Cost& cost) {
  for (std::size_t l = 0; l < tables.num_levels; ++l) {
    const LevelId id(l);
    const LevelTable& level = tables.levels[id];
    const auto instances = static_cast<double>(counts.instances[id]);
    Traffic traffic;
    double energy = 0;
    for (std::size_t t = 0; t < tables.num_tensors; ++t) {
      const NodeCounts& node = counts.nodes[id][TensorId(t)];
      ActionEnergy& actions = cost.actions[id][TensorId(t)];
      if (!node.present) {
        actions = ActionEnergy{};
        continue;
      }
      actions = action_energy(level, node, instances);
      energy += actions.total_pj();
      add_traffic(traffic, node, tables.charge_drains);
    }
    price_level(level, id, energy, traffic, cost);
  }
}

void price_levels(const Tables& tables, const Totals& totals, Cost& cost) {
  for (std::size_t l = 0; l < tables.num_levels; ++l) {
    const LevelId id(l);
    double energy = 0;
    for (std::size_t t = 0; t < tables.num_tensors; ++t) {
      ActionEnergy& actions = cost.actions[id][TensorId(t)];
      actions = action_energy(tables.levels[id], totals.nodes[id][TensorId(t)], 1);
      energy += actions.total_pj();
    }
    price_level(tables.levels[id], id, energy, totals.busiest[id], cost);
  }
}

void price_wires(const Tables& tables, const Counts& counts, Cost& cost) {
  for (std::size_t f = 0; f < tables.num_fanouts; ++f) {
    const FanoutTable& fanout = tables.fanouts[FanoutId(f)];
    double energy = 0;
    for (std::size_t t = 0; t < tables.num_tensors; ++t) {
      const WireCounts& wire = counts.wires[FanoutId(f)][TensorId(t)];
      energy +=
          static_cast<double>(wire.sent) * wire.sent_bits * fanout.send_pj_per_bit +
          static_cast<double>(wire.delivered) * wire.delivered_bits * fanout.deliver_pj_per_bit;
    }
    cost.wire_energy_pj[FanoutId(f)] = energy;
    cost.energy_pj += energy;
  }
}

/// Leakage of everything that is there, used or not, over the whole latency. docs/model.md eq.
/// (11).
void price_leakage(const Tables& tables, Cost& cost) {
  const auto cycles = static_cast<double>(cost.latency_cycles);
  cost.compute_leakage_pj = tables.compute_leakage_pj_per_cycle * cycles;
  cost.energy_pj += cost.compute_leakage_pj;
  for (std::size_t l = 0; l < tables.num_levels; ++l) {
    LevelCost& level = cost.levels[LevelId(l)];
    level.leakage_pj = tables.levels[LevelId(l)].leakage_pj_per_cycle * cycles;
    cost.energy_pj += level.leakage_pj;
  }
}

/// `levels`: what prices them, Counts of a perfect mapping or Totals of a ragged one.
template <typename Levels>
bool price_all(const Tables& tables, const Counts& counts, const Levels& levels, Cost& cost) {
  const auto operations = static_cast<double>(counts.operations);
  cost.compute_cycles =
      whole_cycles(static_cast<double>(counts.temporal_steps) * tables.cycles_per_operation);
  cost.latency_cycles = cost.compute_cycles;
  cost.bottleneck = {};
  cost.compute_energy_pj = operations * tables.operation_pj;
  cost.energy_pj = cost.compute_energy_pj;
  cost.area_um2 = tables.area_um2;
  price_levels(tables, levels, cost);
  price_wires(tables, counts, cost);
  price_leakage(tables, cost);
  const auto latency = static_cast<double>(cost.latency_cycles);
  cost.edp_pj_cycles = cost.energy_pj * latency;
  cost.utilization = operations * tables.cycles_per_operation /
                     (static_cast<double>(tables.physical_compute_instances) * latency);
  return cost.latency_cycles <= kMaxExactCount;
}

}  // namespace

bool price(const Tables& tables, const Counts& counts, Cost& cost) noexcept {
  return price_all(tables, counts, counts, cost);
}

bool price_ragged(const Tables& tables, const Counts& counts, const Totals& totals, Cost& cost) {
  return price_all(tables, counts, totals, cost);
}

}  // namespace paretile::cost_model
