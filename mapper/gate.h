// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
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
  /// No mapping takes less than `least_cycles`.
  explicit Gate(const Objective& objective, double least_cycles = 0)
      : objective_(objective), least_cycles_(least_cycles) {
    set_shortcuts();
  }

  void start_pass(double limit) {
    limit_ = limit;
    least_refused_ = std::numeric_limits<double>::infinity();
    least_refused_cycles_ = std::numeric_limits<double>::infinity();
    set_shortcuts();
  }
  /// False if no completion of a label with these bounds can be part of the answer.
  [[nodiscard]] bool passes(double energy_pj, double latency_cycles) {
    if (refuses_at_any_latency(energy_pj)) return false;
    return passes_at_any_latency(energy_pj) || compare(energy_pj, latency_cycles);
  }
  /// Whether a label with this bound passes however many cycles it takes.
  [[nodiscard]] bool passes_at_any_latency(double energy_pj) const {
    return energy_pj < welcome_below_pj_;
  }
  [[nodiscard]] bool refuses_at_any_latency(double energy_pj) const {
    return energy_pj > hopeless_above_pj_;
  }
  /// As `passes`, at a glance: it may say yes where that says no.
  [[nodiscard]] bool may_matter(double energy_pj, double latency_cycles) {
    if (refuses_at_any_latency(energy_pj)) return false;
    if (!is_front()) return true;
    if (latency_cycles >= below_cycles_) return false;
    for (const Candidate& known : candidates_) {
      if (known.energy_pj > energy_pj) break;
      if (known.latency_cycles <= latency_cycles) return false;
    }
    if (energy_pj <= limit_) return true;
    least_refused_ = std::min(least_refused_, energy_pj);
    least_refused_cycles_ = std::min(least_refused_cycles_, latency_cycles);
    return false;
  }
  /// Whether a finished mapping is part of the answer so far; drops what it beats.
  bool offer(const Candidate& candidate);

  [[nodiscard]] const std::vector<Candidate>& candidates() const { return candidates_; }
  /// Nothing that the limit refused could have been part of the answer.
  [[nodiscard]] bool saw_everything() const;
  [[nodiscard]] double least_refused() const { return least_refused_; }
  /// Of a pass that runs: refuses more from now on.
  void lower_limit(double limit) {
    limit_ = std::min(limit_, limit);
    set_shortcuts();
  }
  /// After a pass of a front: answers not known yet are beyond its limit, so of use only if they
  /// are faster than all within.
  void look_for_faster();

  [[nodiscard]] bool is_front() const { return objective_.kind == ObjectiveKind::kFront; }
  /// What is minimised first; of a front, energy.
  [[nodiscard]] double value(double energy_pj, double latency_cycles) const {
    return is_front() ? energy_pj : objective_.value(energy_pj, latency_cycles);
  }

 private:
  [[nodiscard]] bool compare(double energy_pj, double latency_cycles);
  [[nodiscard]] double fastest_within_limit() const;
  void set_shortcuts();

  [[nodiscard]] double hopeless_beyond_pj() const;

  Objective objective_;
  double least_cycles_;
  double hopeless_above_pj_ = 0;  ///< `passes` says no without a look at cycles
  double welcome_below_pj_ = 0;   ///< it says yes
  double limit_ = std::numeric_limits<double>::infinity();
  double below_cycles_ = std::numeric_limits<double>::infinity();
  double least_refused_ = 0;
  double least_refused_cycles_ = 0;
  std::vector<Candidate> candidates_;  ///< front: by energy ascending; else at most one
};

}  // namespace paretile::mapper
