// SPDX-License-Identifier: Apache-2.0
#include "mapper/parallel.h"

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <atomic>

namespace paretile::mapper {
namespace {

constexpr double kSecondsBetweenReports = 0.1;

}  // namespace

void parallel_blocks(std::size_t count, std::size_t block, int threads,
                     const std::atomic<bool>* stop, const std::function<void(const Block&)>& fn) {
  auto run_block = [&](std::size_t index) {
    if (stopped(stop)) return;
    fn({index * block, std::min(count, (index + 1) * block), index});
  };
  std::atomic<std::size_t> next = 0;
  const int width = threads > 0 ? threads : tbb::info::default_concurrency();
  // The arena alone cannot grow beyond the cores; whoever asks for more threads gets them.
  const tbb::global_control allowed(tbb::global_control::max_allowed_parallelism,
                                    static_cast<std::size_t>(width));
  tbb::task_arena arena(width);
  arena.execute([&] {
    tbb::this_task_arena::isolate([&] {
      tbb::parallel_for(
          tbb::blocked_range<std::size_t>(0, num_blocks(count, block), 1),
          [&](const tbb::blocked_range<std::size_t>& range) {
            // Whichever part of the range a thread gets, it takes the block whose turn it is.
            for (std::size_t i = 0; i < range.size(); ++i) run_block(next.fetch_add(1));
          },
          tbb::simple_partitioner());
    });
  });
}

double Stopwatch::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
}

ProgressReporter::ProgressReporter(const std::function<void(const Progress&)>& callback,
                                   std::size_t total)
    : callback_(callback), total_(total) {}

void ProgressReporter::finish_unit() {
  const std::size_t done = done_.fetch_add(1, std::memory_order_relaxed) + 1;
  if (!callback_ || done == total_) return;  // the end is reported by finish_all
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock.owns_lock() || clock_.seconds() < next_report_seconds_) return;
  next_report_seconds_ = clock_.seconds() + kSecondsBetweenReports;
  callback_({done_.load(std::memory_order_relaxed), total_});
}

void ProgressReporter::finish_all() {
  if (!callback_) return;
  const std::lock_guard lock(mutex_);
  callback_({done_.load(std::memory_order_relaxed), total_});
}

}  // namespace paretile::mapper
