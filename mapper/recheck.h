// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "core/architecture.h"
#include "core/problem.h"
#include "mapper/result.h"
#include "mapper/run.h"

namespace paretile::mapper {

/// What solving again found.
struct Recheck {
  bool finished = false;     ///< false: out of time or room, or stopped, and the front is empty
  std::vector<Point> front;  ///< every point scored by the evaluator, by energy ascending
  std::uint64_t labels = 0;  ///< partial nests that were not beaten by another
  double seconds = 0;
};

/// The front of map_problem found a second time, by another method that shares no code with the
/// search: nests are written from the outside in, and of those that agree in all that the rest of
/// the nest can see, those beaten in everything that still counts are dropped. No bounds, no
/// incumbent. Made to be believed, not to be fast: three or four dimensions of a few prime factors.
///
/// settings  mapspace, constraints, model, time limit and stop flag count; the objective does not
[[nodiscard]] Recheck solve_again(const Problem& problem, const Architecture& architecture,
                                  const Settings& settings);

/// No point of either front is beaten by all points of the other by more than the relative
/// tolerance in energy.
[[nodiscard]] bool same_front(const std::vector<Point>& a, const std::vector<Point>& b,
                              double tolerance);

}  // namespace paretile::mapper
