// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "core/architecture.h"
#include "core/ids.h"
#include "core/mapping.h"
#include "core/problem.h"
#include "cost_model/tables.h"
#include "mapper/run.h"

namespace paretile::mapper::recheck {

/// One way to use a fan-out: bounds per dimension, and spatial loops that have them.
struct Spread {
  IdArray<DimId, std::int64_t> bounds;  ///< 1 = no loop
  std::int64_t children = 1;            ///< product of the bounds
  std::vector<Node> loops;              ///< by axis, then dimension; empty = unused
};

/// A fan-out. Costs depend on the bounds alone, not on the axes that carry them, so each choice of
/// bounds is here once.
struct Spreads {
  FanoutId fanout;
  std::vector<Spread> choices;  ///< the unused one included, if constraints allow it
};

/// What is solved again, with names and constraints resolved.
struct Question {
  cost_model::Tables tables;
  MapspaceKind mapspace = MapspaceKind::kUnevenFree;
  bool possible = true;  ///< false: a constraint or a tensor without home rules everything out
  IdArray<TensorId, LevelId> homes;
  IdArray<LevelId, IdSet<TensorId>> may_keep;
  IdArray<LevelId, IdSet<TensorId>> must_keep;
  IdArray<LevelId, IdSet<TensorId>> stationary;
  IdArray<LevelId, IdArray<DimId, Range>> tiles;  ///< iterations inside every tile of the level
  IdArray<LevelId, std::size_t> region;           ///< fan-outs around the level
  std::vector<Spreads> spreads;                   ///< outermost first
  double min_utilization = 0;
  bool tiles_stay_across_fanouts = true;
  bool tiles_stay_across_levels = true;
  [[nodiscard]] bool tiles_stay() const {
    return tiles_stay_across_fanouts && tiles_stay_across_levels;
  }
};

[[nodiscard]] Question make_question(const Problem& problem, const Architecture& architecture,
                                     const Settings& settings);

}  // namespace paretile::mapper::recheck
