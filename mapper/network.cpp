// SPDX-License-Identifier: Apache-2.0
#include "mapper/network.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <queue>
#include <tuple>

#include "core/checked.h"

namespace paretile::mapper {
namespace {

/// A sum over the layers so far.
struct Sum {
  double energy_pj = 0;
  std::int64_t latency_cycles = 0;
  std::size_t before = 0;  ///< the sum over the layers before the last one
  std::size_t choice = 0;  ///< the last layer's point
};

Sum add(const std::vector<Sum>& sums, std::size_t before, const LayerFront& layer,
        std::size_t choice) {
  const Point& point = layer.points[choice];
  return {sums[before].energy_pj + point.energy_pj * static_cast<double>(layer.runs),
          saturating_sum(sums[before].latency_cycles,
                         saturating_product(point.latency_cycles, layer.runs)),
          before, choice};
}

/// All sums of one of `sums` and one point of the layer, dominated ones dropped. With the point
/// fixed they come by energy, so merging one such list per point needs no room for all of them.
std::vector<Sum> add_layer(const std::vector<Sum>& sums, const LayerFront& layer) {
  const auto later = [](const Sum& a, const Sum& b) {
    return std::tie(a.energy_pj, a.latency_cycles, a.choice, a.before) >
           std::tie(b.energy_pj, b.latency_cycles, b.choice, b.before);
  };
  std::priority_queue<Sum, std::vector<Sum>, decltype(later)> heads(later);
  for (std::size_t choice = 0; choice < layer.points.size(); ++choice) {
    heads.push(add(sums, 0, layer, choice));
  }
  std::vector<Sum> front;
  while (!heads.empty()) {
    const Sum sum = heads.top();
    heads.pop();
    if (sum.before + 1 < sums.size()) heads.push(add(sums, sum.before + 1, layer, sum.choice));
    if (!front.empty() && sum.latency_cycles >= front.back().latency_cycles) continue;
    // Rounding can make two sums of one list equal in energy; the later one is faster.
    if (!front.empty() && sum.energy_pj == front.back().energy_pj) front.pop_back();
    front.push_back(sum);
  }
  return front;
}

/// Of every run of sums whose energies are within `tolerance` of its first, the last one, which is
/// the fastest, can stand for all. The sum of least energy stands for itself. Calls use(first,
/// last) for every run.
template <typename Use>
void for_each_run(const std::vector<Sum>& front, double tolerance, const Use& use) {
  for (std::size_t first = 0; first < front.size();) {
    std::size_t last = first;
    if (first > 0) {
      const double limit_pj = front[first].energy_pj * (1 + tolerance);
      while (last + 1 < front.size() && front[last + 1].energy_pj <= limit_pj) ++last;
    }
    use(first, last);
    first = last + 1;
  }
}

/// Leaves at most `max_points` sums, as near to the others as one tolerance for all allows; returns
/// how much more energy than one left out the sum standing for it has, as a fraction.
double thin(std::vector<Sum>& front, std::size_t max_points) {
  if (front.size() <= max_points) return 0;
  const auto num_runs = [&](double tolerance) {
    std::size_t count = 0;
    for_each_run(front, tolerance, [&](std::size_t, std::size_t) { ++count; });
    return count;
  };
  double too_small = 0;
  double enough = 2 * front.back().energy_pj / front[1].energy_pj;  // one run but for the first sum
  for (int step = 0; step < 60; ++step) {
    const double middle = (too_small + enough) / 2;
    (num_runs(middle) <= max_points ? enough : too_small) = middle;
  }
  double error = 0;
  std::vector<Sum> left;
  for_each_run(front, enough, [&](std::size_t first, std::size_t last) {
    if (first < last) {
      error = std::max(error, front[last].energy_pj / front[first].energy_pj - 1);
    }
    left.push_back(front[last]);
  });
  front = std::move(left);
  return error;
}

}  // namespace

NetworkFront network_front(const std::vector<LayerFront>& layers, std::size_t max_points) {
  assert(max_points >= 2);
  const auto has_none = [](const LayerFront& layer) { return layer.points.empty(); };
  NetworkFront result;
  if (std::any_of(layers.begin(), layers.end(), has_none)) return result;
  std::vector<std::vector<Sum>> steps = {{Sum()}};
  for (const LayerFront& layer : layers) {
    std::vector<Sum> front = add_layer(steps.back(), layer);
    // What stands for a left-out sum costs (1 + error) times its energy at most; so does any sum
    // made from it, and errors of further steps multiply.
    result.energy_error = (1 + result.energy_error) * (1 + thin(front, max_points)) - 1;
    steps.push_back(std::move(front));
  }
  for (const Sum& sum : steps.back()) {
    NetworkPoint point{sum.energy_pj, sum.latency_cycles, {}};
    point.choice.resize(layers.size());
    const Sum* at = &sum;
    for (std::size_t layer = layers.size(); layer-- > 0; at = &steps[layer][at->before]) {
      point.choice[layer] = at->choice;
    }
    result.points.push_back(std::move(point));
  }
  return result;
}

std::vector<std::int64_t> runs_per_nest(const Workload& workload,
                                        const std::vector<UniqueLayer>& unique) {
  std::vector<std::int64_t> runs;
  for (const UniqueLayer& nest : unique) {
    std::int64_t sum = 0;
    for (const std::size_t member : nest.members) {
      sum = saturating_sum(sum, workload.layers[member].repeat);
    }
    runs.push_back(sum);
  }
  return runs;
}

Objective layer_objective(const Objective& network, std::int64_t runs, std::size_t num_nests) {
  constexpr std::int64_t kNoLatencyLimit = std::numeric_limits<std::int64_t>::max();
  Objective layer = network;
  const bool has_limit = network.max_energy_pj < std::numeric_limits<double>::infinity() ||
                         network.max_latency_cycles < kNoLatencyLimit;
  const bool is_product =
      network.kind == ObjectiveKind::kEdp || network.kind == ObjectiveKind::kEd2p;
  if (num_nests > 1 && (has_limit || is_product)) layer.kind = ObjectiveKind::kFront;
  if (network.max_latency_cycles < kNoLatencyLimit) layer.max_latency_cycles /= runs;
  // A little room: a product that is at the limit may divide to a quotient beyond it.
  layer.max_energy_pj = network.max_energy_pj / static_cast<double>(runs) * (1 + 1e-12);
  return layer;
}

void apply_limits(NetworkFront& front, const Objective& objective) {
  std::erase_if(front.points, [&](const NetworkPoint& point) {
    return !objective.admits(point.energy_pj, point.latency_cycles);
  });
}

std::optional<std::size_t> best_point(const NetworkFront& front, const Objective& objective) {
  Objective wanted = objective;
  if (wanted.kind == ObjectiveKind::kFront) wanted.kind = ObjectiveKind::kEdp;
  std::optional<std::size_t> best;
  double least = 0;
  for (std::size_t i = 0; i < front.points.size(); ++i) {
    const NetworkPoint& point = front.points[i];
    const double value = wanted.value(point.energy_pj, static_cast<double>(point.latency_cycles));
    if (best && value >= least) continue;
    best = i;
    least = value;
  }
  return best;
}

}  // namespace paretile::mapper
