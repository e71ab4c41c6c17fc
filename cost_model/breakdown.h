// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "core/architecture.h"
#include "core/problem.h"
#include "cost_model/evaluator.h"

namespace paretile::cost_model {

/// Picojoules by what the tensor is to the hardware.
using EnergyByRole = std::array<double, kNumRoles>;
[[nodiscard]] double total_pj(const EnergyByRole& energy);

/// Where energy goes, all instances: one mapping's, or the sum over the layers of a network.
struct EnergyBreakdown {
  IdArray<LevelId, EnergyByRole> levels_pj = {};
  IdArray<FanoutId, EnergyByRole> wires_pj = {};
  double compute_pj = 0;
  double leakage_pj = 0;  ///< of levels and compute

  [[nodiscard]] double total() const;          ///< Cost::energy_pj, or the sum of it
  [[nodiscard]] EnergyByRole by_role() const;  ///< over levels and wires
};

/// Adds `times` runs of an evaluated mapping.
void add(EnergyBreakdown& sum, const Evaluator& evaluator, const Evaluation& evaluation,
         double times);

}  // namespace paretile::cost_model
