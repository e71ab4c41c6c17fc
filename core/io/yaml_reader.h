// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/io/yaml_document.h"
#include "core/units.h"

namespace paretile::io {

/// A key as users write it and, where it differs, the C++ field it fills: {"capacity",
/// "capacity_bits"}. Either spelling is read; both in one map is a mistake. A `const char*` is a
/// key with one spelling.
struct Key {
  std::string_view name;
  std::string_view field = {};
  constexpr Key(const char* only_name) : name(only_name) {}  // NOLINT(google-explicit-constructor)
  constexpr Key(std::string_view short_name, std::string_view field_name)
      : name(short_name), field(field_name) {}
  [[nodiscard]] std::string_view field_name() const { return field.empty() ? name : field; }
};

enum class Need : std::uint8_t { kOptional, kRequired };

struct IntegerRange {
  std::int64_t min = std::numeric_limits<std::int64_t>::min();
  std::int64_t max = std::numeric_limits<std::int64_t>::max();
};
inline constexpr IntegerRange kAtLeastOne{1};
inline constexpr IntegerRange kNotNegative{0};

/// Reads one YAML map, key by key, and remembers what was asked for. Every mistake goes into the
/// document; a getter then returns nullopt, as it does for an absent optional key, and reading goes
/// on. Use:
///
///     YamlDocument document(text, file);
///     YamlReader reader(document, document.root(), "");
///     layer.name = reader.text("name", Need::kRequired).value_or("");
///     layer.repeat = reader.integer("repeat", kAtLeastOne).value_or(1);
///     for (YamlReader& level : reader.maps("levels")) { ...; level.finish(); }
///     reader.finish();              // unknown keys, with the near miss among those asked for
///     document.throw_if_errors();   // one InputError, sorted by line
///
/// Each key read is located in the document under its path (`levels[1].capacity_bits`, always the
/// field's name), so that document.report(validate(value)) finds its line.
class YamlReader {
 public:
  /// `path` names the map in messages and in the source map; "" is the whole file. A value that is
  /// no map is reported and then read as an empty one; duplicate keys are reported here.
  YamlReader(YamlDocument& document, const YamlValue& map, std::string path);

  [[nodiscard]] bool has(Key key) const;  ///< present; does not count as asked for
  /// The raw value of a key with one spelling, null if absent; does not count as asked for.
  [[nodiscard]] const YamlValue* peek(std::string_view key) const;
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string path_of(std::string_view key) const;
  [[nodiscard]] YamlDocument& document() const { return *document_; }
  [[nodiscard]] bool is_map() const;  ///< false when something else, reported, stood in its place

  /// The raw value; nullptr if absent or (reported) empty. All getters below go through it.
  const YamlValue* value(Key key, Need need = Need::kOptional);

  std::optional<std::string> text(Key key, Need need = Need::kOptional);
  /// A text on one line, without control characters: it appears in reports.
  std::optional<std::string> name(Key key, Need need = Need::kOptional);
  std::optional<std::int64_t> integer(Key key, IntegerRange range = {},
                                      Need need = Need::kOptional);
  std::optional<bool> boolean(Key key, Need need = Need::kOptional);  ///< `true` or `false` only
  /// A number with or without a unit, in the quantity's base unit; not negative.
  std::optional<double> quantity(Key key, Quantity quantity, Need need = Need::kOptional,
                                 double clock_hz = 0);
  /// One of the given words; the index of the word.
  std::optional<std::size_t> choice(Key key, std::span<const std::string> words,
                                    Need need = Need::kOptional);

  struct Text {
    std::string text;
    const YamlValue* at;  ///< its own place
  };
  /// A list of texts, or one text for a list of one.
  std::vector<Text> texts(Key key, Need need = Need::kOptional);
  /// A list, or one number for a list of one.
  std::vector<std::int64_t> integers(Key key, IntegerRange range = {}, Need need = Need::kOptional);
  std::optional<YamlReader> child(Key key, Need need = Need::kOptional);  ///< a nested map
  std::vector<YamlReader> maps(Key key, Need need = Need::kOptional);     ///< a list of maps
  std::vector<const YamlValue*> items(Key key,
                                      Need need = Need::kOptional);  ///< a list of anything

  /// All entries of a map with free keys (`sizes: {K: 64, C: 32}`), first of duplicates only; every
  /// key then counts as asked for.
  struct Entry {
    std::string key;
    const YamlValue* key_value;  ///< the key's own place
    const YamlValue* value;
  };
  std::vector<Entry> entries();

  /// Adds a mistake at the key (at the map when the key is absent).
  void error_at_key(std::string_view key, std::string message, std::string hint = {});
  /// Adds a mistake at the map.
  void error(std::string message, std::string hint = {});

  /// Makes a key known (and offered as a near miss) without reading it.
  void expect(Key key);
  /// Reports the keys nobody asked for; how many there are.
  std::size_t finish();

 private:
  [[nodiscard]] std::optional<std::size_t> index_of(std::string_view key) const;
  void index_keys();

  YamlDocument* document_;
  const YamlValue* map_;
  std::string path_;
  std::unordered_map<std::string_view, std::size_t> index_;  ///< first place of every key
  std::vector<std::string> known_;         ///< every spelling asked for, in that order
  std::unordered_set<std::string> asked_;  ///< the same, and every free key, as a set
};

/// Scalars outside maps (list items). `path` names the value in messages: `layers[0].stride[1]`.
std::optional<std::string> to_text(YamlDocument& document, const YamlValue& value,
                                   std::string_view path);
std::optional<std::int64_t> to_integer(YamlDocument& document, const YamlValue& value,
                                       std::string_view path, IntegerRange range = {});

/// " in levels[0]" for messages; nothing for the whole file.
[[nodiscard]] std::string in_path(std::string_view path);

/// `path[i]`.
[[nodiscard]] std::string item_path(std::string_view path, std::size_t i);

}  // namespace paretile::io
