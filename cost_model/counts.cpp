// SPDX-License-Identifier: Apache-2.0
#include "cost_model/counts.h"

#include "cost_model/analysis.h"
#include "cost_model/footprint.h"
#include "cost_model/precision.h"

namespace paretile::cost_model {
namespace {

/// Spatial loops [begin, end) of a trace: those between two places of a tensor, or a part of them.
struct Between {
  std::size_t begin;
  std::size_t end;
};

/// How the children behind some spatial loops stand to each other. docs/model.md section 4.
struct Children {
  std::int64_t groups = 1;  ///< fan-outs in mode none: each group is served by itself
  std::int64_t plain = 1;   ///< distinct displacements along ranks with one dimension
  bool by_tile = false;     ///< a fan-out shares whole tiles only
};

Children children(const Tables& tables, const Trace& trace, TensorId id, Between between) {
  const IdSet<DimId> plain_dims = tables.tensors[id].plain_dims;
  Children result;
  for (std::size_t i = between.begin; i < between.end; ++i) {
    const SpatialLoop& loop = trace.spatial[i];
    const Sharing sharing = tables.fanouts[FanoutId(loop.fanout)].sharing[id];
    if (sharing == Sharing::kNone) {
      result.groups *= loop.bound;
    } else {
      result.by_tile |= sharing == Sharing::kTile;
      if (plain_dims.contains(DimId(loop.dim))) result.plain *= loop.bound;
    }
  }
  return result;
}

/// Displacements of the children of one group along a sum rank. Loops of one dimension with nothing
/// between them are one progression.
Sumset displacements(const Tables& tables, const Trace& trace, TensorId id, const SumRank& rank,
                     Between between) {
  Sumset set;
  for (std::size_t i = between.begin; i < between.end; ++i) {
    const SpatialLoop& loop = trace.spatial[i];
    const bool first = rank.first.index() == loop.dim;
    if (!first && rank.second.index() != loop.dim) continue;
    if (tables.fanouts[FanoutId(loop.fanout)].sharing[id] == Sharing::kNone) continue;
    const std::int64_t step =
        loop.stride * (first ? rank.first_coefficient : rank.second_coefficient);
    if (!set.empty() && set.back().step == step * loop.bound) {
      set.back() = {step, set.back().count * loop.bound};
    } else {
      set.push_back({step, loop.bound});
    }
  }
  return set;
}

/// Words per tick that are needed when the whole tile moves, and when it slides.
struct Need {
  std::int64_t whole;
  std::int64_t sliding;
};

/// Over all ticks of section 2: visits * (whole + (bound of the sliding loop - 1) * sliding).
std::int64_t over_time(const Place& child, const Need& need) {
  return child.visits * (need.whole + (child.mover_bound - 1) * need.sliding);
}

std::int64_t shift_along(const SumRank& rank, const Place& child) {
  if (child.mover_bound == 1) return 0;
  if (rank.first.index() == child.mover_dim) return rank.first_coefficient * child.mover_stride;
  if (rank.second.index() == child.mover_dim) return rank.second_coefficient * child.mover_stride;
  return 0;
}

std::int64_t first_extent(const SumRank& rank, const Place& place) {
  return place.extents[rank.first.index()];
}
std::int64_t second_extent(const SumRank& rank, const Place& place) {
  return place.extents[rank.second.index()];
}

/// Words of one child, tick by tick. docs/model.md eqs. (2), (3).
Need need_of_one(const Tables& tables, const TensorTable& tensor, const Place& child) {
  Need need{child.plain_words, child.plain_words};
  for (const SumRank& rank : tensor.sums) {
    const std::int64_t first = first_extent(rank, child);
    const std::int64_t second = second_extent(rank, child);
    const std::int64_t words = rank_words(rank, first, second, tables.box);
    const std::int64_t shift = shift_along(rank, child);
    const RankTile tile = rank_tile(rank, first, second, tables.box);
    need.whole *= words;
    need.sliding *= shift == 0 ? words : count_new(tile.first, tile.second, shift);
  }
  return need;
}

/// Words of the union over one group of children. docs/model.md eq. (6).
Need need_of_union(const Tables& tables, const Trace& trace, TensorId id, const Place& child,
                   Between between, std::int64_t plain_displacements) {
  Need need{child.plain_words * plain_displacements, child.plain_words * plain_displacements};
  for (const SumRank& rank : tables.tensors[id].sums) {
    const Sumset apart = displacements(tables, trace, id, rank, between);
    const RankTile tile =
        rank_tile(rank, first_extent(rank, child), second_extent(rank, child), tables.box);
    Sumset all = apart;
    all.push_back(tile.first);
    all.push_back(tile.second);
    const std::int64_t words = count_distinct(all);
    const std::int64_t shift = shift_along(rank, child);
    need.whole *= words;
    need.sliding *= shift == 0 ? words : count_new_union(tile.first, tile.second, shift, apart);
  }
  return need;
}

/// Words written into one instance of `child` from outside, over all time. docs/model.md eq. (4).
std::int64_t fetched(const Tables& tables, const TensorTable& tensor, const Place& child) {
  if (tensor.sums.empty()) return child.visits * child.mover_bound * child.tile_words;
  return over_time(child, need_of_one(tables, tensor, child));
}

/// Words one instance outside the spatial loops `between` handles for its children, given what each
/// child fetches. docs/model.md eqs. (5), (6).
std::int64_t delivered(const Tables& tables, const Trace& trace, TensorId id, const Place& child,
                       std::int64_t fetched_by_each, Between between) {
  if (between.begin == between.end) return fetched_by_each;
  const TensorTable& tensor = tables.tensors[id];
  const Children group = children(tables, trace, id, between);
  if (tensor.sums.empty()) return group.groups * group.plain * fetched_by_each;
  if (group.by_tile) {
    std::int64_t distinct = group.plain;
    for (const SumRank& rank : tensor.sums) {
      distinct *= count_distinct(displacements(tables, trace, id, rank, between));
    }
    return group.groups * distinct * fetched_by_each;
  }
  return group.groups *
         over_time(child, need_of_union(tables, trace, id, child, between, group.plain));
}

/// One pair of neighbouring places of a tensor: `parent` serves `child` over the loops `between`.
struct Link {
  const Place& parent;
  const Place& child;
  Between between;
  std::int64_t fetched;
};

/// Words on the wires of every fan-out the link crosses. docs/model.md eq. (8).
void count_wires(const Tables& tables, const Trace& trace, TensorId id, const Link& link,
                 Counts& counts) {
  const TensorTable& tensor = tables.tensors[id];
  std::int64_t instances = link.parent.instances;
  std::int64_t first_words = tensor.is_output ? link.parent.first_words : 0;
  // Outputs cross twice: sums go up, unfinished sums come back down except on the first touch.
  auto words_at = [&](std::size_t position) {
    const std::int64_t handled =
        delivered(tables, trace, id, link.child, link.fetched, {position, link.between.end});
    return instances * (tensor.is_output ? 2 * handled - first_words : handled);
  };
  const auto bits_at = [&](std::size_t position) {
    return passing_bits(tables, trace, id, link.child, position);
  };
  WireCounts wire;
  wire.delivered = words_at(link.between.begin);
  wire.delivered_bits = bits_at(link.between.begin);
  for (std::size_t i = link.between.begin; i < link.between.end;) {
    const std::uint8_t fanout = trace.spatial[i].fanout;
    for (; i < link.between.end && trace.spatial[i].fanout == fanout; ++i) {
      const SpatialLoop& loop = trace.spatial[i];
      instances *= loop.bound;
      if (tables.moves[DimId(loop.dim)].contains(id)) first_words /= loop.bound;
    }
    wire = {wire.delivered, words_at(i), wire.delivered_bits, bits_at(i)};
    counts.wires[FanoutId(fanout)][id] = wire;
  }
}

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
      count_wires(tables, trace, id, {parent, child, between, by_each}, counts);
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
