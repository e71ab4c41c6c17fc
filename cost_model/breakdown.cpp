// SPDX-License-Identifier: Apache-2.0
#include "cost_model/breakdown.h"

#include <numeric>

#include "core/limits.h"

namespace paretile::cost_model {
namespace {

/// Both ends of the wires, pro rata in bits as in price().
double wire_pj(const Fanout& fanout, const WireCounts& wire) {
  return (static_cast<double>(wire.sent) * wire.sent_bits * fanout.send_pj +
          static_cast<double>(wire.delivered) * wire.delivered_bits * fanout.deliver_pj) /
         fanout.word_bits;
}

void add_roles(EnergyByRole& sum, const EnergyByRole& more) {
  for (std::size_t role = 0; role < kNumRoles; ++role) sum[role] += more[role];
}

}  // namespace

double total_pj(const EnergyByRole& energy) {
  return std::accumulate(energy.begin(), energy.end(), 0.0);
}

EnergyByRole EnergyBreakdown::by_role() const {
  EnergyByRole sum = {};
  for (const LevelId level : IdRange<LevelId>(kMaxLevels)) add_roles(sum, levels_pj[level]);
  for (const FanoutId fanout : IdRange<FanoutId>(kMaxFanouts)) add_roles(sum, wires_pj[fanout]);
  return sum;
}

double EnergyBreakdown::total() const { return total_pj(by_role()) + compute_pj + leakage_pj; }

void add(EnergyBreakdown& sum, const Evaluator& evaluator, const Evaluation& evaluation,
         double times) {
  const Problem& problem = evaluator.problem();
  const Architecture& architecture = evaluator.architecture();
  const Cost& cost = evaluation.cost;
  for (const TensorId tensor : problem.tensors.ids()) {
    const auto role = static_cast<std::size_t>(problem.tensors[tensor].role);
    for (const LevelId level : architecture.levels.ids()) {
      sum.levels_pj[level][role] += times * cost.actions[level][tensor].total_pj();
    }
    for (const FanoutId fanout : architecture.fanouts.ids()) {
      sum.wires_pj[fanout][role] +=
          times * wire_pj(architecture.fanouts[fanout], evaluation.counts.wires[fanout][tensor]);
    }
  }
  sum.compute_pj += times * cost.compute_energy_pj;
  sum.leakage_pj += times * cost.compute_leakage_pj;
  for (const LevelId level : architecture.levels.ids()) {
    sum.leakage_pj += times * cost.levels[level].leakage_pj;
  }
}

}  // namespace paretile::cost_model
