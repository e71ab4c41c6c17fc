// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/proof_time.h"

#include <algorithm>
#include <vector>

#include "mapper/parallel.h"
#include "mapper/run.h"

namespace paretile::benchmarks {

ProofTime time_proof(const Problem& problem, const Architecture& chip,
                     mapper::ObjectiveKind objective, const Effort& effort) {
  mapper::Settings settings;
  settings.objective.kind = objective;
  settings.threads = 1;
  settings.time_limit_seconds = effort.time_limit_seconds;
  ProofTime time;
  std::vector<double> seconds;
  for (int run = 0; run < effort.runs; ++run) {
    const mapper::Stopwatch clock;
    const mapper::ProblemResult result = mapper::map_problem(problem, chip, settings);
    const double taken = clock.seconds();
    if (result.proof.status != mapper::ProofStatus::kOptimal) return {taken, false, 0};
    seconds.push_back(taken);
    time.points = result.front.size();
  }
  const auto middle = seconds.begin() + static_cast<std::ptrdiff_t>(seconds.size() / 2);
  std::nth_element(seconds.begin(), middle, seconds.end());
  time.median_seconds = *middle;
  time.proven = true;
  return time;
}

}  // namespace paretile::benchmarks
