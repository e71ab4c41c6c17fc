// SPDX-License-Identifier: Apache-2.0
#include "mapper/gate.h"

#include <doctest/doctest.h>

namespace paretile::mapper {
namespace {

constexpr double kNoLimit = std::numeric_limits<double>::infinity();

/// A front with answers of 100 pJ in 50 cycles and 200 pJ in 10.
Gate gate_of_two() {
  Gate gate(Objective{ObjectiveKind::kFront});
  gate.start_pass(kNoLimit);
  REQUIRE(gate.offer({100, 50, {}}));
  REQUIRE(gate.offer({200, 10, {}}));
  return gate;
}

TEST_CASE("a front's pass with a limit has not seen what is faster than all within the limit") {
  Gate gate = gate_of_two();
  gate.start_pass(120);
  CHECK_FALSE(gate.passes(150, 20));  // might replace 200 pJ in 10 cycles, or stand beside it
  CHECK_FALSE(gate.saw_everything());
}

TEST_CASE("a front's pass with a limit has seen everything if only slower labels were refused") {
  Gate gate = gate_of_two();
  gate.start_pass(120);
  CHECK(gate.passes(110, 20));
  CHECK(gate.saw_everything());
  CHECK_FALSE(gate.passes(150, 50));  // no faster than 100 pJ in 50 cycles
  CHECK(gate.saw_everything());
}

TEST_CASE("after a limited pass only what is faster than all answers within it is looked for") {
  Gate gate = gate_of_two();
  gate.start_pass(120);
  gate.look_for_faster();
  gate.start_pass(kNoLimit);
  CHECK_FALSE(gate.passes(90, 50));  // was within the limit: it would be known
  CHECK(gate.passes(90, 49));
  CHECK(gate.passes(150, 20));
  CHECK(gate.passes(1e9, 9));
  CHECK_FALSE(gate.passes(200, 10));  // known
}

TEST_CASE("what costs more than an answer as fast as any mapping is hopeless") {
  Gate gate(Objective{ObjectiveKind::kFront}, 10);
  gate.start_pass(kNoLimit);
  REQUIRE(gate.offer({100, 50, {}}));
  CHECK_FALSE(gate.refuses_at_any_latency(150));
  REQUIRE(gate.offer({200, 10, {}}));
  CHECK(gate.passes(150, 9));  // a bound of cycles below what can be is still a bound
  CHECK_FALSE(gate.refuses_at_any_latency(200));
  CHECK(gate.refuses_at_any_latency(201));
  CHECK_FALSE(gate.passes(201, 9));
  CHECK(gate.saw_everything());
}

TEST_CASE("a limit lowered while a pass runs refuses more, and says so") {
  Gate gate = gate_of_two();
  gate.start_pass(150);
  CHECK(gate.passes(140, 20));
  gate.lower_limit(120);
  CHECK_FALSE(gate.passes(140, 20));
  CHECK(gate.least_refused() == 140);
  gate.lower_limit(130);  // never up
  CHECK_FALSE(gate.passes(125, 20));
}

}  // namespace
}  // namespace paretile::mapper
