// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/claim.h"
#include "cli/command.h"
#include "cli/inputs.h"
#include "mapper/run.h"

namespace paretile::cli {

/// Something a result says that is not so.
struct Objection {
  std::string layer;  ///< "network" for what is said of the whole
  std::string field;  ///< "front[1].energy_pj"
  std::string message;
};

/// A layer with a nest of its own, and whether its proof was made a second time.
struct Reproof {
  std::string layer;
  bool solved_again = false;
  double seconds = 0;
};

struct Certificate {
  std::vector<Objection> objections;  ///< none: accepted
  std::vector<Reproof> reproofs;
};

/// Checks everything a result says against the workload and the chip as they are now, and where it
/// claims something of all mappings, solves the layer again by another method. `settings` are those
/// the claim names; their time limit, if any, is for all layers together. `workload` is what was
/// mapped: one layer if the claim is of one.
[[nodiscard]] Certificate certify(const Claim& claim, const ChipAndWorkload& given,
                                  const mapper::Settings& settings);

}  // namespace paretile::cli
