// SPDX-License-Identifier: Apache-2.0
#include "cost_model/sumset.h"

#include <algorithm>
#include <bit>

#include "core/problem.h"

namespace paretile::cost_model {
namespace {

/// Distance from the smallest to the largest sum.
std::int64_t span(const Sumset& set) {
  std::int64_t sum = 0;
  for (const Progression& p : set) sum += p.step * (p.count - 1);
  return sum;
}

/// Progressions of one value drop out; the rest come by ascending step.
void tidy(Sumset& set) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < set.size(); ++i) {
    const Progression p = set[i];
    if (p.count == 1) continue;
    std::size_t j = kept++;
    for (; j > 0 && set[j - 1].step > p.step; --j) set[j] = set[j - 1];
    set[j] = p;
  }
  while (set.size() > kept) set.pop_back();
}

/// Joins `outer` into `inner` when together they are one progression without gaps:
/// {g*i} + {g*q*j} = {g*(i + q*j)}, and i + q*j runs through everything when q <= count of i.
bool absorb(Progression& inner, const Progression& outer) {
  if (outer.step > inner.step * inner.count) return false;
  const std::int64_t ratio = inner.step == 1 ? outer.step : outer.step / inner.step;
  if (ratio * inner.step != outer.step) return false;
  inner.count += ratio * (outer.count - 1);
  return true;
}

/// Joins all that can be joined. Each join leaves the set of sums as it is.
void reduce(Sumset& set) {
  tidy(set);
  for (std::size_t i = 0; i < set.size(); ++i) {
    for (std::size_t j = i + 1; j < set.size();) {
      if (absorb(set[i], set[j])) {
        set.erase_at(j);
        j = i + 1;
      } else {
        ++j;
      }
    }
  }
}

/// Marks positions in windows of a fixed size, so that any set can be counted without a heap.
class Window {
 public:
  static constexpr std::int64_t kSize = 4096;

  void start(std::int64_t begin) {
    begin_ = begin;
    bits_.fill(0);
  }
  void mark(std::int64_t position) {
    const std::int64_t at = position - begin_;
    if (at < 0 || at >= kSize) return;
    bits_[static_cast<std::size_t>(at) / 64] |= 1ULL << (at % 64);
  }
  [[nodiscard]] std::int64_t marked() const {
    std::int64_t count = 0;
    for (std::uint64_t word : bits_) count += std::popcount(word);
    return count;
  }

 private:
  std::int64_t begin_ = 0;
  std::array<std::uint64_t, kSize / 64> bits_{};
};

/// Calls visit(sum) for every choice of one term of each progression (sums may repeat).
template <typename Visit>
void for_each_sum(const Sumset& set, const Visit& visit) {
  std::array<std::int64_t, Sumset::capacity()> digit{};
  std::int64_t sum = 0;
  while (true) {
    visit(sum);
    std::size_t k = 0;
    for (; k < set.size(); ++k) {
      sum += set[k].step;
      if (++digit[k] < set[k].count) break;
      sum -= set[k].step * set[k].count;
      digit[k] = 0;
    }
    if (k == set.size()) return;
  }
}

/// Counts sums one by one: for the rare sets whose steps do not nest (a stride and a dilation with
/// no common factor, loops of both dims spatial, gaps between them).
std::int64_t count_by_enumeration(const Sumset& set) {
  Window window;
  std::int64_t count = 0;
  const std::int64_t last = span(set);
  for (std::int64_t begin = 0; begin <= last; begin += Window::kSize) {
    window.start(begin);
    for_each_sum(set, [&](std::int64_t sum) { window.mark(sum); });
    count += window.marked();
  }
  return count;
}

bool is_sum(const Progression& first, const Progression& second, std::int64_t value) {
  const Progression& few = first.count < second.count ? first : second;
  const Progression& many = first.count < second.count ? second : first;
  for (std::int64_t n = 0; n < few.count; ++n) {
    const std::int64_t rest = value - n * few.step;
    if (rest < 0) return false;
    if (rest % many.step == 0 && rest / many.step < many.count) return true;
  }
  return false;
}

/// The union of new parts, word by word: for tiles that are not one progression.
std::int64_t count_new_union_by_enumeration(const Progression& first, const Progression& second,
                                            std::int64_t shift, const Sumset& displacements) {
  const Sumset tile{first, second};
  Window window;
  std::int64_t count = 0;
  const std::int64_t last = shift + span(tile) + span(displacements);
  for (std::int64_t begin = 0; begin <= last; begin += Window::kSize) {
    window.start(begin);
    for_each_sum(tile, [&](std::int64_t word) {
      if (is_sum(first, second, word + shift)) return;
      for_each_sum(displacements, [&](std::int64_t by) { window.mark(word + shift + by); });
    });
    count += window.marked();
  }
  return count;
}

/// What a move by `shift` leaves to fetch: everything, the last part of one progression, or a set
/// with no simple form.
struct NewPart {
  enum class Kind : std::uint8_t { kWhole, kProgression, kIrregular };
  Kind kind = Kind::kWhole;
  Progression progression;
};

NewPart new_part(const Sumset& reduced_tile, std::int64_t shift) {
  if (shift > span(reduced_tile)) return {};
  if (reduced_tile.size() > 1) return {NewPart::Kind::kIrregular, {}};
  // One progression {g*i, i < n}, moved by g*q with q < n: its last q words are new. Moved by
  // something else it shares no word with itself.
  const Progression tile = reduced_tile[0];
  if (shift % tile.step != 0) return {};
  return {NewPart::Kind::kProgression, {tile.step, shift / tile.step}};
}

Sumset with(const Sumset& set, const Progression& progression) {
  Sumset result = set;
  result.push_back(progression);
  return result;
}

}  // namespace

std::int64_t count_distinct(Sumset set) noexcept {
  reduce(set);
  std::int64_t copies = 1;
  // A step beyond the span of all the others makes disjoint copies of them.
  while (set.size() > 1) {
    const Progression top = set.back();
    set.pop_back();
    if (top.step > span(set)) {
      copies *= top.count;
    } else if (set.size() == 1) {
      return copies * distinct_sums(set[0].step, set[0].count, top.step, top.count);
    } else {
      set.push_back(top);
      return copies * count_by_enumeration(set);
    }
  }
  return set.empty() ? copies : copies * set[0].count;
}

std::int64_t count_new(const Progression& first, const Progression& second,
                       std::int64_t shift) noexcept {
  Sumset tile{first, second};
  reduce(tile);
  const NewPart part = new_part(tile, shift);
  if (part.kind == NewPart::Kind::kProgression) return part.progression.count;
  const std::int64_t words = count_distinct(tile);
  if (part.kind == NewPart::Kind::kWhole) return words;
  return count_distinct(with(tile, {shift, 2})) - words;  // |T u (T + shift)| - |T|
}

std::int64_t count_new_union(const Progression& first, const Progression& second,
                             std::int64_t shift, const Sumset& displacements) noexcept {
  Sumset tile{first, second};
  reduce(tile);
  const NewPart part = new_part(tile, shift);
  if (part.kind == NewPart::Kind::kProgression) {
    return count_distinct(with(displacements, part.progression));
  }
  Sumset everything = displacements;
  for (const Progression& progression : tile) everything.push_back(progression);
  if (part.kind == NewPart::Kind::kWhole) return count_distinct(everything);
  if (count_new(first, second, shift) == count_distinct(tile)) return count_distinct(everything);
  return count_new_union_by_enumeration(first, second, shift, displacements);
}

}  // namespace paretile::cost_model
