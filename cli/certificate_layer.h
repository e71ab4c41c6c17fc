// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "cli/certificate.h"
#include "cli/claim.h"
#include "core/architecture.h"
#include "core/problem.h"
#include "mapper/run.h"

namespace paretile::cli {

/// Numbers that differ by no more than this part of them are one: sums in another order.
inline constexpr double kSameNumber = 1e-9;
[[nodiscard]] bool same_number(double a, double b);

/// The steps of certify() for one layer; each adds its objections. `settings` are the layer's: its
/// objective is what the layer is to be searched for.

/// Points by the evaluator, the order of the front, the mapspace, and the bounds.
void check_layer(const ClaimedLayer& said, const Problem& problem, const Architecture& architecture,
                 const mapper::Settings& settings, std::vector<Objection>& objections);

/// The claim about all mappings, by solving the layer again. False if there was not enough time.
[[nodiscard]] bool check_proof_again(const ClaimedLayer& said, const Problem& problem,
                                     const Architecture& architecture,
                                     const mapper::Settings& settings, double& seconds,
                                     std::vector<Objection>& objections);

/// Whether two layers have the same front and the same proof.
[[nodiscard]] bool same_answers(const ClaimedLayer& a, const ClaimedLayer& b);

}  // namespace paretile::cli
