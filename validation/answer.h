// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/architecture.h"
#include "cost_model/breakdown.h"
#include "cost_model/evaluator.h"
#include "mapper/run.h"
#include "validation/study.h"

namespace paretile::validation {

/// One layer as the model counts it, all its runs.
struct LayerAnswer {
  Problem problem;
  double runs = 1;
  double macs = 0;  ///< of one run
  cost_model::Evaluation evaluation;
  cost_model::Totals totals;
  std::array<std::optional<double>, kNumRoles> densities = {};
};

/// What the model answers to a case.
struct Answer {
  Architecture architecture;
  std::vector<LayerAnswer> layers;
  cost_model::EnergyBreakdown energy;  ///< all layers and runs
  bool is_compressed = false;          ///< count bits after run-length encoding
  bool is_proven = true;               ///< no search was cut short
  std::string failure;                 ///< why there is no answer; empty: there is one
};

/// Evaluates or searches. `settings` says how to search; objective and padding are the case's.
/// `earlier`: answers to the cases before it.
[[nodiscard]] Answer answer(const Case& asked, const std::vector<Answer>& earlier,
                            mapper::Settings settings);

}  // namespace paretile::validation
