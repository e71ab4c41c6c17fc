// SPDX-License-Identifier: Apache-2.0
#include "cost_model/sumset.h"

#include <doctest/doctest.h>

#include <random>
#include <set>

using namespace paretile::cost_model;

namespace {

std::set<std::int64_t> sums(const Sumset& set) {
  std::set<std::int64_t> result{0};
  for (const Progression& p : set) {
    std::set<std::int64_t> next;
    for (std::int64_t base : result) {
      for (std::int64_t n = 0; n < p.count; ++n) next.insert(base + p.step * n);
    }
    result = next;
  }
  return result;
}

/// (T + shift) \ T
std::set<std::int64_t> moved_part(const std::set<std::int64_t>& tile, std::int64_t shift) {
  std::set<std::int64_t> result;
  for (std::int64_t word : tile) {
    if (!tile.contains(word + shift)) result.insert(word + shift);
  }
  return result;
}

std::set<std::int64_t> spread(const std::set<std::int64_t>& words, const Sumset& displacements) {
  std::set<std::int64_t> result;
  for (std::int64_t by : sums(displacements)) {
    for (std::int64_t word : words) result.insert(word + by);
  }
  return result;
}

struct Random {
  std::mt19937 engine{20260101};
  std::int64_t operator()(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(engine() % static_cast<std::uint64_t>(high - low + 1));
  }
};

}  // namespace

TEST_CASE("a 3-wide filter over 4 outputs reads 6 inputs") {
  CHECK(count_distinct({{1, 4}, {1, 3}}) == 6);  // 4 + 3 - 1
}

TEST_CASE("a stride beyond the filter leaves holes that are not counted") {
  CHECK(count_distinct({{4, 5}, {1, 3}}) == 15);  // five windows of three
  CHECK(count_distinct({{2, 5}, {1, 1}}) == 5);   // 1x1 filter, stride 2: every other word
}

TEST_CASE("a sliding tile fetches only what is new") {
  CHECK(count_new({1, 4}, {1, 3}, 4) == 4);  // 6 words, moved by 4: two stay
  CHECK(count_new({1, 1}, {1, 3}, 1) == 1);
  CHECK(count_new({1, 4}, {1, 3}, 6) == 6);  // touching, not overlapping
  CHECK(count_new({1, 4}, {1, 3}, 5) == 5);  // one word less apart: one stays
  CHECK(count_new({2, 4}, {1, 1}, 1) == 4);  // even words moved to odd ones: nothing stays
}

TEST_CASE("neighbouring children share their halo") {
  // Three children, 2 outputs each, filter 3: {0..3}, {2..5}, {4..7} = 8 words, not 12.
  CHECK(count_distinct({{1, 2}, {1, 3}, {2, 3}}) == 8);
}

TEST_CASE("closed forms equal sets on random tiles, shifts and children") {
  Random random;
  for (int i = 0; i < 40000; ++i) {
    const Progression first{random(1, 4), random(1, 6)};
    const Progression second{random(1, 4), random(1, 6)};
    Sumset displacements;
    for (std::int64_t n = random(0, 4); n > 0; --n) {
      displacements.push_back({random(1, 24), random(1, 4)});
    }
    const std::int64_t shift = random(1, 30);
    const std::set<std::int64_t> tile = sums({first, second});
    const std::set<std::int64_t> part = moved_part(tile, shift);
    Sumset all = displacements;
    all.push_back(first);
    all.push_back(second);
    CAPTURE(i);
    REQUIRE(count_distinct({first, second}) == static_cast<std::int64_t>(tile.size()));
    REQUIRE(count_distinct(all) == static_cast<std::int64_t>(spread(tile, displacements).size()));
    REQUIRE(count_new(first, second, shift) == static_cast<std::int64_t>(part.size()));
    REQUIRE(count_new_union(first, second, shift, displacements) ==
            static_cast<std::int64_t>(spread(part, displacements).size()));
  }
}

TEST_CASE("sets wider than a counting window are counted whole") {
  // Steps 6, 10 and 15 do not nest; the span passes several windows of 4096.
  const Sumset set{{6, 900}, {10, 500}, {15, 300}};
  CHECK(count_distinct(set) == static_cast<std::int64_t>(sums(set).size()));
}
