// SPDX-License-Identifier: Apache-2.0
#include "explore/comparison.h"

namespace paretile::explore {
namespace {

using Relation = Comparison::Relation;

struct Sign {
  std::string_view text;
  Relation relation;
};
constexpr Sign kSigns[] = {{"<=", Relation::kAtMost}, {">=", Relation::kAtLeast},
                           {"==", Relation::kEqual},  {"!=", Relation::kUnequal},
                           {"<", Relation::kLess},    {">", Relation::kMore}};

bool compare(double left, Relation relation, double right) {
  switch (relation) {
    case Relation::kLess:
      return left < right;
    case Relation::kAtMost:
      return left <= right;
    case Relation::kEqual:
      return left == right;
    case Relation::kUnequal:
      return left != right;
    case Relation::kAtLeast:
      return left >= right;
    case Relation::kMore:
      break;
  }
  return left > right;
}

}  // namespace

std::optional<Comparison> parse_comparison(std::string_view text) {
  for (const Sign& sign : kSigns) {
    const std::size_t at = text.find(sign.text);
    if (at == std::string_view::npos) continue;
    const std::size_t right = at + sign.text.size();
    return Comparison{std::string(text), std::string(text.substr(0, at)), sign.relation,
                      std::string(text.substr(right)), right};
  }
  return std::nullopt;
}

Held holds(const Comparison& comparison, const NumberOf& number_of) {
  const Arithmetic left = evaluate_arithmetic(comparison.left, number_of);
  if (!left.value) return {std::nullopt, left.mistake, left.at};
  const Arithmetic right = evaluate_arithmetic(comparison.right, number_of);
  if (!right.value) return {std::nullopt, right.mistake, comparison.right_at + right.at};
  const bool is_kept = compare(*left.value, comparison.relation, *right.value);
  return {is_kept, "", 0, *left.value, *right.value};
}

}  // namespace paretile::explore
