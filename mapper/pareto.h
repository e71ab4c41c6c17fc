// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "core/mapping.h"
#include "cost_model/cost.h"
#include "mapper/objective.h"
#include "mapper/result.h"

namespace paretile::mapper {

/// No worse in energy and latency, and better in one of them.
[[nodiscard]] bool dominates(const Point& a, const Point& b);

/// The Pareto-optimal points of everything offered so far, in (energy, latency), both minimised.
/// Comparisons are strict, and of mappings with equal cost the smallest canonical one stays: the
/// front depends on what was offered, not on the order.
class Front {
 public:
  /// Takes the mapping if nothing known is better.
  void offer(const cost_model::Cost& cost, const Mapping& mapping);
  void offer(const Point& point);
  void merge(const Front& other);
  /// Whether some point has no more energy and is no slower.
  [[nodiscard]] bool covers(double energy_pj, double latency_cycles) const;

  /// By energy ascending, so by latency descending.
  [[nodiscard]] const std::vector<Point>& points() const { return points_; }
  [[nodiscard]] bool empty() const { return points_.empty(); }

 private:
  std::vector<Point> points_;
};

/// The point of least energy-delay product; of equal ones, the first. `points` is not empty.
[[nodiscard]] const Point& best_edp(const std::vector<Point>& points);

/// (best - bound) / best, of the objective; of EDP where a front is wanted. `points` is not empty.
[[nodiscard]] double gap_to(const LowerBound& bound, const std::vector<Point>& points,
                            const Objective& objective);

}  // namespace paretile::mapper
