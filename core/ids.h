// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <vector>

#include "core/limits.h"

namespace paretile {

/// One byte that names one thing of one kind: a dimension, a tensor, a level, a fan-out or an axis.
/// Names are resolved to ids once, at the edge of the program; ids of different kinds do not mix.
template <typename Tag>
class Id {
 public:
  static constexpr std::size_t kCapacity = Tag::kCapacity;

  constexpr Id() = default;
  template <typename Int>
  explicit constexpr Id(Int index) : index_(static_cast<std::uint8_t>(index)) {}

  [[nodiscard]] constexpr std::size_t index() const { return index_; }
  friend constexpr auto operator<=>(const Id&, const Id&) = default;

 private:
  std::uint8_t index_ = 0;
};

struct DimTag {
  static constexpr std::size_t kCapacity = kMaxDims;
};
struct TensorTag {
  static constexpr std::size_t kCapacity = kMaxTensors;
};
struct LevelTag {
  static constexpr std::size_t kCapacity = kMaxLevels;
};
struct FanoutTag {
  static constexpr std::size_t kCapacity = kMaxFanouts;
};
struct AxisTag {
  static constexpr std::size_t kCapacity = kMaxAxes;
};

using DimId = Id<DimTag>;
using TensorId = Id<TensorTag>;
using LevelId = Id<LevelTag>;
using FanoutId = Id<FanoutTag>;  ///< counted outermost first
using AxisId = Id<AxisTag>;      ///< counted over the axes of all fan-outs, outermost first

/// All ids 0 .. count-1, for range-based loops.
template <typename IdT>
class IdRange {
 public:
  class iterator {
   public:
    explicit constexpr iterator(std::size_t index) : index_(index) {}
    constexpr IdT operator*() const { return IdT(index_); }
    constexpr iterator& operator++() {
      ++index_;
      return *this;
    }
    constexpr bool operator!=(const iterator& other) const { return index_ != other.index_; }

   private:
    std::size_t index_;
  };
  explicit constexpr IdRange(std::size_t count) : count_(count) {}
  [[nodiscard]] constexpr iterator begin() const { return iterator(0); }
  [[nodiscard]] constexpr iterator end() const { return iterator(count_); }

 private:
  std::size_t count_;
};

/// A growable sequence indexed by one kind of id.
template <typename IdT, typename T>
class IdVector {
 public:
  IdVector() = default;
  IdVector(std::initializer_list<T> values) : values_(values) {}
  explicit IdVector(std::size_t count, const T& value = T()) : values_(count, value) {}

  [[nodiscard]] std::size_t size() const { return values_.size(); }
  [[nodiscard]] bool empty() const { return values_.empty(); }
  [[nodiscard]] T& operator[](IdT id) { return values_[id.index()]; }
  [[nodiscard]] const T& operator[](IdT id) const { return values_[id.index()]; }
  IdT push_back(T value) {
    values_.push_back(std::move(value));
    return IdT(values_.size() - 1);
  }
  void clear() { values_.clear(); }
  [[nodiscard]] IdRange<IdT> ids() const { return IdRange<IdT>(values_.size()); }
  auto begin() { return values_.begin(); }
  auto end() { return values_.end(); }
  [[nodiscard]] auto begin() const { return values_.begin(); }
  [[nodiscard]] auto end() const { return values_.end(); }
  friend bool operator==(const IdVector&, const IdVector&) = default;

 private:
  std::vector<T> values_;
};

/// A fixed, heap-free array with one slot for every id there can be.
template <typename IdT, typename T>
class IdArray {
 public:
  [[nodiscard]] constexpr T& operator[](IdT id) { return values_[id.index()]; }
  [[nodiscard]] constexpr const T& operator[](IdT id) const { return values_[id.index()]; }
  constexpr void fill(const T& value) { values_.fill(value); }
  friend constexpr bool operator==(const IdArray&, const IdArray&) = default;

 private:
  std::array<T, IdT::kCapacity> values_{};
};

/// A set of ids of one kind, in one word.
template <typename IdT>
class IdSet {
 public:
  constexpr IdSet() = default;
  constexpr IdSet(std::initializer_list<IdT> ids) {
    for (IdT id : ids) insert(id);
  }
  static constexpr IdSet all(std::size_t count) {
    IdSet set;
    set.bits_ = (1U << count) - 1U;
    return set;
  }
  constexpr void insert(IdT id) { bits_ |= 1U << id.index(); }
  constexpr void erase(IdT id) { bits_ &= ~(1U << id.index()); }
  [[nodiscard]] constexpr bool contains(IdT id) const { return ((bits_ >> id.index()) & 1U) != 0; }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  [[nodiscard]] constexpr std::size_t size() const { return std::popcount(bits_); }
  [[nodiscard]] constexpr std::uint32_t bits() const { return bits_; }
  friend constexpr IdSet operator|(IdSet a, IdSet b) {
    a.bits_ |= b.bits_;
    return a;
  }
  friend constexpr IdSet operator&(IdSet a, IdSet b) {
    a.bits_ &= b.bits_;
    return a;
  }
  [[nodiscard]] constexpr IdSet without(IdSet other) const {
    IdSet set = *this;
    set.bits_ &= ~other.bits_;
    return set;
  }
  friend constexpr bool operator==(IdSet a, IdSet b) = default;

 private:
  std::uint32_t bits_ = 0;
};

}  // namespace paretile
