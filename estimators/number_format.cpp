// SPDX-License-Identifier: Apache-2.0
#include "estimators/number_format.h"

#include <charconv>

namespace paretile::estimators {
namespace {

using Kind = NumberFormat::Kind;

constexpr int kMaxIntegerBits = 64;

const std::vector<NumberFormat>& other_formats() {
  static const std::vector<NumberFormat> formats = {
      {"ternary", Kind::kTernary, 2, 2}, {"fp8", Kind::kFloat, 8, 4},
      {"fp8_e4m3", Kind::kFloat, 8, 4},  {"fp8_e5m2", Kind::kFloat, 8, 3},
      {"fp16", Kind::kFloat, 16, 11},    {"bf16", Kind::kFloat, 16, 8},
      {"fp32", Kind::kFloat, 32, 24},
  };
  return formats;
}

std::optional<NumberFormat> find_integer(std::string_view name) {
  const std::string_view prefix = "int";
  if (!name.starts_with(prefix)) return std::nullopt;
  const std::string_view digits = name.substr(prefix.size());
  int bits = 0;
  const char* const end = digits.data() + digits.size();
  const auto [rest, status] = std::from_chars(digits.data(), end, bits);
  if (status != std::errc() || rest != end || bits < 1 || bits > kMaxIntegerBits) {
    return std::nullopt;
  }
  return NumberFormat{std::string(name), Kind::kInteger, bits, bits};
}

}  // namespace

std::optional<NumberFormat> find_number_format(std::string_view name) {
  for (const NumberFormat& format : other_formats()) {
    if (format.name == name) return format;
  }
  return find_integer(name);
}

const std::vector<std::string>& number_format_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all = {"int1 to int64"};
    for (const NumberFormat& format : other_formats()) all.push_back(format.name);
    return all;
  }();
  return names;
}

}  // namespace paretile::estimators
