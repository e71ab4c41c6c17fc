// SPDX-License-Identifier: Apache-2.0
#include "estimators/wire.h"

#include <fmt/format.h>

#include <algorithm>

#include "estimators/classes.h"
#include "estimators/common.h"
#include "estimators/curve.h"

namespace paretile::estimators {
namespace {

constexpr double kNmPerMm = 1e6;

constexpr Attribute kWireAttributes[] = {
    {"length", Attribute::Kind::kQuantity, Quantity::kLength, "required",
     "way of a word to one child, on average: `deliver`"},
    {"send_length", Attribute::Kind::kQuantity, Quantity::kLength, "none",
     "way of a word that all children share: `send`"},
};

constexpr Attribute kNocAttributes[] = {
    {"hops", Attribute::Kind::kQuantity, Quantity::kCount, "1",
     "routers a word passes on its way to one child, on average: `deliver`"},
};

Estimate estimate_wire(const Query& query, const Technology& technology) {
  Estimate result;
  const LogicScaling scaling(technology);
  if (!check_process(query, scaling, result)) return result;
  const std::optional<WireEnergy> wire = wire_energy(query.process, technology);
  if (!wire) {
    result.problems.push_back({"class", "no technology table has wires for random data", ""});
    return result;
  }
  const double bits = query.number("width");
  const auto add = [&](const char* name, const char* key) {
    const double length_mm = query.number(key) / kNmPerMm;
    result.numbers.push_back({name, wire->per_bit_mm_pj * length_mm * bits, Quantity::kEnergy,
                              fmt::format("{}, {:.4g} mm", wire->from, length_mm), wire->confidence,
                              std::nullopt});
  };
  add("deliver_pj", "length");
  if (query.numbers.contains("send_length")) add("send_pj", "send_length");
  add_caution(result, wire->caution);
  return result;
}

Estimate estimate_noc(const Query& query, const Technology& technology) {
  Estimate result;
  const LogicScaling scaling(technology);
  if (!check_process(query, scaling, result)) return result;
  for (const Table& table : technology.tables) {
    if (table.hops.empty()) continue;
    const HopRow& row = table.hops.front();
    const Process published{row.node_nm, row.voltage_v};
    const double hops = query.number("hops", 1);
    const double energy_pj = row.energy_per_bit_pj * query.number("width") * hops *
                             scaling.energy_factor(published, query.process);
    const std::string scaled = scaled_text(published, query.process, scaling);
    result.numbers.push_back(
        {"deliver_pj", energy_pj, Quantity::kEnergy,
         fmt::format("{}, {:g} times a hop of a network on chip in {}{}", table.name, hops,
                     node_text(row.node_nm), scaled),
         scaled_confidence(confidence_of(row, table), published, query.process), std::nullopt});
    if (!scaled.empty()) add_caution(result, scaling.table().caution);
    return result;
  }
  result.problems.push_back({"class", "no technology table has hops of a network on chip", ""});
  return result;
}

}  // namespace

std::optional<WireEnergy> wire_energy(const Process& process, const Technology& technology) {
  const LogicScaling scaling(technology);
  std::vector<Curve::Point> energies;
  std::vector<Curve::Point> voltages;
  WireEnergy result;
  for (const Table& table : technology.tables) {
    for (const WireRow& row : table.wires) {
      if (row.data != "random" || row.node_nm <= 0) continue;
      energies.emplace_back(row.node_nm, row.energy_per_bit_mm_pj);
      voltages.emplace_back(row.node_nm, row.voltage_v);
      result.confidence = weaker(result.confidence, confidence_of(row, table));
      result.from = table.name;
      result.caution = table.caution;
    }
  }
  if (energies.empty()) return std::nullopt;
  const Curve energy(energies);
  const Curve voltage(voltages);
  const double first = energy.points().front().first;
  const double last = energy.points().back().first;
  const double nearest = std::min(std::max(process.node_nm, first), last);
  const double ratio = scaling.voltage_v(process) / voltage.at(nearest);
  result.per_bit_mm_pj = energy.at(nearest) * ratio * ratio;
  result.from += energy.has_point_at(nearest) ? fmt::format(", at {}", node_text(nearest))
                                              : fmt::format(", interpolated between {} and {}",
                                                            node_text(first), node_text(last));
  if (ratio != 1) {
    result.from += fmt::format(", times the square of {:.3g} V over {:.3g} V",
                               scaling.voltage_v(process), voltage.at(nearest));
  }
  return result;
}

Estimator wire() {
  return {"wire", "wires from a level to its children: energy per bit and mm", Part::kFanout,
          kWireAttributes, estimate_wire};
}

Estimator noc() {
  return {"noc", "a packet-switched network on chip: energy per bit and hop", Part::kFanout,
          kNocAttributes, estimate_noc};
}

}  // namespace paretile::estimators
