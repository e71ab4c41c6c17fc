// SPDX-License-Identifier: Apache-2.0
#include "interop/timeloop_price.h"

#include <algorithm>
#include <cmath>

namespace paretile::interop {
namespace {

using cost_model::Counts;
using cost_model::NodeCounts;

constexpr double kPicojoulesPerJoule = 1e12;

double blocks(std::int64_t words, const TimeloopBlock& block) {
  return std::ceil(static_cast<double>(words) / static_cast<double>(block.words));
}

double node_energy_pj(const Level& level, const TimeloopBlock& block, const NodeCounts& node,
                      std::int64_t clusters) {
  const double per_word_pj = blocks(node.reads, block) * level.read_pj +
                             blocks(node.fills, block) * level.fill_pj +
                             blocks(node.updates, block) * level.update_pj;
  return per_word_pj * static_cast<double>(block.words * block.cluster * clusters);
}

/// Cycles of a level whose ports are busy on average; only limits that are given count.
double level_cycles(const Problem& problem, const Level& level,
                    const IdArray<TensorId, NodeCounts>& nodes, double compute_cycles) {
  double reads = 0;
  double writes = 0;
  for (const TensorId tensor : problem.tensors.ids()) {
    reads += static_cast<double>(nodes[tensor].reads) / compute_cycles;
    writes += static_cast<double>(nodes[tensor].fills + nodes[tensor].updates) / compute_cycles;
  }
  double speed = 1;
  const auto limit = [&](double bits_per_cycle, double demand) {
    if (bits_per_cycle == kUnlimitedBandwidth || demand == 0) return;
    speed = std::min(speed, bits_per_cycle / level.word_bits / demand);
  };
  limit(level.read_bandwidth_bits_per_cycle, reads);
  limit(level.write_bandwidth_bits_per_cycle, writes);
  limit(level.shared_bandwidth_bits_per_cycle, reads + writes);
  return std::ceil(compute_cycles / speed);
}

}  // namespace

double TimeloopCost::total_pj() const {
  double total = compute_pj;
  for (std::size_t i = 0; i < kMaxLevels; ++i) {
    total += leakage_pj[LevelId(i)];
    for (std::size_t j = 0; j < kMaxTensors; ++j) total += energy_pj[LevelId(i)][TensorId(j)];
  }
  return total;
}

TimeloopCost price_as_timeloop(const Problem& problem, const Architecture& architecture,
                               const TimeloopNest& nest, const Counts& counts) {
  TimeloopCost cost;
  const auto compute_cycles = static_cast<double>(counts.temporal_steps);
  double cycles = compute_cycles;
  for (const LevelId id : architecture.levels.ids()) {
    const Level& level = architecture.levels[id];
    const std::int64_t clusters =
        std::min(counts.instances[id],
                 std::max<std::int64_t>(architecture.instances(id) / nest[id].block.cluster, 1));
    for (const TensorId tensor : problem.tensors.ids()) {
      cost.energy_pj[id][tensor] =
          node_energy_pj(level, nest[id].block, counts.nodes[id][tensor], clusters);
    }
    cycles = std::max(cycles, level_cycles(problem, level, counts.nodes[id], compute_cycles));
  }
  for (const LevelId id : architecture.levels.ids()) {
    cost.leakage_pj[id] = architecture.levels[id].leakage_w / architecture.clock_hz *
                          kPicojoulesPerJoule * cycles * static_cast<double>(counts.instances[id]);
  }
  cost.compute_pj = static_cast<double>(counts.operations) * architecture.compute.energy_pj;
  cost.latency_cycles = static_cast<std::int64_t>(cycles);
  return cost;
}

}  // namespace paretile::interop
