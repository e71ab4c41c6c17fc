// SPDX-License-Identifier: Apache-2.0
#include "core/io/yaml_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace paretile::io {
namespace {

const YamlValue& empty_map() {
  static const YamlValue value = [] {
    YamlValue map;
    map.kind = YamlValue::Kind::kMap;
    return map;
  }();
  return value;
}

/// Levels, layers and the like by path; the whole file as "the file".
std::string subject(std::string_view path) { return path.empty() ? "the file" : std::string(path); }

/// What a number outside the range must be. A bound that only guards the type is not worth naming
/// unless it is the one that is broken.
std::string range_message(IntegerRange range, std::int64_t number) {
  if (range.min == range.max) return fmt::format("{}", range.min);
  if (range.max >= std::numeric_limits<int>::max()) {
    return number < range.min ? fmt::format("at least {}", range.min)
                              : fmt::format("at most {}", range.max);
  }
  return fmt::format("{} to {}", range.min, range.max);
}

/// People who write YAML 1.1 booleans, or other spellings of a truth.
std::string boolean_hint(std::string_view text) {
  for (std::string_view yes : {"yes", "Yes", "on", "On", "True", "TRUE", "1"}) {
    if (text == yes) return "write true";
  }
  for (std::string_view no : {"no", "No", "off", "Off", "False", "FALSE", "0"}) {
    if (text == no) return "write false";
  }
  return "write true or false";
}

}  // namespace

std::string in_path(std::string_view path) {
  return path.empty() ? std::string() : fmt::format(" in {}", path);
}

std::string item_path(std::string_view path, std::size_t i) {
  return fmt::format("{}[{}]", path, i);
}

std::optional<std::string> to_text(YamlDocument& document, const YamlValue& value,
                                   std::string_view path) {
  if (value.is_scalar() && !value.text.empty()) return value.text;
  const std::string what = value.is_scalar() ? "empty text" : describe(value);
  document.error(value, fmt::format("{} must be text, not {}", path, what));
  return std::nullopt;
}

std::optional<std::int64_t> to_integer(YamlDocument& document, const YamlValue& value,
                                       std::string_view path, IntegerRange range) {
  std::int64_t number = 0;
  const char* begin = value.text.data();
  const char* end = begin + value.text.size();
  const auto [rest, status] = std::from_chars(begin, end, number);
  const bool whole = value.is_scalar() && rest == end && begin != end;
  if (whole && status == std::errc::result_out_of_range) {
    document.error(value, fmt::format("{} must fit in 64 bits, not {}", path, describe(value)));
  } else if (!whole || status != std::errc()) {
    document.error(value, fmt::format("{} must be a whole number, not {}", path, describe(value)));
  } else if (number < range.min || number > range.max) {
    document.error(
        value, fmt::format("{} must be {}, not {}", path, range_message(range, number), number));
  } else {
    return number;
  }
  return std::nullopt;
}

YamlReader::YamlReader(YamlDocument& document, const YamlValue& map, std::string path)
    : document_(&document), map_(&map), path_(std::move(path)) {
  document_->locate(path_, map);
  if (!map.is_map()) {
    document_->error(
        map, fmt::format("{} must be a map of keys, not {}", subject(path_), describe(map)));
    map_ = &empty_map();
  }
  index_keys();
}

void YamlReader::index_keys() {
  for (std::size_t i = 0; i < map_->keys.size(); ++i) {
    const YamlValue& key = map_->keys[i];
    const auto [first, is_new] = index_.emplace(key.text, i);
    if (is_new) continue;
    document_->error(key, fmt::format("duplicate key {}{}", quoted(key.text), in_path(path_)),
                     fmt::format("it is first given on line {}", map_->keys[first->second].line));
  }
}

std::optional<std::size_t> YamlReader::index_of(std::string_view key) const {
  const auto found = index_.find(key);
  if (found == index_.end()) return std::nullopt;
  return found->second;
}

