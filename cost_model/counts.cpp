// SPDX-License-Identifier: Apache-2.0
#include "cost_model/counts.h"

#include "cost_model/analysis.h"
#include "cost_model/links.h"
#include "cost_model/precision.h"

namespace paretile::cost_model {
namespace {

void count_tensor(const Tables& tables, const Trace& trace, TensorId id, Counts& counts) {
  const TensorTable& tensor = tables.tensors[id];
  const auto& places = trace.places[id.index()];
  const std::size_t last = trace.num_places[id.index()] - 1U;  // compute
  for (std::size_t i = 0; i < last; ++i) {
    const Place& parent = places[i];
    const Place& child = places[i + 1];
    const Between between{parent.spatial_outside, child.spatial_outside};
    const std::int64_t by_each = fetched(tables, tensor, child);
    const std::int64_t handled = delivered(tables, trace, id, child, by_each, between);
    NodeCounts& node = counts.nodes[LevelId(parent.level)][id];
    node.present = true;
    node.tile_words = parent.tile_words;
    node.reads = handled - (tensor.is_output ? parent.first_words : 0);
    node.updates = tensor.is_output ? handled : 0;
    const Precision precision = precision_of(tables, trace, id, i);
    node.tile_bits = precision.tile_bits;
    node.lower_bits = precision.lower_bits;
    node.upper_bits = precision.upper_bits;
    if (i + 1 < last) {
      NodeCounts& below = counts.nodes[LevelId(child.level)][id];
      below.fills = by_each - (tensor.is_output ? child.first_words : 0);
      below.drains = tensor.is_output ? by_each : 0;
    }
    if (between.begin != between.end) {
      for_each_wire(
          tables, trace, id, {parent, child, between, by_each},
          [&](FanoutId fanout, const WireCounts& wire) { counts.wires[fanout][id] = wire; });
    }
  }
}

void clear(const Tables& tables, Counts& counts) {
  for (std::size_t l = 0; l < tables.num_levels; ++l) {
    for (std::size_t t = 0; t < tables.num_tensors; ++t) {
      counts.nodes[LevelId(l)][TensorId(t)] = NodeCounts{};
    }
  }
  for (std::size_t f = 0; f < tables.num_fanouts; ++f) {
    for (std::size_t t = 0; t < tables.num_tensors; ++t) {
      counts.wires[FanoutId(f)][TensorId(t)] = WireCounts{};
    }
  }
}

}  // namespace

void count(const Tables& tables, const Trace& trace, Counts& counts) noexcept {
  clear(tables, counts);
  counts.operations = tables.operations;
  counts.temporal_steps = trace.temporal_steps;
  counts.compute_instances = trace.compute_instances;
  for (std::size_t l = 0; l < tables.num_levels; ++l) {
    std::int64_t instances = 1;
    for (std::size_t i = 0; i < trace.num_spatial; ++i) {
      if (trace.spatial[i].fanout < tables.levels[LevelId(l)].fanouts_outside) {
        instances *= trace.spatial[i].bound;
      }
    }
    counts.instances[LevelId(l)] = instances;
  }
  for (std::size_t t = 0; t < tables.num_tensors; ++t) {
    count_tensor(tables, trace, TensorId(t), counts);
  }
}

}  // namespace paretile::cost_model
