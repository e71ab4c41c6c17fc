// SPDX-License-Identifier: Apache-2.0
// What fits and what does not: each limit exactly met, then passed by one.
#include <doctest/doctest.h>

#include "cost_model/dataflow.h"
#include "cost_model/evaluator.h"
#include "tests/two_level_chip.h"

using namespace paretile;
using namespace paretile::cost_model;

namespace {

constexpr TensorId kW{0};
constexpr TensorId kI{1};
constexpr TensorId kO{2};
constexpr DimId kM{0};
constexpr DimId kN{1};
constexpr DimId kK{2};
constexpr LevelId kDram{0};
constexpr LevelId kBuffer{1};
constexpr AxisId kX{0};
constexpr AxisId kY{1};

/// O[m,n] += I[m,k] * W[k,n] with 8-bit words, M=4, N=6, K=8.
Problem gemm() {
  Problem problem;
  problem.dims = {{"M", "P", 4}, {"N", "K", 6}, {"K", "C", 8}};
  auto tensor = [](const char* name, Role role, DimId a, DimId b) {
    Tensor result{name, role, {}, 8, 8};
    result.ranks.push_back({{a, 1}});
    result.ranks.push_back({{b, 1}});
    return result;
  };
  problem.tensors = {tensor("W", Role::kWeight, kK, kN), tensor("I", Role::kInput, kM, kK),
                     tensor("O", Role::kOutput, kM, kN)};
  return problem;
}

/// dram | buffer | 2 x 3 units.
Architecture chip() {
  Architecture architecture = two_level_chip(2, 2);
  architecture.fanouts[FanoutId(0)].axes.push_back({"y", 3, {}});
  return architecture;
}

/// dram[WIO] K4 buffer[WIO] M4 N3 | M or N spatial | K2: tiles W 2*6, I 4*2, O 4*6.
Mapping nest(DimId on_x, DimId on_y) {
  Mapping mapping;
  for (LevelId level : {kDram, kBuffer}) {
    for (TensorId tensor : {kW, kI, kO}) mapping.nodes.push_back(Node::storage(level, tensor));
    if (level == kDram) mapping.nodes.push_back(Node::temporal(kK, 4));
  }
  mapping.nodes.push_back(Node::temporal(kM, on_x == kM ? 2 : 4));
  mapping.nodes.push_back(Node::temporal(kN, on_y == kN ? 2 : on_x == kN ? 3 : 6));
  if (on_x == kM || on_x == kN) mapping.nodes.push_back(Node::spatial(on_x, 2, kX));
  if (on_y == kN) mapping.nodes.push_back(Node::spatial(on_y, 3, kY));
  mapping.nodes.push_back(Node::temporal(kK, 2));
  return mapping;
}

Verdict check(const Architecture& architecture, const Mapping& mapping) {
  return Evaluator(gemm(), architecture).check(mapping);
}

}  // namespace

TEST_CASE("a buffer exactly full fits, one bit less does not") {
  Architecture architecture = chip();
  architecture.levels[kBuffer].capacity_bits = (2 * 6 + 4 * 2 + 4 * 6) * std::int64_t{8};
  CHECK(check(architecture, nest(kM, kN)).fits());
  architecture.levels[kBuffer].capacity_bits -= 1;
  const Verdict verdict = check(architecture, nest(kM, kN));
  CHECK(verdict.reason == Verdict::Reason::kCapacity);
  CHECK(verdict.needed == 352);
  CHECK(verdict.available == 351);
  CHECK(verdict.tensor == kO);
  CHECK(describe(verdict, gemm(), architecture) ==
        "'buffer' needs 352 b for its tiles but has 351 b; the largest is that of 'O'");
}

TEST_CASE("double buffering takes twice the room") {
  Architecture architecture = chip();
  architecture.levels[kBuffer].buffering = 2;
  architecture.levels[kBuffer].capacity_bits = 704;
  CHECK(check(architecture, nest(kM, kN)).fits());
  architecture.levels[kBuffer].capacity_bits = 703;
  CHECK_FALSE(check(architecture, nest(kM, kN)).fits());
}

TEST_CASE("an axis carries as many children as it has, no more") {
  Architecture architecture = chip();
  architecture.fanouts[FanoutId(0)].axes[1].size = 2;
  const Verdict verdict = check(architecture, nest(kM, kN));
  CHECK(verdict.reason == Verdict::Reason::kAxis);
  CHECK(verdict.axis == kY);
  CHECK(describe(verdict, gemm(), architecture) ==
        "spatial loops on 'array.y' need 3 children but it has 2");
}

TEST_CASE("a folding fan-out checks the product of its axes only") {
  Architecture architecture = chip();
  architecture.fanouts[FanoutId(0)].fold = true;
  architecture.fanouts[FanoutId(0)].axes = {{"x", 6, {}}, {"y", 1, {}}};
  CHECK(check(architecture, nest(kM, kN)).fits());
  architecture.fanouts[FanoutId(0)].axes = {{"x", 5, {}}, {"y", 1, {}}};
  const Verdict verdict = check(architecture, nest(kM, kN));
  CHECK(verdict.reason == Verdict::Reason::kFold);
  CHECK(verdict.needed == 6);
  CHECK(verdict.available == 5);
}

