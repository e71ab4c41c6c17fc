// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "cost_model/evaluator.h"
#include "inner_loop/mapping_row.h"

namespace paretile::inner_loop {

/// Where the results of a batch go: arrays of one value per mapping, those wanted; empty: not
/// wanted. A mapping that does not fit costs infinitely much, and its verdict says why.
struct MappingCosts {
  std::span<double> energy_pj;       ///< everything, leakage included
  std::span<double> latency_cycles;  ///< whole numbers, exact up to 2^53
  std::span<double> edp_pj_cycles;
  std::span<double> utilization;    ///< in [0, 1]; 0 if it does not fit
  std::span<std::uint8_t> verdict;  ///< cost_model::Verdict::Reason, 0 = fits
};

/// The words of a verdict column by number: "fits", "capacity", ...
[[nodiscard]] std::span<const std::string_view> verdict_names();

/// Scores the mappings of a table (inner_loop/mapping_row.h): `nodes` holds one row of `width`
/// nodes after the other. On up to `threads` threads (0 = one per core); on one, without the heap
/// unless a mapping is ragged. The results are those of evaluator.evaluate, one by one. Once *stop
/// is set, the rest is left as it was; false then.
bool evaluate_many(const cost_model::Evaluator& evaluator, std::span<const NodeRow> nodes,
                   std::size_t width, const MappingCosts& out, int threads = 1,
                   const std::atomic<bool>* stop = nullptr);

}  // namespace paretile::inner_loop
