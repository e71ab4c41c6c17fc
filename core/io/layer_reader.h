// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "core/expansion.h"
#include "core/io/yaml_reader.h"

namespace paretile::io {

/// Reads what a layer computes, by operator (`op:`, sizes, strides) or by the user's own einsum
/// (`einsum:`, `dims:` ...), into the loop nests it stands for: one, or several for a composite.
/// Mistakes go into the reader's document; then the result is empty. The last to read from `layer`:
/// keys still unread are reported as unknown, unless what the layer computes is unknown itself.
[[nodiscard]] std::vector<Part> read_parts(YamlReader& layer);

}  // namespace paretile::io
