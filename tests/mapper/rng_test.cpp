// SPDX-License-Identifier: Apache-2.0
#include "mapper/rng.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <vector>

namespace paretile::mapper {

TEST_CASE("the output step is that of SplitMix64") {
  // First output of the reference implementation (Vigna, prng.di.unimi.it/splitmix64.c) with x = 0.
  CHECK(mix_bits(0x9E3779B97F4A7C15ULL) == 0xE220A8397B1DCDAFULL);
}

TEST_CASE("numbers depend on seed and stream alone") {
  Rng a(1, 2);
  Rng b(1, 2);
  Rng other_stream(1, 3);
  Rng other_seed(2, 2);
  const std::uint64_t first = a.next();
  CHECK(first == b.next());
  CHECK(first != other_stream.next());
  CHECK(first != other_seed.next());
}

TEST_CASE("below draws every value about equally often") {
  Rng rng(7, 0);
  std::array<int, 6> seen{};
  for (int i = 0; i < 60'000; ++i) ++seen[rng.below(6)];
  for (const int count : seen) {  // 10,000 expected, standard deviation 91
    CHECK(count > 9'500);
    CHECK(count < 10'500);
  }
}

TEST_CASE("a shuffle keeps the values and mostly not their order") {
  Rng rng(7, 0);
  std::vector<int> values = {0, 1, 2, 3, 4, 5, 6, 7};
  const std::vector<int> before = values;
  rng.shuffle(values);
  CHECK(values != before);
  std::sort(values.begin(), values.end());
  CHECK(values == before);
}

}  // namespace paretile::mapper
