// SPDX-License-Identifier: Apache-2.0
#include "core/arithmetic.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/diagnostics.h"

namespace paretile {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool starts_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool continues_name(char c) { return starts_name(c) || is_digit(c) || c == '.'; }

/// Recursive descent: a sum of products of signed numbers or sums in parentheses.
class Reader {
 public:
  Reader(std::string_view text, const NumberOf& number_of)
      : size_(text.size()), rest_(text), number_of_(number_of) {}

  Arithmetic run() {
    std::optional<double> value = sum(0);
    if (value && peek() != '\0') value = fail("expected + - * or / here");
    if (value && !std::isfinite(*value)) value = fail_at_numbers("is larger than any number");
    return {value, std::move(mistake_), at_, is_of_numbers_};
  }

 private:
  static constexpr int kMaxDepth = 32;

  std::nullopt_t fail(std::string mistake) {
    if (mistake_.empty()) {
      mistake_ = std::move(mistake);
      at_ = place();
    }
    return std::nullopt;
  }
  std::nullopt_t fail_at_numbers(std::string mistake) {
    is_of_numbers_ = mistake_.empty();
    return fail(std::move(mistake));
  }
  [[nodiscard]] std::size_t place() const { return size_ - rest_.size(); }

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
      if (!next) return std::nullopt;
      if (divides && *next == 0) return fail_at_numbers("is a division by zero");
      *value = divides ? *value / *next : *value * *next;
    }
    return value;
  }
  std::optional<double> atom(int depth) {
    if (depth == kMaxDepth) return fail("is nested too deep");
    if (peek() == '-') {
      take();
      const std::optional<double> value = atom(depth + 1);
      return value ? std::optional(-*value) : std::nullopt;
    }
    if (peek() == '(') {
      take();
      const std::optional<double> value = sum(depth + 1);
      if (!value) return std::nullopt;
      if (peek() != ')') return fail("expected ) here");
      take();
      return value;
    }
    return starts_name(peek()) ? named() : number();
  }
  /// No "inf" or "nan", which from_chars would read.
  std::optional<double> number() {
    const char first = peek();
    if (first != '.' && !is_digit(first)) return fail("expected a number or a name here");
    double value = 0;
    const auto result = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (result.ec != std::errc()) return fail("is no number");
    rest_.remove_prefix(static_cast<std::size_t>(result.ptr - rest_.data()));
    return value;
  }
  std::optional<double> named() {
    const auto* end = std::find_if_not(rest_.begin(), rest_.end(), continues_name);
    const std::string_view name = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
    const std::optional<double> value = number_of_ ? number_of_(name) : std::nullopt;
    if (!value) return fail("unknown name " + quoted(name));
    rest_.remove_prefix(name.size());
    return value;
  }

  std::size_t size_;
  std::string_view rest_;
  const NumberOf& number_of_;
  std::string mistake_;
  std::size_t at_ = 0;
  bool is_of_numbers_ = false;
};

}  // namespace

Arithmetic evaluate_arithmetic(std::string_view text, const NumberOf& number_of) {
  return Reader(text, number_of).run();
}

std::vector<NamePlace> names_in_arithmetic(std::string_view text) {
  std::vector<NamePlace> names;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t begin = i;
    while (i < text.size() && continues_name(text[i])) ++i;
    const std::string name(text.substr(begin, i - begin));
    const bool is_new = std::none_of(names.begin(), names.end(),
                                     [&](const NamePlace& known) { return known.name == name; });
    if (!name.empty() && starts_name(name.front()) && is_new) names.push_back({name, begin});
    if (i == begin) ++i;
  }
  return names;
}

}  // namespace paretile
