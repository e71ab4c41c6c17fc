// SPDX-License-Identifier: Apache-2.0
#include "cli/compare_report.h"

#include <fmt/format.h>

#include "cli/json_text.h"
#include "cli/text_table.h"
#include "explore/flexibility.h"

namespace paretile::cli {
namespace {

using explore::Metric;

constexpr double kGiga = 1e9;

std::string unit_of(const CompareQuestion& question) {
  if (question.reference) return "times " + question.reference->name;
  return question.metric == Metric::kSpeed ? "GMAC/s" : "GMAC/J";
}

/// Normalised performance: a ratio to the reference, or else per multiply-accumulate, in GMAC/s or
/// GMAC/J. Nothing where the chip, or the reference, cannot run the workload.
std::optional<double> performance(const Comparison& comparison, const Measurements& chip,
                                  std::size_t workload) {
  const auto& own = chip[workload];
  if (!own) return std::nullopt;
  if (comparison.reference.empty()) return own->macs_per_unit / kGiga;
  const auto& reference = comparison.reference[workload];
  if (!reference) return std::nullopt;
  return own->macs_per_unit / reference->macs_per_unit;
}

/// One per workload; empty where some is missing.
std::vector<double> performances(const Comparison& comparison, const Measurements& chip) {
  std::vector<double> all;
  for (std::size_t i = 0; i < chip.size(); ++i) {
    const std::optional<double> one = performance(comparison, chip, i);
    if (!one) return {};
    all.push_back(*one);
  }
  return all;
}

bool all_proven(const Comparison& comparison) {
  const auto is_open = [](const std::optional<explore::Measured>& one) {
    return one && !one->is_proven;
  };
  for (const auto& one : comparison.reference) {
    if (is_open(one)) return false;
  }
  for (const Measurements& chip : comparison.chips) {
    for (const auto& one : chip) {
      if (is_open(one)) return false;
    }
  }
  return true;
}

std::vector<std::string> summary_row(const std::string& name, const Comparison& comparison,
                                     double (*summary)(const std::vector<double>&)) {
  std::vector<std::string> row = {name};
  for (const Measurements& chip : comparison.chips) {
    const std::vector<double> all = performances(comparison, chip);
    row.push_back(all.empty() ? "-" : four_digits(summary(all)));
  }
  return row;
}

Json chip_json(const CompareQuestion& question, const Comparison& comparison, std::size_t index) {
  const Measurements& chip = comparison.chips[index];
  Json workloads = Json::array();
  for (std::size_t i = 0; i < chip.size(); ++i) {
    const std::optional<double> one = performance(comparison, chip, i);
    workloads.push_back({{"name", question.workloads[i].name},
                         {"performance", one ? Json(*one) : Json()},
                         {"is_proven", chip[i] && chip[i]->is_proven}});
  }
  const std::vector<double> all = performances(comparison, chip);
  return {{"name", question.chips[index].name},
          {"workloads", std::move(workloads)},
          {"geometric_mean", all.empty() ? Json() : Json(explore::geometric_mean(all))},
          {"flexibility", all.empty() ? Json() : Json(explore::flexibility(all))}};
}

}  // namespace

std::string compare_text(const CompareQuestion& question, const Comparison& comparison) {
  std::vector<TextTable::Column> columns = {{"workload"}};
  for (const Architecture& chip : question.chips) {
    columns.push_back({chip.name, TextTable::Align::kRight});
  }
  TextTable table(std::move(columns));
  for (std::size_t i = 0; i < question.workloads.size(); ++i) {
    std::vector<std::string> row = {question.workloads[i].name};
    for (const Measurements& chip : comparison.chips) {
      const std::optional<double> one = performance(comparison, chip, i);
      row.push_back(one ? four_digits(*one) : "-");
    }
    table.add_row(std::move(row));
  }
  table.add_row(summary_row("geometric mean", comparison, explore::geometric_mean));
  table.add_row(summary_row("flexibility", comparison, explore::flexibility));
  return fmt::format("{} of each chip at its best, in {}\n\n{}",
                     question.metric == Metric::kSpeed ? "speed" : "efficiency", unit_of(question),
                     table.str()) +
         "(flexibility: 1 / geometric standard deviation; 1: alike on all workloads)\n" +
         (all_proven(comparison)
              ? "proof: no mapping of the space 'uneven-free' does better for any layer\n"
              : "not all layers were searched to their end\n");
}

std::string compare_json(const CompareQuestion& question, const Comparison& comparison) {
  Json json = answer_of("compare");
  json["by"] = question.metric == Metric::kSpeed ? "speed" : "efficiency";
  json["unit"] = unit_of(question);
  json["reference"] = question.reference ? Json(question.reference->name) : Json();
  json["chips"] = Json::array();
  for (std::size_t i = 0; i < question.chips.size(); ++i) {
    json["chips"].push_back(chip_json(question, comparison, i));
  }
  return to_text(json);
}

}  // namespace paretile::cli
