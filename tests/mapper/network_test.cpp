// SPDX-License-Identifier: Apache-2.0
#include "mapper/network.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "mapper/pareto.h"
#include "mapper/rng.h"

namespace paretile::mapper {
namespace {

Point cost(double energy_pj, std::int64_t latency_cycles) {
  return {energy_pj, latency_cycles, energy_pj * static_cast<double>(latency_cycles), {}};
}

/// A front of up to `most` points, at least one.
std::vector<Point> random_front(Rng& rng, std::size_t most, std::uint64_t range) {
  Front front;
  for (std::size_t i = 0; i < most; ++i) {
    const auto energy = static_cast<double>(1 + rng.below(range));
    front.offer(cost(energy, static_cast<std::int64_t>(1 + rng.below(range))));
  }
  return front.points();
}

/// Every combination of points, as sums, dominated or not.
std::vector<NetworkPoint> all_sums(const std::vector<LayerFront>& layers) {
  std::vector<NetworkPoint> sums = {{}};
  for (const LayerFront& layer : layers) {
    std::vector<NetworkPoint> next;
    for (const NetworkPoint& sum : sums) {
      for (std::size_t i = 0; i < layer.points.size(); ++i) {
        NetworkPoint more = sum;
        more.energy_pj += layer.points[i].energy_pj * static_cast<double>(layer.runs);
        more.latency_cycles += layer.points[i].latency_cycles * layer.runs;
        more.choice.push_back(i);
        next.push_back(std::move(more));
      }
    }
    sums = std::move(next);
  }
  return sums;
}

bool beats(const NetworkPoint& a, const NetworkPoint& b) {
  return a.energy_pj <= b.energy_pj && a.latency_cycles <= b.latency_cycles &&
         (a.energy_pj < b.energy_pj || a.latency_cycles < b.latency_cycles);
}

struct RandomNetwork {
  explicit RandomNetwork(Rng& rng, std::size_t most_points, std::uint64_t range) {
    const std::size_t count = 1 + rng.below(4);
    for (std::size_t i = 0; i < count; ++i) points.push_back(random_front(rng, most_points, range));
    for (const auto& front : points) {
      layers.push_back({front, static_cast<std::int64_t>(1 + rng.below(5))});
    }
  }
  std::vector<std::vector<Point>> points;
  std::vector<LayerFront> layers;
};

}  // namespace

TEST_CASE("the network front is what no combination of the layers' points beats") {
  Rng rng(3, 0);
  for (int round = 0; round < 200; ++round) {
    const RandomNetwork network(rng, 6, 40);
    const std::vector<NetworkPoint> all = all_sums(network.layers);
    std::vector<std::pair<double, std::int64_t>> expected;
    for (const NetworkPoint& sum : all) {
      const auto beaten = [&](const NetworkPoint& other) { return beats(other, sum); };
      if (std::none_of(all.begin(), all.end(), beaten)) {
        expected.emplace_back(sum.energy_pj, sum.latency_cycles);
      }
    }
    std::sort(expected.begin(), expected.end());
    expected.erase(std::unique(expected.begin(), expected.end()), expected.end());
    const NetworkFront front = network_front(network.layers);
    CHECK(front.energy_error == 0);
    std::vector<std::pair<double, std::int64_t>> found;
    for (const NetworkPoint& point : front.points) {
      found.emplace_back(point.energy_pj, point.latency_cycles);
    }
    CHECK(found == expected);
  }
}

TEST_CASE("the points a network point names add up to its cost, runs included") {
  const std::vector<Point> a = {cost(1, 10), cost(3, 4)};
  const std::vector<Point> b = {cost(2, 8), cost(10, 7)};
  const NetworkFront front = network_front({{a, 1}, {b, 3}});
  // 1 + 3*2, 3 + 3*2, 3 + 3*10; 1 + 3*10 with 10 + 3*7 loses to the second.
  REQUIRE(front.points.size() == 3);
  CHECK(front.points[0].energy_pj == 7);
  CHECK(front.points[0].latency_cycles == 34);
  CHECK(front.points[1].choice == std::vector<std::size_t>{1, 0});
  CHECK(front.points[1].energy_pj == 9);
  CHECK(front.points[1].latency_cycles == 28);
  CHECK(front.points[2].choice == std::vector<std::size_t>{1, 1});
  CHECK(front.points[2].latency_cycles == 25);
}

TEST_CASE("a thinned front is short, keeps both ends, and stays within the error it states") {
  Rng rng(5, 0);
  int thinned = 0;
  for (int round = 0; round < 60; ++round) {
    const RandomNetwork network(rng, 40, 2000);
    const std::size_t limit = 2 + rng.below(12);
    const NetworkFront exact = network_front(network.layers);
    const NetworkFront some = network_front(network.layers, limit);
    REQUIRE(some.points.size() <= limit);
    CHECK(some.points.front().energy_pj == exact.points.front().energy_pj);
    CHECK(some.points.back().latency_cycles == exact.points.back().latency_cycles);
    for (const NetworkPoint& point : exact.points) {
      const auto stands_for = [&](const NetworkPoint& other) {
        return other.latency_cycles <= point.latency_cycles &&
               other.energy_pj <= point.energy_pj * (1 + some.energy_error) * (1 + 1e-12);
      };
      CHECK(std::any_of(some.points.begin(), some.points.end(), stands_for));
    }
    thinned += some.energy_error > 0 ? 1 : 0;
  }
  CHECK(thinned > 30);
}

TEST_CASE("every objective's optimum over the combinations is in the network front") {
  Rng rng(7, 0);
  for (int round = 0; round < 100; ++round) {
    const RandomNetwork network(rng, 6, 40);
    const std::vector<NetworkPoint> all = all_sums(network.layers);
    for (const ObjectiveKind kind :
         {ObjectiveKind::kEnergy, ObjectiveKind::kLatency, ObjectiveKind::kEdp,
          ObjectiveKind::kEd2p, ObjectiveKind::kWeighted}) {
      Objective objective;
      objective.kind = kind;
      objective.latency_weight = 3;
      objective.max_latency_cycles = 150;
      double least = std::numeric_limits<double>::infinity();
      for (const NetworkPoint& sum : all) {
        if (!objective.admits(sum.energy_pj, sum.latency_cycles)) continue;
        least = std::min(least,
                         objective.value(sum.energy_pj, static_cast<double>(sum.latency_cycles)));
      }
      NetworkFront front = network_front(network.layers);
      apply_limits(front, objective);
      const std::optional<std::size_t> best = best_point(front, objective);
      REQUIRE(best.has_value() == std::isfinite(least));
      if (!best) continue;
      const NetworkPoint& point = front.points[*best];
      CHECK(objective.value(point.energy_pj, static_cast<double>(point.latency_cycles)) == least);
    }
  }
}

TEST_CASE("a network has no front without a mapping of every layer") {
  const std::vector<Point> a = {cost(1, 10)};
  const std::vector<Point> none;
  CHECK(network_front({{a, 1}, {none, 1}}).points.empty());
}

TEST_CASE("latencies of a network stay at the largest number, not wrap") {
  const std::int64_t most = std::numeric_limits<std::int64_t>::max();
  const std::vector<Point> slow = {cost(1, most / 2)};
  const NetworkFront front = network_front({{slow, 1}, {slow, 3}});
  REQUIRE(front.points.size() == 1);
  CHECK(front.points[0].latency_cycles == most);
}

TEST_CASE("layers are asked for fronts where a sum of optima is not the optimum of the sum") {
  Objective edp;
  edp.kind = ObjectiveKind::kEdp;
  CHECK(layer_objective(edp, 1, 1).kind == ObjectiveKind::kEdp);
  CHECK(layer_objective(edp, 1, 2).kind == ObjectiveKind::kFront);
  Objective energy;
  energy.kind = ObjectiveKind::kEnergy;
  CHECK(layer_objective(energy, 4, 2).kind == ObjectiveKind::kEnergy);
  energy.max_latency_cycles = 103;
  CHECK(layer_objective(energy, 4, 2).kind == ObjectiveKind::kFront);
  CHECK(layer_objective(energy, 4, 2).max_latency_cycles == 25);  // 4 * 26 > 103
}

}  // namespace paretile::mapper
