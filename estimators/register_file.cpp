// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "estimators/classes.h"
#include "estimators/common.h"
#include "estimators/curve.h"

namespace paretile::estimators {
namespace {

constexpr Attribute kAttributes[] = {
    {"capacity", Attribute::Kind::kQuantity, Quantity::kBits, "required", "bits of one instance"},
    {"width", Attribute::Kind::kQuantity, Quantity::kBits, "`word_bits`", "bits of one access"},
};

bool has_register_files(const Table& table) { return !table.register_files.empty(); }

/// Energy per bit of an access by capacity; all tables hold for words of 16 bit, and an access of
/// more bits costs as many more.
Curve energy_per_bit(const Table& table) {
  std::vector<Curve::Point> points;
  for (const RegisterFileRow& row : table.register_files) {
    points.emplace_back(static_cast<double>(row.capacity_bits),
                        row.access_pj / static_cast<double>(row.width_bits));
  }
  return Curve(std::move(points));
}

void add_energy(const Query& query, const Table& table, const LogicScaling& scaling,
                Estimate& result) {
  const double capacity_bits = query.number("capacity");
  const Process published{table.node_nm, table.voltage_v};
  const Curve curve = energy_per_bit(table);
  const double energy_pj = curve.at(capacity_bits) * query.number("width") *
                           scaling.energy_factor(published, query.process);
  const std::string scaled = scaled_text(published, query.process, scaling);
  const bool is_row = curve.has_point_at(capacity_bits);
  const std::string from = table.name + capacity_text(curve, capacity_bits) + scaled;
  const std::string confidence = curve.covers(capacity_bits)
                                     ? scaled_confidence(table.confidence, published, query.process)
                                     : "C";
  std::optional<double> error;
  if (scaled.empty()) error = is_row ? 0 : leave_one_out_error(curve);
  for (const char* name : {"read_pj", "write_pj"}) {
    result.numbers.push_back({name, energy_pj, Quantity::kEnergy, from, confidence, error});
  }
  if (!scaled.empty()) add_caution(result, scaling.table().caution);
}

void add_area(const Query& query, const Technology& technology, const LogicScaling& scaling,
              Estimate& result) {
  for (const Table& table : technology.tables) {
    for (const CellRow& row : table.cells) {
      if (row.cell != "register_bit") continue;
      const double area_um2 = row.area_um2 * query.number("capacity") *
                              scaling.area_factor(table.node_nm, query.process.node_nm);
      result.numbers.push_back({"area_um2", area_um2, Quantity::kArea,
                                fmt::format("{}, {:g} um2 per bit, scaled to {}", table.name,
                                            row.area_um2, node_text(query.process.node_nm)),
                                confidence_of(row, table), std::nullopt});
      if (const auto leakage = logic_leakage(area_um2, technology)) {
        result.numbers.push_back(*leakage);
      }
      return;
    }
  }
}

Estimate estimate(const Query& query, const Technology& technology) {
  Estimate result;
  const LogicScaling scaling(technology);
  const Table* table = chosen_table(query, technology, "register_file", has_register_files, result);
  if (!check_process(query, scaling, result) || table == nullptr) return result;
  add_energy(query, *table, scaling, result);
  add_area(query, technology, scaling, result);
  add_caution(result, table->caution);
  return result;
}

}  // namespace

Estimator register_file() {
  return {"register_file", "a small memory of registers: energy by capacity, area by bits",
          Part::kLevel, kAttributes, estimate};
}

}  // namespace paretile::estimators
