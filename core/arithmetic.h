// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace paretile {

/// What a text of arithmetic comes to, or the first thing wrong with it.
struct Arithmetic {
  std::optional<double> value;
  std::string mistake;         ///< empty if there is a value
  std::size_t at = 0;          ///< byte of the text where the mistake is
  bool is_of_numbers = false;  ///< it is one with these numbers, and need not be with others
};

/// The number behind a name; nothing if there is none.
using NumberOf = std::function<std::optional<double>(std::string_view name)>;

/// The value of numbers and names joined by + - * / and parentheses, such as `(16 * 1024) / rows`.
/// Names are letters, digits, `_` and `.`, and begin with no digit. A division by zero and a result
/// that is not finite are mistakes.
[[nodiscard]] Arithmetic evaluate_arithmetic(std::string_view text, const NumberOf& number_of = {});

/// A name in a text of arithmetic, and the byte where it first stands.
struct NamePlace {
  std::string name;
  std::size_t at = 0;
};
[[nodiscard]] std::vector<NamePlace> names_in_arithmetic(std::string_view text);

}  // namespace paretile
