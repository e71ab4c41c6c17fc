// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/architecture.h"
#include "core/problem.h"
#include "mapper/result.h"
#include "mapper/run.h"

namespace paretile::mapper {

/// Why a layer has no mapping, in a few words and as a sentence without its full stop. "Not found
/// yet" claims nothing; the others are proved.
struct Absence {
  std::string words;
  std::string sentence;
};

/// `result`: of map_problem(problem, architecture, settings), with an empty front.
[[nodiscard]] Absence why_none(const ProblemResult& result, const Settings& settings,
                               const Problem& problem, const Architecture& architecture);

}  // namespace paretile::mapper
