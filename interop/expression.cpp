// SPDX-License-Identifier: Apache-2.0
#include "interop/expression.h"

#include <charconv>
#include <cmath>

namespace paretile::interop {
namespace {

/// Recursive descent: a sum of products of signed numbers or sums in parentheses.
class Expression {
 public:
  explicit Expression(std::string_view text) : rest_(text) {}

  std::optional<double> run() {
    const std::optional<double> value = sum(0);
    if (!value || peek() != '\0' || !std::isfinite(*value)) return std::nullopt;
    return value;
  }

 private:
  static constexpr int kMaxDepth = 32;

  char peek() {
    const std::size_t start = rest_.find_first_not_of(" \t");
    rest_.remove_prefix(start == std::string_view::npos ? rest_.size() : start);
    return rest_.empty() ? '\0' : rest_.front();
  }
  char take() {
    const char c = peek();
    rest_.remove_prefix(1);
    return c;
  }

  std::optional<double> sum(int depth) {
    std::optional<double> value = product(depth);
    while (value && (peek() == '+' || peek() == '-')) {
      const bool minus = take() == '-';
      const std::optional<double> next = product(depth);
      if (!next) return std::nullopt;
      *value += minus ? -*next : *next;
    }
    return value;
  }
  std::optional<double> product(int depth) {
    std::optional<double> value = atom(depth);
    while (value && (peek() == '*' || peek() == '/')) {
      const bool divides = take() == '/';
      const std::optional<double> next = atom(depth);
      if (!next || (divides && *next == 0)) return std::nullopt;
      *value = divides ? *value / *next : *value * *next;
    }
    return value;
  }
  std::optional<double> atom(int depth) {
    if (depth == kMaxDepth) return std::nullopt;
    if (peek() == '-') {
      take();
      const std::optional<double> value = atom(depth + 1);
      return value ? std::optional(-*value) : std::nullopt;
    }
    if (peek() == '(') {
      take();
      const std::optional<double> value = sum(depth + 1);
      if (!value || peek() != ')') return std::nullopt;
      take();
      return value;
    }
    return number();
  }
  /// No "inf" or "nan", which from_chars would read.
  std::optional<double> number() {
    const char first = peek();
    if (first != '.' && (first < '0' || first > '9')) return std::nullopt;
    double value = 0;
    const auto result = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (result.ec != std::errc()) return std::nullopt;
    rest_.remove_prefix(static_cast<std::size_t>(result.ptr - rest_.data()));
    return value;
  }

  std::string_view rest_;
};

}  // namespace

std::optional<double> evaluate_expression(std::string_view text) { return Expression(text).run(); }

}  // namespace paretile::interop
