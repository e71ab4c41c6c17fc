// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/io/yaml_reader.h"
#include "core/precision.h"

namespace paretile::io {

/// Bits of layers in files that state none.
inline constexpr Precision kDefaultBits = {8, 8, 8, 32};

/// Reads `KEY: {input: 8, weight: 8, output: 8, psum: 32}`, any part of it; nothing stated if the
/// key is absent.
[[nodiscard]] Precision read_precision(YamlReader& reader, Key key);

/// What is stated, as the map that read_precision() reads; empty if nothing is.
[[nodiscard]] std::string precision_text(const Precision& precision);

}  // namespace paretile::io
