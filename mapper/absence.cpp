// SPDX-License-Identifier: Apache-2.0
#include "mapper/absence.h"

#include "cost_model/verdict.h"

namespace paretile::mapper {
namespace {

std::string demands_of(const Settings& settings) {
  const Objective none;
  const bool is_limited = settings.objective.max_energy_pj < none.max_energy_pj ||
                          settings.objective.max_latency_cycles < none.max_latency_cycles;
  if (settings.constraints.empty()) return "keeps within the limits";
  return is_limited ? "meets the constraints and keeps within the limits" : "meets the constraints";
}

}  // namespace

Absence why_none(const ProblemResult& result, const Settings& settings, const Problem& problem,
                 const Architecture& architecture) {
  if (!result.infeasible.fits()) {
    return {"nothing fits",
            "no mapping fits: " + cost_model::describe(result.infeasible, problem, architecture)};
  }
  if (result.proof.status != ProofStatus::kOptimal) {
    return {"nothing found yet", "no mapping was found before the search ended"};
  }
  return {"none allowed", "mappings fit, but none " + demands_of(settings)};
}

}  // namespace paretile::mapper
