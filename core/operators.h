// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/einsum.h"
#include "core/problem.h"
#include "core/workload.h"

namespace paretile {

/// Largest size a dimension may have and largest stride, dilation or padding.
inline constexpr std::int64_t kMaxSize = 1'000'000'000;
inline constexpr std::int64_t kMaxNumber = 1'000'000;

/// A dimension of an operator.
struct OperatorDim {
  std::string_view name;
  std::string_view kind;      ///< the convolution letter it acts as on hardware axes
  std::int64_t fallback = 0;  ///< size when the layer does not state it; 0 = it must
  std::string_view help;
};

/// A number of an operator that is not a dimension: a stride, a padding.
struct OperatorNumber {
  std::string_view name;
  std::int64_t fallback = 1;
  std::string_view same_as;  ///< if not empty: not stated means equal to this number instead
  std::string_view help;
  std::int64_t smallest = 1;
};

/// A filter sliding over one input axis, all by name: lets a layer state the input's size and the
/// padding instead of the output's size, or both, which are then compared.
struct Window {
  std::string_view input;   ///< "H"
  std::string_view output;  ///< "P"
  std::string_view filter;  ///< "R"
  std::string_view stride;
  std::string_view dilation;    ///< empty: 1
  std::string_view pad;         ///< on both sides
  std::string_view output_pad;  ///< not empty: transposed, output = (input-1)*stride - 2*pad +
                                ///< filter + output_pad
};

struct Operator;
struct Expansion;
using Expander = Expansion (*)(const Operator& op, const NamedNumbers& numbers);

/// One row of the operator table: everything the program knows about an operator.
struct Operator {
  std::string_view name;
  std::string_view einsum;  ///< empty: always several loop nests, made by `expander`
  std::vector<OperatorDim> dims;
  std::vector<OperatorNumber> numbers = {};
  std::vector<Window> windows = {};
  std::string_view weight = {};  ///< the tensor with role weight; may be empty
  bool is_mac = true;            ///< its operations are multiply-accumulates
  bool has_parameters = false;   ///< the weight tensor is learned, not an activation
  Expander expander = nullptr;   ///< null: the layer is one nest, the einsum's
  std::string_view help;         ///< one line
};

/// All operators, in the order of the documentation.
[[nodiscard]] const std::vector<Operator>& operators();

/// The row of that name; null if there is none.
[[nodiscard]] const Operator* find_operator(std::string_view name);

/// The convolution letters dimensions act as, over all rows: what an axis of a chip may be limited
/// to and what `acts_as` may say.
[[nodiscard]] const std::vector<std::string>& dim_kinds();

/// The loop nest of a row with an einsum; `numbers` holds every dimension and number of the row.
[[nodiscard]] Problem make_problem(const Operator& op, const NamedNumbers& numbers);

/// What a layer calls the operator of a user's own einsum.
inline constexpr std::string_view kEinsumOperator = "einsum";

/// Multiply-accumulates of all runs of the layer; 0 for pooling and element-wise layers. Those of
/// an einsum of one's own are its operations where it multiplies operands and adds: products are
/// summed over a dimension the output has not, or an operand is added to them.
[[nodiscard]] std::int64_t macs(const Layer& layer);

/// Learned words of the layer, each repetition counted: repeats are layers of equal shape.
[[nodiscard]] std::int64_t parameter_words(const Layer& layer);

}  // namespace paretile
