// SPDX-License-Identifier: Apache-2.0
#include "mapper/enumerate.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "core/validate.h"
#include "cost_model/evaluator.h"
#include "mapper/pareto.h"
#include "mapper/run.h"
#include "tests/mapper/cases.h"
#include "tests/mapper/naive_enumeration.h"

namespace paretile::mapper {
namespace {

bool by_nodes(const Mapping& a, const Mapping& b) { return compare(a, b) < 0; }

std::vector<Mapping> all_mappings(const Problem& problem, const Architecture& chip) {
  const SearchSpace space = *build_space(problem, chip).space;
  const std::optional<Enumeration> enumeration = enumerate(space, 1'000'000);
  REQUIRE(enumeration);
  std::vector<Mapping> mappings;
  for (const Draft& root : enumeration->roots) {
    visit_drafts(space, root, [&](const Draft& draft) {
      mappings.push_back(canonical(to_mapping(space, draft)));
      return true;
    });
  }
  CHECK(mappings.size() == enumeration->size);
  std::sort(mappings.begin(), mappings.end(), by_nodes);
  return mappings;
}

struct Case {
  const char* name;
  Problem problem;
  Architecture chip;
};

/// Keep sets, folding, levels on both sides of a fan-out, two fan-outs, restricted axes.
std::vector<Case> cases() {
  Architecture bypass = tiny_chip(16);
  bypass.levels[LevelId(1)].may_keep = {true, false, true};
  bypass.levels[LevelId(1)].must_keep = {true, false, false};
  Architecture folding = tiny_chip(16);
  folding.fanouts = {array_of("grid", 2, {{"y", 2, {"K", "R"}}, {"x", 3, {"P", "K"}}})};
  folding.fanouts[FanoutId(0)].fold = true;
  Architecture split = tiny_chip(16);
  split.fanouts[FanoutId(0)].levels_outside = 1;
  split.levels[LevelId(1)].may_keep = {true, true, false};
  Architecture two_fanouts = tiny_chip(16);
  two_fanouts.levels[LevelId(1)].may_keep = {false, false, true};
  two_fanouts.fanouts = {array_of("outer", 1, {{"a", 2, {}}}),
                         array_of("inner", 2, {{"b", 2, {}}})};
  Architecture inner_home = tiny_chip(16);
  inner_home.levels[LevelId(0)].may_keep = {false, true, true};
  return {{"a gemm on a row of two", gemm(2, 1, 4), tiny_chip(16)},
          {"three loops", gemm(2, 2, 2), tiny_chip(16)},
          {"weights bypass, inputs must stay", gemm(2, 2, 2), bypass},
          {"a convolution on a folding grid", conv1d(2, 3, 2), folding},
          {"the fan-out outside the buffer", gemm(2, 1, 4), split},
          {"two fan-outs", gemm(2, 1, 4), two_fanouts},
          {"inputs start in the buffer", gemm(2, 2, 2), inner_home}};
}

}  // namespace

TEST_CASE("enumeration finds exactly the mappings the rules allow, each once") {
  for (const Case& c : cases()) {
    CAPTURE(c.name);
    std::vector<Mapping> naive = enumerate_naively(c.problem, c.chip);
    std::sort(naive.begin(), naive.end(), by_nodes);
    const std::vector<Mapping> mappings = all_mappings(c.problem, c.chip);
    CHECK(naive.size() > 50);
    CHECK(mappings == naive);
  }
}

TEST_CASE("an exhaustive search returns the front of the naive enumeration and calls it optimal") {
  for (const Case& c : cases()) {
    CAPTURE(c.name);
    const cost_model::Evaluator evaluator(c.problem, c.chip);
    Front front;
    for (const Mapping& mapping : enumerate_naively(c.problem, c.chip)) {
      cost_model::Evaluation evaluation;
      if (evaluator.evaluate(mapping, evaluation).fits()) front.offer(evaluation.cost, mapping);
    }
    const ProblemResult result = map_problem(c.problem, c.chip);
    CHECK(result.proof.status == ProofStatus::kOptimal);
    CHECK(result.proof.gap == 0);
    REQUIRE(result.front.size() == front.points().size());
    for (std::size_t i = 0; i < result.front.size(); ++i) {
      CHECK(result.front[i].energy_pj == doctest::Approx(front.points()[i].energy_pj).epsilon(1e-12));
      CHECK(result.front[i].latency_cycles == front.points()[i].latency_cycles);
    }
  }
}

TEST_CASE("a space is enumerated up to its size and not beyond a limit below it") {
  const Problem problem = gemm(2, 2, 2);
  const SearchSpace space = *build_space(problem, tiny_chip(16)).space;
  const std::uint64_t size = enumerate(space, 1'000'000)->size;
  CHECK(enumerate(space, size).has_value());
  CHECK_FALSE(enumerate(space, size - 1).has_value());
}

TEST_CASE("the stated sizes enclose the true one") {
  for (const Case& c : cases()) {
    CAPTURE(c.name);
    const SearchSpace space = *build_space(c.problem, c.chip).space;
    const auto size = static_cast<double>(enumerate(space, 1'000'000)->size);
    CHECK(size_at_least(space) <= size);
    CHECK(size_at_most(space) >= size);
  }
}

}  // namespace paretile::mapper
