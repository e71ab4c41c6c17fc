// SPDX-License-Identifier: Apache-2.0
#include "core/io/energy_table.h"

#include <fmt/format.h>

#include "core/io/technology_table.h"

namespace paretile::io {

const std::vector<EnergyEntry>* EnergyTables::find(const std::string& table) {
  const auto [slot, is_new] = tables_.try_emplace(table);
  if (is_new) {
    const std::optional<TableText> text = finder_ ? finder_(table) : std::nullopt;
    if (text) slot->second = parse_technology_table(text->text, text->file).entries;
  }
  return slot->second ? &*slot->second : nullptr;
}

std::optional<EnergyEntry> EnergyTables::read(YamlReader& reader) {
  const std::optional<std::string> reference = reader.text("energies");
  if (!reference) return std::nullopt;
  const YamlValue& at = *reader.value("energies");
  const std::size_t slash = reference->find('/');
  if (slash == std::string::npos) {
    reader.document().error(at, fmt::format("{} must be TABLE/ENTRY, not {}",
                                            reader.path_of("energies"), quoted(*reference)));
    return std::nullopt;
  }
  const std::string table = reference->substr(0, slash);
  const std::string name = reference->substr(slash + 1);
  const std::vector<EnergyEntry>* entries = find(table);
  if (entries == nullptr) {
    reader.document().error(at, fmt::format("no energy table is named {}", quoted(table)));
    return std::nullopt;
  }
  std::vector<std::string> names;
  for (const EnergyEntry& entry : *entries) {
    if (entry.name == name) return entry;
    names.push_back(entry.name);
  }
  reader.document().error(at, fmt::format("energy table '{}' has no entry {}", table, quoted(name)),
                          suggestion(name, names));
  return std::nullopt;
}

}  // namespace paretile::io
