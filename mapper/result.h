// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/ids.h"
#include "core/mapping.h"
#include "core/workload.h"
#include "cost_model/verdict.h"
#include "mapper/objective.h"

namespace paretile::mapper {

/// One mapping of a front and what it costs.
struct Point {
  double energy_pj = 0;
  std::int64_t latency_cycles = 0;
  double edp_pj_cycles = 0;
  Mapping mapping;  ///< canonical
  /// Sizes it is a mapping of, where the problem was padded; empty: the problem's own.
  IdVector<DimId, std::int64_t> padded_sizes = {};
};

/// What a search knows about what it did not find.
enum class ProofStatus : std::uint8_t {
  kOptimal,  ///< every mapping of the stated space was considered: the front is exact
  kBounded,  ///< the best found, and a true lower bound
  kNone,     ///< no claim
};
[[nodiscard]] std::string_view to_string(ProofStatus status);  // "optimal", "bounded", "none"

/// No mapping of the stated space costs less than this. Each number is a bound of its own.
struct LowerBound {
  double energy_pj = 0;
  std::int64_t latency_cycles = 0;
  double edp_pj_cycles = 0;
};

/// The set of mappings a claim is about.
struct Mapspace {
  std::string name;         ///< "uneven-free", ...
  std::string description;  ///< in words
  double size = 0;          ///< mappings in it (may exceed 2^53: then rounded)
  std::uint64_t hash = 0;   ///< of problem, architecture, space and model options
};

struct Proof {
  ProofStatus status = ProofStatus::kNone;
  ObjectiveKind objective = ObjectiveKind::kFront;  ///< what was searched for
  double gap = 1;  ///< (best - lower bound) / best of the objective (kFront: of EDP); 0: optimal
  LowerBound lower_bound;
  Mapspace mapspace;
};

/// What a search found for one loop nest.
struct ProblemResult {
  std::vector<Point> front;  ///< Pareto-optimal in (energy, latency), by energy ascending
  Proof proof;
  cost_model::Verdict infeasible;  ///< why nothing fits, when the front is empty
  double seconds = 0;              ///< thread time: of all threads that worked on it, together
  std::uint64_t evaluations = 0;   ///< mappings scored; by the exact engine, labels made
};

/// A choice for a whole network: one point of every distinct nest's front.
struct NetworkPoint {
  double energy_pj = 0;             ///< sum over layers, repeats included
  std::int64_t latency_cycles = 0;  ///< stays at the largest int64 should the sum pass it
  std::vector<std::size_t> choice;  ///< per entry of `unique`: index into its front
};

/// The choices not beaten in both energy and latency of the network.
struct NetworkFront {
  std::vector<NetworkPoint> points;  ///< by energy ascending
  /// Every other choice is beaten or equalled by a point with no more latency and at most
  /// 1 + energy_error times its energy: 0 when no point was left out.
  double energy_error = 0;
};

/// A network: one result per distinct loop nest, and what can be made of them.
struct WorkloadResult {
  std::vector<UniqueLayer> unique;     ///< which layers share a nest, and with it a mapping
  std::vector<ProblemResult> results;  ///< per entry of `unique`
  NetworkFront front;                  ///< within the objective's limits
  std::optional<std::size_t> best;     ///< the objective's optimum in `front`; kFront: of least EDP
  double energy_pj = 0;                ///< of the optimum; 0 without one
  std::int64_t latency_cycles = 0;
  double edp_pj_cycles = 0;  ///< energy times latency of the network
  bool interrupted = false;  ///< stopped early: fronts are what was found so far
  double seconds = 0;
};

}  // namespace paretile::mapper
