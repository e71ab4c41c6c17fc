// SPDX-License-Identifier: Apache-2.0
#include "hw_specs/catalogue.h"

#include "core/io/technology_table.h"

namespace paretile::hw_specs {

std::optional<io::TableText> find_table(std::string_view name) {
  const io::ShippedFile* file = io::find_shipped(shipped_tables(), name);
  if (file == nullptr) return std::nullopt;
  return io::TableText{std::string(file->path), std::string(file->text)};
}

const estimators::Technology& technology() {
  static const estimators::Technology all = [] {
    estimators::Technology loaded;
    for (const io::ShippedFile& file : shipped_tables()) {
      loaded.tables.push_back(io::parse_technology_table(file.text, std::string(file.path)).table);
    }
    return loaded;
  }();
  return all;
}

Architecture load_architecture(const std::string& name_or_path) {
  const io::TableText found = io::find_text(shipped_architectures(), "architecture", name_or_path);
  return io::parse_architecture(found.text, found.file, find_table, technology);
}

}  // namespace paretile::hw_specs
