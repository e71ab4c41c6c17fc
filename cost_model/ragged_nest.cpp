// SPDX-License-Identifier: Apache-2.0
#include "cost_model/ragged_nest.h"

#include <algorithm>

namespace paretile::cost_model {

RaggedNest::RaggedNest(const Tables& tables, const Mapping& mapping) : tables_(tables) {
  bool follows_loop = false;
  for (const Node& node : mapping.nodes) {
    if (node.is_storage()) {
      places_[node.tensor].push_back({node.level, loops_.size()});
      follows_loop = false;
    } else if (node.bound > 1) {
      add_loop(tables, node, follows_loop);
      follows_loop = true;
    }
  }
  set_strides();
  for (std::size_t t = 0; t < tables.num_tensors; ++t) {
    find_movers(TensorId(t));
    places_[TensorId(t)].push_back({LevelId(tables.num_levels), loops_.size(), loops_.size()});
  }
}

void RaggedNest::add_loop(const Tables& tables, const Node& node, bool follows_loop) {
  if (follows_loop && node.is_temporal() && !loops_.back().is_spatial &&
      loops_.back().dim == node.dim) {
    loops_.back().bound *= node.bound;
    return;
  }
  const FanoutId fanout = node.is_spatial() ? tables.axes[node.axis].fanout : FanoutId();
  loops_.push_back({node.is_spatial(), node.dim, fanout, node.bound});
}

void RaggedNest::set_strides() {
  IdArray<DimId, std::int64_t> inner;
  inner.fill(1);
  for (std::size_t i = loops_.size(); i-- > 0;) {
    RaggedLoop& loop = loops_[i];
    loop.stride = inner[loop.dim];
    loop.at_last = (tables_.sizes[loop.dim] - 1) / loop.stride % loop.bound;
    inner[loop.dim] *= loop.bound;
  }
}

void RaggedNest::find_movers(TensorId tensor) {
  for (RaggedPlace& place : places_[tensor]) {
    for (std::size_t i = 0; i < place.depth; ++i) {
      if (loops_[i].is_spatial || !tables_.moves[loops_[i].dim].contains(tensor)) continue;
      place.slider = i;
      place.visiting = i + 1;
    }
  }
}

/// Reads the indices of the last iteration as a number in mixed radix: index vectors below it
/// reach whole tiles, an equal one the last tile, those above it nothing.
Tiles RaggedNest::tiles(DimId dim, const Picks& picks, std::size_t depth) const {
  Tiles tiles{0, 1};
  for (std::size_t i = 0; i < depth; ++i) {
    const RaggedLoop& loop = loops_[i];
    if (loop.dim != dim) continue;
    if (picks[i] == kEvery) {
      tiles.whole = tiles.whole * loop.bound + tiles.last * loop.at_last;
    } else {
      if (picks[i] < loop.at_last) tiles.whole += tiles.last;
      if (picks[i] != loop.at_last) tiles.last = 0;
    }
  }
  return tiles;
}

std::int64_t RaggedNest::whole_extent(DimId dim, std::size_t depth) const {
  std::int64_t extent = 1;
  for (std::size_t i = depth; i < loops_.size(); ++i) {
    if (loops_[i].dim == dim) extent *= loops_[i].bound;
  }
  return extent;
}

std::int64_t RaggedNest::last_extent(DimId dim, std::size_t depth) const {
  return (tables_.sizes[dim] - 1) % whole_extent(dim, depth) + 1;
}

Picks RaggedNest::instances(std::size_t depth, std::int64_t pick) const {
  Picks picks(loops_.size(), 0);
  for (std::size_t i = 0; i < depth; ++i) {
    if (loops_[i].is_spatial) picks[i] = pick;
  }
  return picks;
}

std::size_t RaggedNest::spatial_outside(std::size_t depth) const {
  return static_cast<std::size_t>(
      std::count_if(loops_.begin(), loops_.begin() + static_cast<std::ptrdiff_t>(depth),
                    [](const RaggedLoop& loop) { return loop.is_spatial; }));
}

}  // namespace paretile::cost_model
