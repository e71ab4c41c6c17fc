// SPDX-License-Identifier: Apache-2.0
#include <bit>

#include "cost_model/analysis.h"
#include "cost_model/precision.h"

namespace paretile::cost_model {
namespace {

using Reason = Verdict::Reason;

Verdict check_axes(const Tables& tables, const Trace& trace) {
  IdArray<AxisId, std::int64_t> used;
  used.fill(1);
  for (std::size_t i = 0; i < trace.num_spatial; ++i) {
    const SpatialLoop& loop = trace.spatial[i];
    const AxisId axis(loop.axis);
    used[axis] *= loop.bound;
    if (!tables.axes[axis].dims.contains(DimId(loop.dim))) {
      Verdict verdict;
      verdict.reason = Reason::kDimNotAllowed;
      verdict.axis = axis;
      verdict.dim = DimId(loop.dim);
      return verdict;
    }
  }
  IdArray<FanoutId, std::int64_t> folded;
  folded.fill(1);
  for (std::size_t a = 0; a < tables.num_axes; ++a) {
    const AxisId axis(a);
    const FanoutId fanout = tables.axes[axis].fanout;
    const bool fold = tables.fanouts[fanout].fold;
    folded[fanout] *= used[axis];
    const std::int64_t needed = fold ? folded[fanout] : used[axis];
    const std::int64_t available = fold ? tables.fanouts[fanout].children : tables.axes[axis].size;
    if (needed <= available) continue;
    Verdict verdict;
    verdict.reason = fold ? Reason::kFold : Reason::kAxis;
    verdict.axis = axis;
    verdict.needed = needed;
    verdict.available = available;
    return verdict;
  }
  return {};
}

/// Bits and tensors of the tiles at each level, per instance.
struct Occupancy {
  IdArray<LevelId, double> bits;  // double: a tile can pass 2^53 words only on unlimited levels
  IdArray<LevelId, IdSet<TensorId>> kept;
  IdArray<LevelId, TensorId> largest;
};

Occupancy occupancy(const Tables& tables, const Trace& trace) {
  Occupancy result;
  IdArray<LevelId, double> largest_bits;
  for (std::size_t t = 0; t < tables.num_tensors; ++t) {
    for (std::size_t i = 0; i + 1 < trace.num_places[t]; ++i) {
      const Place& place = trace.places[t][i];
      const LevelId level(place.level);
      const double bits = static_cast<double>(place.tile_words) *
                          precision_of(tables, trace, TensorId(t), i).tile_bits;
      result.bits[level] += bits;
      result.kept[level].insert(TensorId(t));
      if (bits > largest_bits[level]) {
        largest_bits[level] = bits;
        result.largest[level] = TensorId(t);
      }
    }
  }
  return result;
}

Verdict keep_verdict(Reason reason, LevelId level, IdSet<TensorId> tensors) {
  Verdict verdict;
  verdict.reason = reason;
  verdict.level = level;
  verdict.tensor = TensorId(std::countr_zero(tensors.bits()));
  return verdict;
}

Verdict check_level(const Tables& tables, const Occupancy& occupied, LevelId id) {
  const LevelTable& level = tables.levels[id];
  const IdSet<TensorId> kept = occupied.kept[id];
  const IdSet<TensorId> unwelcome = kept.without(level.may_keep);
  if (!unwelcome.empty()) return keep_verdict(Reason::kMayNotKeep, id, unwelcome);
  const IdSet<TensorId> missing = level.must_keep.without(kept);
  if (!missing.empty()) return keep_verdict(Reason::kMustKeep, id, missing);
  if (level.capacity_bits == kUnlimitedBits) return {};
  const double needed = occupied.bits[id] * static_cast<double>(level.buffering);
  if (needed <= static_cast<double>(level.capacity_bits)) return {};
  Verdict verdict;
  verdict.reason = Reason::kCapacity;
  verdict.level = id;
  verdict.tensor = occupied.largest[id];
  verdict.needed = static_cast<std::int64_t>(needed);
  verdict.available = level.capacity_bits;
  return verdict;
}

}  // namespace

Verdict check_fit(const Tables& tables, const Trace& trace) noexcept {
  const Occupancy occupied = occupancy(tables, trace);
  for (std::size_t l = 0; l < tables.num_levels; ++l) {
    const Verdict verdict = check_level(tables, occupied, LevelId(l));
    if (!verdict.fits()) return verdict;
  }
  return check_axes(tables, trace);
}

}  // namespace paretile::cost_model
