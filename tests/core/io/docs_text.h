// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <string_view>

#include "core/io/key_table.h"

namespace paretile::io {

/// The text of a document between two strings, the first found after `chapter`.
inline std::string text_between(const std::string& document, std::string_view chapter,
                                const std::string& begin, const std::string& end) {
  std::ifstream file(PARETILE_SOURCE_DIR "/" + document);
  REQUIRE(file.good());
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  const std::size_t from = text.find(begin, text.find(chapter));
  REQUIRE(from != std::string::npos);
  const std::size_t to = text.find(end, from + begin.size());
  REQUIRE(to != std::string::npos);
  return text.substr(from + begin.size(), to - from - begin.size());
}

template <typename T>
std::string rows_of(std::span<const KeyRow<T>> rows) {
  std::string text;
  for (const KeyRow<T>& row : rows) {
    const std::string field = row.key.field.empty() ? "" : "`" + std::string(row.key.field) + "` ";
    text += "| `" + std::string(row.key.name) + "` | " + field + "| " + std::string(row.type) +
            " | " + std::string(row.fallback) + " | " + std::string(row.help) + " |\n";
  }
  return text;
}

/// A heading and the keys of the rows, as the documents show them.
template <typename... Rows>
std::string key_table(const std::string& title, Rows... rows) {
  return "\n### " + title +
         "\n\n| key | or | type | default | meaning |\n| --- | --- | --- | --- | --- |\n" +
         (rows_of(rows) + ...);
}

}  // namespace paretile::io
