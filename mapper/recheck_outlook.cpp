// SPDX-License-Identifier: Apache-2.0
#include "mapper/recheck_outlook.h"

#include <algorithm>
#include <cmath>

#include "cost_model/footprint.h"

namespace paretile::mapper::recheck {

Outlook::Outlook(const Question& question, const State& state) : question_(question) {
  const auto& tables = question.tables;
  settled_ = IdSet<TensorId>::all(tables.num_tensors);
  for (std::size_t l = 0; l < tables.num_levels; ++l) {
    const LevelId level(l);
    const int depth = static_cast<int>(l);
    const bool closed =
        question.mapspace == MapspaceKind::kEven ? depth <= state.closed : depth < state.closed;
    if (closed || question.region[level] < state.crossed) continue;
    for (std::size_t t = 0; t < tables.num_tensors; ++t) {
      const TensorId tensor(t);
      if (state.level[tensor] >= l || !question.may_keep[level].contains(tensor)) continue;
      coming_[level].insert(tensor);
      settled_.erase(tensor);
    }
  }
  note_levels(state);
  double most_children = 1;
  for (std::size_t i = state.crossed; i < question.spreads.size(); ++i) {
    std::int64_t most = 1;
    for (const Spread& spread : question.spreads[i].choices) most = std::max(most, spread.children);
    most_children *= static_cast<double>(most);
  }
  least_cycles_ = std::ceil(static_cast<double>(tables.operations) * tables.cycles_per_operation /
                            (static_cast<double>(state.instances) * most_children) * (1 - 1e-12));
  output_level_ = LevelId(state.level[tables.output]);
}

void Outlook::note_levels(const State& state) {
  const auto& tables = question_.tables;
  for (std::size_t l = 0; l < tables.num_levels; ++l) {
    const LevelId level(l);
    bool quiet = coming_[level].empty();
    for (std::size_t t = 0; t < tables.num_tensors; ++t) {
      const TensorId tensor(t);
      if (state.level[tensor] == l) quiet = false;
      if (!coming_[level].contains(tensor)) continue;
      const cost_model::TensorTable& table = tables.tensors[tensor];
      const std::int64_t words = cost_model::plain_footprint(table, state.tile, tables.box) *
                                 cost_model::sum_footprint(table, state.tile, tables.box);
      to_come_[level] += static_cast<double>(words) * table.psum_bits;
    }
    if (quiet) quiet_.insert(level);
  }
}

void Outlook::forget(State& state) const {
  const auto& tables = question_.tables;
  for (TensorId tensor : IdRange<TensorId>(tables.num_tensors)) {
    if (settled_.contains(tensor)) state.slides[tensor] = {};
  }
  for (std::size_t i = 0; i < state.crossed; ++i) {
    Crossing& crossing = state.crossings[i];
    IdSet<DimId> told;
    bool any = false;
    for (TensorId tensor : IdRange<TensorId>(tables.num_tensors)) {
      if (question_.region[LevelId(state.level[tensor])] > i) {
        crossing.displaced[tensor] = 1;
        continue;
      }
      any = true;
      for (const cost_model::SumRank& rank : tables.tensors[tensor].sums) {
        told.insert(rank.first);
        told.insert(rank.second);
      }
    }
    if (!any) crossing.children = 1;
    for (DimId dim : IdRange<DimId>(tables.num_dims)) {
      if (told.contains(dim) && crossing.bound[dim] > 1) continue;
      crossing.bound[dim] = 1;
      crossing.stride[dim] = 0;
    }
  }
}

void Outlook::forget(const Layout& layout, Label& label) const {
  const auto& tables = question_.tables;
  double cycles = std::max(label.get(layout.cycles), least_cycles_);
  for (std::size_t l = 0; l < tables.num_levels; ++l) {
    const LevelId level(l);
    if (quiet_.contains(level)) {
      cycles = std::max(cycles, port_cycles(question_, layout, level, label));
      label.set(layout.reads[level], 0);
      label.set(layout.writes[level], 0);
      label.set(layout.shared[level], 0);
    }
    const double widening = level == output_level_ ? label.get(layout.widening) : 0;
    const double most = (label.get(layout.room[level]) + to_come_[level] + widening) *
                        static_cast<double>(tables.levels[level].buffering);
    if (most > static_cast<double>(tables.levels[level].capacity_bits)) continue;
    label.set(layout.room[level], 0);
    if (level == output_level_) label.set(layout.widening, 0);
  }
  label.set(layout.cycles, cycles);
  for (TensorId tensor : IdRange<TensorId>(tables.num_tensors)) {
    if (!settled_.contains(tensor)) continue;
    label.set(layout.visits[tensor], 1);
    label.set(layout.cut[tensor], 0);
    label.set(layout.barred[tensor], 0);
    if (tensor != tables.output) label.set(layout.ran[tensor], 0);
  }
}

double port_cycles(const Question& question, const Layout& layout, LevelId level,
                   const Label& label) {
  const cost_model::LevelTable& table = question.tables.levels[level];
  return std::max({std::ceil(label.get(layout.reads[level]) / table.read_bits_per_cycle),
                   std::ceil(label.get(layout.writes[level]) / table.write_bits_per_cycle),
                   std::ceil(label.get(layout.shared[level]) / table.shared_bits_per_cycle)});
}

}  // namespace paretile::mapper::recheck
