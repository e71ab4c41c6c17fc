// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/architecture.h"
#include "core/constraints.h"
#include "core/problem.h"
#include "interop/timeloop_factors.h"
#include "interop/timeloop_files.h"

namespace paretile::interop {

/// Where something was written.
struct TimeloopPlace {
  io::YamlDocument* document = nullptr;
  const io::YamlValue* value = nullptr;
};

/// What constraints ask of the temporal, or of the spatial loops of a level.
struct TimeloopLoopRules {
  struct Limit {
    TimeloopLimit limit;
    TimeloopPlace place;
  };
  std::map<DimId, Limit> limits;
  std::optional<std::vector<DimId>> order;  ///< innermost first, as far as given
  TimeloopPlace order_place;
  std::optional<std::int64_t> split;  ///< how many of the order go along X
  TimeloopPlace split_place;
};

struct TimeloopLevelRules {
  TimeloopLoopRules temporal;
  TimeloopLoopRules spatial;
};

/// Places of rules by their path, as `tiles[3]`.
using TimeloopRulePlaces = std::map<std::string, TimeloopPlace>;

/// Adds what the rules of all levels come to here, as limits of tiles, axes and spatial loops;
/// remarks on what these cannot say.
void add_loop_rules(const IdVector<LevelId, TimeloopLevelRules>& levels, const Problem& problem,
                    const Architecture& architecture, TimeloopFiles& files,
                    Constraints& constraints, TimeloopRulePlaces& places);

}  // namespace paretile::interop
