// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/architecture.h"
#include "core/mapping.h"
#include "core/problem.h"

namespace paretile::benchmarks {

/// A layer of a shipped network with the bits the chip fixes. Ends the program if there is none.
[[nodiscard]] Problem shipped_layer(const std::string& workload, const std::string& layer,
                                    const Architecture& chip);

/// Loops of bound above 1.
[[nodiscard]] std::size_t count_loops(const Mapping& mapping);

/// Whether two tensors of one level are held in different places: a temporal loop stands between.
[[nodiscard]] bool is_uneven(const Mapping& mapping);

/// Whether every axis of every fan-out has a loop.
[[nodiscard]] bool uses_all_axes(const Mapping& mapping, const Architecture& chip);

/// `count` different random mappings that fit, each uneven, with at least `min_loops` loops and
/// loops on every axis. The same on every machine for the same seed.
[[nodiscard]] std::vector<Mapping> hard_mappings(const Problem& problem, const Architecture& chip,
                                                 std::size_t count, std::size_t min_loops,
                                                 std::uint64_t seed);

}  // namespace paretile::benchmarks
