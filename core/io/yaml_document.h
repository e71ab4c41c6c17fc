// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/diagnostics.h"
#include "core/validate.h"

namespace paretile::io {

/// One value of a YAML text, with its place. Every scalar is text: what it means is decided by who
/// reads it (YamlReader), so `010`, `yes` and `N` are never turned into something else.
struct YamlValue {
  enum class Kind : std::uint8_t {
    kEmpty,   ///< no value, `~` or `null`
    kScalar,  ///< `text`
    kList,    ///< `items`
    kMap,     ///< `keys[i]` (scalars) with the value `items[i]`; duplicates are kept
  };
  Kind kind = Kind::kEmpty;
  std::string text;
  int line = 0;    ///< from 1; of an empty value: that of its key
  int column = 0;  ///< from 1, in characters
  std::vector<YamlValue> keys;
  std::vector<YamlValue> items;

  [[nodiscard]] bool is_scalar() const { return kind == Kind::kScalar; }
  [[nodiscard]] bool is_list() const { return kind == Kind::kList; }
  [[nodiscard]] bool is_map() const { return kind == Kind::kMap; }
};

/// What a value is, for messages: "nothing", "'text'", "a list", "a map".
[[nodiscard]] std::string describe(const YamlValue& value);

/// A YAML text as a tree, the mistakes found in it so far, and where each thing was read (the
/// source map: path such as `levels[1].capacity_bits` -> place).
///
/// Refused, each with its place: anchors and aliases, merge keys, tags, several documents, nesting
/// deeper than kMaxDepth, more than kMaxValues values or as many brackets and commas (of which the
/// parser reads any number ahead), texts over 16 MiB, NUL and control characters, invalid UTF-8.
class YamlDocument {
 public:
  static constexpr std::size_t kMaxDepth = 32;
  static constexpr std::size_t kMaxValues = 400'000;
  static constexpr std::size_t kMaxBytes = std::size_t{16} << 20;

  /// Parses the text, which must outlive the document. Throws InputError when it is no YAML at all
  /// or breaks one of the rules above.
  YamlDocument(std::string_view text, const std::string& file);

  [[nodiscard]] const YamlValue& root() const { return root_; }
  /// The same for who changes it; the document's own is then empty.
  [[nodiscard]] YamlValue take_root() { return std::exchange(root_, {}); }
  void set_root(YamlValue root) { root_ = std::move(root); }
  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] const DiagnosticSink& sink() const { return sink_; }

  /// Adds a mistake at the place of a value.
  void error(const YamlValue& at, std::string message, std::string hint = {});
  /// Adds a mistake at the place the path was read from (or the nearest enclosing path).
  void error(std::string_view path, std::string message, std::string hint = {});
  /// Adds what validate() found; the message stands alone, the path only locates it. After other
  /// mistakes only what was read, and read well, is reported: the rest are defaults, which would
  /// mislead.
  void report(const std::vector<Finding>& findings);

  /// Remembers where the thing named by the path stands. The last call for a path wins.
  void locate(const std::string& path, const YamlValue& at);

  [[nodiscard]] std::size_t num_errors() const { return sink_.size(); }
  [[nodiscard]] bool has_errors() const { return !sink_.empty(); }
  void throw_if_errors() const { sink_.throw_if_any(); }

 private:
  struct Place {
    int line = 0;
    int column = 0;
  };
  [[nodiscard]] Place find(std::string_view path) const;

  std::string file_;
  DiagnosticSink sink_;
  YamlValue root_;
  std::unordered_map<std::string, Place> places_;
};

}  // namespace paretile::io
