// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/io/yaml_document.h"
#include "core/units.h"

namespace paretile::io {

/// One value of an architecture file, found by its path: `clock`, `precision.input`,
/// `glb.capacity`, `pe_array.x.size`, `compute.energy`: levels, fan-outs and axes by their names,
/// then the key.
struct Field {
  enum class Kind : std::uint8_t { kText, kNumber, kWhole };

  std::string path;
  Kind kind = Kind::kText;
  Quantity quantity = Quantity::kCount;
  std::vector<std::size_t> steps;  ///< from the root to the map that has the key, by item
  std::string key;                 ///< as the file spells it, or would
  std::string other_key;           ///< the key's other spelling, may be empty
};

/// A field, or why there is none of that path.
struct FieldOrMistake {
  std::optional<Field> field;
  std::string message;
  std::string hint;
};
[[nodiscard]] FieldOrMistake find_field(const YamlValue& root, std::string_view path);

/// The value of the field in a file of the same shape; null where the file gives none.
[[nodiscard]] const YamlValue* value_of(const YamlValue& root, const Field& field);

/// Puts a scalar in its place, adding the key where the file has it not.
void set_value(YamlValue& root, const Field& field, YamlValue scalar);

}  // namespace paretile::io
