// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "core/io/yaml_reader.h"

namespace paretile::io {

/// One key of a YAML map as data: how it is spelled, what it means, and the member it fills. The
/// same rows drive the readers and the key lists of docs/yaml_format.md.
template <typename T>
struct KeyRow {
  Key key;
  Quantity quantity = Quantity::kCount;
  std::string_view type;      ///< for people: "energy", "text", "list of roles"
  std::string_view fallback;  ///< default as the documentation states it; "required"
  std::string_view help;      ///< one line
  /// Filled by read_rows; monostate = read by hand, only documented here.
  std::variant<std::monostate, double T::*, std::optional<double> T::*, std::int64_t T::*, int T::*,
               bool T::*, std::string T::*>
      target = {};
};

/// Reads every row that has a target into `value`; an absent key leaves the member as it is.
/// Numbers are not negative here; finer ranges are validate()'s.
template <typename T>
void read_rows(YamlReader& reader, std::span<const KeyRow<T>> rows, T& value, double clock_hz = 0);

}  // namespace paretile::io
