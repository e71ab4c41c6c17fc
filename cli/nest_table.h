// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/mapping.h"
#include "cost_model/evaluator.h"

namespace paretile::cli {

/// A legal nest read tensor by tensor: its lines from the outside in, and for each tensor the tile
/// that lives there (iterations and words), or what a loop does to the tile inside it:
///   moves   every tick brings another tile      slides  it brings what the last one lacks
///   stays   the tile remains                    again   it is brought once more at every tick
///   split   each child has its own part         shared, summed   all children have the same
///   copied, kept apart   they have, but each by itself: the fan-out does not share
[[nodiscard]] std::string nest_table(const Mapping& mapping,
                                     const cost_model::Evaluator& evaluator);

/// What the words in the table mean, for below it.
[[nodiscard]] std::string nest_table_legend();

}  // namespace paretile::cli
