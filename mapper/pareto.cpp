// SPDX-License-Identifier: Apache-2.0
#include "mapper/pareto.h"

#include <algorithm>
#include <cstddef>
#include <limits>

namespace paretile::mapper {
namespace {

bool has_cost(const Point& point, double energy_pj, std::int64_t latency_cycles) {
  return point.energy_pj == energy_pj && point.latency_cycles == latency_cycles;
}

bool by_energy(const Point& point, double energy_pj) { return point.energy_pj < energy_pj; }

}  // namespace

bool dominates(const Point& a, const Point& b) {
  return a.energy_pj <= b.energy_pj && a.latency_cycles <= b.latency_cycles &&
         !has_cost(a, b.energy_pj, b.latency_cycles);
}

void Front::offer(const cost_model::Cost& cost, const Mapping& mapping) {
  // Most offers end here: the neighbour with less or equal energy is as fast or faster.
  auto at = std::lower_bound(points_.begin(), points_.end(), cost.energy_pj, by_energy);
  const bool equal_energy = at != points_.end() && at->energy_pj == cost.energy_pj;
  if (equal_energy && at->latency_cycles < cost.latency_cycles) return;
  if (at != points_.begin() && (at - 1)->latency_cycles <= cost.latency_cycles) return;
  offer({cost.energy_pj, cost.latency_cycles, cost.edp_pj_cycles, canonical(mapping)});
}

void Front::offer(const Point& point) {
  auto at = std::lower_bound(points_.begin(), points_.end(), point.energy_pj, by_energy);
  if (at != points_.begin() && (at - 1)->latency_cycles <= point.latency_cycles) return;
  if (at != points_.end() && has_cost(*at, point.energy_pj, point.latency_cycles)) {
    if (compare(point.mapping, at->mapping) < 0) *at = point;
    return;
  }
  if (at != points_.end() && dominates(*at, point)) return;
  auto end = at;
  while (end != points_.end() && dominates(point, *end)) ++end;
  at = points_.erase(at, end);
  points_.insert(at, point);
}

bool Front::covers(double energy_pj, double latency_cycles) const {
  auto after =
      std::upper_bound(points_.begin(), points_.end(), energy_pj,
                       [](double energy, const Point& point) { return energy < point.energy_pj; });
  return after != points_.begin() &&
         static_cast<double>((after - 1)->latency_cycles) <= latency_cycles;
}

void Front::merge(const Front& other) {
  for (const Point& point : other.points_) offer(point);
}

const Point& best_edp(const std::vector<Point>& points) {
  return *std::min_element(points.begin(), points.end(), [](const Point& a, const Point& b) {
    return a.edp_pj_cycles < b.edp_pj_cycles;
  });
}

double gap_to(const LowerBound& bound, const std::vector<Point>& points,
              const Objective& objective) {
  // Energy and latency have a joint bound, which is no less than the product of their own.
  const bool has_product = objective.kind == ObjectiveKind::kFront ||
                           objective.kind == ObjectiveKind::kEdp ||
                           objective.kind == ObjectiveKind::kEd2p;
  const auto value = [&](double energy_pj, std::int64_t latency_cycles, double edp_pj_cycles) {
    const auto cycles = static_cast<double>(latency_cycles);
    if (!has_product) return objective.value(energy_pj, cycles);
    return objective.kind == ObjectiveKind::kEd2p ? edp_pj_cycles * cycles : edp_pj_cycles;
  };
  double best = std::numeric_limits<double>::infinity();
  for (const Point& point : points) {
    best = std::min(best, value(point.energy_pj, point.latency_cycles, point.edp_pj_cycles));
  }
  const double least = value(bound.energy_pj, bound.latency_cycles, bound.edp_pj_cycles);
  return best > 0 ? std::max(0.0, (best - least) / best) : 0;
}

}  // namespace paretile::mapper
