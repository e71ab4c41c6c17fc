// SPDX-License-Identifier: Apache-2.0
#include "validation/run_length.h"

#include <algorithm>

namespace paretile::validation {
namespace {

constexpr double kRunBits = 5;
constexpr double kPairsPerCode = 3;
constexpr double kEndBits = 1;

}  // namespace

double run_length_ratio(double density, int word_bits) {
  const double pair_bits = word_bits + kRunBits + kEndBits / kPairsPerCode;
  return std::min(1.0, density * pair_bits / word_bits);
}

}  // namespace paretile::validation
