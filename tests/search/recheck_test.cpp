// SPDX-License-Identifier: Apache-2.0
#include "mapper/recheck.h"

#include <doctest/doctest.h>

#include <random>
#include <stdexcept>

#include "core/validate.h"
#include "tests/search/families.h"
#include "tests/search/run_options.h"

namespace paretile::search {
namespace {

/// A question too large to try every mapping: most dimensions two or three times as large, more
/// room. The same on every machine.
Case enlarged(Case drawn) {
  std::mt19937_64 random(drawn.seed);
  for (Dimension& dim : drawn.question.problem.dims) {
    const std::uint64_t number = random() >> 32U;
    if (number % 2 == 0) dim.size *= number % 3 == 0 ? 3 : 2;
  }
  for (Level& level : drawn.question.architecture.levels) {
    if (level.capacity_bits == kUnlimitedBits) continue;
    level.capacity_bits *= 1 + static_cast<std::int64_t>((random() >> 32U) % 4);
  }
  return drawn;
}

mapper::Settings settings_for(const Question& question) {
  mapper::Settings settings;
  settings.mapspace = question.mapspace;
  settings.constraints = question.constraints;
  settings.model = question.model;
  settings.threads = 1;
  settings.time_limit_seconds = 5;
  return settings;
}

/// Whether both give one front, where both claim something of all mappings.
bool agree(const Question& question) {
  const mapper::Settings settings = settings_for(question);
  const mapper::Recheck again =
      mapper::solve_again(question.problem, question.architecture, settings);
  const mapper::ProblemResult result =
      mapper::map_problem(question.problem, question.architecture, settings);
  if (!again.finished || result.proof.status != mapper::ProofStatus::kOptimal) return true;
  return mapper::same_front(again.front, result.front, 1e-9);
}

}  // namespace

TEST_CASE("solving again gives what trying every mapping gives") {
  for (std::uint64_t i = 0; i < run_options().cases; ++i) {
    const Case drawn = run_case(i);
    std::vector<mapper::Point> truth;
    for (const Answer& answer : brute_force(drawn.question).front) {
      mapper::Point& point = truth.emplace_back();
      point.energy_pj = answer.energy_pj;
      point.latency_cycles = answer.latency_cycles;
    }
    const mapper::Recheck again = mapper::solve_again(
        drawn.question.problem, drawn.question.architecture, settings_for(drawn.question));
    CHECK_MESSAGE(again.finished, to_text(drawn));
    CHECK_MESSAGE(mapper::same_front(again.front, truth, 1e-9), to_text(drawn));
  }
}

TEST_CASE("the search and solving again agree on larger questions") {
  for (std::uint64_t i = 0; i < run_options().cases; ++i) {
    const Case drawn = enlarged(run_case(i));
    if (!validate(drawn.question.problem).empty()) continue;
    try {
      CHECK_MESSAGE(agree(drawn.question), "with larger sizes and rooms:\n", to_text(drawn));
    } catch (const std::logic_error& error) {
      FAIL_CHECK(error.what(), ", with larger sizes and rooms:\n", to_text(drawn));
    }
  }
}

}  // namespace paretile::search
