// SPDX-License-Identifier: Apache-2.0
#include "mapper/objective.h"

namespace paretile::mapper {

std::string_view to_string(ObjectiveKind kind) {
  switch (kind) {
    case ObjectiveKind::kFront:
      return "front";
    case ObjectiveKind::kEnergy:
      return "energy";
    case ObjectiveKind::kLatency:
      return "latency";
    case ObjectiveKind::kEdp:
      return "edp";
    case ObjectiveKind::kEd2p:
      return "ed2p";
    case ObjectiveKind::kWeighted:
      break;
  }
  return "weighted";
}

double Objective::value(double energy_pj, double latency_cycles) const {
  switch (kind) {
    case ObjectiveKind::kFront:
    case ObjectiveKind::kEnergy:
      return energy_pj;
    case ObjectiveKind::kLatency:
      return latency_cycles;
    case ObjectiveKind::kEdp:
      return energy_pj * latency_cycles;
    case ObjectiveKind::kEd2p:
      return energy_pj * latency_cycles * latency_cycles;
    case ObjectiveKind::kWeighted:
      break;
  }
  return energy_weight * energy_pj + latency_weight * latency_cycles;
}

}  // namespace paretile::mapper
