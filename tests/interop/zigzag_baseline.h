// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "interop/zigzag.h"

namespace paretile::interop {

/// The best mapping ZigZag found of a layer, and what it says of it.
struct ZigzagBest {
  double energy_pj = 0;
  double latency_cycles = 0;
  std::vector<std::pair<std::string, std::int64_t>> loops;  ///< innermost first
  std::map<std::string, std::vector<std::size_t>> cuts;
};

/// A layer of a network, and how often it comes.
struct ZigzagSearched {
  std::string layer;
  int times = 1;
  ZigzagBest energy;   ///< of least energy
  ZigzagBest latency;  ///< of least latency
};

/// A run of ZigZag's mapper (tests/data/zigzag/baseline.json).
struct ZigzagRun {
  std::string workload;
  std::string hardware;
  std::vector<SourceText> files;
  double cpu_seconds = 0;  ///< each distinct layer once
  std::vector<ZigzagSearched> layers;
};

[[nodiscard]] const std::vector<ZigzagRun>& zigzag_runs();

/// A layer of a run with the mapping found for it.
[[nodiscard]] ZigzagCase with_mapping(const ZigzagCase& unrolled, const ZigzagBest& best);

}  // namespace paretile::interop
