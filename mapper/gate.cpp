// SPDX-License-Identifier: Apache-2.0
#include "mapper/gate.h"

#include <algorithm>

namespace paretile::mapper {
namespace {

/// Bounds and costs add the same numbers in another order: they differ by less than this.
constexpr double kRounding = 1e-11;

}  // namespace

/// Energy of an answer that nothing costlier can improve on: that of the best, or of a front the
/// least that is as fast as any mapping.
double Gate::hopeless_beyond_pj() const {
  for (const Candidate& known : candidates_) {
    if (objective_.kind == ObjectiveKind::kEnergy) return known.energy_pj;
    if (is_front() && known.latency_cycles <= least_cycles_) return known.energy_pj;
  }
  return std::numeric_limits<double>::infinity();
}

void Gate::set_shortcuts() {
  const bool only_energy = objective_.kind == ObjectiveKind::kEnergy;
  const double best = hopeless_beyond_pj();
  hopeless_above_pj_ = std::min(objective_.max_energy_pj, best) * (1 + kRounding);
  welcome_below_pj_ = 0;
  if (only_energy && objective_.max_latency_cycles == Objective{}.max_latency_cycles) {
    welcome_below_pj_ = std::min({objective_.max_energy_pj, best * (1 - kRounding), limit_});
  }
}

double Gate::fastest_within_limit() const {
  double cycles = std::numeric_limits<double>::infinity();
  for (const Candidate& known : candidates_) {
    if (known.energy_pj <= limit_) cycles = known.latency_cycles;
  }
  return cycles;
}

void Gate::look_for_faster() {
  if (is_front()) below_cycles_ = std::min(below_cycles_, fastest_within_limit());
}

bool Gate::beats_known(double energy_pj, double latency_cycles) const {
  if (energy_pj > objective_.max_energy_pj * (1 + kRounding) ||
      latency_cycles > static_cast<double>(objective_.max_latency_cycles)) {
    return false;
  }
  if (is_front()) {
    if (latency_cycles >= below_cycles_) return false;
    for (std::size_t i = candidates_.size(); i-- > 0;) {
      if (candidates_[i].energy_pj > energy_pj * (1 + kRounding)) continue;
      if (candidates_[i].latency_cycles <= latency_cycles) return false;
      break;  // of those at most as costly, the fastest
    }
    return energy_pj < std::numeric_limits<double>::infinity();
  }
  const double value = objective_.value(energy_pj, latency_cycles);
  if (!(value < std::numeric_limits<double>::infinity())) return false;
  if (candidates_.empty()) return true;
  const Candidate& best = candidates_.front();
  const double known = objective_.value(best.energy_pj, best.latency_cycles);
  if (value > known * (1 + kRounding)) return false;
  return value < known * (1 - kRounding) || energy_pj < best.energy_pj * (1 - kRounding) ||
         latency_cycles < best.latency_cycles;
}

bool Gate::still_matters(const Refused& refused) const {
  if (!(refused.rank < std::numeric_limits<double>::infinity())) return false;
  if (is_front()) return may_ever_matter(refused.rank, refused.cycles);
  if (candidates_.empty()) return true;
  const Candidate& best = candidates_.front();
  if (objective_.kind == ObjectiveKind::kLatency) return refused.cycles <= best.latency_cycles;
  return refused.rank <= rank(best.energy_pj, best.latency_cycles) * (1 + kRounding);
}

bool Gate::offer(const Candidate& candidate) {
  if (!objective_.admits(candidate.energy_pj / (1 + kRounding),
                         static_cast<std::int64_t>(candidate.latency_cycles))) {
    return false;
  }
  if (!is_news(candidate.energy_pj, candidate.latency_cycles)) return false;
  if (!is_front()) {
    candidates_.assign(1, candidate);
    set_shortcuts();
    return true;
  }
  std::erase_if(candidates_, [&](const Candidate& known) {
    return candidate.latency_cycles <= known.latency_cycles &&
           candidate.energy_pj <= known.energy_pj * (1 + kRounding);
  });
  const auto at = std::lower_bound(
      candidates_.begin(), candidates_.end(), candidate,
      [](const Candidate& a, const Candidate& b) { return a.energy_pj < b.energy_pj; });
  candidates_.insert(at, candidate);
  set_shortcuts();
  return true;
}

}  // namespace paretile::mapper
