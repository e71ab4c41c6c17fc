// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <mutex>

#include "mapper/run.h"

namespace paretile::mapper {

/// Work items [begin, end) of 0 .. count-1; `index` counts the blocks.
struct Block {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t index = 0;
};

[[nodiscard]] constexpr std::size_t num_blocks(std::size_t count, std::size_t block) {
  return (count + block - 1) / block;
}

[[nodiscard]] inline bool stopped(const std::atomic<bool>* stop) {
  return stop != nullptr && stop->load(std::memory_order_relaxed);
}

/// Calls fn once for every block of `block` items (the last may be shorter), on up to `threads`
/// threads (0 = one per core); they begin in order and end in any. Blocks do not depend on the
/// number of threads: results merged by block index are the same for any. Once *stop is set no
/// further block begins. A caller that is itself inside such a call never runs other work while it
/// waits (work isolation). What fn throws is thrown here.
void parallel_blocks(std::size_t count, std::size_t block, int threads,
                     const std::atomic<bool>* stop, const std::function<void(const Block&)>& fn);

/// Seconds since it was made.
class Stopwatch {
 public:
  [[nodiscard]] double seconds() const;

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// Passes finished work on to a callback: at most ten times a second, from one thread at a time.
class ProgressReporter {
 public:
  ProgressReporter(const std::function<void(const Progress&)>& callback, std::size_t total);

  /// One more unit is finished. Any thread may call.
  void finish_unit();
  /// Reports the end whatever the clock says; call when all units are finished.
  void finish_all();

 private:
  const std::function<void(const Progress&)>& callback_;
  std::size_t total_;
  std::atomic<std::size_t> done_{0};
  std::mutex mutex_;
  double next_report_seconds_ = 0;
  Stopwatch clock_;
};

}  // namespace paretile::mapper
