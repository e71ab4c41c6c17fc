// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/io/yaml_reader.h"
#include "core/precision.h"

namespace paretile::io {

/// Reads `KEY: {input: 8, weight: 8, output: 8, psum: 32}`, any part of it; nothing stated if the
/// key is absent.
[[nodiscard]] Precision read_precision(YamlReader& reader, Key key);

}  // namespace paretile::io
