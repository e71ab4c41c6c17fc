// SPDX-License-Identifier: Apache-2.0
#include "core/io/energy_table.h"

#include <fmt/format.h>

#include <limits>

namespace paretile::io {

std::vector<EnergyEntry> parse_energy_table(std::string_view text, const std::string& file) {
  YamlDocument document(text, file);
  YamlReader reader(document, document.root(), "");
  reader.integer("format", {1, 1}, Need::kRequired);
  reader.name("name", Need::kRequired);
  reader.text("source");
  const IntegerRange bits{1, std::numeric_limits<int>::max()};
  const auto word_bits = reader.integer("word_bits", bits, Need::kRequired);
  std::vector<EnergyEntry> entries;
  if (std::optional<YamlReader> list = reader.child("entries", Need::kRequired)) {
    for (const YamlReader::Entry& item : list->entries()) {
      EnergyEntry entry;
      entry.name = item.key;
      entry.word_bits = static_cast<int>(word_bits.value_or(1));
      YamlReader keys(document, *item.value, list->path_of(item.key));
      for (auto rows : {level_energy_keys(), fanout_energy_keys(), compute_energy_keys()}) {
        read_rows(keys, rows, entry.energies);
      }
      entry.source = keys.text("source").value_or("");
      keys.finish();
      entries.push_back(std::move(entry));
    }
  }
  reader.finish();
  document.throw_if_errors();
  return entries;
}

const std::vector<EnergyEntry>* EnergyTables::find(const std::string& table) {
  const auto [slot, is_new] = tables_.try_emplace(table);
  if (is_new) {
    const std::optional<TableText> text = finder_ ? finder_(table) : std::nullopt;
    if (text) slot->second = parse_energy_table(text->text, text->file);
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
