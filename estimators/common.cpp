// SPDX-License-Identifier: Apache-2.0
#include "estimators/common.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/diagnostics.h"

namespace paretile::estimators {

std::string node_text(double node_nm) { return fmt::format("{:g} nm", node_nm); }

std::string weaker(const std::string& a, const std::string& b) { return std::max(a, b); }

std::string confidence_of(const Row& row, const Table& table) {
  return row.confidence.empty() ? table.confidence : row.confidence;
}

void add_caution(Estimate& estimate, const std::string& caution) {
  const auto& cautions = estimate.cautions;
  if (caution.empty() || std::find(cautions.begin(), cautions.end(), caution) != cautions.end()) {
    return;
  }
  estimate.cautions.push_back(caution);
}

bool check_process(const Query& query, const LogicScaling& scaling, Estimate& estimate) {
  const Process& process = query.process;
  if (!scaling.has_table()) {
    estimate.problems.push_back({"class", "no technology table says how logic scales", ""});
  } else if (process.node_nm <= 0) {
    estimate.problems.push_back({"class", "the class needs a technology",
                                 "give 'technology: 45 nm', here or for the whole chip"});
  } else if (!scaling.covers(process)) {
    estimate.problems.push_back(
        {"technology",
         fmt::format("technology must be {} to {}, not {}", node_text(scaling.smallest_node_nm()),
                     node_text(scaling.largest_node_nm()), node_text(process.node_nm)),
         ""});
  } else if (!scaling.is_valid(process)) {
    estimate.problems.push_back(
        {"voltage",
         fmt::format("the scaling of logic does not hold at {:g} V in {}", process.voltage_v,
                     node_text(process.node_nm)),
         fmt::format("the nominal voltage is {:.3g} V",
                     scaling.voltage_v({process.node_nm, 0, process.device}))});
  }
  return estimate.problems.empty();
}

const Table* chosen_table(const Query& query, const Technology& technology,
                          std::string_view fallback, bool (*has_rows)(const Table&),
                          Estimate& estimate) {
  const std::string name = query.text("table", fallback);
  const Table* table = technology.find(name);
  if (table != nullptr && has_rows(*table)) return table;
  std::vector<std::string> names;
  for (const Table& each : technology.tables) {
    if (has_rows(each)) names.push_back(each.name);
  }
  estimate.problems.push_back(
      {query.texts.contains("table") ? "table" : "class",
       fmt::format("no technology table {} with numbers for this class", quoted(name)),
       suggestion(name, names)});
  return nullptr;
}

std::string capacity_text(const Curve& curve, double capacity_bits) {
  if (curve.has_point_at(capacity_bits)) return "";
  const auto& points = curve.points();
  const auto size = [](double bits) { return format_quantity(bits, Quantity::kBits); };
  if (!curve.covers(capacity_bits)) {
    const bool is_below = capacity_bits < points.front().first;
    return ", extrapolated from " + size(is_below ? points.front().first : points.back().first);
  }
  const auto above = std::find_if(points.begin(), points.end(), [&](const Curve::Point& point) {
    return point.first > capacity_bits;
  });
  return fmt::format(", interpolated between {} and {}", size(std::prev(above)->first),
                     size(above->first));
}

std::string scaled_confidence(const std::string& confidence, const Process& from,
                              const Process& to) {
  constexpr double kSmallestTrustedNm = 20;
  const bool is_far = to.node_nm < kSmallestTrustedNm && from.node_nm != to.node_nm;
  return is_far ? "C" : confidence;
}

std::string scaled_text(const Process& from, const Process& to, const LogicScaling& scaling) {
  const double voltage = scaling.voltage_v(to);
  const bool same_node = from.node_nm == to.node_nm && from.device == to.device;
  const bool same_voltage = scaling.voltage_v(from) == voltage;
  if (same_node && same_voltage) return "";
  return fmt::format(", scaled to {}{}{}", node_text(to.node_nm),
                     to.device == Device::kLowPower ? " lp" : "",
                     same_voltage ? "" : fmt::format(" at {:.3g} V", voltage));
}

std::optional<Number> logic_leakage(double area_um2, const Technology& technology) {
  for (const Table& table : technology.tables) {
    for (const CellRow& row : table.cells) {
      if (row.cell != "multiplier" || !row.leakage_w) continue;
      const double density = *row.leakage_w / row.area_um2;
      return Number{
          "leakage_w",
          area_um2 * density,
          Quantity::kPower,
          fmt::format("{}, leakage per area of its multiplier, kept at every node", table.name),
          "C",
          std::nullopt};
    }
  }
  return std::nullopt;
}

}  // namespace paretile::estimators
