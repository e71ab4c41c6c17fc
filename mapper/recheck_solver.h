// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "core/architecture.h"
#include "core/problem.h"
#include "mapper/parallel.h"
#include "mapper/pareto.h"
#include "mapper/recheck_outlook.h"
#include "mapper/recheck_price.h"
#include "mapper/recheck_question.h"
#include "mapper/recheck_state.h"
#include "mapper/run.h"

namespace paretile::mapper::recheck {

/// Label setting from the outside in. A nest grows by a storage node, a temporal loop of one prime
/// factor (neighbours of one dimension are one loop) or the spatial loops of a fan-out; each of
/// these raises the rank of its state, so states are final when their rank comes.
class Solver {
 public:
  Solver(const Problem& problem, const Architecture& architecture, const Settings& settings);

  /// False if stopped, or out of time or room (2 GiB).
  [[nodiscard]] bool solve();
  [[nodiscard]] const Front& front() const { return front_; }
  [[nodiscard]] std::uint64_t num_labels() const { return trail_.size(); }

 private:
  using Rank = std::unordered_map<State, Labels, StateHash>;

  /// A state with its labels, each of them a nest of the trail from `first` on.
  struct Group {
    const State& state;
    const Labels& labels;
    std::uint32_t first;
  };
  struct Found {
    double energy_pj;
    double latency_cycles;
    std::uint32_t nest;
  };

  void start();
  void grow(const Group& group);
  void add_temporal(const Group& group, DimId dim, std::int64_t prime);
  void add_storage(const Group& group, LevelId level, TensorId tensor);
  void add_spatial(const Group& group, std::uint32_t choice);
  void finish(const Group& group);
  void offer(const Label& label, std::uint32_t nest);
  void rebuild();
  [[nodiscard]] Mapping mapping_of(std::uint32_t nest) const;

  /// Extends every label of the group by the step; change(label) says whether it may be.
  template <typename Change>
  void extend(const Group& group, State next, Step step, const Change& change);

  [[nodiscard]] bool leads_past_required(const State& state, TensorId tensor,
                                         std::size_t level) const;
  [[nodiscard]] IdSet<TensorId> waiting(const State& state) const;
  void bar(IdSet<TensorId> tensors, LevelId level, Label& label) const;
  [[nodiscard]] double depth_below(LevelId level) const;
  [[nodiscard]] std::size_t rank_of(const State& state) const;
  [[nodiscard]] bool must_stop() const;

  const Problem& problem_;
  const Architecture& architecture_;
  const Settings& settings_;
  Question question_;
  Layout layout_;
  std::vector<Rank> ranks_;
  std::vector<Step> trail_;
  std::int64_t waiting_states_ = 0;  ///< states and labels whose rank has not come
  std::int64_t waiting_labels_ = 0;
  std::vector<Found> found_;
  Front front_;
  Stopwatch clock_;
};

}  // namespace paretile::mapper::recheck
