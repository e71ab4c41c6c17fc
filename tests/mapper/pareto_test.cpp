// SPDX-License-Identifier: Apache-2.0
#include "mapper/pareto.h"

#include <doctest/doctest.h>

#include <vector>

#include "mapper/rng.h"

namespace paretile::mapper {
namespace {

/// A point told apart from others of equal cost by `tag`.
Point point(double energy_pj, std::int64_t latency_cycles, std::int64_t tag = 2) {
  Mapping mapping;
  mapping.nodes.push_back(Node::storage(LevelId(0), TensorId(0)));
  mapping.nodes.push_back(Node::temporal(DimId(0), tag));
  return {energy_pj, latency_cycles, energy_pj * static_cast<double>(latency_cycles), mapping};
}

bool same(const std::vector<Point>& a, const std::vector<Point>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const bool equal = a[i].energy_pj == b[i].energy_pj &&
                       a[i].latency_cycles == b[i].latency_cycles && a[i].mapping == b[i].mapping;
    if (!equal) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("a point dominates what is nowhere better and somewhere worse") {
  CHECK(dominates(point(1, 1), point(1, 2)));
  CHECK(dominates(point(1, 1), point(2, 1)));
  CHECK_FALSE(dominates(point(1, 1), point(1, 1)));
  CHECK_FALSE(dominates(point(1, 2), point(2, 1)));
}

TEST_CASE("a front keeps what nothing dominates, by energy") {
  Front front;
  for (const Point& p : {point(3, 30), point(1, 50), point(2, 50), point(2, 40), point(4, 30)}) {
    front.offer(p);
  }
  const std::vector<Point> expected = {point(1, 50), point(2, 40), point(3, 30)};
  CHECK(same(front.points(), expected));
  front.offer(point(0.5, 20));  // dominates all of it
  CHECK(same(front.points(), {point(0.5, 20)}));
}

TEST_CASE("of equal costs the smallest mapping stays, whichever came first") {
  Front front;
  front.offer(point(1, 1, 5));
  front.offer(point(1, 1, 3));
  front.offer(point(1, 1, 4));
  CHECK(same(front.points(), {point(1, 1, 3)}));
}

TEST_CASE("an offer of cost and mapping is an offer of the point, made canonical") {
  Mapping spelled_out = point(1, 7, 6).mapping;
  spelled_out.nodes.push_back(Node::temporal(DimId(1), 1));
  cost_model::Cost cost;
  cost.energy_pj = 1;
  cost.latency_cycles = 7;
  cost.edp_pj_cycles = 7;
  Front front;
  front.offer(point(1, 7, 8));
  front.offer(cost, spelled_out);
  CHECK(same(front.points(), {point(1, 7, 6)}));
}

TEST_CASE("a front depends on what was offered, not on the order nor on merging") {
  Rng rng(11, 0);
  for (int round = 0; round < 50; ++round) {
    std::vector<Point> points;
    for (int i = 0; i < 60; ++i) {
      points.push_back(point(static_cast<double>(rng.below(12)),
                             static_cast<std::int64_t>(rng.below(12)),
                             static_cast<std::int64_t>(2 + rng.below(4))));
    }
    Front all;
    for (const Point& p : points) all.offer(p);
    rng.shuffle(points);
    Front parts[3];
    for (const Point& p : points) parts[rng.below(3)].offer(p);
    Front merged;
    for (const std::size_t i : {2, 0, 1}) merged.merge(parts[i]);
    CHECK(same(all.points(), merged.points()));
  }
}

TEST_CASE("the best energy-delay product of a front") {
  CHECK(best_edp({point(1, 50), point(2, 20), point(5, 10)}).energy_pj == 2);  // 50, 40, 50
}

}  // namespace paretile::mapper
