// SPDX-License-Identifier: Apache-2.0
#include "mapper/memo.h"

#include <doctest/doctest.h>

#include <unordered_map>

#include "mapper/rng.h"

namespace paretile::mapper {

TEST_CASE("a memo finds what it kept, and nothing else") {
  Memo<double> memo;
  std::unordered_map<std::uint64_t, double> truth;
  CHECK(memo.find(0) == nullptr);
  Rng rng(5, 0);
  for (int i = 0; i < 20'000; ++i) {
    // Few low bits differ, as in packed keys; half of them are asked for before they are kept.
    const std::uint64_t key = rng.below(10'000) << (8 * rng.below(6));
    const double* known = memo.find(key);
    REQUIRE((known != nullptr) == truth.contains(key));
    if (known != nullptr) {
      CHECK(*known == truth[key]);
    } else {
      memo.keep(key, i);
      truth[key] = i;
    }
  }
  CHECK(truth.size() > 10'000);
}

}  // namespace paretile::mapper
