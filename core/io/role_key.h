// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/io/yaml_reader.h"
#include "core/problem.h"

namespace paretile::io {

/// The key a map with one entry per role uses for `role`: the spelling written (`inputs`, `I`), or
/// the role's name when it has none. Two spellings of one role are reported.
[[nodiscard]] Key role_key(YamlReader& map, Role role);

}  // namespace paretile::io
