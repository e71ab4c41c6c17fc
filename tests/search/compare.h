// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mapper/objective.h"
#include "tests/oracle/choices.h"
#include "tests/search/families.h"

namespace paretile::search {

/// Energies closer than this, relatively, are one energy: sums in another order.
inline constexpr double kEnergyTolerance = 1e-9;

/// The front without answers that a faster one equals in energy, up to the tolerance.
[[nodiscard]] std::vector<Answer> without_ties(const std::vector<Answer>& front);

/// A random objective other than the front, with or without caps, some of them met by nothing.
[[nodiscard]] mapper::Objective draw_objective(oracle::Choices& choices,
                                               const std::vector<Answer>& front);

/// The answers the objective asks for: of the front those within its caps, or the best of these.
[[nodiscard]] std::vector<Answer> wanted(const mapper::Objective& objective,
                                         const std::vector<Answer>& front);

/// Asks mapper::map_problem for the front and for one other objective, a single pass of the engine
/// for the front, and the brute force for the truth; rescores every answer and a sample of all
/// mappings. Says all that is wrong, with the question and both fronts; nothing if all is right.
[[nodiscard]] std::optional<std::string> compare_with_engine(const Case& drawn);

}  // namespace paretile::search
