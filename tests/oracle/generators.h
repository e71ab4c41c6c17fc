// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "core/architecture.h"
#include "core/mapping.h"
#include "core/problem.h"
#include "cost_model/options.h"
#include "tests/oracle/choices.h"

namespace paretile::oracle {

/// Numbers a case draws at most; what is not drawn is ignored.
inline constexpr std::size_t kChoicesPerCase = 256;

/// Loop iterations of a random problem at most: every one of them is executed.
inline constexpr std::int64_t kMaxIterations = 2000;

/// Convolutions (grouped, depthwise, strided, dilated), matrix products, element-wise operators,
/// pooling, and einsums nobody would write: 1 to 7 dimensions, 1 to 3 operands, any sum ranks.
[[nodiscard]] Problem make_problem(Choices& choices);

/// 1 to 4 levels, 0 to 2 fan-outs of one or two axes anywhere inside level 0, any sharing modes.
[[nodiscard]] Architecture make_architecture(Choices& choices);

/// Whether the bounds of a dimension multiply to its size, or may multiply to more.
enum class Bounds : std::uint8_t { kPerfect, kRagged };

/// Any legal nest (core/validate.h): uneven, bypass, loops in any place and order, several of one
/// dimension in one gap, spatial loops of one dimension on several axes, loops of bound 1.
[[nodiscard]] Mapping make_mapping(Choices& choices, const Problem& problem,
                                   const Architecture& architecture, Bounds bounds);

/// One thing to execute and to count.
struct Case {
  Problem problem;
  Architecture architecture;
  Mapping mapping;
  cost_model::Footprint footprint = cost_model::Footprint::kExact;
};
[[nodiscard]] Case make_case(Choices choices, Bounds bounds);

/// The case as an einsum, a list of levels and fan-outs, and a nest.
[[nodiscard]] std::string to_text(const Case& random_case);

}  // namespace paretile::oracle
