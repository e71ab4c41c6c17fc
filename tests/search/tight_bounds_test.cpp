// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <utility>
#include <vector>

#include "tests/search/families.h"
#include "tests/search/pass.h"
#include "tests/search/run_options.h"

namespace paretile::search {
namespace {

constexpr double kTolerance = 1e-9;

/// Bounds at their tightest: what they wrongly leave out shows in one question of a thousand.
void check_tight(const Case& drawn) {
  constexpr double kHardly = 1 + 1e-6;
  const Question& question = drawn.question;
  for (const auto objective : {mapper::ObjectiveKind::kEnergy, mapper::ObjectiveKind::kFront}) {
    const mapper::Settings settings = pass_settings(question, objective);
    const auto space =
        mapper::build_space(question.problem, question.architecture, settings.constraints);
    if (!space.space) continue;
    Pass plain(question, *space.space, settings);
    Pass again(question, *space.space, settings);
    const std::vector<mapper::Candidate> expected = plain.run();
    for (mapper::Candidate known : expected) {
      known.energy_pj *= kHardly;
      again.know(known);
    }
    const std::vector<mapper::Candidate> found = again.run();
    CAPTURE(kFamilyNames[static_cast<std::size_t>(drawn.family)]);
    CAPTURE(drawn.seed);
    CAPTURE(to_string(objective));
    REQUIRE(found.size() == expected.size());
    for (std::size_t k = 0; k < found.size(); ++k) {
      CHECK(found[k].latency_cycles == expected[k].latency_cycles);
      CHECK(found[k].energy_pj == doctest::Approx(expected[k].energy_pj).epsilon(kTolerance));
    }
  }
}

}  // namespace

TEST_CASE("answers hardly better than those known are found") {
  for (std::uint64_t i = 0; i < 5 * run_options().cases; ++i) check_tight(run_case(i));
}

TEST_CASE("answers hardly better than those known are found where few questions tell") {
  // Sums that begin further out; tiles that stay and are faster, but dearer; words that fill a node
  // with others outside it; boxes of children that are less than the box of all.
  for (const auto& [family, seed] : {std::pair{Family::kFanouts, 5597},
                                     {Family::kPinned, 5713},
                                     {Family::kDeep, 6746},
                                     {Family::kStride, 7161}}) {
    check_tight(draw_case(family, static_cast<std::uint64_t>(seed)));
  }
}

}  // namespace paretile::search