bool YamlReader::has(Key key) const {
  return index_of(key.name).has_value() || (!key.field.empty() && index_of(key.field).has_value());
}

const YamlValue* YamlReader::peek(std::string_view key) const {
  const std::optional<std::size_t> index = index_of(key);
  return index ? &map_->items[*index] : nullptr;
}

bool YamlReader::is_map() const { return map_ != &empty_map(); }

std::string YamlReader::path_of(std::string_view key) const {
  return path_.empty() ? std::string(key) : fmt::format("{}.{}", path_, key);
}

void YamlReader::expect(Key key) {
  for (std::string_view spelling : {key.name, key.field}) {
    if (spelling.empty() || !asked_.emplace(spelling).second) continue;
    known_.emplace_back(spelling);
  }
}

const YamlValue* YamlReader::value(Key key, Need need) {
  expect(key);
  std::optional<std::size_t> index = index_of(key.name);
  if (!key.field.empty()) {
    const std::optional<std::size_t> other = index_of(key.field);
    if (index && other) {
      document_->error(map_->keys[*other],
                       fmt::format("both '{}' and '{}'{}", key.name, key.field, in_path(path_)),
                       "they are two spellings of one key; give one");
    }
    if (!index) index = other;
  }
  if (!index) {
    if (need == Need::kRequired && is_map())
      error(fmt::format("missing key '{}'{}", key.name, in_path(path_)));
    return nullptr;
  }
  const YamlValue& found = map_->items[*index];
  document_->locate(path_of(key.field_name()), found);
  if (found.kind != YamlValue::Kind::kEmpty) return &found;
  document_->error(
      map_->keys[*index],
      fmt::format("key {}{} has no value", quoted(map_->keys[*index].text), in_path(path_)));
  return nullptr;
}

std::optional<std::string> YamlReader::text(Key key, Need need) {
  const YamlValue* found = value(key, need);
  if (found == nullptr) return std::nullopt;
  return to_text(*document_, *found, path_of(key.name));
}

std::optional<std::string> YamlReader::name(Key key, Need need) {
  std::optional<std::string> read = text(key, need);
  const auto is_control = [](unsigned char c) { return c < 0x20U || c == 0x7FU; };
  if (!read || std::none_of(read->begin(), read->end(), is_control)) return read;
  document_->error(*value(key), fmt::format("{} must not hold line ends or control characters",
                                            path_of(key.name)));
  return std::nullopt;
}

std::optional<std::int64_t> YamlReader::integer(Key key, IntegerRange range, Need need) {
  const YamlValue* found = value(key, need);
  if (found == nullptr) return std::nullopt;
  return to_integer(*document_, *found, path_of(key.name), range);
}

std::optional<bool> YamlReader::boolean(Key key, Need need) {
  const YamlValue* found = value(key, need);
  if (found == nullptr) return std::nullopt;
  if (found->is_scalar() && found->text == "true") return true;
  if (found->is_scalar() && found->text == "false") return false;
  document_->error(
      *found, fmt::format("{} must be true or false, not {}", path_of(key.name), describe(*found)),
      boolean_hint(found->text));
  return std::nullopt;
}

std::optional<double> YamlReader::quantity(Key key, Quantity quantity, Need need, double clock_hz) {
  const YamlValue* found = value(key, need);
  if (found == nullptr) return std::nullopt;
  const std::string path = path_of(key.name);
  if (!found->is_scalar()) {
    document_->error(*found, fmt::format("{} must be a number, not {}", path, describe(*found)));
    return std::nullopt;
  }
  const ParsedNumber number = parse_number(found->text, quantity, clock_hz);
  if (!number.ok) {
    document_->error(*found, fmt::format("{}: {}", path, number.error), number.hint);
  } else if (number.value < 0) {
    document_->error(*found,
                     fmt::format("{} must not be negative, not {}", path, describe(*found)));
  } else {
    return number.value;
  }
  return std::nullopt;
}

