// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>

namespace paretile::mapper {

/// What "best" means. All but the front are one number, the less the better; of mappings that tie
/// in it the one of least energy, then latency, wins.
enum class ObjectiveKind : std::uint8_t {
  kFront,     ///< all mappings not beaten in both energy and latency
  kEnergy,    ///< pJ
  kLatency,   ///< cycles
  kEdp,       ///< pJ * cycles
  kEd2p,      ///< pJ * cycles^2
  kWeighted,  ///< energy_weight * pJ + latency_weight * cycles
};
[[nodiscard]] std::string_view to_string(ObjectiveKind kind);  // "front", "energy", ...

/// An objective, and limits on what is considered at all.
struct Objective {
  ObjectiveKind kind = ObjectiveKind::kFront;
  double energy_weight = 1;   ///< kWeighted, >= 0
  double latency_weight = 1;  ///< kWeighted, >= 0
  double max_energy_pj = std::numeric_limits<double>::infinity();
  std::int64_t max_latency_cycles = std::numeric_limits<std::int64_t>::max();

  /// The number to be minimised; kFront has none and gives the energy.
  [[nodiscard]] double value(double energy_pj, double latency_cycles) const;
  [[nodiscard]] bool admits(double energy_pj, std::int64_t latency_cycles) const {
    return energy_pj <= max_energy_pj && latency_cycles <= max_latency_cycles;
  }
  friend bool operator==(const Objective&, const Objective&) = default;
};

}  // namespace paretile::mapper
