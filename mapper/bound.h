// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/architecture.h"
#include "core/problem.h"
#include "cost_model/options.h"
#include "mapper/mapspace.h"
#include "mapper/result.h"

namespace paretile::mapper {

/// What no mapping of the space undercuts, from the problem and the hardware alone:
///  - every operation is paid, and takes its place on at most as many units as loops can fill;
///  - every word of an input is read at its home, every word of the output is written there, and
///    both pass through each level that must keep them;
///  - every operation takes each operand anew from the innermost level that keeps the tensor, where
///    one access serves at most as many units as the fan-outs inside can share it among.
/// Capacities are not used: the bound is true, and loose where tiles have to be fetched again.
[[nodiscard]] LowerBound lower_bound(const SearchSpace& space, const Problem& problem,
                                     const Architecture& architecture,
                                     const cost_model::Options& options);

}  // namespace paretile::mapper
