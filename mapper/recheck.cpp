// SPDX-License-Identifier: Apache-2.0
#include "mapper/recheck.h"

#include <algorithm>

#include "mapper/parallel.h"
#include "mapper/pareto.h"
#include "mapper/recheck_solver.h"

namespace paretile::mapper {
namespace {

/// Nothing of `b` is out of reach of `a`: for each of its points `a` has one as good.
bool covers(const std::vector<Point>& a, const std::vector<Point>& b, double tolerance) {
  return std::all_of(b.begin(), b.end(), [&](const Point& point) {
    return std::any_of(a.begin(), a.end(), [&](const Point& other) {
      return other.latency_cycles <= point.latency_cycles &&
             other.energy_pj <= point.energy_pj * (1 + tolerance);
    });
  });
}

}  // namespace

Recheck solve_again(const Problem& problem, const Architecture& architecture,
                    const Settings& settings) {
  const Stopwatch clock;
  recheck::Solver solver(problem, architecture, settings);
  Recheck result;
  result.finished = solver.solve();
  if (result.finished) result.front = solver.front().points();
  result.labels = solver.num_labels();
  result.seconds = clock.seconds();
  return result;
}

bool same_front(const std::vector<Point>& a, const std::vector<Point>& b, double tolerance) {
  return covers(a, b, tolerance) && covers(b, a, tolerance);
}

}  // namespace paretile::mapper
