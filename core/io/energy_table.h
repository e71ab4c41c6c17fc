// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/io/architecture_keys.h"
#include "core/io/load.h"

namespace paretile::io {

/// One entry of a technology table: energies per word of `word_bits`, and where they come from.
struct EnergyEntry {
  std::string name;
  StatedEnergies energies;
  int word_bits = 16;
  std::string source;
};

/// Tables that architecture files refer to as TABLE/ENTRY; each is read once.
class EnergyTables {
 public:
  explicit EnergyTables(const TableFinder& finder) : finder_(finder) {}

  /// The entry named by the value of the map's `energies` key; nullopt if the key is absent or
  /// (then reported in the map's document) names nothing. A broken table file throws.
  std::optional<EnergyEntry> read(YamlReader& reader);

 private:
  const std::vector<EnergyEntry>* find(const std::string& table);

  const TableFinder& finder_;
  std::map<std::string, std::optional<std::vector<EnergyEntry>>> tables_;
};

}  // namespace paretile::io