std::optional<std::size_t> YamlReader::choice(Key key, std::span<const std::string> words,
                                              Need need) {
  const std::optional<std::string> word = text(key, need);
  if (!word) return std::nullopt;
  const auto found = std::find(words.begin(), words.end(), *word);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  document_->error(*value(key),
                   fmt::format("{} must be one of {}, not {}", path_of(key.name),
                               fmt::join(words, ", "), quoted(*word)),
                   nearest_name(*word, words).empty() ? "" : suggestion(*word, words));
  return std::nullopt;
}

std::vector<const YamlValue*> YamlReader::items(Key key, Need need) {
  const YamlValue* found = value(key, need);
  if (found == nullptr) return {};
  if (!found->is_list()) {
    document_->error(*found,
                     fmt::format("{} must be a list, not {}", path_of(key.name), describe(*found)));
    return {};
  }
  std::vector<const YamlValue*> list;
  for (const YamlValue& item : found->items) {
    document_->locate(item_path(path_of(key.field_name()), list.size()), item);
    list.push_back(&item);
  }
  return list;
}

std::vector<YamlReader::Text> YamlReader::texts(Key key, Need need) {
  const YamlValue* found = value(key, need);
  if (found == nullptr) return {};
  if (found->is_scalar()) return {{found->text, found}};
  std::vector<Text> list;
  const std::vector<const YamlValue*> values = items(key);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto text = to_text(*document_, *values[i], item_path(path_of(key.name), i));
    if (text) list.push_back({*text, values[i]});
  }
  return list;
}

std::vector<std::int64_t> YamlReader::integers(Key key, IntegerRange range, Need need) {
  const YamlValue* found = value(key, need);
  if (found == nullptr) return {};
  std::vector<const YamlValue*> values;
  if (found->is_scalar()) values.push_back(found);
  if (!found->is_scalar()) values = items(key);
  std::vector<std::int64_t> list;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::string path =
        found->is_scalar() ? path_of(key.name) : item_path(path_of(key.name), i);
    const std::optional<std::int64_t> number = to_integer(*document_, *values[i], path, range);
    if (number) list.push_back(*number);
  }
  return list;
}

std::optional<YamlReader> YamlReader::child(Key key, Need need) {
  const YamlValue* found = value(key, need);
  if (found == nullptr) return std::nullopt;
  return YamlReader(*document_, *found, path_of(key.field_name()));
}

std::vector<YamlReader> YamlReader::maps(Key key, Need need) {
  std::vector<YamlReader> readers;
  for (const YamlValue* item : items(key, need)) {
    readers.emplace_back(*document_, *item, item_path(path_of(key.field_name()), readers.size()));
  }
  return readers;
}

std::vector<YamlReader::Entry> YamlReader::entries() {
  std::vector<Entry> list;
  for (std::size_t i = 0; i < map_->keys.size(); ++i) {
    const YamlValue& key = map_->keys[i];
    if (index_of(key.text) != i) continue;
    document_->locate(path_of(key.text), map_->items[i]);
    list.push_back({key.text, &key, &map_->items[i]});
    asked_.insert(key.text);
  }
  return list;
}

void YamlReader::error_at_key(std::string_view key, std::string message, std::string hint) {
  const std::optional<std::size_t> index = index_of(key);
  const YamlValue& at = index ? map_->keys[*index] : *map_;
  document_->error(at, std::move(message), std::move(hint));
}

void YamlReader::error(std::string message, std::string hint) {
  document_->error(path_, std::move(message), std::move(hint));
}

std::size_t YamlReader::finish() {
  std::size_t unknown = 0;
  for (const YamlValue& key : map_->keys) {
    if (asked_.contains(key.text)) continue;
    ++unknown;
    const bool shown = !document_->sink().full();
    document_->error(key, fmt::format("unknown key {}{}", quoted(key.text), in_path(path_)),
                     shown ? suggestion(key.text, known_) : std::string());
  }
  return unknown;
}

}  // namespace paretile::io
