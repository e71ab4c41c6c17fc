// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/architecture.h"
#include "core/workload.h"
#include "explore/measure.h"

namespace paretile::cli {

/// Chips, the workloads they are compared over, and the chip their results are divided by, if any.
struct CompareQuestion {
  explore::Metric metric = explore::Metric::kSpeed;
  std::vector<Architecture> chips;
  std::vector<Workload> workloads;
  std::optional<Architecture> reference;
};

/// Of one chip, per workload; nothing where it cannot run it.
using Measurements = std::vector<std::optional<explore::Measured>>;

struct Comparison {
  std::vector<Measurements> chips;
  Measurements reference;  ///< empty without a reference
};

/// A row per workload and a column per chip, then geometric mean and flexibility of each chip.
[[nodiscard]] std::string compare_text(const CompareQuestion& question,
                                       const Comparison& comparison);
[[nodiscard]] std::string compare_json(const CompareQuestion& question,
                                       const Comparison& comparison);

}  // namespace paretile::cli
