// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cost_model/counts.h"
#include "interop/timeloop.h"
#include "interop/timeloop_conventions.h"
#include "interop/timeloop_price.h"
#include "interop/timeloop_stats.h"

namespace paretile::interop {

/// A run counted and priced under some of Timeloop's conventions.
struct TimeloopRecount {
  TimeloopConventions conventions;
  cost_model::Counts counts;
  TimeloopCost cost;
  TimeloopCost cost_by_words;  ///< each access moves one word of one instance
};

/// Recounts of one run, each made once. The run must outlive it.
class TimeloopVariants {
 public:
  explicit TimeloopVariants(const TimeloopRun& run) : run_(run) {}

  /// Null where the nest has too many loops to walk.
  const TimeloopRecount* get(const TimeloopConventions& conventions);

  /// As Timeloop ran, which its files do not say: with the defaults or, where that gives more of
  /// the counts it printed, with links off, first reads on, or as a release before 2025. Null as
  /// get().
  const TimeloopRecount* find(const TimeloopStats& printed);

  /// Names of the fewest conventions of `from` that, added to ours, make `holds` true; nothing if
  /// none do, and none if it holds for ours.
  std::optional<std::vector<std::string>> fewest(
      const TimeloopConventions& from, const std::function<bool(const TimeloopRecount&)>& holds);

 private:
  [[nodiscard]] std::vector<TimeloopConvention> that_matter(const TimeloopConventions& from) const;

  const TimeloopRun& run_;
  struct Made {
    TimeloopConventions conventions;
    std::optional<TimeloopRecount> recount;
  };
  std::deque<Made> made_;
};

/// What was assumed of a run beyond the defaults of timeloop-model, a sentence each.
[[nodiscard]] std::vector<std::string> assumptions(const TimeloopConventions& conventions);

}  // namespace paretile::interop
