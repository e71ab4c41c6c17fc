// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "validation/answer.h"
#include "validation/quantity.h"

namespace paretile::validation {

/// What moves at a place, all instances, layers and runs.
struct Tally {
  double words = 0;
  double bits = 0;  ///< after encoding, where the answer is compressed
};
[[nodiscard]] Tally tally(const Answer& answer, const Place& place);

}  // namespace paretile::validation
