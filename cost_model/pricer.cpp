// SPDX-License-Identifier: Apache-2.0
#include "cost_model/pricer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "cost_model/precision.h"

namespace paretile::cost_model {

struct Pricer::Sums {
  double energy_pj = 0;
  std::array<Bits, kMaxLevels> levels{};  ///< of one instance
};

Pricer::Pricer(const Tables& tables) : tables_(tables) {
  operations_pj_ = static_cast<double>(tables.operations) * tables.operation_pj;
  leakage_pj_per_cycle_ = tables.compute_leakage_pj_per_cycle;
  for (const LevelId id : IdRange<LevelId>(tables.num_levels)) {
    const LevelTable& level = tables.levels[id];
    leakage_pj_per_cycle_ += level.leakage_pj_per_cycle;
    add_port(id, true, false, level.read_bits_per_cycle);
    add_port(id, false, true, level.write_bits_per_cycle);
    add_port(id, true, true, level.shared_bits_per_cycle);
    if (level.capacity_bits == kUnlimitedBits) continue;
    rooms_.push_back(
        {static_cast<std::uint8_t>(id.index()),
         static_cast<double>(level.capacity_bits) / static_cast<double>(level.buffering)});
  }
  for (const FanoutId id : IdRange<FanoutId>(tables.num_fanouts)) {
    const FanoutTable& fanout = tables.fanouts[id];
    has_wires_ |= fanout.send_pj_per_bit > 0 || fanout.deliver_pj_per_bit > 0;
  }
}

void Pricer::add_port(LevelId level, bool reads, bool writes, double bits_per_cycle) {
  if (bits_per_cycle == std::numeric_limits<double>::infinity()) return;
  ports_.push_back({static_cast<std::uint8_t>(level.index()), reads, writes, bits_per_cycle});
}

bool Pricer::has_room(const Trace& trace) const noexcept {
  std::array<std::int64_t, kMaxLevels> held{};
  for (const TensorId id : IdRange<TensorId>(tables_.num_tensors)) {
    const auto& places = trace.places[id.index()];
    for (std::size_t i = 0; i + 1U < trace.num_places[id.index()]; ++i) {
      held[places[i].level] += places[i].tile_words * precision_of(tables_, trace, id, i).tile_bits;
    }
  }
  return std::all_of(rooms_.begin(), rooms_.end(), [&](const Room& room) {
    return static_cast<double>(held[room.level]) <= room.bits;
  });
}

bool Pricer::price(const Trace& trace, Price& price) const noexcept {
  Sums sums;
  sums.energy_pj = operations_pj_;
  for (const TensorId id : IdRange<TensorId>(tables_.num_tensors)) {
    if (id == tables_.output) {
      add_output(trace, id, sums);
    } else {
      add_input(trace, id, sums);
    }
  }
  for (const Room& room : rooms_) {
    if (static_cast<double>(sums.levels[room.level].held) > room.bits) return false;
  }
  double cycles = static_cast<double>(trace.temporal_steps) * tables_.cycles_per_operation;
  for (const Port& port : ports_) {
    const Bits& bits = sums.levels[port.level];
    const std::int64_t moved = (port.reads ? bits.read : 0) + (port.writes ? bits.written : 0);
    cycles = std::max(cycles, static_cast<double>(moved) / port.bits_per_cycle);
  }
  price.latency_cycles = std::ceil(cycles);
  price.energy_pj = sums.energy_pj + leakage_pj_per_cycle_ * price.latency_cycles;
  return true;
}

/// docs/model.md sections 3 to 6, as count and price do it: words come one way, at one width.
void Pricer::add_input(const Trace& trace, TensorId id, Sums& sums) const noexcept {
  const TensorTable& tensor = tables_.tensors[id];
  const auto& places = trace.places[id.index()];
  const std::size_t last = trace.num_places[id.index()] - 1U;  // compute
  std::int64_t filled = 0;                                     // bits, of one instance of the place
  for (std::size_t i = 0; i < last; ++i) {
    const Place& place = places[i];
    const Place& child = places[i + 1];
    const Between between{place.spatial_outside, child.spatial_outside};
    const std::int64_t by_each = fetched(tables_, tensor, child);
    const std::int64_t read = delivered(tables_, trace, id, child, by_each, between) * tensor.bits;
    Bits& moved = sums.levels[place.level];
    moved.held += place.tile_words * tensor.bits;
    moved.read += read;
    moved.written += filled;
    const LevelTable& level = tables_.levels[LevelId(place.level)];
    sums.energy_pj += static_cast<double>(place.instances) *
                      (static_cast<double>(read) * level.read_pj_per_bit +
                       static_cast<double>(filled) * level.fill_pj_per_bit);
    filled = by_each * tensor.bits;
    if (has_wires_) add_wires(trace, id, {place, child, between, by_each}, sums);
  }
}

/// Sums go out, and come back in while they are unfinished but for the first touch.
void Pricer::add_output(const Trace& trace, TensorId id, Sums& sums) const noexcept {
  const TensorTable& tensor = tables_.tensors[id];
  const auto& places = trace.places[id.index()];
  const std::size_t last = trace.num_places[id.index()] - 1U;  // compute
  std::int64_t filled_words = 0;
  std::int64_t drained_words = 0;
  for (std::size_t i = 0; i < last; ++i) {
    const Place& place = places[i];
    const Place& child = places[i + 1];
    const Between between{place.spatial_outside, child.spatial_outside};
    const std::int64_t by_each = fetched(tables_, tensor, child);
    const std::int64_t handled = delivered(tables_, trace, id, child, by_each, between);
    const Precision bits = precision_of(tables_, trace, id, i);
    const std::int64_t read = (handled - place.first_words) * bits.lower_bits;
    const std::int64_t updated = handled * bits.lower_bits;
    const std::int64_t filled = filled_words * bits.upper_bits;
    const std::int64_t drained = drained_words * bits.upper_bits;
    Bits& moved = sums.levels[place.level];
    moved.held += place.tile_words * bits.tile_bits;
    moved.read += read + (tables_.charge_drains ? drained : 0);
    moved.written += filled + updated;
    const LevelTable& level = tables_.levels[LevelId(place.level)];
    sums.energy_pj += static_cast<double>(place.instances) *
                      (static_cast<double>(read) * level.read_pj_per_bit +
                       static_cast<double>(filled) * level.fill_pj_per_bit +
                       static_cast<double>(updated) * level.update_pj_per_bit +
                       static_cast<double>(drained) * level.drain_pj_per_bit);
    filled_words = by_each - child.first_words;
    drained_words = by_each;
    if (has_wires_) add_wires(trace, id, {place, child, between, by_each}, sums);
  }
}

void Pricer::add_wires(const Trace& trace, TensorId id, const Link& link,
                       Sums& sums) const noexcept {
  if (link.between.begin == link.between.end) return;
  for_each_wire(tables_, trace, id, link, [&](FanoutId f, const WireCounts& wire) {
    const FanoutTable& fanout = tables_.fanouts[f];
    sums.energy_pj +=
        static_cast<double>(wire.sent) * wire.sent_bits * fanout.send_pj_per_bit +
        static_cast<double>(wire.delivered) * wire.delivered_bits * fanout.deliver_pj_per_bit;
  });
}

}  // namespace paretile::cost_model
