// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace paretile::mapper {

/// Values by 64-bit key, kept side by side: asked for millions of times, where a node per entry
/// costs more than what is remembered.
template <typename Value>
class Memo {
 public:
  /// The value of a key, or null. Valid until the next `keep`.
  [[nodiscard]] const Value* find(std::uint64_t key) const {
    if (entries_.empty()) return nullptr;
    for (std::size_t at = slot_of(key);; at = (at + 1) & (entries_.size() - 1)) {
      if (entries_[at].first == key) return &entries_[at].second;
      if (entries_[at].first == kNoKey) return nullptr;
    }
  }
  /// The key must be new and not all ones.
  void keep(std::uint64_t key, Value value) {
    if (2 * (size_ + 1) > entries_.size()) grow();
    put(key, value);
    ++size_;
  }

 private:
  static constexpr std::uint64_t kNoKey = ~std::uint64_t{0};
  using Entry = std::pair<std::uint64_t, Value>;

  [[nodiscard]] std::size_t slot_of(std::uint64_t key) const {
    return static_cast<std::size_t>((key * 0x9E3779B97F4A7C15U) >> 32U) & (entries_.size() - 1);
  }
  void put(std::uint64_t key, Value value) {
    std::size_t at = slot_of(key);
    while (entries_[at].first != kNoKey) at = (at + 1) & (entries_.size() - 1);
    entries_[at] = {key, value};
  }
  void grow() {
    std::vector<Entry> old(entries_.empty() ? 1024 : 2 * entries_.size(), Entry{kNoKey, Value{}});
    old.swap(entries_);
    for (const Entry& entry : old) {
      if (entry.first != kNoKey) put(entry.first, entry.second);
    }
  }

  std::vector<Entry> entries_;  ///< a power of two of them, at most half in use
  std::size_t size_ = 0;
};

}  // namespace paretile::mapper
