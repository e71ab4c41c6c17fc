// SPDX-License-Identifier: Apache-2.0
#include "cost_model/trace.h"

#include "cost_model/footprint.h"

namespace paretile::cost_model {
namespace {

/// One node that matters: loops of bound 1 are gone, neighbouring temporal loops of one dim are
/// one.
struct Step {
  std::int64_t bound;
  std::int64_t stride;       // loops
  std::int64_t tile_words;   // storage
  std::int64_t plain_words;  // storage
  std::uint8_t kind;
  std::uint8_t dim;                            // loops
  std::uint8_t place;                          // axis of a spatial loop, level of a storage node
  std::uint8_t tensor;                         // storage
  std::array<std::int64_t, kMaxDims> extents;  // storage of tensors with sum ranks
};

constexpr auto kStorage = static_cast<std::uint8_t>(Node::Kind::kStorage);
constexpr auto kTemporal = static_cast<std::uint8_t>(Node::Kind::kTemporal);
constexpr auto kSpatial = static_cast<std::uint8_t>(Node::Kind::kSpatial);

/// Reads the nest from compute outward: strides of loops, tiles of storage nodes.
class InwardReader {
 public:
  explicit InwardReader(const Tables& tables) : tables_(tables) {
    for (std::size_t d = 0; d < tables.num_dims; ++d) extents_[DimId(d)] = 1;
  }

  bool read(const Mapping& mapping) {
    for (std::size_t i = mapping.nodes.size(); i-- > 0;) {
      const Node& node = mapping.nodes[i];
      if (node.is_storage() ? !add_storage(node) : !add_loop(node)) return false;
    }
    for (std::size_t d = 0; d < tables_.num_dims; ++d) {
      if (extents_[DimId(d)] != tables_.sizes[DimId(d)]) return false;
    }
    return true;
  }

  [[nodiscard]] bool is_ragged() const { return is_ragged_; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] const Step& step(std::size_t i) const { return steps_[i]; }  // innermost first

 private:
  bool add_storage(const Node& node) {
    if (node.level.index() >= tables_.num_levels || node.tensor.index() >= tables_.num_tensors) {
      return false;
    }
    const TensorTable& tensor = tables_.tensors[node.tensor];
    Step& step = steps_[size_++];
    step.kind = kStorage;
    step.place = static_cast<std::uint8_t>(node.level.index());
    step.tensor = static_cast<std::uint8_t>(node.tensor.index());
    step.plain_words = plain_footprint(tensor, extents_, tables_.box);
    step.tile_words = step.plain_words * sum_footprint(tensor, extents_, tables_.box);
    for (const SumRank& rank : tensor.sums) {
      step.extents[rank.first.index()] = extents_[rank.first];
      step.extents[rank.second.index()] = extents_[rank.second];
    }
    return true;
  }

  bool add_loop(const Node& node) {
    if (node.dim.index() >= tables_.num_dims || node.bound < 1) return false;
    if (node.is_spatial() && node.axis.index() >= tables_.num_axes) return false;
    if (node.bound == 1) return true;
    std::int64_t& extent = extents_[node.dim];
    const std::int64_t stride = extent;
    if (__builtin_mul_overflow(extent, node.bound, &extent)) return false;
    if (extent > tables_.sizes[node.dim]) {
      if (extent - stride >= tables_.sizes[node.dim]) return false;  // never reaches its last index
      extent = tables_.sizes[node.dim];
      is_ragged_ = true;
    }
    const auto dim = static_cast<std::uint8_t>(node.dim.index());
    if (node.is_temporal() && size_ > 0 && steps_[size_ - 1].kind == kTemporal &&
        steps_[size_ - 1].dim == dim) {
      steps_[size_ - 1].bound *= node.bound;
      return true;
    }
    Step& step = steps_[size_++];
    step.kind = static_cast<std::uint8_t>(node.kind);
    step.dim = dim;
    step.place = static_cast<std::uint8_t>(node.axis.index());
    step.bound = node.bound;
    step.stride = stride;
    return true;
  }

  const Tables& tables_;
  IdArray<DimId, std::int64_t> extents_;
  bool is_ragged_ = false;
  std::size_t size_ = 0;
  std::array<Step, kMaxNodes> steps_;
};

/// What stands outside the place reached so far, per tensor.
struct Outside {
  std::int64_t visits;
  std::int64_t mover_bound;
  std::int64_t mover_stride;
  std::int64_t first_words;
  std::uint8_t mover_dim;
  int last_level;  // of the tensor's latest storage node; -1 before the first
  bool pending;
};

/// Walks the nest from the outside in and notes for every storage node what stands outside it.
class OutwardWalk {
 public:
  OutwardWalk(const Tables& tables, Trace& trace) : tables_(tables), trace_(trace) {
    trace.start();
    for (std::size_t t = 0; t < tables.num_tensors; ++t) {
      outside_[t] = {1, 1, 0, tables.tensors[TensorId(t)].words, 0, -1, false};
    }
  }

