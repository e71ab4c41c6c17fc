// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>
#include <vector>

namespace paretile::estimators {

/// A curve through points, straight between them in the logarithms of both coordinates; beyond the
/// ends it goes on as between the last two points, and through a single point it is level. Exact at
/// the points; monotone where they are.
class Curve {
 public:
  using Point = std::pair<double, double>;

  /// One or more points, coordinates above 0, in any order; of several with one x the first counts.
  explicit Curve(std::vector<Point> points);

  [[nodiscard]] double at(double x) const;
  [[nodiscard]] const std::vector<Point>& points() const { return points_; }
  [[nodiscard]] bool has_point_at(double x) const;
  [[nodiscard]] bool covers(double x) const;  ///< between the first and the last point

 private:
  std::vector<Point> points_;  ///< by x
};

/// How far the curve misses an inner point that is left out of it: root mean square of the relative
/// misses; 0 with fewer than three points.
[[nodiscard]] double leave_one_out_error(const Curve& curve);

}  // namespace paretile::estimators
