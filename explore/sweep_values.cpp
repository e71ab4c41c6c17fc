// SPDX-License-Identifier: Apache-2.0
#include "explore/sweep_values.h"

#include <fmt/format.h>

#include <cmath>

#include "core/names.h"
#include "core/with_commas.h"

namespace paretile::explore {
namespace {

using io::Field;
using io::Need;
using io::YamlReader;
using io::YamlValue;

constexpr double kSomeClockHz = 1e9;  // which bandwidths per second need to be read at all
constexpr double kRounding = 1e-9;    // of a step, by which the last value may pass the end

/// A value as the field takes it, or nothing, reported.
std::optional<Setting> to_setting(io::YamlDocument& document, const YamlValue& value,
                                  const std::string& path, const Field& field) {
  if (!value.is_scalar()) {
    document.error(value, fmt::format("{} must be one value, not {}", path, io::describe(value)));
    return std::nullopt;
  }
  if (field.kind == Field::Kind::kText) return Setting{value.text, std::nullopt};
  const ParsedNumber number = parse_number(value.text, field.quantity);
  if (!number.ok && field.quantity == Quantity::kBandwidth &&
      parse_number(value.text, field.quantity, kSomeClockHz).ok) {
    return Setting{value.text, std::nullopt};
  }
  if (!number.ok) {
    document.error(value, fmt::format("{}: {}", path, number.error), number.hint);
    return std::nullopt;
  }
  if (field.kind == Field::Kind::kWhole && number.value != std::floor(number.value)) {
    document.error(value, fmt::format("{} must be a whole number, as '{}' is, not {}", path,
                                      field.path, quoted(value.text)));
    return std::nullopt;
  }
  return Setting{value.text, number.value};
}

/// A number of a range; nothing, reported, where there is none.
std::optional<double> read_end(YamlReader& reader, const char* key, const Field& field) {
  const YamlValue* value = reader.value(key, Need::kRequired);
  if (value == nullptr) return std::nullopt;
  const auto setting = to_setting(reader.document(), *value, reader.path_of(key), field);
  if (!setting) return std::nullopt;
  if (!setting->number) {
    reader.error_at_key(key, fmt::format("{} has no number to count from", reader.path_of(key)),
                        "list the values");
  }
  return setting->number;
}

std::vector<Setting> range(YamlReader& reader, const Field& field, double from, double to,
                           double stride, bool is_factor) {
  std::vector<Setting> values;
  const double last = to + kRounding * std::abs(is_factor ? to : stride);
  for (std::size_t i = 0;; ++i) {
    const auto steps = static_cast<double>(i);
    const double value = is_factor ? from * std::pow(stride, steps) : from + stride * steps;
    if (value > last) break;
    if (values.size() == kMaxValues) {
      reader.error(
          fmt::format("{} has more than {} values", reader.path(), with_commas(kMaxValues)));
      return {};
    }
    values.push_back({exact_quantity(value, field.quantity), value});
    if (field.kind == Field::Kind::kWhole && value != std::floor(value)) {
      reader.error(fmt::format("{} comes to {}, but '{}' must be a whole number", reader.path(),
                               values.back().text, field.path));
      return {};
    }
  }
  return values;
}

std::vector<Setting> read_range(YamlReader& reader, const Field& field) {
  if (field.kind == Field::Kind::kText) {
    reader.error(
        fmt::format("{}: '{}' is no number, so it has no range", reader.path(), field.path),
        "list the values");
    return {};
  }
  const bool is_factor = reader.has("factor");
  if (is_factor == reader.has("step")) {
    reader.error(fmt::format("{} has {} 'step' {} 'factor'", reader.path(),
                             is_factor ? "both" : "neither", is_factor ? "and" : "nor"),
                 "'step: 4' adds, 'factor: 2' doubles");
    return {};
  }
  const char* key = is_factor ? "factor" : "step";
  const auto from = read_end(reader, "from", field);
  const auto to = read_end(reader, "to", field);
  const auto stride =
      is_factor ? reader.quantity(key, Quantity::kCount) : read_end(reader, key, field);
  if (!from || !to || !stride) return {};
  if (*from > *to) {
    reader.error_at_key("from",
                        fmt::format("{} is empty: it begins behind its end", reader.path()));
    return {};
  }
  if (*stride <= (is_factor ? 1 : 0) || (is_factor && *from <= 0)) {
    const bool is_start = is_factor && *stride > 1;
    reader.error_at_key(is_start ? "from" : key, fmt::format("{} never ends", reader.path()),
                        is_start    ? "multiples of 0 are 0: begin with more"
                        : is_factor ? "the factor must be more than 1"
                                    : "the step must be more than 0");
    return {};
  }
  return range(reader, field, *from, *to, *stride, is_factor);
}

}  // namespace

std::vector<Setting> read_values(YamlReader& reader, const Field& field) {
  for (const char* key : {"from", "to", "step", "factor"}) reader.expect(key);
  if (!reader.has("values")) {
    if (reader.has("from") || reader.has("to")) return read_range(reader, field);
    reader.error(fmt::format("{} has no values", reader.path()),
                 "give 'values: [...]', or 'from', 'to' and 'step' or 'factor'");
    return {};
  }
  std::vector<Setting> values;
  NameRegister known;
  const std::vector<const YamlValue*> items = reader.items("values");
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string path = io::item_path(reader.path_of("values"), i);
    auto value = to_setting(reader.document(), *items[i], path, field);
    if (!value) continue;
    const std::string exact = value->number ? fmt::format("{}", *value->number) : value->text;
    if (const auto before = known.add(exact, value->text)) {
      const std::string other = *before == value->text ? "" : ", as " + quoted(*before);
      reader.document().error(
          *items[i], fmt::format("{}: {} is given already{}", path, quoted(value->text), other));
      continue;
    }
    values.push_back(std::move(*value));
  }
  const YamlValue* list = reader.peek("values");
  if (list != nullptr && list->is_list() && items.empty()) {
    reader.error_at_key("values", fmt::format("{} is empty", reader.path_of("values")));
  }
  if (reader.has("from")) reader.error_at_key("from", "a list of values has no range besides");
  return values;
}

}  // namespace paretile::explore
