// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace paretile::mapper {

/// Prime factors, ascending, with repeats: 12 -> 2 2 3. size >= 1.
[[nodiscard]] inline std::vector<std::int64_t> prime_factors(std::int64_t size) {
  std::vector<std::int64_t> primes;
  for (std::int64_t p = 2; p * p <= size; ++p) {
    for (; size % p == 0; size /= p) primes.push_back(p);
  }
  if (size > 1) primes.push_back(size);
  return primes;
}

/// Divisors, ascending: 12 -> 1 2 3 4 6 12. size >= 1.
[[nodiscard]] inline std::vector<std::int64_t> divisors(std::int64_t size) {
  std::vector<std::int64_t> result;
  for (std::int64_t d = 1; d * d <= size; ++d) {
    if (size % d != 0) continue;
    result.push_back(d);
    if (d * d != size) result.push_back(size / d);
  }
  std::sort(result.begin(), result.end());
  return result;
}

}  // namespace paretile::mapper
