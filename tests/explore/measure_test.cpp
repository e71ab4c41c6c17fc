// SPDX-License-Identifier: Apache-2.0
#include "explore/measure.h"

#include <doctest/doctest.h>

#include "tests/mapper/cases.h"

namespace paretile::explore {
namespace {

using doctest::Approx;

Workload one_gemm() {
  Workload workload;
  workload.layers = {{"fc", "gemm", mapper::gemm(4, 6, 8), {}, 3, {}}};
  return workload;
}

TEST_CASE("speed and efficiency are those of the least latency and of the least energy") {
  const Architecture chip = mapper::small_chip();
  for (const Metric metric : {Metric::kSpeed, Metric::kEfficiency}) {
    const auto measured = measure(one_gemm(), chip, metric, {});
    REQUIRE(measured);
    CHECK(measured->is_proven);
    const auto front = mapper::map_problem(mapper::gemm(4, 6, 8), chip).front;
    // 3 repeats of 192 MACs at 1 GHz take 3 times the cycles and the energy of one
    const double per_unit = metric == Metric::kSpeed
                                ? 192 * 1e9 / static_cast<double>(front.back().latency_cycles)
                                : 192 / (front.front().energy_pj * 1e-12);
    CHECK(measured->macs_per_unit == Approx(per_unit));
  }
}

TEST_CASE("what a chip cannot run has no performance") {
  Architecture chip = mapper::tiny_chip(2);
  chip.levels[LevelId(1)].must_keep = {true, true, true};
  CHECK_FALSE(measure(one_gemm(), chip, Metric::kSpeed, {}));
}

}  // namespace
}  // namespace paretile::explore
