// SPDX-License-Identifier: Apache-2.0
#include "cli/sweep_report.h"

#include <fmt/format.h>

#include "cli/json_text.h"
#include "cli/text_table.h"
#include "core/units.h"
#include "explore/budget.h"

namespace paretile::cli {
namespace {

using Row = explore::SweepFile::Row;
using Align = TextTable::Align;

constexpr double kSquareMillimetre = 1e6;  // in um2
constexpr double kJoulesPerPicojoule = 1e-12;
constexpr double kFemtojoulesPerPicojoule = 1e3;

struct Column {
  std::string_view name;
  double (*of)(const Row&);
  bool needs_point = true;
};
const Column kColumns[] = {
    {"area_um2", [](const Row& row) { return row.area_um2; }, false},
    {"area_mm2", [](const Row& row) { return row.area_um2 / kSquareMillimetre; }, false},
    {"compute_units", [](const Row& row) { return static_cast<double>(row.compute_units); }, false},
    {"energy_pj", [](const Row& row) { return row.point->energy_pj; }},
    {"latency_cycles",
     [](const Row& row) { return static_cast<double>(row.point->latency_cycles); }},
    {"latency_s", [](const Row& row) { return row.latency_s(); }},
    {"edp_pj_cycles",
     [](const Row& row) {
       return row.point->energy_pj * static_cast<double>(row.point->latency_cycles);
     }},
    {"power_w",
     [](const Row& row) { return row.point->energy_pj * kJoulesPerPicojoule / row.latency_s(); }},
    {"runs_per_second", [](const Row& row) { return 1 / row.latency_s(); }},
    {"operations_per_second", [](const Row& row) { return row.operations / row.latency_s(); }},
    {"tops_per_w",
     [](const Row& row) {
       return explore::tops_per_w(row.point->energy_pj * kFemtojoulesPerPicojoule / row.operations);
     }},
    {"design", [](const Row& row) { return static_cast<double>(row.design); }, false},
};

std::string csv_text(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + '"';
}

Json json_of(const Row& row) {
  Json json = {{"design", row.design}, {"architecture", row.architecture}};
  Json& settings = json["settings"] = Json::object();
  for (const auto& [name, setting] : row.settings) {
    settings[name] = setting.number ? Json(*setting.number) : Json(setting.text);
  }
  for (const Column& column : kColumns) {
    if (column.name == "design") continue;
    const bool is_known = row.point || !column.needs_point;
    json[std::string(column.name)] = is_known ? Json(column.of(row)) : Json();
  }
  json["proof"] = row.proof;
  json["reason"] = row.reason;
  return json;
}

std::vector<std::string> cells_of(const Row& row) {
  std::vector<std::string> cells = {fmt::format("{}", row.design), row.architecture};
  for (const auto& [name, setting] : row.settings) {
    const bool is_derived = setting.number && setting.text == fmt::format("{}", *setting.number);
    cells.push_back(is_derived ? four_digits(*setting.number) : setting.text);
  }
  cells.push_back(format_quantity(row.area_um2, Quantity::kArea));
  if (!row.point) {
    cells.insert(cells.end(), {"-", "-", "-", row.reason});
    return cells;
  }
  cells.push_back(format_quantity(row.point->energy_pj, Quantity::kEnergy));
  cells.push_back(with_commas(row.point->latency_cycles));
  cells.push_back(format_quantity(*number_of_row(row, "power_w"), Quantity::kPower));
  cells.push_back(row.proof);
  return cells;
}

}  // namespace

std::optional<double> number_of_row(const Row& row, std::string_view name) {
  for (const auto& [known, setting] : row.settings) {
    if (known == name) return setting.number;
  }
  for (const Column& column : kColumns) {
    if (column.name == name && (row.point || !column.needs_point)) return column.of(row);
  }
  return std::nullopt;
}

std::vector<std::string> names_of_rows(const SweepRows& rows) {
  std::vector<std::string> names;
  if (!rows.empty()) {
    for (const auto& [name, setting] : rows.front().settings) names.push_back(name);
  }
  for (const Column& column : kColumns) names.emplace_back(column.name);
  return names;
}

std::string sweep_rows_text(const SweepRows& rows) {
  if (rows.empty()) return "no designs\n";
  std::vector<TextTable::Column> columns = {{"design", Align::kRight}, {"architecture"}};
  for (const auto& [name, setting] : rows.front().settings)
    columns.push_back({name, Align::kRight});
  for (const char* title : {"area", "energy", "cycles", "power"}) {
    columns.push_back({title, Align::kRight});
  }
  columns.push_back({"proof"});
  TextTable table(std::move(columns));
  for (const Row& row : rows) table.add_row(cells_of(row));
  return table.str();
}

std::string sweep_rows_csv(const SweepRows& rows) {
  std::string text = "architecture";
  for (const std::string& name : names_of_rows(rows)) text += "," + csv_text(name);
  text += ",proof,reason\n";
  for (const Row& row : rows) {
    text += csv_text(row.architecture);
    for (const auto& [name, setting] : row.settings) {
      text += "," + (setting.number ? fmt::format("{}", *setting.number) : csv_text(setting.text));
    }
    for (const Column& column : kColumns) {
      text += ',';
      if (row.point || !column.needs_point) text += fmt::format("{}", column.of(row));
    }
    text += "," + row.proof + "," + csv_text(row.reason) + "\n";
  }
  return text;
}

std::string sweep_rows_json(std::string_view command, const SweepSummary& summary,
                            const SweepRows& rows) {
  Json json = answer_of(command);
  json["name"] = summary.name;
  json["file"] = summary.file;
  json["designs"] = summary.designs;
  json["finished"] = summary.finished;
  Json& list = json["rows"] = Json::array();
  for (const Row& row : rows) list.push_back(json_of(row));
  return to_text(json);
}

}  // namespace paretile::cli
