// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "tests/oracle/nest.h"
#include "tests/oracle/words.h"

namespace paretile::oracle {

/// Throws std::logic_error unless the claim is true.
void require(bool claim, const char* what);

/// One number per instance, in the order of walk(..., Walk::kSpace).
using PerInstance = std::vector<std::int64_t>;
[[nodiscard]] std::int64_t sum(const PerInstance& numbers);
[[nodiscard]] PerInstance minus(PerInstance numbers, const PerInstance& others);

/// The words that arrive (inputs) or leave (outputs) at every instance of one node, tick by tick.
struct Moves {
  std::size_t depth = 0;
  std::vector<Indices> instances;
  std::vector<std::vector<WordSet>> words;  ///< [tick][instance]
};

/// Of a storage node: keeps the tile of every instance and looks at what changes.
[[nodiscard]] Moves moves_of_storage(const Nest& nest, const TensorWords& words, std::size_t depth);
/// Of the compute units: each takes its operand anew at every step.
[[nodiscard]] Moves moves_of_compute(const Nest& nest, const TensorWords& words);

/// Words each instance of a child moves in all: fetched(c) of docs/model.md section 2.
[[nodiscard]] PerInstance fetched(const Moves& moves);

}  // namespace paretile::oracle
