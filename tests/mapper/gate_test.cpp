// SPDX-License-Identifier: Apache-2.0
#include "mapper/gate.h"

#include <doctest/doctest.h>

namespace paretile::mapper {
namespace {

constexpr double kNoLimit = std::numeric_limits<double>::infinity();

/// A front with answers of 100 pJ in 50 cycles and 200 pJ in 10.
Gate gate_of_two() {
  Gate gate(Objective{ObjectiveKind::kFront});
  REQUIRE(gate.offer({100, 50, {}}));
  REQUIRE(gate.offer({200, 10, {}}));
  return gate;
}

TEST_CASE("what a limit turns away is told, and matters while no answer is as good") {
  Gate gate = gate_of_two();
  gate.set_limit(120);
  gate.watch();
  CHECK(gate.passes(110, 20));
  CHECK_FALSE(gate.still_matters(gate.refused()));  // nothing was
  CHECK_FALSE(gate.passes(150, 50));                // no faster than 100 pJ in 50 cycles
  CHECK_FALSE(gate.still_matters(gate.refused()));
  CHECK_FALSE(gate.passes(150, 20));  // might replace 200 pJ in 10 cycles, or stand beside it
  CHECK_FALSE(gate.may_matter(140, 30));
  CHECK(gate.refused().rank == 140);
  CHECK(gate.refused().cycles == 20);
  CHECK(gate.still_matters(gate.refused()));
  REQUIRE(gate.offer({130, 15, {}}));  // beyond the limit, but known from now on
  CHECK_FALSE(gate.still_matters(gate.refused()));
  gate.watch();
  CHECK_FALSE(gate.still_matters(gate.refused()));
}

TEST_CASE("of one number what is refused matters while it is below the best") {
  Gate gate(Objective{ObjectiveKind::kEnergy});
  gate.set_limit(100);
  gate.watch();
  CHECK_FALSE(gate.passes(150, 20));
  CHECK(gate.may_ever_matter(150, 20));
  CHECK_FALSE(gate.may_matter(150, 20));
  CHECK(gate.still_matters(gate.refused()));
  REQUIRE(gate.offer({150, 30, {}}));  // as frugal, but it may be slower
  CHECK(gate.still_matters(gate.refused()));
  REQUIRE(gate.offer({149, 30, {}}));
  CHECK_FALSE(gate.still_matters(gate.refused()));
  CHECK_FALSE(gate.may_ever_matter(150, 20));
}

TEST_CASE("after a limited pass only what is faster than all answers within it is looked for") {
  Gate gate = gate_of_two();
  gate.set_limit(120);
  gate.look_for_faster();
  gate.set_limit(kNoLimit);
  CHECK_FALSE(gate.passes(90, 50));  // was within the limit: it would be known
  CHECK(gate.passes(90, 49));
  CHECK(gate.passes(150, 20));
  CHECK(gate.passes(1e9, 9));
  CHECK_FALSE(gate.passes(200, 10));  // known
}

TEST_CASE("what costs more than an answer as fast as any mapping is hopeless") {
  Gate gate(Objective{ObjectiveKind::kFront}, 10);
  REQUIRE(gate.offer({100, 50, {}}));
  CHECK_FALSE(gate.refuses_at_any_latency(150));
  REQUIRE(gate.offer({200, 10, {}}));
  CHECK(gate.passes(150, 9));  // a bound of cycles below what can be is still a bound
  CHECK_FALSE(gate.refuses_at_any_latency(200));
  CHECK(gate.refuses_at_any_latency(201));
  CHECK_FALSE(gate.passes(201, 9));
  CHECK_FALSE(gate.is_news(201, 9));
}

}  // namespace
}  // namespace paretile::mapper
