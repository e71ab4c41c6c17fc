// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "cost_model/evaluator.h"
#include "inner_loop/mapping_row.h"

namespace paretile::inner_loop {

/// `count` random mappings that fit, drawn as the random search draws them: what a search of one's
/// own may begin with. Fewer where hardly any fits; the same on every machine for the same seed.
[[nodiscard]] MappingTable random_table(const cost_model::Evaluator& evaluator, std::size_t count,
                                        std::uint64_t seed);

}  // namespace paretile::inner_loop
