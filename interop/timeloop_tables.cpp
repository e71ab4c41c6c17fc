// SPDX-License-Identifier: Apache-2.0
#include "interop/timeloop_tables.h"

#include <vector>

#include "core/io/yaml_reader.h"
#include "interop/timeloop_number.h"

namespace paretile::interop {
namespace {

using io::Need;
using io::YamlReader;

/// `system.PE[0..3].spad[0..1]` -> `spad`.
std::string component_of(const std::string& path) {
  std::string plain;
  int depth = 0;
  for (const char c : path) {
    if (c == '[') ++depth;
    if (depth == 0) plain += c;
    if (c == ']') --depth;
  }
  return plain.substr(plain.find_last_of('.') + 1);
}

std::vector<YamlReader> tables_of(YamlReader& section) {
  for (const char* key : {"version", "area_unit", "energy_unit"}) section.expect(key);
  return section.maps("tables", Need::kRequired);
}

}  // namespace

TimeloopTables::TimeloopTables(TimeloopFiles& files) {
  if (const TimeloopSection* section = files.find({"ERT"})) {
    has_energies_ = true;
    YamlReader reader(*section->document, *section->value, "ERT");
    for (YamlReader& table : tables_of(reader)) read_energies(table);
    reader.finish();
  }
  if (const TimeloopSection* section = files.find({"ART"})) {
    YamlReader reader(*section->document, *section->value, "ART");
    for (YamlReader& table : tables_of(reader)) read_area(table);
    reader.finish();
  }
}

void TimeloopTables::read_energies(YamlReader& table) {
  const std::string name = component_of(table.name("name", Need::kRequired).value_or(""));
  for (YamlReader& action : table.maps("actions", Need::kRequired)) {
    const std::string word = action.name("name", Need::kRequired).value_or("");
    const std::optional<double> energy_pj = read_number(action, {"energy"});
    if (energy_pj) energies_pj_[name].emplace(word, *energy_pj);
    if (!action.has("energy")) action.error("'energy' is missing");
    action.expect("arguments");
    action.finish();
  }
  for (const char* key : {"primitive_estimation(s)", "primitive_estimations"}) table.expect(key);
  table.finish();
}

void TimeloopTables::read_area(YamlReader& table) {
  const std::string name = component_of(table.name("name", Need::kRequired).value_or(""));
  if (const auto area_um2 = read_number(table, {"area"})) areas_um2_.emplace(name, *area_um2);
  if (!table.has("area")) table.error("'area' is missing");
  for (const char* key : {"primitive_estimation(s)", "primitive_estimations"}) table.expect(key);
  table.finish();
}

std::optional<double> TimeloopTables::energy_pj(
    std::string_view component, std::initializer_list<std::string_view> actions) const {
  const auto table = energies_pj_.find(component);
  if (table == energies_pj_.end()) return std::nullopt;
  for (const std::string_view action : actions) {
    const auto row = table->second.find(action);
    if (row != table->second.end()) return row->second;
  }
  return std::nullopt;
}

std::optional<double> TimeloopTables::area_um2(std::string_view component) const {
  const auto row = areas_um2_.find(component);
  return row == areas_um2_.end() ? std::nullopt : std::optional(row->second);
}

}  // namespace paretile::interop
