// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "core/architecture.h"
#include "core/constraints.h"
#include "core/mapping.h"
#include "core/problem.h"
#include "cost_model/options.h"
#include "mapper/run.h"

namespace paretile::search {

/// What is searched: the mappings of which space, under which demands, and how they are scored.
struct Question {
  Problem problem;
  Architecture architecture;
  cost_model::Options model;
  mapper::MapspaceKind mapspace = mapper::MapspaceKind::kUnevenFree;
  Constraints constraints;
};

/// Called with a mapping; returns whether to go on.
using Visitor = std::function<bool(const Mapping&)>;

/// Visits every mapping of the space within the keep sets and the axes once, whether it has room
/// and keeps the constraints or not. Writes nests down node by node, outermost first: no bounds, no
/// reductions, no order of merit. Returns false if the visitor ended it.
bool visit_mappings(const Question& question, const Visitor& visit);

/// How many visit_mappings visits; nothing if more than `limit`.
[[nodiscard]] std::optional<std::uint64_t> count_mappings(const Question& question,
                                                          std::uint64_t limit);

/// One point of a front.
struct Answer {
  double energy_pj = 0;
  std::int64_t latency_cycles = 0;
  Mapping mapping;
};

/// What scoring every mapping gave.
struct Truth {
  std::vector<Answer> front;   ///< no answer beaten in both numbers, by latency ascending
  std::uint64_t listed = 0;    ///< mappings visited
  std::uint64_t feasible = 0;  ///< of these, mappings that fit and keep the constraints
};

/// Scores every mapping visit_mappings visits; `also` sees each of them too.
[[nodiscard]] Truth brute_force(const Question& question, const Visitor& also = nullptr);

}  // namespace paretile::search
