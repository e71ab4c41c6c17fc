// SPDX-License-Identifier: Apache-2.0
#include "estimators/sram_grid.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <map>
#include <set>

namespace paretile::estimators {
namespace {

double width_of(const SramRow& row) { return static_cast<double>(row.width_bits); }

/// The width most rows have.
double most_common_width(const std::vector<SramRow>& rows) {
  std::map<std::int64_t, int> counts;
  for (const SramRow& row : rows) ++counts[row.width_bits];
  const auto most =
      std::max_element(counts.begin(), counts.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  return static_cast<double>(most->first);
}

double geometric_mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += std::log(value);
  return values.empty() ? 1 : std::exp(sum / static_cast<double>(values.size()));
}

}  // namespace

SramGrid::SramGrid(const Table& table, Column column, bool is_energy)
    : table_(&table), column_(column), is_energy_(is_energy) {
  assert(!table.sram.empty());
  common_width_ = most_common_width(table.sram);
  reference_node_ = table.sram.front().node_nm;
  for (const SramRow& row : table.sram) {
    if (width_of(row) == common_width_) continue;
    reference_node_ = row.node_nm;
    reference_device_ = row.device;
  }
  const std::vector<Curve::Point> reference = series(reference_node_, reference_device_);
  if (reference.empty()) return;
  const Curve common(reference);
  for (const SramRow& row : table.sram) {
    const std::optional<double> value = column_(row);
    if (width_of(row) == common_width_ || !value) continue;
    const auto capacity = static_cast<double>(row.capacity_bits);
    width_rows_.push_back({width_of(row), capacity, *value / common.at(capacity)});
  }
}

bool SramGrid::knows(Device device) const {
  return !nodes_nm(device).empty() && !series(reference_node_, reference_device_).empty();
}

std::vector<Curve::Point> SramGrid::series(double node_nm, Device device) const {
  std::vector<Curve::Point> points;
  for (const SramRow& row : table_->sram) {
    const std::optional<double> value = column_(row);
    if (row.node_nm != node_nm || row.device != device || width_of(row) != common_width_) continue;
    if (value) points.emplace_back(static_cast<double>(row.capacity_bits), *value);
  }
  return points;
}

bool SramGrid::has_row(const SramShape& shape) const {
  return std::any_of(table_->sram.begin(), table_->sram.end(), [&](const SramRow& row) {
    return row.node_nm == shape.node_nm && row.device == shape.device &&
           static_cast<double>(row.capacity_bits) == shape.capacity_bits &&
           width_of(row) == shape.width_bits;
  });
}

std::vector<double> SramGrid::nodes_nm(Device device) const {
  std::set<double> nodes;
  for (const SramRow& row : table_->sram) {
    if (row.device == device && width_of(row) == common_width_) nodes.insert(row.node_nm);
  }
  return {nodes.begin(), nodes.end()};
}

double SramGrid::nearest_node_nm(double node_nm, Device device) const {
  const std::vector<double> nodes = nodes_nm(device);
  return *std::min_element(nodes.begin(), nodes.end(), [&](double a, double b) {
    return std::abs(std::log(a / node_nm)) < std::abs(std::log(b / node_nm));
  });
}

std::vector<double> SramGrid::other_widths() const {
  std::set<double> widths;
  for (const WidthRow& row : width_rows_) widths.insert(row.width_bits);
  return {widths.begin(), widths.end()};
}

double SramGrid::at_other_width(const Curve& common, double width_bits,
                                double capacity_bits) const {
  std::vector<Curve::Point> ratios;
  for (const WidthRow& row : width_rows_) {
    if (row.width_bits == width_bits) ratios.emplace_back(row.capacity_bits, row.ratio);
  }
  std::sort(ratios.begin(), ratios.end());
  if (capacity_bits <= ratios.front().first)
    return common.at(capacity_bits) * ratios.front().second;
  if (capacity_bits >= ratios.back().first) return common.at(capacity_bits) * ratios.back().second;
  for (auto& [capacity, value] : ratios) value *= common.at(capacity);
  const double straight = Curve(ratios).at(capacity_bits);
  if (!is_energy_) return straight;
  const double of_common = common.at(capacity_bits);
  return width_bits < common_width_ ? std::min(straight, of_common) : std::max(straight, of_common);
}

double SramGrid::extended(const Curve& by_width, double width_bits) const {
  const double narrowest = by_width.points().front().first;
  const double widest = by_width.points().back().first;
  const double known = by_width.at(std::min(std::max(width_bits, narrowest), widest));
  return is_energy_ && width_bits > widest ? known * width_bits / widest : known;
}

double SramGrid::at_node(const SramShape& shape) const {
  const Curve common(series(shape.node_nm, shape.device));
  std::vector<Curve::Point> by_width = {{common_width_, common.at(shape.capacity_bits)}};
  for (const double width : other_widths()) {
    by_width.emplace_back(width, at_other_width(common, width, shape.capacity_bits));
  }
  return extended(Curve(std::move(by_width)), shape.width_bits);
}

double SramGrid::at(const SramShape& shape) const {
  std::vector<Curve::Point> by_node;
  for (const double node : nodes_nm(shape.device)) {
    SramShape there = shape;
    there.node_nm = node;
    by_node.emplace_back(node, at_node(there));
  }
  return Curve(std::move(by_node)).at(shape.node_nm);
}

double SramGrid::mean_width_ratio(double width_bits) const {
  std::vector<Curve::Point> by_width = {{common_width_, 1}};
  for (const double width : other_widths()) {
    std::vector<double> ratios;
    for (const WidthRow& row : width_rows_) {
      if (row.width_bits == width) ratios.push_back(row.ratio);
    }
    by_width.emplace_back(width, geometric_mean(ratios));
  }
  return extended(Curve(std::move(by_width)), width_bits);
}

double SramGrid::mean_node_ratio(double node_nm, Device device) const {
  const Curve reference(series(reference_node_, reference_device_));
  std::vector<Curve::Point> by_node;
  for (const double node : nodes_nm(device)) {
    std::vector<double> ratios;
    for (const auto& [capacity, value] : series(node, device)) {
      ratios.push_back(value / reference.at(capacity));
    }
    by_node.emplace_back(node, geometric_mean(ratios));
  }
  return Curve(std::move(by_node)).at(node_nm);
}

}  // namespace paretile::estimators
