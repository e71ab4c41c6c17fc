// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "explore/design.h"
#include "explore/layer_fronts.h"
#include "explore/sweep.h"
#include "explore/sweep_file.h"
#include "explore/sweep_run.h"
#include "inner_loop/front_file.h"
#include "mapper/run.h"

namespace paretile::explore {

/// A design and the work on it, ready to be asked about.
struct DesignWork {
  std::int64_t id = 0;
  Design design;
  Architecture chip;
  Workload workload;  ///< in the chip's precision
  std::vector<UniqueLayer> unique;
  std::vector<std::int64_t> runs;  ///< per entry of `unique`
};

/// Finds what designs of one sweep can do at best, one after the other.
class DesignSolver {
 public:
  DesignSolver(const Sweep& sweep, const SweepRun& run);

  [[nodiscard]] DesignWork work_of(std::int64_t id) const;

  /// No mappings of the work cost less than this, from the hardware alone. Nothing where there may
  /// be no mapping.
  [[nodiscard]] std::optional<DesignPoint> bound(const DesignWork& work) const;

  /// Every choice of mappings is beaten or equalled by one of these, from the fronts on relaxed
  /// chips, in (energy, latency), by energy ascending. Nothing if it was stopped before it knew, or
  /// if there may be no mapping.
  [[nodiscard]] std::optional<std::vector<DesignPoint>> bounds(const DesignWork& work);

  /// All but the seconds; nothing if it was stopped before it knew.
  [[nodiscard]] std::optional<DesignResult> solve(const DesignWork& work);

  /// All of a result that needs no search.
  [[nodiscard]] DesignResult describe(const DesignWork& work) const;

  [[nodiscard]] const LayerCounts& counts() const { return fronts_.counts(); }

 private:
  [[nodiscard]] mapper::Objective layer_objective(const DesignWork& work) const;
  void add_layers(const DesignWork& work, DesignResult& result);

  const Sweep& sweep_;
  mapper::Settings settings_;
  std::unique_ptr<inner_loop::FrontFile> cache_;
  LayerFronts fronts_;
};

}  // namespace paretile::explore
