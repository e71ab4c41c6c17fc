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

/// The least that a limit turned away, each number by itself.
struct Refused {
  double rank = std::numeric_limits<double>::infinity();
  double cycles = std::numeric_limits<double>::infinity();
};

/// What the best known answers leave open: labels whose bounds do not pass are useless. A limit on
/// their rank holds a pass of the search small; what it turns away may pass later.
class Gate {
 public:
  /// No mapping takes less than `least_cycles`.
  explicit Gate(const Objective& objective, double least_cycles = 0)
      : objective_(objective), least_cycles_(least_cycles) {
    set_shortcuts();
  }

  void set_limit(double limit) {
    limit_ = limit;
    set_shortcuts();
  }
  [[nodiscard]] double limit() const { return limit_; }
  /// What the limit turns away is told from now on.
  void watch() { refused_ = {}; }
  [[nodiscard]] const Refused& refused() const { return refused_; }
  /// Whether anything that takes so much may still be part of the answer.
  [[nodiscard]] bool still_matters(const Refused& refused) const;
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
    if (!may_ever_matter(energy_pj, latency_cycles)) return false;
    if (!is_front() && objective_.kind != ObjectiveKind::kEnergy) return true;
    return is_within(energy_pj, latency_cycles);
  }
  /// The same without a limit.
  [[nodiscard]] bool may_ever_matter(double energy_pj, double latency_cycles) const {
    if (refuses_at_any_latency(energy_pj)) return false;
    if (!is_front()) return true;
    if (latency_cycles >= below_cycles_) return false;
    for (const Candidate& known : candidates_) {
      if (known.energy_pj > energy_pj) break;
      if (known.latency_cycles <= latency_cycles) return false;
    }
    return true;
  }
  /// Whether a finished mapping is part of the answer so far, within the limit or beyond.
  [[nodiscard]] bool is_news(double energy_pj, double latency_cycles) const {
    return !refuses_at_any_latency(energy_pj) && beats_known(energy_pj, latency_cycles);
  }
  /// The same; drops what it beats.
  bool offer(const Candidate& candidate);

  [[nodiscard]] const std::vector<Candidate>& candidates() const { return candidates_; }
  /// After a pass of a front: answers not known yet are beyond its limit, so of use only if they
  /// are faster than all within.
  void look_for_faster();

  [[nodiscard]] bool is_front() const { return objective_.kind == ObjectiveKind::kFront; }
  /// What comes first: what is minimised; of a front, energy. Bounds of latency tell little from
  /// little, so where that is minimised energy counts, too.
  [[nodiscard]] double rank(double energy_pj, double latency_cycles) const {
    if (is_front()) return energy_pj;
    const double value = objective_.value(energy_pj, latency_cycles);
    if (usual_pj_ == 0) return value;
    constexpr double kMost = 1e9;  // all ranks are finite
    return value + usual_cycles_ * std::min(energy_pj / usual_pj_, kMost);
  }
  /// About what fast mappings take.
  void rank_fast_by_energy(double usual_pj, double usual_cycles) {
    const bool is_known = usual_pj > 0 && usual_pj < std::numeric_limits<double>::infinity();
    if (objective_.kind != ObjectiveKind::kLatency || !is_known) return;
    usual_pj_ = usual_pj;
    usual_cycles_ = usual_cycles;
  }

 private:
  [[nodiscard]] bool compare(double energy_pj, double latency_cycles) {
    latency_cycles = std::max(latency_cycles, least_cycles_);
    return beats_known(energy_pj, latency_cycles) &&
           is_within(rank(energy_pj, latency_cycles), latency_cycles);
  }
  [[nodiscard]] bool beats_known(double energy_pj, double latency_cycles) const;
  [[nodiscard]] bool is_within(double rank, double latency_cycles) {
    if (rank <= limit_) return true;
    refused_.rank = std::min(refused_.rank, rank);
    refused_.cycles = std::min(refused_.cycles, latency_cycles);
    return false;
  }
  [[nodiscard]] double fastest_within_limit() const;
  void set_shortcuts();

  [[nodiscard]] double hopeless_beyond_pj() const;

  Objective objective_;
  double least_cycles_;
  double usual_pj_ = 0;  ///< none where energy does not count for the rank
  double usual_cycles_ = 0;
  double hopeless_above_pj_ = 0;  ///< `passes` says no without a look at cycles
  double welcome_below_pj_ = 0;   ///< it says yes
  double limit_ = std::numeric_limits<double>::infinity();
  double below_cycles_ = std::numeric_limits<double>::infinity();
  Refused refused_;
  std::vector<Candidate> candidates_;  ///< front: by energy ascending; else at most one
};

}  // namespace paretile::mapper
