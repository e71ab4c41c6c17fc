// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "explore/layer_fronts.h"
#include "explore/sweep.h"
#include "explore/sweep_file.h"
#include "inner_loop/front_file.h"

namespace paretile::explore {

/// How far a run has come, and which part of the designs is its own.
struct SweepProgress {
  std::int64_t finished = 0;
  std::int64_t total = 0;
  std::int64_t excluded = 0;  ///< of the finished, those without a search for their own front
  LayerCounts layers;         ///< of this run
};
struct SweepRun {
  int threads = 0;
  const std::atomic<bool>* stop = nullptr;
  std::int64_t shard =
      0;  ///< this one of `shards`: every design whose place in the list is its own
  std::int64_t shards = 1;
  const std::vector<std::int64_t>* designs = nullptr;  ///< of the shard only these, ascending
  std::string cache;  ///< file of fronts that sweeps share (inner_loop/front_file.h); empty: none
  std::function<void(const SweepProgress&)> progress;  ///< after every design
};

/// The designs of the shard, finished or not, ascending.
[[nodiscard]] std::vector<std::int64_t> designs_of(const Sweep& sweep, const SweepRun& run);

/// Solves the designs of the shard that the file does not have, and puts each into it; or, where
/// the sweep asks for the front alone, excludes it. Stopped, it returns early; what is finished is
/// in the file.
SweepProgress run_sweep(const Sweep& sweep, SweepFile& file, const SweepRun& run);

}  // namespace paretile::explore
