// SPDX-License-Identifier: Apache-2.0
#include "interop/timeloop_number.h"

#include <fmt/format.h>

#include <cmath>

#include "core/arithmetic.h"
#include "core/limits.h"

namespace paretile::interop {
namespace {

const io::YamlValue* first_of(io::YamlReader& reader, std::initializer_list<std::string_view> keys,
                              std::string_view& name) {
  const io::YamlValue* found = nullptr;
  for (const std::string_view key : keys) {
    reader.expect({key, {}});
    if (found != nullptr || !reader.has({key, {}})) continue;
    found = reader.value({key, {}});
    name = key;
  }
  return found;
}

std::optional<double> to_number(io::YamlDocument& document, const io::YamlValue& value,
                                std::string_view name) {
  if (value.is_scalar() && value.text.find("{{") != std::string::npos) {
    document.error(value, fmt::format("'{}' is a template, which is not read", name),
                   "render the templates first, as Timeloop's Python front end does");
    return std::nullopt;
  }
  const std::optional<double> number =
      value.is_scalar() ? evaluate_arithmetic(value.text).value : std::nullopt;
  if (!number) {
    document.error(value, fmt::format("'{}' must be a number, not {}", name, io::describe(value)),
                   value.is_scalar() ? "numbers joined by + - * / are read; names are not" : "");
    return std::nullopt;
  }
  if (*number < 0) {
    document.error(value, fmt::format("'{}' must not be negative", name));
    return std::nullopt;
  }
  return number;
}

}  // namespace

std::optional<double> read_number(io::YamlReader& reader,
                                  std::initializer_list<std::string_view> keys) {
  std::string_view name;
  const io::YamlValue* value = first_of(reader, keys, name);
  if (value == nullptr) return std::nullopt;
  return to_number(reader.document(), *value, name);
}

std::optional<std::int64_t> read_count(io::YamlReader& reader,
                                       std::initializer_list<std::string_view> keys,
                                       std::int64_t min) {
  std::string_view name;
  const io::YamlValue* value = first_of(reader, keys, name);
  if (value == nullptr) return std::nullopt;
  return to_count(reader.document(), *value, name, min);
}

std::optional<std::int64_t> to_count(io::YamlDocument& document, const io::YamlValue& value,
                                     std::string_view name, std::int64_t min) {
  const std::optional<double> number = to_number(document, value, name);
  if (!number) return std::nullopt;
  if (*number != std::floor(*number) || *number < static_cast<double>(min) ||
      *number > static_cast<double>(kMaxExactCount)) {
    document.error(value, fmt::format("'{}' must be a whole number of at least {}, not {}", name,
                                      min, io::describe(value)));
    return std::nullopt;
  }
  return static_cast<std::int64_t>(*number);
}

}  // namespace paretile::interop
