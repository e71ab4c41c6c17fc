// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

#include "core/io/yaml_reader.h"

namespace paretile::interop {

/// A number not below zero, or an expression of numbers, under the first of the keys that is there:
/// the later ones are other words for it. A mistake is reported, and nothing returned.
[[nodiscard]] std::optional<double> read_number(io::YamlReader& reader,
                                                std::initializer_list<std::string_view> keys);

/// The same for a whole number not below `min`.
[[nodiscard]] std::optional<std::int64_t> read_count(io::YamlReader& reader,
                                                     std::initializer_list<std::string_view> keys,
                                                     std::int64_t min = 1);

/// The same for one value.
[[nodiscard]] std::optional<std::int64_t> to_count(io::YamlDocument& document,
                                                   const io::YamlValue& value,
                                                   std::string_view name, std::int64_t min = 1);

}  // namespace paretile::interop
