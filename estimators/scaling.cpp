// SPDX-License-Identifier: Apache-2.0
#include "estimators/scaling.h"

#include <algorithm>

#include "estimators/curve.h"

namespace paretile::estimators {
namespace {

/// Horner's rule, highest power first.
template <std::size_t N>
double polynomial(const std::array<double, N>& coefficients, double x) {
  double value = 0;
  for (const double coefficient : coefficients) value = value * x + coefficient;
  return value;
}

/// Inside the voltages that were fitted: energy and delay are positive, and more costs more.
bool holds_at(const ScalingRow& row, double voltage) {
  const bool energy_rises = 2 * row.energy[0] * voltage + row.energy[1] > 0;
  return energy_rises && polynomial(row.energy, voltage) > 0 && polynomial(row.delay, voltage) > 0;
}

bool is_of(const ScalingRow& row, Device device) { return row.device.value_or(device) == device; }

}  // namespace

LogicScaling::LogicScaling(const Technology& technology) {
  const auto has_scaling = [](const Table& table) { return !table.scaling.empty(); };
  const auto found = std::find_if(technology.tables.begin(), technology.tables.end(), has_scaling);
  if (found != technology.tables.end()) table_ = &*found;
}

std::vector<const ScalingRow*> LogicScaling::rows(Device device) const {
  std::vector<const ScalingRow*> found;
  for (const ScalingRow& row : table_->scaling) {
    if (is_of(row, device)) found.push_back(&row);
  }
  return found;
}

double LogicScaling::smallest_node_nm() const {
  return std::min_element(
             table_->scaling.begin(), table_->scaling.end(),
             [](const ScalingRow& a, const ScalingRow& b) { return a.node_nm < b.node_nm; })
      ->node_nm;
}

double LogicScaling::largest_node_nm() const {
  return std::max_element(
             table_->scaling.begin(), table_->scaling.end(),
             [](const ScalingRow& a, const ScalingRow& b) { return a.node_nm < b.node_nm; })
      ->node_nm;
}

bool LogicScaling::covers(const Process& process) const {
  const double node_nm = process.node_nm;
  return has_table() && !rows(Device::kHighPerformance).empty() && !rows(process.device).empty() &&
         node_nm >= smallest_node_nm() && node_nm <= largest_node_nm();
}

double LogicScaling::voltage_v(const Process& process) const {
  if (process.voltage_v > 0) return process.voltage_v;
  std::vector<Curve::Point> nominal;
  for (const ScalingRow* row : rows(process.device)) {
    nominal.emplace_back(row->node_nm, row->voltage_v);
  }
  return Curve(std::move(nominal)).at(process.node_nm);
}

template <typename Value>
double LogicScaling::interpolated(const Process& process, const Value& value) const {
  const Process nominal{process.node_nm, 0, process.device};
  const double over_nominal = voltage_v(process) / voltage_v(nominal);
  std::vector<Curve::Point> points;
  for (const ScalingRow* row : rows(process.device)) {
    const bool is_the_node = row->node_nm == process.node_nm;
    const double voltage = is_the_node ? voltage_v(process) : over_nominal * row->voltage_v;
    points.emplace_back(row->node_nm, value(*row, voltage));
  }
  return Curve(std::move(points)).at(process.node_nm);
}

double LogicScaling::energy_factor(const Process& from, const Process& to) const {
  const auto energy = [](const ScalingRow& row, double voltage) {
    return polynomial(row.energy, voltage);
  };
  return interpolated(to, energy) / interpolated(from, energy);
}

double LogicScaling::delay_factor(const Process& from, const Process& to) const {
  const auto delay = [](const ScalingRow& row, double voltage) {
    return polynomial(row.delay, voltage);
  };
  return interpolated(to, delay) / interpolated(from, delay);
}

double LogicScaling::area_factor(double from_node_nm, double to_node_nm) const {
  const auto area = [](const ScalingRow& row, double /*voltage*/) { return row.area; };
  return interpolated({to_node_nm}, area) / interpolated({from_node_nm}, area);
}

bool LogicScaling::is_valid(const Process& process) const {
  const double over_nominal = voltage_v(process) / voltage_v({process.node_nm, 0, process.device});
  const std::vector<const ScalingRow*> all = rows(process.device);
  const auto is_neighbour = [&](const ScalingRow* row) {
    return std::none_of(all.begin(), all.end(), [&](const ScalingRow* other) {
      return (row->node_nm - other->node_nm) * (other->node_nm - process.node_nm) > 0 ||
             (other->node_nm == process.node_nm && row->node_nm != process.node_nm);
    });
  };
  return std::all_of(all.begin(), all.end(), [&](const ScalingRow* row) {
    return !is_neighbour(row) || holds_at(*row, over_nominal * row->voltage_v);
  });
}

}  // namespace paretile::estimators
