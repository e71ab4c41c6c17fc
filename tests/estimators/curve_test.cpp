// SPDX-License-Identifier: Apache-2.0
#include "estimators/curve.h"

#include <doctest/doctest.h>

namespace paretile::estimators {

TEST_CASE("a curve is exact at its points and straight in logarithms between them") {
  const Curve curve({{8, 10}, {32, 20}, {1024, 100}});
  CHECK(curve.at(8) == 10);
  CHECK(curve.at(32) == 20);
  CHECK(curve.at(1024) == 100);
  CHECK(curve.at(16) == doctest::Approx(14.142136));  // sqrt(10 * 20) at sqrt(8 * 32)
}

TEST_CASE("a curve goes on beyond its ends as between the last two points") {
  const Curve curve({{8, 10}, {32, 20}, {128, 80}});
  CHECK(curve.at(2) == doctest::Approx(5));      // a factor 4 to the left halves, as from 32 to 8
  CHECK(curve.at(512) == doctest::Approx(320));  // a factor 4 to the right quadruples
  CHECK_FALSE(curve.covers(7.9));
  CHECK(curve.covers(8));
  CHECK(curve.covers(128));
  CHECK_FALSE(curve.covers(128.1));
}

TEST_CASE("a curve through one point is level") { CHECK(Curve({{4, 7}}).at(1000) == 7); }

TEST_CASE("of two points with one x the first counts") {
  const Curve curve({{8, 10}, {8, 99}, {32, 20}});
  CHECK(curve.at(8) == 10);
  CHECK(curve.at(2) == doctest::Approx(5));
}

TEST_CASE("the order of the points does not matter") {
  CHECK(Curve({{32, 20}, {8, 10}}).at(16) == Curve({{8, 10}, {32, 20}}).at(16));
}

TEST_CASE("the error of a curve is what leaving out its inner points shows") {
  // A power law predicts its own points; twice as high in the middle is missed by half.
  CHECK(leave_one_out_error(Curve({{1, 1}, {2, 2}, {4, 4}})) == doctest::Approx(0));
  CHECK(leave_one_out_error(Curve({{1, 1}, {2, 4}, {4, 4}})) == doctest::Approx(0.5));
  CHECK(leave_one_out_error(Curve({{1, 1}, {2, 4}})) == 0);
}

}  // namespace paretile::estimators
