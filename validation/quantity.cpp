// SPDX-License-Identifier: Apache-2.0
#include "validation/quantity.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <sstream>

#include "core/diagnostics.h"
#include "explore/budget.h"
#include "validation/answer.h"
#include "validation/tally.h"

namespace paretile::validation {
namespace {

constexpr double kPicojoulesPerFemtojoule = 1e-3;

constexpr Unit kTrafficUnits[] = {{"b", 1}, {"kB", 8e3}, {"MB", 8e6}, {"GB", 8e9}};
constexpr Unit kPlainUnits[] = {{"", 1}};
constexpr Unit kTimeUnits[] = {{"s", 1}, {"ms", 1e-3}, {"us", 1e-6}, {"ns", 1e-9}};
constexpr Unit kEnergyUnits[] = {{"pJ", 1}, {"nJ", 1e3}, {"uJ", 1e6}, {"mJ", 1e9}};
constexpr Unit kShareUnits[] = {{"", 1}, {"%", 0.01}};
constexpr Unit kThroughputUnits[] = {{"OP/s", 1}, {"GOPS", 1e9}, {"TOPS", 1e12}};
constexpr Unit kEfficiencyUnits[] = {{"OP/pJ", 1}, {"TOPS/W", 1}, {"GOPS/W", 1e-3}};
constexpr Unit kOperationUnits[] = {{"pJ", 1}, {"fJ", kPicojoulesPerFemtojoule}};
constexpr Unit kAreaUnits[] = {{"um2", 1}, {"mm2", 1e6}};

double traffic_of(const Answer& answer, const std::vector<Place>& places) {
  double bits = 0;
  for (const Place& place : places) bits += tally(answer, place).bits;
  return bits;
}

double time_of(const Answer& answer, const std::vector<Place>& places) {
  double cycles = 0;
  for (const LayerAnswer& layer : answer.layers) {
    const cost_model::Cost& cost = layer.evaluation.cost;
    std::int64_t slowest = places.empty() ? cost.latency_cycles : 0;
    for (const Place& place : places) {
      slowest = std::max(slowest, place.is_compute ? cost.compute_cycles
                                                   : cost.levels[*place.level].latency_cycles);
    }
    cycles += static_cast<double>(slowest) * layer.runs;
  }
  return cycles / answer.architecture.clock_hz;
}

/// Units at work, weighted by how long.
double active_units_of(const Answer& answer, const std::vector<Place>& /*places*/) {
  double unit_cycles = 0;
  double cycles = 0;
  for (const LayerAnswer& layer : answer.layers) {
    const double own = static_cast<double>(layer.evaluation.cost.compute_cycles) * layer.runs;
    unit_cycles += own * static_cast<double>(layer.evaluation.counts.compute_instances);
    cycles += own;
  }
  return unit_cycles / cycles;
}

/// Tiles brought to an instance of the level, one after the other.
double tiles_of(const Answer& answer, const std::vector<Place>& places) {
  double tiles = 0;
  for (const LayerAnswer& layer : answer.layers) {
    for (const TensorId tensor : layer.problem.tensors.ids()) {
      const auto& node = layer.evaluation.counts.nodes[*places.front().level][tensor];
      if (!node.present || layer.problem.tensors[tensor].role != places.front().role) continue;
      tiles += layer.runs * static_cast<double>(node.fills) / static_cast<double>(node.tile_words);
    }
  }
  return tiles;
}

double energy_of(const Answer& answer, const std::vector<Place>& places) {
  if (places.empty()) return answer.energy.total();
  double energy_pj = 0;
  for (const Place& place : places) {
    if (place.is_compute) {
      energy_pj += answer.energy.compute_pj;
    } else if (!place.level && !place.fanout) {
      energy_pj += answer.energy.by_role()[static_cast<std::size_t>(*place.role)];
    } else {
      const cost_model::EnergyByRole& there = place.level ? answer.energy.levels_pj[*place.level]
                                                          : answer.energy.wires_pj[*place.fanout];
      energy_pj +=
          place.role ? there[static_cast<std::size_t>(*place.role)] : cost_model::total_pj(there);
    }
  }
  return energy_pj;
}

double energy_share_of(const Answer& answer, const std::vector<Place>& places) {
  return energy_of(answer, places) / answer.energy.total();
}

double operations_of(const Answer& answer) {
  double macs = 0;
  for (const LayerAnswer& layer : answer.layers) macs += layer.macs * layer.runs;
  return macs * explore::kOperationsPerMac;
}

double throughput_of(const Answer& answer, const std::vector<Place>& places) {
  return operations_of(answer) / time_of(answer, places);
}

double efficiency_of(const Answer& answer, const std::vector<Place>& places) {
  return operations_of(answer) / energy_of(answer, places);
}

double operation_energy_of(const Answer& answer, const std::vector<Place>& places) {
  return energy_of(answer, places) / operations_of(answer);
}

double peak_of(const Answer& answer, const std::vector<Place>& /*places*/) {
  return explore::ceiling_of(answer.architecture).operations_per_second;
}

double area_of(const Answer& answer, const std::vector<Place>& /*places*/) {
  return answer.architecture.area_um2();
}

double access_energy_of(const Answer& answer, const std::vector<Place>& places) {
  const Place& place = places.front();
  if (place.is_compute) return answer.architecture.compute.energy_pj;
  const Level& level = answer.architecture.levels[*place.level];
  return place.action == Place::Action::kFills ? level.fill_pj : level.read_pj;
}

constexpr Quantity kQuantities[] = {
    {"traffic", "bits moved at places", PlaceUse::kTraffic, false, kTrafficUnits, traffic_of},
    {"tiles", "tiles of a tensor brought to a level, one after the other", PlaceUse::kTraffic,
     false, kPlainUnits, tiles_of},
    {"active_units", "compute units at work", PlaceUse::kNone, false, kPlainUnits, active_units_of},
    {"time", "the slowest of the places; without any, of all", PlaceUse::kTime, false, kTimeUnits,
     time_of},
    {"throughput", "operations per second, in that time", PlaceUse::kTime, false, kThroughputUnits,
     throughput_of},
    {"energy", "energy spent at places; without any, all of it", PlaceUse::kEnergy, false,
     kEnergyUnits, energy_of},
    {"energy_share", "of all energy, that spent at places", PlaceUse::kEnergy, false, kShareUnits,
     energy_share_of},
    {"energy_per_operation", "energy spent at places; a multiply-accumulate is two operations",
     PlaceUse::kEnergy, false, kOperationUnits, operation_energy_of},
    {"efficiency", "operations per energy spent at places", PlaceUse::kEnergy, false,
     kEfficiencyUnits, efficiency_of},
    {"peak_throughput", "operations per second with all units busy", PlaceUse::kNone, true,
     kThroughputUnits, peak_of},
    {"area", "of all components whose area is known", PlaceUse::kNone, true, kAreaUnits, area_of},
    {"access_energy", "one access of a level, per word of its `word_bits`, or one operation",
     PlaceUse::kAccess, true, kEnergyUnits, access_energy_of},
};

constexpr std::array<std::string_view, 6> kActions = {"fills",  "reads", "updates",
                                                      "drains", "sent",  "delivered"};

std::vector<std::string> place_words(const Architecture& architecture) {
  std::vector<std::string> words = {"compute", "input", "weight", "output"};
  for (const Level& level : architecture.levels) words.push_back(level.name);
  for (const Fanout& fanout : architecture.fanouts) words.push_back(fanout.name);
  words.insert(words.end(), kActions.begin(), kActions.end());
  return words;
}

bool read_word(Place& place, const std::string& word, const Architecture& architecture) {
  if (const auto level = architecture.find_level(word)) {
    place.level = level;
    return true;
  }
  for (const FanoutId fanout : architecture.fanouts.ids()) {
    if (architecture.fanouts[fanout].name != word) continue;
    place.fanout = fanout;
    return true;
  }
  if (const auto role = find_role(word)) {
    place.role = role;
    return true;
  }
  const auto action = std::find(kActions.begin(), kActions.end(), word);
  if (action != kActions.end()) {
    place.action = static_cast<Place::Action>(action - kActions.begin());
    return true;
  }
  place.is_compute = place.is_compute || word == "compute";
  return word == "compute";
}

}  // namespace

ParsedPlace parse_place(std::string_view text, const Architecture& architecture) {
  Place place;
  std::istringstream words{std::string(text)};
  for (std::string word; words >> word;) {
    if (read_word(place, word, architecture)) continue;
    return {{},
            fmt::format("{} is no part of {}", quoted(word), architecture.name),
            suggestion(word, place_words(architecture))};
  }
  return {place, {}, {}};
}

std::string mistake_in(const Place& place, PlaceUse use) {
  const bool is_component = place.level.has_value() || place.fanout.has_value();
  switch (use) {
    case PlaceUse::kNone:
      return "takes no places";
    case PlaceUse::kTraffic:
      return is_component && !place.is_compute ? "" : "needs a level or fan-out";
    case PlaceUse::kEnergy:
      return place.action ? "does not tell actions apart" : "";
    case PlaceUse::kTime:
      return place.level || place.is_compute ? "" : "needs a level or 'compute'";
    case PlaceUse::kAccess:
      return place.level || place.is_compute ? "" : "needs a level or 'compute'";
  }
  return "";
}

std::span<const Quantity> quantities() { return kQuantities; }

const Quantity* find_quantity(std::string_view name) {
  const auto* const found = std::find_if(std::begin(kQuantities), std::end(kQuantities),
                                         [&](const Quantity& row) { return row.name == name; });
  return found == std::end(kQuantities) ? nullptr : found;
}

}  // namespace paretile::validation
