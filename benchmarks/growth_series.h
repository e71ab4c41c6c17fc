// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/architecture.h"
#include "core/problem.h"
#include "mapper/objective.h"

namespace paretile::benchmarks {

/// One question whose time to a proof is a point of a curve.
struct Question {
  std::string series;  ///< what grows: "size", "levels", "dims", "array"; "shipped": nothing
  std::string layer;   ///< the curve, with the objective
  int x = 0;           ///< how far it has grown
  Problem problem;
  Architecture chip;
  mapper::ObjectiveKind objective = mapper::ObjectiveKind::kFront;
};

/// GEMMs of equal sides, 8 to 4096.
[[nodiscard]] std::vector<Question> growing_size();

/// 2 to 6 storage levels, none of which must keep anything: each has any set of the tensors.
[[nodiscard]] std::vector<Question> growing_levels();

/// Contractions of 2 to 8 dimensions, 8 iterations each, and convolutions of 3 to 7.
[[nodiscard]] std::vector<Question> growing_dims();

/// Arrays of 1 x 1 to 256 x 256 units.
[[nodiscard]] std::vector<Question> growing_array();

/// Every distinct nest of the shipped networks on every shipped chip, fronts.
[[nodiscard]] std::vector<Question> shipped_layers(const std::vector<std::string>& chips);

}  // namespace paretile::benchmarks
