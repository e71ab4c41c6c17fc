// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "interop/zigzag_case.h"
#include "tests/interop/zigzag_cases.h"

namespace paretile::interop {

/// The words ZigZag moves by its own rules, over which a difference can be named: whole tiles every
/// period (no halo is kept), the border of an input left out, and unrollings that do not divide
/// spread evenly, as fractions.
[[nodiscard]] ZigzagMoves by_zigzag_rules(const ZigzagCase& given, TensorId tensor,
                                          std::size_t memory);

/// The product of the innermost loops that do not concern a tensor: how long units keep a value.
[[nodiscard]] std::int64_t stationary_steps(const ZigzagCase& given, TensorId tensor);

}  // namespace paretile::interop
