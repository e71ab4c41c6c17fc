// SPDX-License-Identifier: Apache-2.0
#include "mapper/parallel.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <numeric>
#include <stdexcept>
#include <vector>

namespace paretile::mapper {

TEST_CASE("every item is in exactly one block, for any number of threads") {
  for (const int threads : {0, 1, 2, 3, 8}) {
    CAPTURE(threads);
    std::vector<int> visits(1'003, 0);
    std::vector<std::size_t> begins(num_blocks(visits.size(), 10));
    parallel_blocks(visits.size(), 10, threads, nullptr, [&](const Block& block) {
      begins[block.index] = block.begin;
      for (std::size_t i = block.begin; i < block.end; ++i) ++visits[i];
    });
    CHECK(std::count(visits.begin(), visits.end(), 1) == 1'003);
    CHECK(begins[100] == 1'000);  // the last block holds 3 items
  }
}

TEST_CASE("no items, no blocks") {
  parallel_blocks(0, 10, 2, nullptr, [](const Block&) { FAIL("called"); });
}

TEST_CASE("once stopped no further block begins") {
  std::atomic<bool> stop{false};
  std::size_t blocks = 0;
  parallel_blocks(100, 1, 1, &stop, [&](const Block&) {
    if (++blocks == 5) stop = true;
  });
  CHECK(blocks == 5);
}

TEST_CASE("blocks begin in order: those begun before a stop are the first ones") {
  std::atomic<bool> stop{false};
  std::atomic<int> begun{0};
  std::vector<int> visits(10'000, 0);
  parallel_blocks(visits.size(), 1, 3, &stop, [&](const Block& block) {
    visits[block.index] = 1;
    if (++begun == 50) stop = true;
  });
  const auto first_unvisited = std::find(visits.begin(), visits.end(), 0);
  CHECK(first_unvisited - visits.begin() >= 48);  // three threads: two may still stop at the door
  CHECK(std::count(first_unvisited, visits.end(), 1) <= 2);
}

TEST_CASE("a throwing block ends the call with its exception") {
  CHECK_THROWS_AS(parallel_blocks(8, 1, 2, nullptr,
                                  [](const Block& block) {
                                    if (block.index == 3) throw std::runtime_error("three");
                                  }),
                  std::runtime_error);
}

TEST_CASE("calls nest") {
  std::vector<std::size_t> sums(6, 0);
  parallel_blocks(6, 1, 3, nullptr, [&](const Block& outer) {
    std::vector<std::size_t> parts(10, 0);
    parallel_blocks(10, 1, 2, nullptr,
                    [&](const Block& inner) { parts[inner.index] = inner.index; });
    sums[outer.index] = std::accumulate(parts.begin(), parts.end(), std::size_t{0});
  });
  CHECK(sums == std::vector<std::size_t>(6, 45));  // 0 + 1 + ... + 9
}

TEST_CASE("progress is reported by one thread at a time and ends with everything done") {
  std::atomic<int> inside{0};
  bool alone = true;
  Progress last;
  const std::function<void(const Progress&)> callback = [&](const Progress& progress) {
    alone = alone && ++inside == 1;
    CHECK(progress.done >= last.done);
    last = progress;
    --inside;
  };
  ProgressReporter reporter(callback, 500);
  parallel_blocks(500, 1, 4, nullptr, [&](const Block&) { reporter.finish_unit(); });
  reporter.finish_all();
  CHECK(alone);
  CHECK(last.done == 500);
  CHECK(last.total == 500);
}

TEST_CASE("many quick units make few reports") {
  int reports = 0;
  const std::function<void(const Progress&)> callback = [&](const Progress&) { ++reports; };
  const Stopwatch clock;
  ProgressReporter reporter(callback, 100'000);
  for (int i = 0; i < 100'000; ++i) reporter.finish_unit();
  reporter.finish_all();
  // Ten a second, one at the start and one at the end.
  CHECK(reports <= static_cast<int>(clock.seconds() * 10) + 2);
}

}  // namespace paretile::mapper
