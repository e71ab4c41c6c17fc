// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "core/architecture.h"
#include "core/problem.h"
#include "mapper/objective.h"

namespace paretile::benchmarks {

/// How hard a time is measured.
struct Effort {
  int runs = 5;
  double time_limit_seconds = 20;  ///< per run
};

/// What proving one answer took, in wall time of one thread.
struct ProofTime {
  double median_seconds = 0;  ///< of all runs; not proven: what was spent without a proof
  bool proven = false;        ///< in every run
  std::size_t points = 0;     ///< of the answer
};

/// Solves one layer again and again; a run that proves nothing within its limit is the last.
[[nodiscard]] ProofTime time_proof(const Problem& problem, const Architecture& chip,
                                   mapper::ObjectiveKind objective, const Effort& effort);

}  // namespace paretile::benchmarks
