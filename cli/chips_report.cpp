// SPDX-License-Identifier: Apache-2.0
#include "cli/chips_report.h"

#include <fmt/format.h>

#include "cli/json_text.h"
#include "cli/specs.h"
#include "cli/text_table.h"
#include "core/units.h"

namespace paretile::cli {
namespace {

using Align = TextTable::Align;

constexpr double kTera = 1e12;
constexpr double kSquareMillimetre = 1e6;  // in um2
constexpr double kJoulesPerPicojoule = 1e-12;

/// Three digits that matter: what is published has no more.
std::string three_digits(double number) { return fmt::format("{:.3g}", number); }

std::string tera(const std::optional<double>& number) {
  return number ? three_digits(*number / kTera) : "-";
}

std::string mm2(const std::optional<double>& area_um2) {
  return area_um2 && *area_um2 > 0 ? three_digits(*area_um2 / kSquareMillimetre) : "-";
}

/// Operations per second, or per joule.
double per(double operations, double amount) { return operations / amount; }

double seconds(const ChipSummary& summary) {
  return static_cast<double>(summary.run->latency_cycles) / summary.chip.clock_hz;
}

/// "optimal", or why there is no run.
std::string proof_words(const ChipSummary& summary) {
  if (summary.run) return summary.run->is_proven ? "optimal" : "none";
  return fmt::format("no mapping of {}", counted(summary.layers_without_mapping, "layer"));
}

std::vector<std::string> chip_cells(const ChipSummary& summary) {
  const Architecture& chip = summary.chip;
  const PublishedFigures& published = chip.published;
  return {chip.name,
          chip.technology_nm > 0 ? format_quantity(chip.technology_nm, Quantity::kLength) : "-",
          with_commas(chip.compute_instances()),
          tera(summary.ceiling.operations_per_second),
          tera(published.operations_per_second),
          mm2(chip.area_um2()),
          mm2(published.area_um2)};
}

std::vector<std::string> run_cells(const ChipSummary& summary, double operations) {
  std::vector<std::string> cells;
  if (summary.run) {
    const auto joules = [](double pj) { return pj * kJoulesPerPicojoule; };
    cells = {format_quantity(summary.run->energy_pj, Quantity::kEnergy),
             format_quantity(seconds(summary), Quantity::kTime),
             tera(per(operations, seconds(summary))),
             tera(per(operations, joules(summary.run->energy_pj))),
             tera(per(operations, joules(summary.run->chip_energy_pj)))};
  } else {
    cells.assign(5, "-");
  }
  cells.push_back(tera(summary.chip.published.operations_per_joule));
  cells.push_back(proof_words(summary));
  return cells;
}

Json run_json(const ChipSummary& summary, double operations) {
  if (!summary.run) return {};
  const ChipRun& run = *summary.run;
  return {{"energy_pj", run.energy_pj},
          {"chip_energy_pj", run.chip_energy_pj},
          {"latency_cycles", run.latency_cycles},
          {"latency_s", seconds(summary)},
          {"operations_per_second", per(operations, seconds(summary))},
          {"operations_per_joule", per(operations, run.energy_pj * kJoulesPerPicojoule)},
          {"chip_operations_per_joule", per(operations, run.chip_energy_pj * kJoulesPerPicojoule)},
          {"is_proven", run.is_proven}};
}

}  // namespace

std::string chips_text(const std::vector<ChipSummary>& chips,
                       const std::optional<Workload>& workload) {
  std::vector<TextTable::Column> columns = {{"chip"},
                                            {"node", Align::kRight},
                                            {"units", Align::kRight},
                                            {"peak TOPS", Align::kRight},
                                            {"published", Align::kRight},
                                            {"area mm2", Align::kRight},
                                            {"published", Align::kRight}};
  if (workload) {
    for (const char* title : {"energy", "latency", "TOPS", "TOPS/W", "chip alone", "published"}) {
      columns.push_back({title, Align::kRight});
    }
    columns.push_back({"proof"});
  }
  TextTable table(std::move(columns));
  for (const ChipSummary& summary : chips) {
    std::vector<std::string> cells = chip_cells(summary);
    if (workload) {
      for (std::string& cell : run_cells(summary, explore::operations_of(*workload))) {
        cells.push_back(std::move(cell));
      }
    }
    table.add_row(std::move(cells));
  }
  std::string text = workload ? workload->name + " on each chip\n\n" : "";
  text +=
      table.str() +
      "(peak: all units busy; a multiply-accumulate is two operations. Published: at peak, or as "
      "the\n"
      "source of 'paretile show --arch CHIP' says";
  if (workload) {
    text +=
        ". Energy and latency: mappings of least EDP; chip alone:\n"
        "without a memory off the chip, leakage of the chip included";
  }
  return text + ")\n";
}

std::string chips_json(const std::vector<ChipSummary>& chips,
                       const std::optional<Workload>& workload) {
  Json json = answer_of("chips");
  json["workload"] = workload ? Json(workload->name) : Json();
  json["chips"] = Json::array();
  for (const ChipSummary& summary : chips) {
    const Architecture& chip = summary.chip;
    Json one = {{"name", chip.name},
                {"technology_nm", chip.technology_nm > 0 ? Json(chip.technology_nm) : Json()},
                {"compute_units", chip.compute_instances()},
                {"peak_operations_per_second", summary.ceiling.operations_per_second},
                {"area_um2", chip.area_um2()},
                {"published", published_json(chip.published)}};
    if (workload) {
      one["layers_without_mapping"] = summary.layers_without_mapping;
      one["run"] = run_json(summary, explore::operations_of(*workload));
    }
    json["chips"].push_back(std::move(one));
  }
  return to_text(json);
}

}  // namespace paretile::cli
