// SPDX-License-Identifier: Apache-2.0
#include "mapper/pad.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "cost_model/evaluator.h"
#include "mapper/pareto.h"
#include "tests/mapper/cases.h"

namespace paretile::mapper {
namespace {

Settings padded_by(int percent) {
  Settings settings;
  settings.threads = 2;
  settings.pad_percent = percent;
  return settings;
}

/// Fronts of every padding searched one by one, none left out, as one front.
Front union_of_all(const Problem& problem, const Architecture& chip, int percent) {
  Front all;
  std::vector<Sizes> open = {{}};
  for (const DimId dim : problem.dims.ids()) {
    std::vector<Sizes> longer;
    for (const Sizes& sizes : open) {
      for (const std::int64_t size : padded_sizes(problem.dims[dim].size, percent, false)) {
        longer.push_back(sizes);
        longer.back().push_back(size);
      }
    }
    open = std::move(longer);
  }
  for (const Sizes& sizes : open) {
    const ProblemResult result = map_problem(with_sizes(problem, sizes), chip, padded_by(0));
    REQUIRE((result.front.empty() || result.proof.status == ProofStatus::kOptimal));
    for (const Point& point : result.front) all.offer(point);
  }
  return all;
}

void check_same_costs(const std::vector<Point>& a, const std::vector<Point>& b) {
  REQUIRE(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    CHECK(a[i].energy_pj == doctest::Approx(b[i].energy_pj).epsilon(1e-12));
    CHECK(a[i].latency_cycles == b[i].latency_cycles);
  }
}

}  // namespace

TEST_CASE("padded sizes go up to the limit and no further") {
  CHECK(padded_sizes(10, 20, false) == std::vector<std::int64_t>{10, 11, 12});
  CHECK(padded_sizes(10, 19, false) == std::vector<std::int64_t>{10, 11});
  CHECK(padded_sizes(10, 9, false) == std::vector<std::int64_t>{10});
}

TEST_CASE("a size is needed only if no smaller one has its mappings") {
  // 14 = 2 * 7 could run 6 instead of 7 times: 12 < 13, so it is needed. 15 = 3 * 5 with 4 for 5
  // is 12, 16 = 2^4 is 8. 17 with 16 for 17 and 19 with 18 for 19 still hold 13; 18 = 2 * 3 * 3
  // is 12; 20 = 4 * 5 is 16.
  CHECK(padded_sizes(13, 60, true) == std::vector<std::int64_t>{13, 14, 15, 16, 18});
  // 198 = 18 * 11, 200 = 8 * 25, 203 = 7 * 29 (7 * 28 = 196), 204 = 12 * 17, 205 = 5 * 41 (200).
  CHECK(padded_sizes(197, 4, true) == std::vector<std::int64_t>{197, 198, 200, 203, 204});
}

TEST_CASE("leaving out needless sizes loses nothing") {
  const Architecture chip = tiny_chip(10);
  for (const Problem& problem : {gemm(3, 5, 2), gemm(5, 1, 7), conv1d(3, 2, 5)}) {
    const ProblemResult found = map_problem(problem, chip, padded_by(60));
    CHECK(found.proof.status == ProofStatus::kOptimal);
    check_same_costs(found.front, union_of_all(problem, chip, 60).points());
  }
}

TEST_CASE("sizes that share a rank are all tried: their halo depends on how they divide") {
  Settings settings = padded_by(100);
  settings.max_paddings = 1000;
  // conv1d: P of 3 (3 to 6) and R of 2 (2 to 4) share a rank; K of 1 (1, 2) stands alone, and 2
  // could run once.
  const Paddings paddings = list_paddings(conv1d(3, 2, 1), settings);
  CHECK(paddings.total == 4 * 3 * 1);
  CHECK(paddings.sizes.size() == 12);
}

TEST_CASE("with constraints every size is tried: they may forbid what a smaller one needs") {
  Settings settings = padded_by(100);
  CHECK(list_paddings(gemm(3, 1, 1), settings).total == 2);  // 3, 4; 5 could run 4 times, 6 4 times
  settings.constraints.min_utilization = 0.5;
  CHECK(list_paddings(gemm(3, 1, 1), settings).total == 4 * 2 * 2);
}

TEST_CASE("of too many paddings those of fewest operations are tried, and the proof says so") {
  Settings settings = padded_by(30);
  settings.max_paddings = 3;
  const Problem problem = gemm(7, 5, 3);
  const Paddings paddings = list_paddings(problem, settings);
  REQUIRE(paddings.sizes.size() == 3);
  CHECK(paddings.total > 3);
  std::int64_t last = problem.operations();
  for (const Sizes& sizes : paddings.sizes) {
    CHECK(with_sizes(problem, sizes).operations() >= last);
    last = with_sizes(problem, sizes).operations();
  }
  CHECK(with_sizes(problem, paddings.sizes[0]).same_nest(problem));
  const ProblemResult result = map_problem(problem, tiny_chip(10), settings);
  CHECK(result.proof.mapspace.description.ends_with("3 of them, those of fewest operations"));
  CHECK(result.proof.mapspace.name.ends_with(" padded up to 30 %"));
}

TEST_CASE("a prime dimension fills the array when padded, and the points say their sizes") {
  // 5 outputs do not divide over 2 units: 5 * 8 cycles. 6 do: 3 * 8.
  Architecture chip = tiny_chip(32);
  chip.fanouts[FanoutId(0)].axes[0].dims = {"P"};
  for (Level& level : chip.levels) level.shared_bandwidth_bits_per_cycle = 1e9;
  const Problem problem = gemm(5, 2, 4);
  CHECK(map_problem(problem, chip, padded_by(0)).front.back().latency_cycles == 40);
  const ProblemResult padded = map_problem(problem, chip, padded_by(20));
  const Point& fastest = padded.front.back();
  CHECK(fastest.latency_cycles == 24);
  REQUIRE(!fastest.padded_sizes.empty());
  CHECK(fastest.padded_sizes[*problem.find_dim("M")] == 6);
  const cost_model::Evaluator evaluator(problem_of(fastest, problem), chip);
  cost_model::Evaluation evaluation;
  REQUIRE(evaluator.evaluate(fastest.mapping, evaluation).fits());
  CHECK(evaluation.cost.energy_pj == fastest.energy_pj);
  CHECK(evaluation.counts.operations == 6 * 2 * 4);
  CHECK(padded.front.front().padded_sizes.empty());  // least energy: no wasted operations
}

}  // namespace paretile::mapper
