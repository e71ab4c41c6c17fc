// SPDX-License-Identifier: Apache-2.0
#include "explore/flexibility.h"

#include <doctest/doctest.h>

#include <cmath>

namespace paretile::explore {
namespace {

using doctest::Approx;

TEST_CASE("flexibility is one over the geometric standard deviation") {
  // ln 1 and ln 4 lie ln 2 below and above their mean, ln 2: the deviation is ln 2, its exp 2
  CHECK(flexibility({1, 4}) == Approx(0.5));
  // 0, 0 and 3 ln 2: mean ln 2, squares 1 + 1 + 4 of (ln 2)^2, a third of them 2 (ln 2)^2
  CHECK(flexibility({1, 1, 8}) == Approx(std::exp(-std::sqrt(2.0) * std::log(2.0))));
}

TEST_CASE("a chip that is alike on all workloads has flexibility one, however fast") {
  CHECK(flexibility({3}) == 1);
  CHECK(flexibility({3, 3, 3}) == Approx(1));
  CHECK(flexibility({1e12, 1e12}) == Approx(1));
}

TEST_CASE("a constant factor does not change the flexibility, and order does not") {
  CHECK(flexibility({2, 8, 5}) == Approx(flexibility({20, 80, 50})));
  CHECK(flexibility({2, 8, 5}) == Approx(flexibility({5, 2, 8})));
  // twice as uneven in the logarithm: squared
  CHECK(flexibility({4, 64, 25}) == Approx(std::pow(flexibility({2, 8, 5}), 2)));
}

TEST_CASE("the geometric mean of 1, 1 and 8 is 2") {
  CHECK(geometric_mean({1, 1, 8}) == Approx(2));
  CHECK(geometric_mean({7}) == Approx(7));
}

}  // namespace
}  // namespace paretile::explore
