// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <unordered_map>

#include "explore/sweep.h"
#include "explore/sweep_file.h"
#include "mapper/run.h"

namespace paretile::explore {

/// Finds the optimum of designs of one sweep, one after the other. A layer problem that an earlier
/// design had (same nest, and a chip that differs only in what mappings do not see, as area) is not
/// solved again.
class DesignSolver {
 public:
  explicit DesignSolver(const Sweep& sweep, int threads, const std::atomic<bool>* stop);

  /// Nothing if it was stopped before it knew.
  [[nodiscard]] std::optional<DesignResult> solve(std::int64_t id);

  [[nodiscard]] std::int64_t solved() const { return solved_; }  ///< layer problems
  [[nodiscard]] std::int64_t reused() const { return reused_; }

 private:
  bool find_all(const Workload& workload, const std::vector<UniqueLayer>& unique,
                const Architecture& architecture, const std::vector<std::uint64_t>& hashes);
  void add_layers(const Workload& workload, const std::vector<UniqueLayer>& unique,
                  const Architecture& architecture, const std::vector<std::uint64_t>& hashes,
                  DesignResult& result);

  const Sweep& sweep_;
  mapper::Settings settings_;
  std::unordered_map<std::uint64_t, mapper::ProblemResult> known_;  ///< by mapspace hash
  std::int64_t solved_ = 0;
  std::int64_t reused_ = 0;
};

/// How far a run has come, and which part of the designs is its own.
struct SweepProgress {
  std::int64_t finished = 0;
  std::int64_t total = 0;
  std::int64_t solved = 0;  ///< layer problems
  std::int64_t reused = 0;
};
struct SweepRun {
  int threads = 0;
  const std::atomic<bool>* stop = nullptr;
  std::int64_t shard = 0;  ///< this one of `shards`: every design whose place in the list is its own
  std::int64_t shards = 1;
  std::function<void(const SweepProgress&)> progress;  ///< after every design
};

/// Solves the designs of the shard that the file does not have, and puts each into it. Stopped, it
/// returns early; what is finished is in the file.
SweepProgress run_sweep(const Sweep& sweep, SweepFile& file, const SweepRun& run);

}  // namespace paretile::explore
