// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace paretile::oracle {

/// How many random cases a run of test_oracle tries, and from which seed. The same seed tries the
/// same cases on every machine.
struct RunOptions {
  int cases = 10'000;      ///< --cases=N
  std::uint64_t seed = 1;  ///< --seed=N
};

/// The options of this run, as given on the command line.
[[nodiscard]] const RunOptions& run_options();

}  // namespace paretile::oracle
