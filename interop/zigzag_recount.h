// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "interop/zigzag_case.h"

namespace paretile::interop {

/// What crosses a memory in one direction, as ZigZag counts it: so many words in each period.
struct ZigzagTransfer {
  double words_per_period = 0;
  double periods = 0;
  double instances = 0;
  double bits_per_word = 0;

  /// Of all instances together.
  [[nodiscard]] double words() const { return words_per_period * periods * instances; }
};

/// By direction: written from above, read to below, written from below, read to above.
using ZigzagTransfers = std::array<ZigzagTransfer, 4>;

/// The words ZigZag moves by its own rules, over which a difference can be named: whole tiles every
/// period (no halo is kept), the border of an input left out, and unrollings that do not divide
/// spread evenly, as fractions. `memory` counts the memories of the tensor from low to high.
[[nodiscard]] ZigzagTransfers recount(const ZigzagCase& given, TensorId tensor, std::size_t memory);

/// The product of the innermost loops that do not concern a tensor: how long units keep a value.
[[nodiscard]] std::int64_t stationary_steps(const ZigzagCase& given, TensorId tensor);

/// Accesses of a port's full width as ZigZag prices them: the bits of each period in whole granules
/// of the port's least width.
[[nodiscard]] double word_accesses(const ZigzagTransfer& transfer, const ZigzagPort& port);

}  // namespace paretile::interop
