// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "core/architecture.h"
#include "core/mapping.h"
#include "core/problem.h"

namespace paretile::mapper {

/// Every canonical mapping of the stated space, by writing down every sequence of nodes there is
/// and keeping those the rules allow. Slow and obvious; shares no code with mapper/.
[[nodiscard]] std::vector<Mapping> enumerate_naively(const Problem& problem,
                                                     const Architecture& architecture);

}  // namespace paretile::mapper
