// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/ids.h"
#include "core/inline_vector.h"

namespace paretile {

/// What a tensor is to the hardware. Architectures speak of roles; problems name their tensors.
enum class Role : std::uint8_t { kInput, kWeight, kOutput };
inline constexpr std::size_t kNumRoles = 3;
[[nodiscard]] std::string_view to_string(Role role);  // "input", "weight", "output"

/// Every spelling of a role in files: input, inputs, I.
using RoleWords = std::array<std::string_view, 3>;
[[nodiscard]] const RoleWords& role_words(Role role);
[[nodiscard]] std::optional<Role> find_role(std::string_view word);

/// The convolution letter behind its other spelling: B is N, OY is P, OX is Q, FY is R, FX is S.
/// Any other name is its own.
[[nodiscard]] std::string_view canonical_dim(std::string_view name);

/// The other spelling of a convolution letter: N is B, P is OY ...; empty if it has none.
[[nodiscard]] std::string_view dim_alias(std::string_view letter);

/// One loop dimension.
struct Dimension {
  std::string name;  ///< as the user wrote it, upper case: "K", "OX", "M"
  std::string kind;  ///< the convolution letter it acts as on hardware axes (N K C P Q R S G), or
                     ///< its own name
  std::int64_t size = 1;  ///< iterations, >= 1
  friend bool operator==(const Dimension&, const Dimension&) = default;
};

/// `coefficient * dim`, coefficient >= 1.
struct Term {
  DimId dim;
  std::int64_t coefficient = 1;
  friend bool operator==(const Term&, const Term&) = default;
};

/// One axis of a tensor: a dimension, or the sum of two with coefficients (`P*2 + R`).
using Rank = InlineVector<Term, 2>;

/// One tensor of a problem and how loop indices address it.
struct Tensor {
  std::string name;
  Role role = Role::kInput;
  InlineVector<Rank, kMaxRanks> ranks;
  int bits = 8;       ///< bits per finished value
  int psum_bits = 8;  ///< outputs: bits per unfinished sum, >= bits; other tensors: equal to bits
  friend bool operator==(const Tensor&, const Tensor&) = default;
};

/// How the loop over a dimension moves through a tensor.
enum class Relevance : std::uint8_t {
  kIrrelevant,  ///< the dimension is in no rank: the same words serve all its iterations
  kRelevant,    ///< alone in a rank: every iteration needs other words
  kPartial,     ///< in a sum of two dimensions: neighbouring iterations share words (halo)
};

/// One loop nest: dimensions, tensors and the affine way each tensor is addressed. Exactly one
/// tensor has role kOutput; a dimension occurs at most once in a tensor; outputs have no sum ranks.
struct Problem {
  std::string name;
  IdVector<DimId, Dimension> dims;
  IdVector<TensorId, Tensor> tensors;

  [[nodiscard]] TensorId output() const;
  [[nodiscard]] std::int64_t operations() const;  ///< product of all dimension sizes (MACs)
  [[nodiscard]] Relevance relevance(TensorId tensor, DimId dim) const;
  /// By name in upper or lower case, or by the other spelling of a convolution letter ("OX" finds
  /// Q; not the N of a GEMM by "B", because that N is no batch: its kind is K).
  [[nodiscard]] std::optional<DimId> find_dim(std::string_view wanted) const;
  [[nodiscard]] std::optional<TensorId> find_tensor(std::string_view wanted) const;
  /// Distinct words of the whole tensor (holes of a stride or dilation are not words).
  [[nodiscard]] std::int64_t tensor_words(TensorId tensor) const;

  /// True when both describe the same loop nest; the problem's own name does not matter.
  [[nodiscard]] bool same_nest(const Problem& other) const;
  friend bool operator==(const Problem&, const Problem&) = default;
};

/// Distinct values of `a*i + b*j`, 0 <= i < extent_a, 0 <= j < extent_b. docs/model.md eq. (1).
[[nodiscard]] std::int64_t distinct_sums(std::int64_t a, std::int64_t extent_a, std::int64_t b,
                                         std::int64_t extent_b);

}  // namespace paretile
