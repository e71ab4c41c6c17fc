// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cmath>

#include "core/diagnostics.h"
#include "estimators/classes.h"
#include "estimators/common.h"
#include "estimators/curve.h"

namespace paretile::estimators {
namespace {

constexpr Attribute kAttributes[] = {
    {"input_format", Attribute::Kind::kText, Quantity::kCount, "`int` of the precision",
     "of the one operand: `int1` to `int64`, `ternary`, `fp8`, `fp8_e5m2`, `fp16`, `bf16`, `fp32`"},
    {"weight_format", Attribute::Kind::kText, Quantity::kCount, "`int` of the precision",
     "of the other operand"},
    {"accumulator_format", Attribute::Kind::kText, Quantity::kCount, "`int` of the precision",
     "in which products are summed; `none`: a multiplier alone"},
    {"table", Attribute::Kind::kText, Quantity::kCount, "horowitz_45nm",
     "technology table of the operations, one with `operations`"},
};

bool has_operations(const Table& table) { return !table.operations.empty(); }

std::optional<double> energy_pj(const OperationRow& row) { return row.energy_pj; }
std::optional<double> area_um2(const OperationRow& row) { return row.area_um2; }

using Column = std::optional<double> (*)(const OperationRow&);

/// A column by bits that multiply: of integers, or of floats (where only the fraction counts).
std::optional<Curve> curve_of(const Table& table, bool multiplies, bool is_float, Column column) {
  std::vector<Curve::Point> points;
  for (const OperationRow& row : table.operations) {
    const std::optional<double> value = column(row);
    if (row.multiplies != multiplies || row.format.is_float() != is_float || !value) continue;
    points.emplace_back(row.format.significant, *value);
  }
  if (points.empty()) return std::nullopt;
  return Curve(std::move(points));
}

/// The three formats of a multiply-accumulate.
struct Formats {
  NumberFormat input;
  NumberFormat weight;
  std::optional<NumberFormat> accumulator;  ///< nullopt: products are not summed

  [[nodiscard]] bool multiplies_floats() const { return input.is_float() || weight.is_float(); }
  /// An array of a * b partial products is as large as a square one of sqrt(a*b).
  [[nodiscard]] double multiplier_bits() const {
    return std::sqrt(static_cast<double>(input.significant) * weight.significant);
  }
};

std::optional<NumberFormat> read_format(const Query& query, const char* key, Estimate& result) {
  const std::string name = query.text(key, "");
  if (name.empty()) {
    result.problems.push_back({"class", fmt::format("the class needs '{}'", key),
                               "give it, such as 'int8', or the bits as 'precision' of the chip"});
    return std::nullopt;
  }
  const std::optional<NumberFormat> format = find_number_format(name);
  if (!format) {
    result.problems.push_back({key, fmt::format("unknown number format {}", quoted(name)),
                               suggestion(name, number_format_names())});
  }
  return format;
}

std::optional<Formats> read_formats(const Query& query, Estimate& result) {
  const auto input = read_format(query, "input_format", result);
  const auto weight = read_format(query, "weight_format", result);
  const bool sums = query.text("accumulator_format", "") != "none";
  const auto accumulator =
      sums ? read_format(query, "accumulator_format", result) : std::optional<NumberFormat>();
  if (!input || !weight || (sums && !accumulator)) return std::nullopt;
  const Formats formats{*input, *weight, accumulator};
  if (formats.multiplies_floats() && accumulator && !accumulator->is_float()) {
    result.problems.push_back({"accumulator_format",
                               "products of floats cannot be summed as " + accumulator->name,
                               "take fp16, bf16 or fp32"});
    return std::nullopt;
  }
  return formats;
}

/// One column of a multiplier and the adder behind it.
struct Sum {
  double value = 0;
  bool is_row = false;   ///< of rows of the table, nothing interpolated
  bool covered = false;  ///< between rows
};
std::optional<Sum> add_up(const Table& table, const Formats& formats, Column column) {
  Sum sum{0, true, true};
  const auto add = [&](bool multiplies, bool is_float, double bits) {
    const std::optional<Curve> curve = curve_of(table, multiplies, is_float, column);
    if (!curve) return false;
    sum.value += curve->at(bits);
    sum.is_row = sum.is_row && curve->has_point_at(bits);
    sum.covered = sum.covered && curve->covers(bits);
    return true;
  };
  if (!add(true, formats.multiplies_floats(), formats.multiplier_bits())) return std::nullopt;
  const auto& accumulator = formats.accumulator;
  if (accumulator && !add(false, accumulator->is_float(), accumulator->significant)) {
    return std::nullopt;
  }
  return sum;
}

std::string formats_text(const Formats& formats) {
  const std::string sum = formats.accumulator ? " + " + formats.accumulator->name : "";
  return fmt::format("{} * {}{}", formats.input.name, formats.weight.name, sum);
}

std::string how(const Sum& sum) {
  return sum.is_row ? "" : sum.covered ? ", interpolated in bits" : ", extrapolated in bits";
}

Estimate estimate(const Query& query, const Technology& technology) {
  Estimate result;
  const LogicScaling scaling(technology);
  const Table* table = chosen_table(query, technology, "horowitz_45nm", has_operations, result);
  const std::optional<Formats> formats = read_formats(query, result);
  if (!check_process(query, scaling, result) || table == nullptr || !formats) return result;
  const Process published{table->node_nm, table->voltage_v};
  const std::string scaled = scaled_text(published, query.process, scaling);
  const auto energy = add_up(*table, *formats, energy_pj);
  if (!energy) {
    result.problems.push_back(
        {"class", fmt::format("table '{}' lacks operations on such numbers", table->name), ""});
    return result;
  }
  const auto add = [&](const char* name, Quantity quantity, const Sum& sum, double factor) {
    std::optional<double> error;
    if (sum.is_row && scaled.empty()) error = 0;
    result.numbers.push_back(
        {name, sum.value * factor, quantity,
         fmt::format("{}, {}{}{}", table->name, formats_text(*formats), how(sum), scaled),
         sum.covered ? scaled_confidence(table->confidence, published, query.process) : "C",
         error});
  };
  add("energy_pj", Quantity::kEnergy, *energy, scaling.energy_factor(published, query.process));
  if (const auto area = add_up(*table, *formats, area_um2)) {
    add("area_um2", Quantity::kArea, *area,
        scaling.area_factor(published.node_nm, query.process.node_nm));
    if (const auto leakage = logic_leakage(result.numbers.back().value, technology)) {
      result.numbers.push_back(*leakage);
    }
  }
  if (!scaled.empty()) add_caution(result, scaling.table().caution);
  add_caution(result, table->caution);
  return result;
}

}  // namespace

Estimator mac() {
  return {"mac", "a multiplier and the adder behind it: energy and area by number formats",
          Part::kCompute, kAttributes, estimate};
}

}  // namespace paretile::estimators
