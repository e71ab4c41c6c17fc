// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/inline_vector.h"
#include "core/limits.h"

namespace paretile::cost_model {

/// `step * n`, 0 <= n < count: an arithmetic progression from 0. step >= 1, count >= 1.
struct Progression {
  std::int64_t step;
  std::int64_t count;
};

/// All sums of one term of each progression: the words along one rank that a tile (its two loops),
/// or a tile repeated over children (spatial loops besides), touches.
using Sumset = InlineVector<Progression, 2 + 2 * kMaxFanouts>;

/// Distinct sums of a sumset. Exact for every input; fast where steps nest (they nearly always do).
///
/// P=4, R=3, stride 1: {1*p + 1*r} has 4 + 3 - 1 = 6 values. docs/model.md eq. (1).
[[nodiscard]] std::int64_t count_distinct(Sumset set) noexcept;

/// Words of a tile that moved by `shift` and does not share with where it was: |(T + shift) \ T|.
/// Equal to |T| when nothing overlaps. docs/model.md eq. (3).
[[nodiscard]] std::int64_t count_new(const Progression& first, const Progression& second,
                                     std::int64_t shift) noexcept;

/// The same for a group of children, displaced by the sums of `displacements`: the size of the
/// union of their new parts (of their whole tiles, when nothing overlaps). docs/model.md eq. (6).
[[nodiscard]] std::int64_t count_new_union(const Progression& first, const Progression& second,
                                           std::int64_t shift,
                                           const Sumset& displacements) noexcept;

}  // namespace paretile::cost_model
