// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/architecture.h"
#include "core/workload.h"
#include "explore/budget.h"

namespace paretile::cli {

/// One run of a network on a chip, under the mappings of least energy times latency.
struct ChipRun {
  double energy_pj = 0;
  double chip_energy_pj = 0;  ///< without an outermost level that has no limit: memory off the chip
  std::int64_t latency_cycles = 0;
  bool is_proven = false;
};

/// A chip as a whole.
struct ChipSummary {
  Architecture chip;
  explore::Ceiling ceiling;
  std::optional<ChipRun> run;  ///< of the workload, where one is given and all layers have mappings
  int layers_without_mapping = 0;  ///< distinct ones
};

/// What `chips` prints: a row per chip, what is computed beside what is published.
[[nodiscard]] std::string chips_text(const std::vector<ChipSummary>& chips,
                                     const std::optional<Workload>& workload);
[[nodiscard]] std::string chips_json(const std::vector<ChipSummary>& chips,
                                     const std::optional<Workload>& workload);

}  // namespace paretile::cli
