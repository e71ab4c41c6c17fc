// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "inner_loop/mapping_row.h"

namespace paretile::inner_loop {

/// What is proved about the cost of a layer. The numbers are for ever: they are in users' files.
enum class LayerStatus : std::uint8_t {
  kOptimal = 0,     ///< no mapping of the mapspace is better
  kBounded = 1,     ///< the best found within the time limit; none is better by more than the gap
  kInfeasible = 2,  ///< proved to have no mapping
  kUnknown = 3,     ///< no mapping was found within the time limit
};
[[nodiscard]] std::string_view to_string(LayerStatus status);  // "optimal", "bounded", ...

/// The best mapping of a layer, or why there is none.
struct LayerAnswer {
  LayerStatus status = LayerStatus::kUnknown;
  double energy_pj = std::numeric_limits<double>::infinity();  ///< infinite without a mapping
  double latency_cycles = std::numeric_limits<double>::infinity();
  double edp_pj_cycles = std::numeric_limits<double>::infinity();
  double gap = 1;              ///< (best - lower bound) / best of the objective; 0 = proved
  std::vector<NodeRow> nodes;  ///< the mapping; empty if there is none
  std::string reason;          ///< why there is none, a sentence without its full stop
  friend bool operator==(const LayerAnswer&, const LayerAnswer&) = default;
};

}  // namespace paretile::inner_loop
