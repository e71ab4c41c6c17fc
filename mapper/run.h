// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

#include "core/architecture.h"
#include "core/constraints.h"
#include "core/problem.h"
#include "core/workload.h"
#include "cost_model/options.h"
#include "mapper/objective.h"
#include "mapper/result.h"

namespace paretile::mapper {

/// How far a search has come; passed at most ten times a second, from one thread at a time.
struct Progress {
  std::size_t done = 0;  ///< units of work finished
  std::size_t total = 0;
};

/// How a search goes about it.
enum class Strategy : std::uint8_t {
  kExact,   ///< proves what it returns
  kRandom,  ///< `samples` random mappings, improved: a baseline
};
[[nodiscard]] std::string_view to_string(Strategy strategy);  // "exact", "random"

/// Which nests are mappings of the space. docs/mapspace.md.
enum class MapspaceKind : std::uint8_t {
  kEven,             ///< all tensors of a level in one place
  kUnevenHierarchy,  ///< no node inside one of an inner level, whatever their tensors
  kUnevenFree,       ///< nodes of different tensors in any order between two fan-outs
};
[[nodiscard]] std::string_view to_string(MapspaceKind kind);  // "even", "uneven-hierarchy", ...

/// What to search and how hard. The answer depends on everything here but threads, stop and
/// progress.
struct Settings {
  Strategy strategy = Strategy::kExact;
  MapspaceKind mapspace = MapspaceKind::kUnevenFree;
  Objective objective;
  Constraints constraints;
  /// Every dimension may be up to so much larger; what is computed besides is thrown away.
  int pad_percent = 0;
  std::size_t max_paddings = 100;  ///< per problem, those of fewest operations; the proof says so
  double time_limit_seconds = 0;   ///< per problem; 0 = none. Cut short, a result is bounded
  std::uint64_t seed = 1;
  std::uint64_t samples = 4'000;  ///< kRandom: mappings drawn per problem
  int kicks = 100;  ///< times each local search is thrown off its optimum to begin again
  int threads = 0;  ///< 0 = one per core
  cost_model::Options model;
  const std::atomic<bool>* stop = nullptr;  ///< set by the caller to end early
  std::function<void(const Progress&)> progress;
};

/// The front of one loop nest on one architecture. Both must be valid.
[[nodiscard]] ProblemResult map_problem(const Problem& problem, const Architecture& architecture,
                                        const Settings& settings = {});

/// The fronts of all layers of a network, each distinct nest once, in parallel, and the front of
/// the network. The objective and its limits are the network's: sums over all layers and repeats.
[[nodiscard]] WorkloadResult map_workload(const Workload& workload,
                                          const Architecture& architecture,
                                          const Settings& settings = {});

}  // namespace paretile::mapper
