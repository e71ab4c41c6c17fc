// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace paretile::oracle {

/// A list of numbers that decides everything random about a case. Smaller numbers decide for
/// simpler cases, and past the end every number is 0, so RapidCheck simplifies a case by shrinking
/// numbers.
class Choices {
 public:
  explicit Choices(std::vector<std::uint32_t> numbers) : numbers_(std::move(numbers)) {}

  /// A number in [low, high]; low is the simplest.
  std::int64_t pick(std::int64_t low, std::int64_t high) { return low + next() % (high - low + 1); }

  /// True about `times` in `of` times; false is the simpler answer.
  bool chance(std::int64_t times, std::int64_t of) { return next() % of >= of - times; }

  /// One of the values; the first is the simplest.
  template <typename T>
  const T& one_of(const std::vector<T>& values) {
    return values[static_cast<std::size_t>(pick(0, std::ssize(values) - 1))];
  }

  /// Any place to insert into a sequence, from `first` to its end; the end is the simplest.
  std::size_t place(std::size_t first, std::size_t size) {
    return size - static_cast<std::size_t>(pick(0, static_cast<std::int64_t>(size - first)));
  }

 private:
  std::int64_t next() { return used_ < numbers_.size() ? numbers_[used_++] : 0; }

  std::vector<std::uint32_t> numbers_;
  std::size_t used_ = 0;
};

}  // namespace paretile::oracle
