// SPDX-License-Identifier: Apache-2.0
#include "validation/run_length.h"

#include <doctest/doctest.h>

using paretile::validation::run_length_ratio;

TEST_CASE("run-length encoding takes 64 bits for three words that are not 0") {
  CHECK(run_length_ratio(0.5, 16) == doctest::Approx(0.5 * (64.0 / 3) / 16));
  CHECK(run_length_ratio(0, 16) == 0);
}

TEST_CASE("run-length encoding is left out where it does not help") {
  CHECK(run_length_ratio(0.75, 16) == doctest::Approx(1));
  CHECK(run_length_ratio(0.74, 16) < 1);
  CHECK(run_length_ratio(1, 16) == 1);
}
