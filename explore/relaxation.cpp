// SPDX-License-Identifier: Apache-2.0
#include "explore/relaxation.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "explore/design.h"
#include "mapper/mapspace.h"

namespace paretile::explore {
namespace {

constexpr std::array kBandwidths = {&Level::read_bandwidth_bits_per_cycle,
                                    &Level::write_bandwidth_bits_per_cycle,
                                    &Level::shared_bandwidth_bits_per_cycle};

template <typename Use>
void for_each_bandwidth(Architecture& chip, const Use& use) {
  for (LevelId level : chip.levels.ids()) {
    for (const auto field : kBandwidths) use(chip.levels[level].*field);
  }
}

std::uint64_t hash_without_bandwidths(const Problem& problem, Architecture chip,
                                      const mapper::Settings& settings) {
  for_each_bandwidth(chip, [](double& bandwidth) { bandwidth = kUnlimitedBandwidth; });
  return mapper::mapspace_of(problem, chip, settings, 0).hash;
}

bool costs_the_same(const mapper::Point& point, const cost_model::Evaluator& evaluator) {
  cost_model::Evaluation evaluation;
  return evaluator.evaluate(point.mapping, evaluation).fits() &&
         evaluation.cost.energy_pj == point.energy_pj &&
         evaluation.cost.latency_cycles == point.latency_cycles;
}

}  // namespace

Relaxation::Relaxation(const Sweep& sweep, const mapper::Settings& settings) : settings_(settings) {
  for (const std::int64_t id : sweep.designs) {
    const Architecture chip = build(sweep, *make_design(sweep, id).design);
    const Workload workload = with_precision(sweep.workload, chip);
    for (const UniqueLayer& layer : unique_layers(workload)) {
      add(workload.layers[layer.first].problem, chip);
    }
  }
}

void Relaxation::add(const Problem& problem, const Architecture& chip) {
  Bandwidths& most = most_[hash_without_bandwidths(problem, chip, settings_)];
  Architecture copy = chip;
  std::size_t next = 0;
  for_each_bandwidth(copy, [&](double bandwidth) {
    if (next == most.size()) most.push_back(bandwidth);
    most[next] = std::max(most[next], bandwidth);
    ++next;
  });
}

Architecture Relaxation::relaxed(const Problem& problem, const Architecture& chip) const {
  Architecture result = chip;
  const auto found = most_.find(hash_without_bandwidths(problem, chip, settings_));
  if (found == most_.end()) return result;
  std::size_t next = 0;
  for_each_bandwidth(result, [&](double& bandwidth) { bandwidth = found->second[next++]; });
  return result;
}

CarriedOver carry_over(const std::vector<mapper::Point>& relaxed,
                       const mapper::Objective& objective, const cost_model::Evaluator& evaluator) {
  CarriedOver result;
  const bool is_front = objective.kind == mapper::ObjectiveKind::kFront;
  bool is_open = false;  // points since the last one carried over have not been
  mapper::Objective gap = objective;
  for (const mapper::Point& point : relaxed) {
    if (!costs_the_same(point, evaluator)) {
      is_open = true;
      continue;
    }
    if (is_open) {
      gap.max_energy_pj = std::min(objective.max_energy_pj, std::nextafter(point.energy_pj, 0));
      result.missing.push_back(gap);
    }
    is_open = false;
    gap = objective;
    gap.max_latency_cycles = std::min(objective.max_latency_cycles, point.latency_cycles - 1);
    result.points.push_back(point);
  }
  if (!is_open) return result;
  result.missing.push_back(is_front ? gap : objective);
  return result;
}

}  // namespace paretile::explore
