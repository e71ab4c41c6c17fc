// SPDX-License-Identifier: Apache-2.0
#include "mapper/draft_reader.h"

#include <algorithm>
#include <bit>

#include "cost_model/footprint.h"

namespace paretile::mapper {

using cost_model::Place;
using cost_model::SumRank;
using cost_model::TensorTable;
using cost_model::Trace;

DraftReader::DraftReader(const SearchSpace& space, const cost_model::Tables& tables)
    : space_(space), tables_(tables) {
  for (DimId dim : space.sizes.ids()) extents_[dim] = space.sizes[dim];
  for (TensorId tensor : IdRange<TensorId>(space.num_tensors)) measure(tensor, homes_[tensor]);
}

bool DraftReader::read(const Draft& draft, Trace& trace) {
  if (!look_inside(draft)) return false;
  trace.start();
  splits_in_time_ = false;
  first_words_ = tables_.tensors[tables_.output].words;
  num_movers_ = 1;
  for (TensorId tensor : IdRange<TensorId>(space_.num_tensors)) {
    last_mover_[tensor] = 0;
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

/// Strides and tiles, from compute outward.
bool DraftReader::look_inside(const Draft& draft) {
  for (DimId dim : space_.sizes.ids()) extents_[dim] = 1;
  for (std::size_t s = draft.segments.size(); s-- > 0;) {
    const Segment& segment = draft.segments[s];
    for (std::size_t i = segment.loops.size(); i-- > 0;) {
      std::int64_t& extent = extents_[segment.loops[i].dim];
      strides_[s][i] = extent;
      extent *= segment.loops[i].bound;
    }
    if (segment.kind == Segment::Kind::kStorage) {
      measure(segment.tensor, tiles_[s]);
      if (!has_room(segment, tiles_[s].words)) return false;
    } else if (segment.kind == Segment::Kind::kFanout) {
      if (!look_inside(draft, space_.fanouts[segment.fanout])) return false;
    }
  }
  return true;
}

bool DraftReader::look_inside(const Draft& draft, const UsableFanout& fanout) {
  std::int64_t folded = 1;
  for (std::size_t a = fanout.axes.size(); a-- > 0;) {
    const AxisId axis = fanout.axes[a];
    std::int64_t used = 1;
    for (DimId dim : space_.sizes.ids()) {
      axis_strides_[axis][dim] = extents_[dim];
      extents_[dim] *= draft.spatial[axis][dim];
      used *= draft.spatial[axis][dim];
    }
    if (!fanout.fold && used > space_.axis_sizes[axis]) return false;
    folded *= used;
  }
  return !fanout.fold || folded <= fanout.children;
}

/// Of a tile alone; of outputs, at the width of finished values.
bool DraftReader::has_room(const Segment& segment, std::int64_t words) const {
  const cost_model::LevelTable& level = tables_.levels[segment.level];
  if (level.capacity_bits == kUnlimitedBits) return true;
  const TensorTable& tensor = tables_.tensors[segment.tensor];
  const std::int64_t bits = words * std::min(tensor.bits, tensor.psum_bits);
  return bits * level.buffering <= level.capacity_bits;
}

void DraftReader::measure(TensorId id, Tile& tile) const {
  const TensorTable& tensor = tables_.tensors[id];
  tile.plain_words = cost_model::plain_footprint(tensor, extents_, tables_.box);
  tile.words = tile.plain_words;
  if (tensor.sums.empty()) return;
  tile.words *= cost_model::sum_footprint(tensor, extents_, tables_.box);
  tile.extents = extents_;
}

void DraftReader::add_place(TensorId tensor, std::size_t level, const Tile& tile, Trace& trace) {
  const Mover& mover = movers_[last_mover_[tensor]];
  Place& place = trace.places[tensor.index()][trace.num_places[tensor.index()]++];
  place.level = static_cast<std::uint8_t>(level);
  place.tile_words = tile.words;
  place.plain_words = tile.plain_words;
  place.instances = trace.compute_instances;
  place.first_words = first_words_;
  place.visits = mover.visits;
  place.mover_bound = mover.bound;
  place.mover_stride = mover.stride;
  place.mover_dim = mover.dim;
  place.spatial_outside = trace.num_spatial;
  place.pending = mover.pending;
  for (const SumRank& rank : tables_.tensors[tensor].sums) {
    place.extents[rank.first.index()] = tile.extents[rank.first];
    place.extents[rank.second.index()] = tile.extents[rank.second];
  }
}

void DraftReader::add_compute(TensorId tensor, Trace& trace) const {
  Place& place = trace.places[tensor.index()][trace.num_places[tensor.index()]++];
  place.level = static_cast<std::uint8_t>(tables_.num_levels);
  place.tile_words = 1;
  place.plain_words = 1;
  place.instances = trace.compute_instances;
  place.first_words = first_words_;
  place.visits = trace.temporal_steps;
  place.mover_bound = 1;
  place.spatial_outside = trace.num_spatial;
  place.pending = splits_in_time_;
  if (!tables_.tensors[tensor].sums.empty()) place.extents.fill(1);
}

void DraftReader::add_temporal(const Loop& loop, std::int64_t stride, Trace& trace) {
  const IdSet<TensorId> moved = tables_.moves[loop.dim];
  const std::size_t index = num_movers_++;
  for (std::uint32_t left = moved.bits(); left != 0; left &= left - 1) {
    last_mover_[TensorId(std::countr_zero(left))] = index;
  }
  movers_[index] = {trace.temporal_steps, loop.bound, stride,
                    static_cast<std::uint8_t>(loop.dim.index()), splits_in_time_};
  splits_in_time_ = splits_in_time_ || !moved.contains(tables_.output);
  trace.temporal_steps *= loop.bound;
}

void DraftReader::add_spatial(const Draft& draft, std::size_t fanout, Trace& trace) {
  for (AxisId axis : space_.fanouts[fanout].axes) {
    for (DimId dim : space_.sizes.ids()) {
      const std::int64_t bound = draft.spatial[axis][dim];
      if (bound == 1) continue;
      trace.add_spatial(tables_,
                        {bound, axis_strides_[axis][dim], static_cast<std::uint8_t>(dim.index()),
                         static_cast<std::uint8_t>(axis.index()),
                         static_cast<std::uint8_t>(space_.fanouts[fanout].id.index())});
      if (tables_.moves[dim].contains(tables_.output)) first_words_ /= bound;
    }
  }
}

}  // namespace paretile::mapper
