// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "core/diagnostics.h"
#include "estimators/classes.h"
#include "estimators/common.h"

namespace paretile::estimators {
namespace {

constexpr Attribute kAttributes[] = {
    {"type", Attribute::Kind::kText, Quantity::kCount, "generic",
     "kind of memory: a row of `dram` in a technology table, such as `lpddr4`"},
    {"width", Attribute::Kind::kQuantity, Quantity::kBits, "`word_bits`", "bits of one access"},
};

std::string range_text(const DramRow& row) {
  if (!row.at_most_pj) return fmt::format("{:.3g} pJ/bit", row.energy_per_bit_pj);
  return fmt::format("{:.3g} pJ/bit, the lower end of {:.3g} to {:.3g}", row.energy_per_bit_pj,
                     row.energy_per_bit_pj, *row.at_most_pj);
}

/// Energy per bit times bits; the node of the chip does not matter.
Estimate estimate(const Query& query, const Technology& technology) {
  Estimate result;
  std::string type = query.text("type", "generic");
  std::transform(type.begin(), type.end(), type.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  std::vector<std::string> names;
  for (const Table& table : technology.tables) {
    for (const DramRow& row : table.dram) {
      names.push_back(row.type);
      if (row.type != type) continue;
      const double energy_pj = row.energy_per_bit_pj * query.number("width");
      const std::string from = fmt::format("{}, {}: {}", table.name, type, range_text(row));
      std::optional<double> error = 0;
      if (row.at_most_pj) error = *row.at_most_pj / row.energy_per_bit_pj - 1;
      for (const char* name : {"read_pj", "write_pj"}) {
        result.numbers.push_back(
            {name, energy_pj, Quantity::kEnergy, from, confidence_of(row, table), error});
      }
      add_caution(result, table.caution);
      return result;
    }
  }
  const std::string key = query.texts.contains("type") ? "type" : "class";
  result.problems.push_back({key,
                             fmt::format("no technology table has a DRAM of type {}", quoted(type)),
                             suggestion(type, names)});
  return result;
}

}  // namespace

Estimator dram() {
  return {"dram", "off-chip memory: energy per bit by its type", Part::kLevel, kAttributes,
          estimate};
}

}  // namespace paretile::estimators
