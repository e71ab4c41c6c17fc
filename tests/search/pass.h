// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "mapper/completion.h"
#include "mapper/exact_search.h"
#include "tests/search/brute_force.h"

namespace paretile::search {

/// The exact engine over a question, without what answers are found by before it.
class Pass {
 public:
  Pass(const Question& question, const mapper::SearchSpace& space,
       const mapper::Settings& settings);

  void know(const mapper::Candidate& answer) { gate_.offer(answer); }
  /// What is found or known; a front by energy ascending.
  const std::vector<mapper::Candidate>& run();
  /// The same in passes, each with a limit so many times the least rank of all that waits.
  const std::vector<mapper::Candidate>& run_in_steps(double further);
  [[nodiscard]] int passes() const { return counters_.passes; }

 private:
  mapper::ExactPlan plan_;
  mapper::Completion completion_;
  mapper::HaloTable halos_;
  mapper::Gate gate_;
  mapper::SearchCounters counters_;
};

/// What the question asks of a pass. Not the least utilization, which is a limit of the gate.
[[nodiscard]] mapper::Settings pass_settings(const Question& question,
                                             mapper::ObjectiveKind objective);

}  // namespace paretile::search
