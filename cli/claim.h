// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cost_model/options.h"
#include "mapper/result.h"
#include "mapper/run.h"

namespace paretile::cli {

/// What a result of `map` says of one mapping.
struct ClaimedPoint {
  double energy_pj = 0;
  std::int64_t latency_cycles = 0;
  double edp_pj_cycles = 0;
  std::string mapping;                               ///< as text
  std::map<std::string, std::int64_t> padded_sizes;  ///< of all dimensions; empty: not padded
};

/// What it says of one layer.
struct ClaimedLayer {
  std::string name;
  std::int64_t repeat = 1;
  std::vector<ClaimedPoint> front;
  mapper::ProofStatus status = mapper::ProofStatus::kNone;
  mapper::ObjectiveKind objective = mapper::ObjectiveKind::kFront;
  double gap = 1;
  mapper::LowerBound lower_bound;
  std::string mapspace;
  std::string hash;                    ///< 16 hexadecimal digits
  std::optional<std::string> same_as;  ///< the earlier layer with the same nest
  bool nothing_fits = false;           ///< it has a verdict
};

/// What it says of the network; totals are absent where there is no optimum.
struct ClaimedNetwork {
  std::optional<double> energy_pj;
  std::optional<std::int64_t> latency_cycles;
  std::optional<double> edp_pj_cycles;
  std::optional<std::size_t> best;
  double energy_error = 0;
  std::vector<mapper::NetworkPoint> front;  ///< choices per layer, not per distinct nest
};

/// A result of `map` as read from its JSON, nothing of it believed yet. docs/json.md.
struct Claim {
  std::string architecture;  ///< as `map` was given it: a shipped name or a file
  std::string workload;
  std::optional<std::string> layer;
  std::string tool;  ///< or the files of another tool
  std::vector<std::string> files;
  mapper::MapspaceKind mapspace = mapper::MapspaceKind::kUnevenFree;
  mapper::Objective objective;
  cost_model::Options model;
  std::string constraints;  ///< as the text of a constraints file
  int pad_percent = 0;
  std::vector<ClaimedLayer> layers;
  ClaimedNetwork network;
};

/// Reads the text of a result; `file` is for messages. Throws InputError: no JSON (with line and
/// column), no result of `map`, or a field that is missing or of another type (with its path).
[[nodiscard]] Claim read_claim(std::string_view text, const std::string& file);

}  // namespace paretile::cli
