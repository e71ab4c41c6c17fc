// SPDX-License-Identifier: Apache-2.0
#include "explore/exclusion.h"

#include <iterator>

namespace paretile::explore {
namespace {

/// Costs are sums of doubles in another order than bounds: room for their rounding.
constexpr double kRounding = 1 - 1e-9;

}  // namespace

void KnownPoints::add(std::int64_t design, double area_um2, double energy_pj, double latency_s) {
  const auto after = steps_.upper_bound(energy_pj);
  if (after != steps_.begin() && std::prev(after)->second.latency_s <= latency_s) return;
  auto beaten = steps_.lower_bound(energy_pj);
  while (beaten != steps_.end() && beaten->second.latency_s >= latency_s) {
    beaten = steps_.erase(beaten);
  }
  steps_.emplace(energy_pj, Known{latency_s, area_um2, design});
}

std::optional<std::int64_t> KnownPoints::beating(double area_um2, double energy_pj,
                                                 double latency_s) const {
  const auto after = steps_.upper_bound(energy_pj);
  if (after == steps_.begin()) return std::nullopt;
  const auto& [known_pj, known] = *std::prev(after);
  if (known.latency_s > latency_s) return std::nullopt;
  const bool is_better =
      known_pj < energy_pj || known.latency_s < latency_s || known.area_um2 < area_um2;
  return is_better ? std::optional(known.design) : std::nullopt;
}

std::optional<Exclusion> exclude(const std::vector<DesignPoint>& bounds, double clock_hz,
                                 double area_um2, const KnownPoints& known) {
  if (bounds.empty()) return std::nullopt;
  Exclusion exclusion;
  for (const DesignPoint& bound : bounds) {
    const double latency_s = static_cast<double>(bound.latency_cycles) / clock_hz;
    const double energy_pj = bound.energy_pj * kRounding;
    const auto by = known.beating(area_um2, energy_pj, latency_s);
    if (!by) return std::nullopt;
    if (exclusion.energy_pj == 0) exclusion = {energy_pj, 0, *by};
    exclusion.latency_cycles = bound.latency_cycles;
  }
  return exclusion;
}

}  // namespace paretile::explore
