// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/arithmetic.h"

namespace paretile::explore {

/// Two sums of arithmetic compared: `rows * columns <= 168`.
struct Comparison {
  enum class Relation : std::uint8_t { kLess, kAtMost, kEqual, kUnequal, kAtLeast, kMore };

  std::string text;
  std::string left;
  Relation relation = Relation::kAtMost;
  std::string right;
  std::size_t right_at = 0;  ///< byte of `text` where `right` begins
};

/// A text without one of < <= == != >= > is none.
[[nodiscard]] std::optional<Comparison> parse_comparison(std::string_view text);

/// Whether it holds, or what is wrong with one of its sides; `at` counts in `text`.
struct Held {
  std::optional<bool> value;
  std::string mistake;
  std::size_t at = 0;
  double left = 0;  ///< what the sides come to
  double right = 0;
};
[[nodiscard]] Held holds(const Comparison& comparison, const NumberOf& number_of);

}  // namespace paretile::explore
