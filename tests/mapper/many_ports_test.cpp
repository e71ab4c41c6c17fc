// SPDX-License-Identifier: Apache-2.0
// Does the engine count ports of chips that have as many as there may be?
#include <doctest/doctest.h>

#include <string>

#include "mapper/run.h"
#include "tests/mapper/cases.h"
#include "tests/search/brute_force.h"

namespace paretile::mapper {

TEST_CASE("three ports of each of the most levels finish sooner where sums are apart") {
  Architecture chip;
  for (std::size_t i = 0; i < kMaxLevels; ++i) {
    const auto inward = static_cast<double>(kMaxLevels - i);
    Level sums = level("l" + std::to_string(i), i == 0 ? 0 : 64, inward, 64 / inward);
    sums.read_bandwidth_bits_per_cycle = sums.write_bandwidth_bits_per_cycle = 40;
    if (i > 0) sums.may_keep = sums.must_keep = {false, false, true};
    chip.levels.push_back(sums);
  }
  chip.fanouts = {array_of("row", 1, {{"x", 2, {}}})};
  Problem problem = gemm(2, 1, 4);
  problem.tensors[problem.output()].psum_bits = 16;
  Settings settings;
  settings.strategy = Strategy::kExact;
  const ProblemResult result = map_problem(problem, chip, settings);
  const search::Truth truth = search::brute_force({problem, chip, {}, {}, {}});
  REQUIRE(result.front.size() == truth.front.size());
  for (std::size_t i = 0; i < truth.front.size(); ++i) {
    CHECK(truth.front[i].latency_cycles == result.front[i].latency_cycles);
    CHECK(truth.front[i].energy_pj == doctest::Approx(result.front[i].energy_pj));
  }
}

}  // namespace paretile::mapper
