// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/io/energy_table.h"
#include "estimators/technology.h"

namespace paretile::io {

/// A technology table file (docs/technology.md): numbers to estimate from, and entries that
/// architectures name.
struct TechnologyTable {
  estimators::Table table;
  std::vector<EnergyEntry> entries;
};

/// Reads one. Throws InputError with every mistake of the text.
[[nodiscard]] TechnologyTable parse_technology_table(std::string_view text,
                                                     const std::string& file);

/// `hp` or `lp`; nullopt when the key is absent or (then reported) neither.
[[nodiscard]] std::optional<estimators::Device> read_device(YamlReader& reader);

}  // namespace paretile::io
