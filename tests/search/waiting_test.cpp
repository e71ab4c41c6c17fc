// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <vector>

#include "tests/search/families.h"
#include "tests/search/pass.h"
#include "tests/search/run_options.h"

namespace paretile::search {
namespace {

using mapper::ObjectiveKind;

constexpr double kTolerance = 1e-9;

/// Whether labels that wait for their limit find what all at once find. How many passes that takes.
int check_waiting(const Case& drawn, ObjectiveKind objective, double further) {
  const Question& question = drawn.question;
  const mapper::Settings settings = pass_settings(question, objective);
  const auto space =
      mapper::build_space(question.problem, question.architecture, settings.constraints);
  if (!space.space) return 0;
  Pass at_once(question, *space.space, settings);
  Pass in_steps(question, *space.space, settings);
  const std::vector<mapper::Candidate>& expected = at_once.run();
  const std::vector<mapper::Candidate>& found = in_steps.run_in_steps(further);
  CAPTURE(kFamilyNames[static_cast<std::size_t>(drawn.family)]);
  CAPTURE(drawn.seed);
  CAPTURE(to_string(objective));
  CAPTURE(further);
  REQUIRE(found.size() == expected.size());
  for (std::size_t k = 0; k < found.size(); ++k) {
    CHECK(found[k].latency_cycles == expected[k].latency_cycles);
    CHECK(found[k].energy_pj == doctest::Approx(expected[k].energy_pj).epsilon(kTolerance));
  }
  return in_steps.passes();
}

}  // namespace

TEST_CASE(
    "labels that wait for their limit lose nothing, the least steps from one to the next "
    "included") {
  int passes = 0;
  for (std::uint64_t i = 0; i < run_options().cases; ++i) {
    const Case drawn = run_case(i);
    for (const ObjectiveKind objective : {ObjectiveKind::kFront, ObjectiveKind::kEnergy,
                                          ObjectiveKind::kEdp, ObjectiveKind::kLatency}) {
      for (const double further : {1.0, 1.05}) passes += check_waiting(drawn, objective, further);
    }
  }
  CHECK(passes > 100 * static_cast<int>(run_options().cases));
}

}  // namespace paretile::search
