// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/with_commas.h"

namespace paretile::cli {

/// A table for people: columns as wide as their widest cell, two spaces apart.
class TextTable {
 public:
  enum class Align : std::uint8_t { kLeft, kRight };
  struct Column {
    std::string title = {};
    Align align = Align::kLeft;
  };

  explicit TextTable(std::vector<Column> columns);

  /// `cells` has one text per column.
  void add_row(std::vector<std::string> cells);
  /// The title line, then the rows; every line ends in a newline and has no trailing blanks.
  [[nodiscard]] std::string str() const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

/// 1, "layer" -> "1 layer"; 2,000, "layer" -> "2,000 layers".
[[nodiscard]] std::string counted(std::int64_t number, std::string_view noun);

/// 0.8749 -> "87.5 %".
[[nodiscard]] std::string percent(double fraction);

/// Four digits that matter: "0.1235", "1.235e+14".
[[nodiscard]] std::string four_digits(double number);

}  // namespace paretile::cli
