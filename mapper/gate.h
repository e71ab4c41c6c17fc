// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "core/mapping.h"
#include "mapper/objective.h"

namespace paretile::mapper {

/// A finished nest.
struct Candidate {
  double energy_pj = 0;
  double latency_cycles = 0;
  Mapping mapping;
};

/// What the best known answers leave open: labels whose bounds do not pass are useless. A limit on
/// the objective (the energy, where the objective is the front) holds a pass of the search small;
/// what it turned away is remembered, so that a pass knows whether it saw everything.
class Gate {
 public:
  explicit Gate(const Objective& objective) : objective_(objective) {}

  void start_pass(double limit) {
    limit_ = limit;
    least_refused_ = std::numeric_limits<double>::infinity();
    least_refused_cycles_ = std::numeric_limits<double>::infinity();
  }
  /// False if no completion of a label with these bounds can be part of the answer.
  [[nodiscard]] bool passes(double energy_pj, double latency_cycles);
  /// Whether a finished mapping is part of the answer so far; drops what it beats.
  bool offer(const Candidate& candidate);

  [[nodiscard]] std::vector<Candidate>& candidates() { return candidates_; }
  /// Nothing that the limit refused could have been part of the answer.
  [[nodiscard]] bool saw_everything() const;
  [[nodiscard]] double least_refused() const { return least_refused_; }

 private:
  [[nodiscard]] bool is_front() const { return objective_.kind == ObjectiveKind::kFront; }

  Objective objective_;
  double limit_ = 0;
  double least_refused_ = 0;
  double least_refused_cycles_ = 0;
  std::vector<Candidate> candidates_;  ///< front: by energy ascending; else at most one
};

}  // namespace paretile::mapper
