// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "tests/search/families.h"

namespace paretile::search {

/// How many random questions a run of test_search asks the engine, from which seed on.
struct RunOptions {
  std::uint64_t cases = 300;     ///< --cases=N
  std::uint64_t seed = 1;        ///< --seed=N: of the first case; the next one has N + 1
  std::optional<Family> family;  ///< --family=NAME; without it, all in turn
};

/// The options of this run, as given on the command line.
[[nodiscard]] const RunOptions& run_options();

/// Number `index` of the run's cases.
[[nodiscard]] Case run_case(std::uint64_t index);

}  // namespace paretile::search
