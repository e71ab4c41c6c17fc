// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

namespace paretile {

/// A vector with room for `Capacity` values inside itself: trivially copyable, never on the heap.
/// Callers check `full()` before `push_back`; overflow is a broken invariant, not an error path.
template <typename T, std::size_t Capacity>
class InlineVector {
 public:
  // Leaves plain values unset: no cost for room not used.
  constexpr InlineVector() noexcept {}  // NOLINT(modernize-use-equals-default)
  constexpr InlineVector(std::initializer_list<T> values) {
    for (const T& value : values) push_back(value);
  }

  [[nodiscard]] constexpr std::size_t size() const { return size_; }
  [[nodiscard]] constexpr bool empty() const { return size_ == 0; }
  [[nodiscard]] constexpr bool full() const { return size_ == Capacity; }
  [[nodiscard]] static constexpr std::size_t capacity() { return Capacity; }
  [[nodiscard]] constexpr T& operator[](std::size_t i) { return values_[i]; }
  [[nodiscard]] constexpr const T& operator[](std::size_t i) const { return values_[i]; }
  [[nodiscard]] constexpr T& back() { return values_[size_ - 1]; }
  [[nodiscard]] constexpr const T& back() const { return values_[size_ - 1]; }
  constexpr void push_back(const T& value) {
    assert(size_ < Capacity);
    values_[size_++] = value;
  }
  constexpr void pop_back() { --size_; }
  constexpr void clear() { size_ = 0; }
  constexpr void erase_at(std::size_t i) {
    for (std::size_t j = i + 1; j < size_; ++j) values_[j - 1] = values_[j];
    --size_;
  }
  constexpr void insert_at(std::size_t i, const T& value) {
    assert(size_ < Capacity);
    for (std::size_t j = size_; j > i; --j) values_[j] = values_[j - 1];
    values_[i] = value;
    ++size_;
  }
  constexpr T* begin() { return values_.data(); }
  constexpr T* end() { return values_.data() + size_; }
  [[nodiscard]] constexpr const T* begin() const { return values_.data(); }
  [[nodiscard]] constexpr const T* end() const { return values_.data() + size_; }
  friend constexpr bool operator==(const InlineVector& a, const InlineVector& b) {
    if (a.size_ != b.size_) return false;
    for (std::size_t i = 0; i < a.size_; ++i) {
      if (!(a.values_[i] == b.values_[i])) return false;
    }
    return true;
  }

 private:
  std::array<T, Capacity> values_;
  std::uint32_t size_ = 0;
};

}  // namespace paretile
