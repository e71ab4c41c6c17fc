// SPDX-License-Identifier: Apache-2.0
#include "mapper/first_answers.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/mapper/prepared.h"

namespace paretile::mapper {

TEST_CASE("a search that goes on keeps what was found, and finds better") {
  const Prepared made(gemm(64, 48, 80), small_chip());
  const cost_model::Evaluator evaluator(made.problem, made.chip);
  FirstAnswers answers(made.plan, evaluator, Objective{ObjectiveKind::kEnergy}, 1, nullptr);
  answers.find(200);
  const std::vector<Point> before = answers.points();
  REQUIRE_FALSE(before.empty());
  answers.find(2000);
  const std::vector<Point>& after = answers.points();
  for (const Point& point : before) {
    CHECK(std::any_of(after.begin(), after.end(), [&](const Point& now) {
      return now.energy_pj <= point.energy_pj && now.latency_cycles <= point.latency_cycles;
    }));
  }
  CHECK(after.front().energy_pj < before.front().energy_pj);
}

}  // namespace paretile::mapper
