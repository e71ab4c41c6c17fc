// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "core/ids.h"
#include "core/problem.h"
#include "mapper/result.h"
#include "mapper/run.h"

namespace paretile::mapper {

using Sizes = IdVector<DimId, std::int64_t>;  ///< per dimension of a problem

/// The problem with other sizes: what is computed beyond its own is thrown away.
[[nodiscard]] Problem with_sizes(Problem problem, const Sizes& sizes);

/// The problem a point is a mapping of: the padded one where it is padded.
[[nodiscard]] Problem problem_of(const Point& point, const Problem& problem);

/// Sizes from `size` to `percent` more that can matter. With `only_products`, a size n whose
/// largest prime factor is p is left out if n - n/p still holds `size`: see the proof at the
/// definition.
[[nodiscard]] std::vector<std::int64_t> padded_sizes(std::int64_t size, int percent,
                                                     bool only_products);

/// Paddings of a problem, those of fewest operations first, the problem itself being the first.
struct Paddings {
  std::vector<Sizes> sizes;
  double total = 0;  ///< how many there are; `sizes` holds the first of them
};
[[nodiscard]] Paddings list_paddings(const Problem& problem, const Settings& settings);

/// The hash of two spaces together.
[[nodiscard]] std::uint64_t join_hashes(std::uint64_t first, std::uint64_t second);

/// How problems are searched: one result per problem.
using SearchAll =
    std::function<std::vector<ProblemResult>(const std::vector<const Problem*>& problems)>;

/// One result per problem, over its paddings: the front of the union of their fronts, and what is
/// proved of all of them. Without padding, what `search_all` finds.
[[nodiscard]] std::vector<ProblemResult> search_paddings(
    const std::vector<const Problem*>& problems, const Settings& settings,
    const SearchAll& search_all);

}  // namespace paretile::mapper
