// SPDX-License-Identifier: Apache-2.0
// What ragged mappings cost, every number derived by hand; their counts are test_oracle's.
#include "cost_model/ragged.h"

#include <doctest/doctest.h>

#include "cost_model/evaluator.h"
#include "tests/two_level_chip.h"

using namespace paretile;
using namespace paretile::cost_model;

namespace {

constexpr TensorId kI{0};
constexpr TensorId kO{1};
constexpr LevelId kDram{0};
constexpr LevelId kBuffer{1};
constexpr DimId kM{0};
constexpr DimId kK{1};
constexpr AxisId kX{0};

/// O[m] += I[m,k], M=5, K=6: 8-bit values, 16-bit partial sums.
Problem row_sums() {
  Problem problem;
  problem.dims = {{"M", "P", 5}, {"K", "C", 6}};
  Tensor input{"I", Role::kInput, {}, 8, 8};
  input.ranks.push_back({{kM, 1}});
  input.ranks.push_back({{kK, 1}});
  Tensor output{"O", Role::kOutput, {}, 8, 16};
  output.ranks.push_back({{kM, 1}});
  problem.tensors = {input, output};
  return problem;
}

/// dram[IO] parfor M3 buffer[O] M2 K6 unit: units with 2, 2 and 1 rows of 6 additions each.
Mapping two_rows_each() {
  Mapping mapping;
  mapping.nodes = {Node::storage(kDram, kI),   Node::storage(kDram, kO), Node::spatial(kM, 3, kX),
                   Node::storage(kBuffer, kO), Node::temporal(kM, 2),    Node::temporal(kK, 6)};
  return mapping;
}

TEST_CASE("energy is that of all instances, each with its own tiles") {
  Architecture architecture = two_level_chip(1, 4);
  architecture.levels[kBuffer].word_bits = 16;
  architecture.levels[kBuffer].read_pj = 3;
  architecture.levels[kBuffer].update_pj = 7;
  architecture.levels[kBuffer].drain_pj = 11;
  architecture.compute.energy_pj = 0.5;
  Evaluation evaluation;
  REQUIRE(Evaluator(row_sums(), architecture).evaluate(two_rows_each(), evaluation).fits());
  const ActionEnergy& sums = evaluation.cost.actions[kBuffer][kO];
  CHECK(sums.update_pj == doctest::Approx(5 * 6 * 7));
  CHECK(sums.read_pj == doctest::Approx((5 * 6 - 5) * 3));  // the first of 6 finds nothing
  CHECK(sums.drain_pj == doctest::Approx(5 * 8 / 16.0 * 11));
  CHECK(evaluation.cost.compute_energy_pj == doctest::Approx(5 * 6 * 0.5));
}

TEST_CASE("latency is that of the busiest instance") {
  Architecture architecture = two_level_chip(1, 4);
  Evaluation evaluation;
  REQUIRE(Evaluator(row_sums(), architecture).evaluate(two_rows_each(), evaluation).fits());
  CHECK(evaluation.cost.latency_cycles == 2 * 6);
  CHECK(evaluation.cost.utilization == doctest::Approx(5 * 6 / (4.0 * 12)));
  // 2 rows: 2 * 5 reads of 16 bits and 2 drains of 8 bits, 10 bits per cycle.
  architecture.levels[kBuffer].read_bandwidth_bits_per_cycle = 10;
  REQUIRE(Evaluator(row_sums(), architecture).evaluate(two_rows_each(), evaluation).fits());
  CHECK(evaluation.cost.latency_cycles == 18);
  CHECK(evaluation.cost.bottleneck.level == kBuffer);
}

TEST_CASE("a ragged mapping must fit by its largest tile and its nominal bounds") {
  Architecture architecture = two_level_chip(1, 3);
  architecture.levels[kBuffer].capacity_bits = 2 * 16;
  CHECK(Evaluator(row_sums(), architecture).check(two_rows_each()).fits());
  architecture.levels[kBuffer].capacity_bits = 2 * 16 - 1;
  CHECK(Evaluator(row_sums(), architecture).check(two_rows_each()).reason ==
        Verdict::Reason::kCapacity);
  architecture = two_level_chip(1, 2);
  CHECK(Evaluator(row_sums(), architecture).check(two_rows_each()).reason ==
        Verdict::Reason::kAxis);
}

/// O[m] += I[m + k]: a row of 9,999 units wide in both dimensions, twice over.
TEST_CASE("what falls into too many pieces is refused in words, not guessed") {
  Problem problem = row_sums();
  problem.dims = {{"M", "P", 9'999}, {"K", "C", 5'000}};
  problem.tensors[kI].ranks.clear();
  problem.tensors[kI].ranks.push_back({{kM, 1}, {kK, 1}});
  Mapping mapping;
  mapping.nodes = {Node::storage(kDram, kI), Node::storage(kDram, kO), Node::temporal(kM, 2),
                   Node::spatial(kM, 5'000, kX), Node::spatial(kK, 5'000, kX)};
  const Architecture architecture = two_level_chip(2, 25'000'000);
  const Evaluator evaluator(problem, architecture);
  Evaluation evaluation;
  const Verdict verdict = evaluator.evaluate(mapping, evaluation);
  CHECK(verdict.reason == Verdict::Reason::kTooRagged);
  CHECK(describe(verdict, problem, architecture) ==
        "its ragged tiles fall into more than 16777216 pieces, the most that is looked at");
  CHECK_FALSE(evaluator.count(mapping, evaluation.counts));
}

}  // namespace
