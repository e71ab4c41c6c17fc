// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/architecture.h"
#include "core/mapping.h"
#include "core/problem.h"

namespace paretile::conformance {

/// What Timeloop reports for one tensor at one level; counts are words of one instance.
struct ExpectedNode {
  std::int64_t tile_words = 0;
  std::int64_t instances = 0;
  std::int64_t reads = 0;
  std::int64_t fills = 0;
  std::int64_t updates = 0;
  std::optional<double>
      energy_pj;  ///< all instances; absent where neighbour links changed the counts
};

/// Timeloop's own terms of one level, and its report.
struct CaseLevel {
  std::int64_t block_words = 1;  ///< words moved by one access
  double read_pj = 0;            ///< per access of one block, as are the next two
  double fill_pj = 0;
  double update_pj = 0;
  std::map<std::string, ExpectedNode> expected;  ///< by tensor; bypassed ones are absent
};

/// One run of timeloop-model in our values, and what it reported.
struct TimeloopCase {
  std::string id;
  std::vector<std::string> tags;
  Problem problem;
  Architecture architecture;
  Mapping mapping;
  IdVector<LevelId, CaseLevel> levels;

  std::int64_t cycles = 0;
  std::int64_t network_latency_cycles = 0;  ///< part of `cycles`: filling and draining the networks
  std::int64_t macs = 0;
  double energy_pj = 0;
  bool links_change_counts =
      false;  ///< counts are of the run without links, cycles and energy with

  [[nodiscard]] bool has_tag(const std::string& tag) const;
};

/// Every case of a file of tests/data/timeloop/ (its README.md says what the keys mean).
[[nodiscard]] std::vector<TimeloopCase> load_timeloop_cases(const std::string& path);

}  // namespace paretile::conformance
