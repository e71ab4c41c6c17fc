// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "core/io/yaml_reader.h"
#include "explore/sweep.h"

namespace paretile::explore {

/// A parameter of one field may take no more values than this.
inline constexpr std::size_t kMaxValues = 100'000;

/// The values of a parameter, from `values` or from `from`, `to` and one of `step` and `factor`,
/// as the field takes them. Mistakes go into the reader's document; then some are missing.
[[nodiscard]] std::vector<Setting> read_values(io::YamlReader& reader, const io::Field& field);

}  // namespace paretile::explore
