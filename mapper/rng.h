// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

namespace paretile::mapper {

/// SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): the output step.
[[nodiscard]] constexpr std::uint64_t mix_bits(std::uint64_t z) {
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31U);
}

/// Random numbers that are the same on every machine and standard library. One generator per unit
/// of work: numbers depend on the seed and the unit's stream, never on the thread that draws them.
class Rng {
 public:
  constexpr Rng(std::uint64_t seed, std::uint64_t stream)
      : state_(mix_bits(seed + kStep) ^ mix_bits(mix_bits(stream) + kStep)) {}

  constexpr std::uint64_t next() {
    state_ += kStep;
    return mix_bits(state_);
  }

  /// 0 .. count-1; count >= 1. The high half of a product: biased by less than count / 2^32.
  constexpr std::size_t below(std::size_t count) {
    return static_cast<std::size_t>(((next() >> 32U) * static_cast<std::uint64_t>(count)) >> 32U);
  }

  /// True `numerator` times out of `denominator`.
  constexpr bool chance(std::size_t numerator, std::size_t denominator) {
    return below(denominator) < numerator;
  }

  template <typename Range>
  constexpr void shuffle(Range& range) {
    for (std::size_t left = range.size(); left > 1; --left) {
      std::swap(range[left - 1], range[below(left)]);
    }
  }

 private:
  static constexpr std::uint64_t kStep = 0x9E3779B97F4A7C15ULL;  // 2^64 / golden ratio
  std::uint64_t state_;
};

}  // namespace paretile::mapper
