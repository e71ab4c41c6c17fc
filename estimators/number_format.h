// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace paretile::estimators {

/// How a number is coded: what arithmetic on it costs depends on it.
struct NumberFormat {
  enum class Kind : std::uint8_t { kInteger, kTernary, kFloat };
  std::string name;
  Kind kind = Kind::kInteger;
  int bits = 8;  ///< in memory
  int significant =
      8;  ///< bits that multiply: all of an integer, a float's fraction and hidden one

  [[nodiscard]] bool is_float() const { return kind == Kind::kFloat; }
};

/// The format of that name: `int1` to `int64`, `ternary`, `fp8` (4 exponent bits, as `fp8_e4m3`),
/// `fp8_e5m2`, `fp16`, `bf16`, `fp32`. A ternary digit has a sign and a magnitude: two bits.
[[nodiscard]] std::optional<NumberFormat> find_number_format(std::string_view name);

/// The names above, for hints.
[[nodiscard]] const std::vector<std::string>& number_format_names();

}  // namespace paretile::estimators
