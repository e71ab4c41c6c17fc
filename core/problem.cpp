// SPDX-License-Identifier: Apache-2.0
#include "core/problem.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include "core/names.h"

namespace paretile {
namespace {

/// The two alphabets of convolutions: Timeloop's and ZigZag's. Letters not listed are common to
/// both.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kAliases = {
    {{"N", "B"}, {"P", "OY"}, {"Q", "OX"}, {"R", "FY"}, {"S", "FX"}}};

}  // namespace

std::string_view to_string(Role role) {
  switch (role) {
    case Role::kInput:
      return "input";
    case Role::kWeight:
      return "weight";
    case Role::kOutput:
      return "output";
  }
  return "";
}

std::optional<Role> find_role(std::string_view word) {
  for (std::size_t i = 0; i < kNumRoles; ++i) {
    const auto role = static_cast<Role>(i);
    const auto& words = role_words(role);
    if (std::find(words.begin(), words.end(), word) != words.end()) return role;
  }
  return std::nullopt;
}

const RoleWords& role_words(Role role) {
  static constexpr std::array<RoleWords, kNumRoles> kWords = {
      {{"input", "inputs", "I"}, {"weight", "weights", "W"}, {"output", "outputs", "O"}}};
  return kWords[static_cast<std::size_t>(role)];
}

std::string_view canonical_dim(std::string_view name) {
  for (const auto& [letter, alias] : kAliases) {
    if (alias == name) return letter;
  }
  return name;
}

std::string_view dim_alias(std::string_view letter) {
  for (const auto& [known, alias] : kAliases) {
    if (known == letter) return alias;
  }
  return {};
}

TensorId Problem::output() const {
  for (TensorId tensor : tensors.ids()) {
    if (tensors[tensor].role == Role::kOutput) return tensor;
  }
  return TensorId(0);
}

std::int64_t Problem::operations() const {
  std::int64_t product = 1;
  for (const Dimension& dim : dims) product *= dim.size;
  return product;
}

Relevance Problem::relevance(TensorId tensor, DimId dim) const {
  for (const Rank& rank : tensors[tensor].ranks) {
    for (const Term& term : rank) {
      if (term.dim == dim) return rank.size() == 1 ? Relevance::kRelevant : Relevance::kPartial;
    }
  }
  return Relevance::kIrrelevant;
}

std::optional<DimId> Problem::find_dim(std::string_view wanted) const {
  for (DimId dim : dims.ids()) {
    if (dims[dim].name == wanted) return dim;
  }
  const std::string upper = upper_case(wanted);
  for (DimId dim : dims.ids()) {
    if (upper_case(dims[dim].name) == upper) return dim;
  }
  const std::string_view letter = canonical_dim(upper);
  for (DimId dim : dims.ids()) {
    if (dims[dim].name == letter && dims[dim].kind == letter) return dim;
  }
  return std::nullopt;
}

std::optional<TensorId> Problem::find_tensor(std::string_view wanted) const {
  for (TensorId tensor : tensors.ids()) {
    if (tensors[tensor].name == wanted) return tensor;
  }
  return std::nullopt;
}

std::int64_t Problem::tensor_words(TensorId tensor) const {
  std::int64_t words = 1;
  for (const Rank& rank : tensors[tensor].ranks) {
    const std::int64_t first = dims[rank[0].dim].size;
    words *= rank.size() == 1 ? first
                              : distinct_sums(rank[0].coefficient, first, rank[1].coefficient,
                                              dims[rank[1].dim].size);
  }
  return words;
}

bool Problem::same_nest(const Problem& other) const {
  return dims == other.dims && tensors == other.tensors;
}

std::int64_t distinct_sums(std::int64_t a, std::int64_t extent_a, std::int64_t b,
                           std::int64_t extent_b) {
  // i and i' give the same sum with j and j' exactly when (i - i', j' - j) is a multiple of
  // (b/g, a/g): of the A*B pairs, those with a partner one step lower are duplicates.
  const std::int64_t g = std::gcd(a, b);
  return extent_a * extent_b -
         std::max<std::int64_t>(0, extent_a - b / g) * std::max<std::int64_t>(0, extent_b - a / g);
}

}  // namespace paretile
