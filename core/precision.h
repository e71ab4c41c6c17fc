// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "core/problem.h"

namespace paretile {

/// Bits per value, as far as someone stated them.
struct Precision {
  std::optional<int> input;
  std::optional<int> weight;
  std::optional<int> output;  ///< of finished outputs
  std::optional<int> psum;    ///< of unfinished sums
  friend bool operator==(const Precision&, const Precision&) = default;
};

/// What is stated in `first`, and where it is silent, in `second`.
[[nodiscard]] Precision merge(const Precision& first, const Precision& second);

/// Gives the tensors of a problem the bits of their roles; what is not stated stays.
void set_bits(Problem& problem, const Precision& precision);

}  // namespace paretile
