// SPDX-License-Identifier: Apache-2.0
#include "inner_loop/proved_answer.h"

#include <doctest/doctest.h>

#include "core/mapping_text.h"
#include "tests/mapper/cases.h"

namespace paretile::inner_loop {
namespace {

struct Cost {
  double energy_pj = 0;
  std::int64_t latency_cycles = 0;
};

Cost cost_of(const std::string& nest, const cost_model::Evaluator& evaluator) {
  cost_model::Evaluation evaluation;
  const Mapping mapping = parse_mapping(nest, evaluator.problem(), evaluator.architecture());
  REQUIRE(evaluator.evaluate(mapping, evaluation).fits());
  return {evaluation.cost.energy_pj, evaluation.cost.latency_cycles};
}

}  // namespace

TEST_CASE("a stored mapping is believed at its very cost alone, and if searches look at it") {
  const cost_model::Evaluator evaluator(mapper::gemm(6, 4, 2), mapper::tiny_chip(64));
  const std::string head = "dram [W I O]\nfor M in [0, 3)\n  buffer [W I O]\n  for M in [0, 2)\n";
  const std::string nest = head + "    for K in [0, 2)\n      for N in [0, 4)\n        mac\n";
  const Cost cost = cost_of(nest, evaluator);
  CHECK(believed(nest, cost.energy_pj, cost.latency_cycles, evaluator));
  CHECK_FALSE(believed(nest, cost.energy_pj + 1, cost.latency_cycles, evaluator));
  CHECK_FALSE(believed(nest, cost.energy_pj, cost.latency_cycles - 1, evaluator));
  CHECK_FALSE(believed("no nest", cost.energy_pj, cost.latency_cycles, evaluator));
  CHECK_FALSE(believed("", cost.energy_pj, cost.latency_cycles, evaluator));
  const cost_model::Evaluator narrow(mapper::gemm(6, 4, 2), mapper::tiny_chip(4));
  CHECK_FALSE(believed(nest, cost.energy_pj, cost.latency_cycles, narrow));  // it has no room
  // 3 x 2 rows are 6, 2 x 4 more than those: legal, and counted, but no mapping of a search.
  const std::string ragged =
      "dram [W I O]\nfor M in [0, 2)\n  buffer [W I O]\n  for M in [0, 4)\n"
      "    for K in [0, 2)\n      for N in [0, 4)\n        mac\n";
  const Cost uneven = cost_of(ragged, evaluator);
  CHECK_FALSE(believed(ragged, uneven.energy_pj, uneven.latency_cycles, evaluator));
}

}  // namespace paretile::inner_loop
