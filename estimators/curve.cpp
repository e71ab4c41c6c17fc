// SPDX-License-Identifier: Apache-2.0
#include "estimators/curve.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace paretile::estimators {

Curve::Curve(std::vector<Point> points) : points_(std::move(points)) {
  assert(!points_.empty());
  std::stable_sort(points_.begin(), points_.end(),
                   [](const Point& a, const Point& b) { return a.first < b.first; });
  const auto same_x = [](const Point& a, const Point& b) { return a.first == b.first; };
  points_.erase(std::unique(points_.begin(), points_.end(), same_x), points_.end());
}

bool Curve::has_point_at(double x) const {
  return std::any_of(points_.begin(), points_.end(),
                     [&](const Point& point) { return point.first == x; });
}

bool Curve::covers(double x) const {
  return x >= points_.front().first && x <= points_.back().first;
}

double Curve::at(double x) const {
  if (points_.size() == 1) return points_.front().second;
  auto right = std::lower_bound(points_.begin(), points_.end(), Point{x, 0});
  if (right != points_.end() && right->first == x) return right->second;
  if (right == points_.begin()) ++right;
  if (right == points_.end()) --right;
  const Point& a = *std::prev(right);
  const Point& b = *right;
  const double slope = std::log(b.second / a.second) / std::log(b.first / a.first);
  return a.second * std::exp(slope * std::log(x / a.first));
}

double leave_one_out_error(const Curve& curve) {
  const std::vector<Curve::Point>& points = curve.points();
  if (points.size() < 3) return 0;
  double sum = 0;
  for (std::size_t i = 1; i + 1 < points.size(); ++i) {
    const double predicted = Curve({points[i - 1], points[i + 1]}).at(points[i].first);
    const double miss = predicted / points[i].second - 1;
    sum += miss * miss;
  }
  return std::sqrt(sum / static_cast<double>(points.size() - 2));
}

}  // namespace paretile::estimators
