// SPDX-License-Identifier: Apache-2.0
// Is the plain search any good? Against a proven optimum: AccelForge (Accelergy-Project/accelforge
// 1c1929c) searches its own space of a GEMM on an Eyeriss-like chip whole. The chip and the
// energies are those of tests/conformance/accelforge_test.cpp.
#include <doctest/doctest.h>

#include <cmath>

#include "mapper/run.h"
#include "tests/mapper/cases.h"

namespace paretile::mapper {
namespace {

constexpr int kWordBits = 16;

Level words(std::int64_t capacity_words, double word_pj, double words_per_cycle) {
  Level result = level("", 0, word_pj, words_per_cycle * kWordBits);
  if (capacity_words > 0) result.capacity_bits = capacity_words * kWordBits;
  result.word_bits = kWordBits;
  return result;
}

Level register_file(std::int64_t capacity_words, double word_pj, Role role) {
  Level result = words(capacity_words, word_pj, 2);
  result.may_keep.fill(false);
  result.may_keep[static_cast<std::size_t>(role)] = true;
  result.must_keep = result.may_keep;
  return result;
}

Architecture eyeriss_like() {
  Architecture chip;
  chip.levels = {words(0, 64, 4), words(131'072, 2.02, 16), register_file(24, 0.69, Role::kInput),
                 register_file(384, 1.97, Role::kWeight), register_file(32, 1.34, Role::kOutput)};
  chip.fanouts = {array_of("array", 2, {{"Y", 12, {}}, {"X", 14, {}}})};
  chip.compute.energy_pj = 0.21;
  return chip;
}

}  // namespace

TEST_CASE("default settings find the proven optimum of a GEMM on an Eyeriss-like chip") {
  Problem problem = gemm(256, 512, 256);  // its n, m, k: the operand it calls B is the weight
  for (Tensor& tensor : problem.tensors) tensor.bits = tensor.psum_bits = kWordBits;
  const ProblemResult result = map_problem(problem, eyeriss_like());
  REQUIRE(!result.front.empty());
  // AccelForge's optimum with free node order; its default order costs 240,979,148.8.
  CHECK(std::llround(result.front.front().energy_pj) == 209'010'033);
  CHECK(result.proof.lower_bound.energy_pj < 209'010'033);
  CHECK(result.proof.lower_bound.energy_pj > 0.9 * 209'010'033);
}

}  // namespace paretile::mapper
