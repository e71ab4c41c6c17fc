// SPDX-License-Identifier: Apache-2.0
#include "cost_model/tables.h"

#include <algorithm>
#include <numeric>

namespace paretile::cost_model {
namespace {

constexpr double kPicojoulesPerJoule = 1e12;

/// A rank as the model sees it: dimensions of size 1 never move and so drop out of it.
void add_rank(TensorTable& table, const Rank& rank, const Problem& problem) {
  Rank moving;
  for (const Term& term : rank) {
    if (problem.dims[term.dim].size > 1) moving.push_back(term);
  }
  for (const Term& term : moving) table.moved_by.insert(term.dim);
  if (moving.size() == 1) {
    table.plain.push_back({moving[0].dim, moving[0].coefficient});
    table.plain_dims.insert(moving[0].dim);
  } else if (moving.size() == 2) {
    const std::int64_t a = moving[0].coefficient;
    const std::int64_t b = moving[1].coefficient;
    const std::int64_t common = std::gcd(a, b);
    table.sums.push_back({moving[0].dim, moving[1].dim, a, b, a / common, b / common});
  }
}

TensorTable tensor_table(const Problem& problem, TensorId id) {
  const Tensor& tensor = problem.tensors[id];
  TensorTable table;
  table.role = tensor.role;
  table.is_output = tensor.role == Role::kOutput;
  table.bits = tensor.bits;
  table.psum_bits = table.is_output ? tensor.psum_bits : tensor.bits;
  table.words = problem.tensor_words(id);
  for (const Rank& rank : tensor.ranks) add_rank(table, rank, problem);
  return table;
}

LevelTable level_table(const Problem& problem, const Architecture& architecture, LevelId id,
                       const Options& options) {
  const Level& level = architecture.levels[id];
  LevelTable table;
  const double word = level.word_bits;
  table.read_pj_per_bit = level.read_pj / word;
  table.fill_pj_per_bit = level.fill_pj / word;
  table.update_pj_per_bit = level.update_pj / word;
  table.drain_pj_per_bit = options.drains == Drains::kFree ? 0 : level.drain_pj / word;
  table.leakage_pj_per_cycle = level.leakage_w * kPicojoulesPerJoule / architecture.clock_hz *
                               static_cast<double>(architecture.instances(id));
  table.read_bits_per_cycle = level.read_bandwidth_bits_per_cycle;
  table.write_bits_per_cycle = level.write_bandwidth_bits_per_cycle;
  table.shared_bits_per_cycle = level.shared_bandwidth_bits_per_cycle;
  table.capacity_bits = level.capacity_bits;
  table.buffering = level.buffering;
  for (TensorId tensor : problem.tensors.ids()) {
    const Role role = problem.tensors[tensor].role;
    if (level.keeps(role)) table.may_keep.insert(tensor);
    if (level.requires_tensor(role)) table.must_keep.insert(tensor);
  }
  for (const Fanout& fanout : architecture.fanouts) {
    if (fanout.levels_outside <= id.index()) ++table.fanouts_outside;
  }
  return table;
}

FanoutTable fanout_table(const Problem& problem, const Fanout& fanout) {
  FanoutTable table;
  table.levels_outside = static_cast<std::uint8_t>(fanout.levels_outside);
  table.fold = fanout.fold;
  table.children = fanout.children();
  table.send_pj_per_bit = fanout.send_pj / fanout.word_bits;
  table.deliver_pj_per_bit = fanout.deliver_pj / fanout.word_bits;
  for (TensorId tensor : problem.tensors.ids()) {
    table.sharing[tensor] = fanout.sharing_of(problem.tensors[tensor].role);
  }
  return table;
}

AxisTable axis_table(const Problem& problem, const Architecture& architecture, AxisId id) {
  const Axis& axis = architecture.axis(id);
  AxisTable table;
  table.fanout = architecture.fanout_of(id);
  table.size = axis.size;
  for (DimId dim : problem.dims.ids()) {
    const std::string& kind = problem.dims[dim].kind;
    if (axis.dims.empty() || std::find(axis.dims.begin(), axis.dims.end(), kind) != axis.dims.end())
      table.dims.insert(dim);
  }
  return table;
}

}  // namespace

Tables build_tables(const Problem& problem, const Architecture& architecture,
                    const Options& options) {
  Tables tables;
  tables.num_dims = problem.dims.size();
  tables.num_tensors = problem.tensors.size();
  tables.num_levels = architecture.levels.size();
  tables.num_fanouts = architecture.fanouts.size();
  tables.num_axes = architecture.num_axes();
  tables.box = options.footprint == Footprint::kBox;
  tables.charge_drains = options.drains == Drains::kCounted;
  tables.output = problem.output();
  tables.operations = problem.operations();
  tables.physical_compute_instances = architecture.compute_instances();
  tables.operation_pj = architecture.compute.energy_pj;
  tables.cycles_per_operation = architecture.compute.cycles_per_operation;
  tables.compute_leakage_pj_per_cycle = architecture.compute.leakage_w * kPicojoulesPerJoule /
                                        architecture.clock_hz *
                                        static_cast<double>(tables.physical_compute_instances);
  tables.area_um2 = architecture.area_um2();
  for (DimId dim : problem.dims.ids()) tables.sizes[dim] = problem.dims[dim].size;
  for (TensorId tensor : problem.tensors.ids()) {
    tables.tensors[tensor] = tensor_table(problem, tensor);
    for (DimId dim : problem.dims.ids()) {
      if (tables.tensors[tensor].moved_by.contains(dim)) tables.moves[dim].insert(tensor);
    }
  }
  for (LevelId level : architecture.levels.ids()) {
    tables.levels[level] = level_table(problem, architecture, level, options);
  }
  for (FanoutId fanout : architecture.fanouts.ids()) {
    tables.fanouts[fanout] = fanout_table(problem, architecture.fanouts[fanout]);
  }
  for (AxisId axis : IdRange<AxisId>(tables.num_axes)) {
    tables.axes[axis] = axis_table(problem, architecture, axis);
  }
  return tables;
}

}  // namespace paretile::cost_model
