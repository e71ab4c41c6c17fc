// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace paretile::explore {

/// exp of the mean of the logarithms. `values`: at least one, all > 0.
[[nodiscard]] double geometric_mean(const std::vector<double>& values);

/// How evenly a chip serves a set of workloads: 1 / the geometric standard deviation of its
/// normalised performances p_i,
///
///   exp(-sqrt(1/N * sum of (ln p_i - mean of ln p)^2)),
///
/// in (0, 1]; 1: all alike. A chip twice as fast on everything is as flexible. Normalised: divided
/// by what a reference machine does on the same workload. `performances`: at least one, all > 0.
/// Huang, Waeijen, Corporaal, ACM TECS 2022; the whole set is rated, so 1/N and not 1/(N-1).
/// docs/model.md eq. (13).
[[nodiscard]] double flexibility(const std::vector<double>& performances);

}  // namespace paretile::explore
