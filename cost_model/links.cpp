// SPDX-License-Identifier: Apache-2.0
#include "cost_model/links.h"

#include "cost_model/footprint.h"
#include "cost_model/sumset.h"

namespace paretile::cost_model {
namespace {

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

}  // namespace

std::int64_t fetched_windows(const Tables& tables, const TensorTable& tensor, const Place& child) {
  return over_time(child, need_of_one(tables, tensor, child));
}

std::int64_t delivered_windows(const Tables& tables, const Trace& trace, TensorId id,
                               const Place& child, std::int64_t fetched_by_each, Between between) {
  const TensorTable& tensor = tables.tensors[id];
  const Children group = children(tables, trace, id, between);
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

}  // namespace paretile::cost_model
