// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/problem.h"

namespace paretile {

/// Whole numbers by name: strides, dilations, sizes.
using NamedNumbers = std::map<std::string, std::int64_t, std::less<>>;

/// `coefficient * dim` inside a rank.
struct EinsumTerm {
  std::string dim;  ///< upper case
  std::int64_t coefficient = 1;
  friend bool operator==(const EinsumTerm&, const EinsumTerm&) = default;
};

/// One tensor as an einsum writes it: a name and one or two terms per rank.
struct EinsumTensor {
  std::string name;
  std::vector<std::vector<EinsumTerm>> ranks;
  friend bool operator==(const EinsumTensor&, const EinsumTensor&) = default;
};

/// A loop nest by its tensors alone; the sizes of its dimensions come from elsewhere.
struct Einsum {
  std::vector<EinsumTensor> tensors;  ///< the operands as written, the output last
  std::vector<std::string> dims;  ///< upper case, in order of appearance, those of the output first
  std::string joins;  ///< what stands between the operands, in order: "*+"; empty if all are '*'
};

/// A mistake in the text of an einsum.
struct EinsumMistake {
  std::size_t position = 0;  ///< of the character to point at, from 0
  std::string message;
  std::string hint;
  friend bool operator==(const EinsumMistake&, const EinsumMistake&) = default;
};

/// What reading an einsum gave: without mistakes, something to_problem() accepts.
struct ParsedEinsum {
  Einsum einsum;
  std::vector<EinsumMistake> mistakes;
};

/// Reads `O[n,k,p] += W[k,c,r] * I[n,c,p*stride+r]`: an output, `=` or `+=`, and one to three
/// operands joined by `*` or `+`. A rank is a dimension or a sum of two with coefficients >= 1;
/// ranks may also be written `O[n][k][p]`, and `O[]` is a single value. Names found in
/// `coefficients` are numbers, all others are dimensions. All mistakes are told, up to the first
/// break of the grammar.
[[nodiscard]] ParsedEinsum parse_einsum(std::string_view text,
                                        const NamedNumbers& coefficients = {});

/// The einsum over dimensions of known sizes. `dims` names each of its dimensions once, in the
/// order the problem shall have. Roles: output last; a tensor called `weight_tensor` is a weight,
/// the others are inputs.
[[nodiscard]] Problem to_problem(const Einsum& einsum, const std::vector<Dimension>& dims,
                                 std::string_view weight_tensor);

}  // namespace paretile