TEST_CASE("an axis carries the kinds of dimension it lists") {
  Architecture architecture = chip();
  architecture.fanouts[FanoutId(0)].axes[0].dims = {"P"};  // a gemm's M acts as P
  CHECK(check(architecture, nest(kM, kN)).fits());
  const Verdict verdict = check(architecture, nest(kN, kM));
  CHECK(verdict.reason == Verdict::Reason::kDimNotAllowed);
  CHECK(describe(verdict, gemm(), architecture) == "'array.x' may not carry dimension 'N'");
}

TEST_CASE("keep sets bind in both directions") {
  Architecture architecture = chip();
  architecture.levels[kBuffer].may_keep = {true, false, true};
  Verdict verdict = check(architecture, nest(kM, kN));
  CHECK(verdict.reason == Verdict::Reason::kMayNotKeep);
  CHECK(describe(verdict, gemm(), architecture) == "'buffer' may not hold 'W'");

  Mapping bypassed = nest(kM, kN);
  bypassed.nodes.erase_at(4);  // buffer[W]
  CHECK(check(architecture, bypassed).fits());
  architecture = chip();
  architecture.levels[kBuffer].must_keep = {false, true, false};
  verdict = check(architecture, bypassed);
  CHECK(verdict.reason == Verdict::Reason::kMustKeep);
  CHECK(describe(verdict, gemm(), architecture) ==
        "'buffer' must hold 'W' and the mapping bypasses it");
}

TEST_CASE("a nest that is not legal is malformed, whatever is wrong with it") {
  const Architecture architecture = chip();
  auto malformed = [&](const Mapping& mapping) {
    return check(architecture, mapping).reason == Verdict::Reason::kMalformed;
  };
  CHECK(malformed({}));
  Mapping mapping = nest(kM, kN);
  mapping.nodes[3].bound = 3;  // K: 3 * 2 is not 8
  CHECK(malformed(mapping));
  mapping = nest(kM, kN);
  mapping.nodes.insert_at(0, Node::temporal(kK, 1));  // bound 1 is nothing
  CHECK_FALSE(malformed(mapping));
  mapping = nest(kM, kN);
  mapping.nodes.erase_at(0);  // a loop outside the first node of W
  CHECK(malformed(mapping));
  mapping = nest(kM, kN);
  mapping.nodes.push_back(Node::storage(kBuffer, kW));  // twice at one level, inside its fan-out
  CHECK(malformed(mapping));
  mapping = nest(kM, kN);
  mapping.nodes[3].bound = std::int64_t{1} << 62;  // a product past 64 bits
  CHECK(malformed(mapping));
}

TEST_CASE("the dataflow is named after the tensor that moves least") {
  const Problem problem = gemm();
  const Architecture architecture = chip();
  const Evaluator evaluator(problem, architecture);
  auto name = [&](const Mapping& mapping) {
    Evaluation evaluation;
    REQUIRE(evaluator.evaluate(mapping, evaluation).fits());
    return classify_dataflow(mapping, problem, architecture, evaluation.counts).name;
  };
  // W crosses into the buffer once (48 words), I once (32), O once (24): K leaves its tile in
  // place.
  CHECK(name(nest(kM, kN)) == "output stationary");

  // Only W has a node inside, the others are read from dram at every step.
  Mapping pinned;
  for (TensorId tensor : {kW, kI, kO}) pinned.nodes.push_back(Node::storage(kDram, tensor));
  pinned.nodes.push_back(Node::temporal(kK, 8));
  pinned.nodes.push_back(Node::temporal(kN, 6));
  pinned.nodes.push_back(Node::storage(kBuffer, kW));
  pinned.nodes.push_back(Node::temporal(kM, 4));
  CHECK(name(pinned) == "weight stationary");

  pinned.nodes.erase_at(5);
  CHECK(name(pinned) == "no local reuse");
}

TEST_CASE("a register in every unit names the dataflow before a shared buffer does") {
  // Outputs stay in the buffer (24 words in all), weights in the units: 8 rows of K, 3 spatial N,
  // twice: 48 words. What stands still next to compute is the weight.
  const Problem problem = gemm();
  Architecture architecture = chip();
  Level unit;
  unit.name = "register";
  architecture.levels.push_back(unit);
  Mapping mapping;
  for (TensorId tensor : {kW, kI, kO}) mapping.nodes.push_back(Node::storage(kDram, tensor));
  mapping.nodes.push_back(Node::storage(kBuffer, kO));
  mapping.nodes.push_back(Node::temporal(kK, 8));
  mapping.nodes.push_back(Node::temporal(kN, 2));
  mapping.nodes.push_back(Node::spatial(kN, 3, kY));
  mapping.nodes.push_back(Node::storage(LevelId(2), kW));
  mapping.nodes.push_back(Node::temporal(kM, 4));
  Evaluation evaluation;
  REQUIRE(Evaluator(problem, architecture).evaluate(mapping, evaluation).fits());
  CHECK(classify_dataflow(mapping, problem, architecture, evaluation.counts).name ==
        "weight stationary");
}
