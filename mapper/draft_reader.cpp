// SPDX-License-Identifier: Apache-2.0
#include "mapper/draft_reader.h"

#include <algorithm>

#include "cost_model/footprint.h"

namespace paretile::mapper {

using cost_model::Place;
using cost_model::SumRank;
using cost_model::TensorTable;
using cost_model::Trace;

DraftReader::DraftReader(const SearchSpace& space, const cost_model::Tables& tables)
    : space_(space), tables_(tables) {
  for (DimId dim : space.sizes.ids()) extents_[dim] = space.sizes[dim];
  for (TensorId tensor : IdRange<TensorId>(space.num_tensors)) homes_[tensor] = tile_of(tensor);
}

bool DraftReader::read(const Draft& draft, Trace& trace) {
  if (!fits_axes(draft) || !look_inside(draft)) return false;
  trace.start();
  splits_in_time_ = false;
  for (TensorId tensor : IdRange<TensorId>(space_.num_tensors)) {
    outside_[tensor] = {1, 1, 0, tables_.tensors[tensor].words, 0, false};
    add_place(tensor, space_.homes[tensor].index(), homes_[tensor], trace);
  }
  for (std::size_t s = 0; s < draft.segments.size(); ++s) {
    const Segment& segment = draft.segments[s];
    if (segment.kind == Segment::Kind::kStorage) {
      add_place(segment.tensor, segment.level.index(), tiles_[s], trace);
    } else if (segment.kind == Segment::Kind::kFanout) {
      add_spatial(draft, segment.fanout, trace);
    }
    for (std::size_t i = 0; i < segment.loops.size(); ++i) {
      add_temporal(segment.loops[i], strides_[s][i], trace);
    }
  }
  for (TensorId tensor : IdRange<TensorId>(space_.num_tensors)) add_compute(tensor, trace);
  return true;
}

bool DraftReader::fits_axes(const Draft& draft) const {
  for (const UsableFanout& fanout : space_.fanouts) {
    std::int64_t folded = 1;
    for (AxisId axis : fanout.axes) {
      const std::int64_t used = used_children(space_, draft, axis);
      folded *= used;
      if (!fanout.fold && used > space_.axis_sizes[axis]) return false;
    }
    if (fanout.fold && folded > fanout.children) return false;
  }
  return true;
}

/// Strides and tiles, from compute outward.
bool DraftReader::look_inside(const Draft& draft) {
  for (DimId dim : space_.sizes.ids()) extents_[dim] = 1;
  for (std::size_t s = draft.segments.size(); s-- > 1;) {
    const Segment& segment = draft.segments[s];
    for (std::size_t i = segment.loops.size(); i-- > 0;) {
      std::int64_t& extent = extents_[segment.loops[i].dim];
      strides_[s][i] = extent;
      extent *= segment.loops[i].bound;
    }
    if (segment.kind == Segment::Kind::kStorage) {
      tiles_[s] = tile_of(segment.tensor);
      const cost_model::LevelTable& level = tables_.levels[segment.level];
      const TensorTable& tensor = tables_.tensors[segment.tensor];
      const double bits = static_cast<double>(tiles_[s].words) *
                          std::min(tensor.bits, tensor.psum_bits) *
                          static_cast<double>(level.buffering);
      if (bits > static_cast<double>(level.capacity_bits)) return false;
    } else {
      const std::vector<AxisId>& axes = space_.fanouts[segment.fanout].axes;
      for (std::size_t a = axes.size(); a-- > 0;) {
        for (DimId dim : space_.sizes.ids()) {
          axis_strides_[axes[a]][dim] = extents_[dim];
          extents_[dim] *= draft.spatial[axes[a]][dim];
        }
      }
    }
  }
  const Segment& homes = draft.segments[0];
  for (std::size_t i = 0; i < homes.loops.size(); ++i) {
    strides_[0][i] = extents_[homes.loops[i].dim];  // one loop per dimension
  }
  return true;
}

DraftReader::Tile DraftReader::tile_of(TensorId id) const {
  const TensorTable& tensor = tables_.tensors[id];
  Tile tile;
  tile.plain_words = cost_model::plain_footprint(tensor, extents_, tables_.box);
  tile.words = tile.plain_words;
  if (tensor.sums.empty()) return tile;
  tile.words *= cost_model::sum_footprint(tensor, extents_, tables_.box);
  tile.extents = extents_;
  return tile;
}

void DraftReader::add_place(TensorId tensor, std::size_t level, const Tile& tile, Trace& trace) {
  const Outside& outside = outside_[tensor];
  Place& place = trace.places[tensor.index()][trace.num_places[tensor.index()]++];
  place.level = static_cast<std::uint8_t>(level);
  place.tile_words = tile.words;
  place.plain_words = tile.plain_words;
  place.instances = trace.compute_instances;
  place.first_words = outside.first_words;
  place.visits = outside.visits;
  place.mover_bound = outside.mover_bound;
  place.mover_stride = outside.mover_stride;
  place.mover_dim = outside.mover_dim;
  place.spatial_outside = trace.num_spatial;
  place.pending = outside.pending;
  for (const SumRank& rank : tables_.tensors[tensor].sums) {
    place.extents[rank.first.index()] = tile.extents[rank.first];
    place.extents[rank.second.index()] = tile.extents[rank.second];
  }
}

void DraftReader::add_compute(TensorId tensor, Trace& trace) {
  Tile one{1, 1, {}};
  if (!tables_.tensors[tensor].sums.empty()) one.extents.fill(1);
  outside_[tensor].visits = trace.temporal_steps;
  outside_[tensor].mover_bound = 1;
  outside_[tensor].pending = splits_in_time_;
  add_place(tensor, tables_.num_levels, one, trace);
}

void DraftReader::add_temporal(const Loop& loop, std::int64_t stride, Trace& trace) {
  const IdSet<TensorId> moved = tables_.moves[loop.dim];
  for (TensorId tensor : IdRange<TensorId>(space_.num_tensors)) {
    if (!moved.contains(tensor)) continue;
    Outside& outside = outside_[tensor];
    outside.visits = trace.temporal_steps;
    outside.mover_bound = loop.bound;
    outside.mover_stride = stride;
    outside.mover_dim = static_cast<std::uint8_t>(loop.dim.index());
    outside.pending = splits_in_time_;
  }
  if (!moved.contains(tables_.output)) splits_in_time_ = true;
  trace.temporal_steps *= loop.bound;
}

void DraftReader::add_spatial(const Draft& draft, std::size_t fanout, Trace& trace) {
  for (AxisId axis : space_.fanouts[fanout].axes) {
    for (DimId dim : space_.sizes.ids()) {
      const std::int64_t bound = draft.spatial[axis][dim];
      if (bound == 1) continue;
      trace.add_spatial(tables_, {bound, axis_strides_[axis][dim],
                                  static_cast<std::uint8_t>(dim.index()),
                                  static_cast<std::uint8_t>(axis.index()),
                                  static_cast<std::uint8_t>(space_.fanouts[fanout].id.index())});
      if (tables_.moves[dim].contains(tables_.output)) {
        outside_[tables_.output].first_words /= bound;
      }
    }
  }
}

}  // namespace paretile::mapper
