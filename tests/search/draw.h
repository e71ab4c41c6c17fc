// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "tests/oracle/choices.h"
#include "tests/search/brute_force.h"

namespace paretile::search {

/// A problem but for its sizes, strides and bits. The tensor W is the weight.
struct ProblemShape {
  std::string_view einsum;
  std::string_view dims;  ///< in the problem's order
};

[[nodiscard]] std::vector<ProblemShape>
sliding_windows();  ///< with an input rank of two dimensions
[[nodiscard]] std::vector<ProblemShape> two_tensor_shapes();
[[nodiscard]] std::vector<ProblemShape> unusual_shapes();  ///< four tensors, groups, odd sums
[[nodiscard]] std::vector<ProblemShape> all_shapes();

/// Three to six prime factors over all dimensions; coefficients above 1 always if `strided`.
[[nodiscard]] Problem draw_problem(oracle::Choices& choices, const ProblemShape& shape,
                                   bool strided);

/// A chip for the problem: keep sets, rooms, ports, energies, sharing, wires, axes, all random.
[[nodiscard]] Architecture draw_chip(oracle::Choices& choices, const Problem& problem,
                                     std::size_t levels, const std::vector<std::size_t>& fanouts);

/// The mapspace and how footprints and drains count; mostly the defaults.
void draw_switches(oracle::Choices& choices, Question& question);

/// Every level but the outermost holds only a part of all tensors.
void limit_room(oracle::Choices& choices, Question& question);

/// One axis may carry both dimensions of a window, and inputs are shared in a random way.
void spread_windows(oracle::Choices& choices, Question& question);

/// Unfinished sums need more bits than finished ones.
void widen_sums(oracle::Choices& choices, Problem& problem);

/// One rule of a random kind, and perhaps another one. They may leave nothing.
[[nodiscard]] Constraints draw_constraints(oracle::Choices& choices, const Question& question);

}  // namespace paretile::search