  bool walk(const InwardReader& nest) {
    std::uint8_t previous = kStorage;
    for (std::size_t i = nest.size(); i-- > 0;) {
      const Step& step = nest.step(i);
      if (step.kind == kStorage) {
        if (!storage(step)) return false;
      } else {
        if (unplaced_ != 0) return false;  // a loop outside a tensor's first storage node
        if (step.kind == kTemporal) {
          temporal(step);
        } else if (!spatial(step, previous)) {
          return false;
        }
      }
      previous = step.kind;
    }
    if (unplaced_ != 0) return false;
    for (std::size_t t = 0; t < tables_.num_tensors; ++t) add_compute(TensorId(t));
    return true;
  }

 private:
  bool storage(const Step& step) {
    Outside& outside = outside_[step.tensor];
    if (step.place <= outside.last_level) return false;
    if (tables_.levels[LevelId(step.place)].fanouts_outside <= last_fanout_) return false;
    outside.last_level = step.place;
    if (step.place > deepest_level_) deepest_level_ = step.place;
    unplaced_ &= ~(1U << step.tensor);
    Place& place = add_place(TensorId(step.tensor));
    place.level = step.place;
    place.tile_words = step.tile_words;
    place.plain_words = step.plain_words;
    for (const SumRank& rank : tables_.tensors[TensorId(step.tensor)].sums) {
      place.extents[rank.first.index()] = step.extents[rank.first.index()];
      place.extents[rank.second.index()] = step.extents[rank.second.index()];
    }
    return true;
  }

  void temporal(const Step& step) {
    const IdSet<TensorId> moved = tables_.moves[DimId(step.dim)];
    for (std::size_t t = 0; t < tables_.num_tensors; ++t) {
      if (!moved.contains(TensorId(t))) continue;
      Outside& outside = outside_[t];
      outside.visits = trace_.temporal_steps;
      outside.mover_bound = step.bound;
      outside.mover_stride = step.stride;
      outside.mover_dim = step.dim;
      outside.pending = temporal_reduction_;
    }
    if (!moved.contains(tables_.output)) temporal_reduction_ = true;
    trace_.temporal_steps *= step.bound;
  }

  bool spatial(const Step& step, std::uint8_t previous) {
    const FanoutId fanout = tables_.axes[AxisId(step.place)].fanout;
    const int index = static_cast<int>(fanout.index());
    if (index < last_fanout_) return false;
    if (index == last_fanout_ && previous != kSpatial) return false;
    if (tables_.fanouts[fanout].levels_outside <= deepest_level_) return false;
    last_fanout_ = index;
    trace_.add_spatial(
        tables_, {step.bound, step.stride, step.dim, step.place, static_cast<std::uint8_t>(index)});
    if (tables_.moves[DimId(step.dim)].contains(tables_.output)) {
      outside_[tables_.output.index()].first_words /= step.bound;
    }
    return true;
  }

  void add_compute(TensorId tensor) {
    Place& place = add_place(tensor);
    place.level = static_cast<std::uint8_t>(tables_.num_levels);
    place.tile_words = 1;
    place.plain_words = 1;
    place.visits = trace_.temporal_steps;
    place.mover_bound = 1;
    place.pending = temporal_reduction_;
    for (std::size_t d = 0; d < tables_.num_dims; ++d) place.extents[d] = 1;
  }

  Place& add_place(TensorId tensor) {
    const Outside& outside = outside_[tensor.index()];
    Place& place = trace_.places[tensor.index()][trace_.num_places[tensor.index()]++];
    place.instances = trace_.compute_instances;
    place.first_words = outside.first_words;
    place.visits = outside.visits;
    place.mover_bound = outside.mover_bound;
    place.mover_stride = outside.mover_stride;
    place.mover_dim = outside.mover_dim;
    place.spatial_outside = trace_.num_spatial;
    place.pending = outside.pending;
    return place;
  }

  const Tables& tables_;
  Trace& trace_;
  std::array<Outside, kMaxTensors> outside_;
  std::uint32_t unplaced_ = IdSet<TensorId>::all(tables_.num_tensors).bits();
  int deepest_level_ = -1;
  int last_fanout_ = -1;
  bool temporal_reduction_ = false;
};

}  // namespace

bool build_trace(const Tables& tables, const Mapping& mapping, Trace& trace) noexcept {
  InwardReader nest(tables);
  if (!nest.read(mapping)) return false;
  trace.is_ragged = nest.is_ragged();
  return OutwardWalk(tables, trace).walk(nest);
}

}  // namespace paretile::cost_model
