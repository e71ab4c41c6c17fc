// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "mapper/completion.h"
#include "mapper/exact_pass.h"
#include "tests/search/compare.h"
#include "tests/search/run_options.h"

namespace paretile::search {
namespace {

constexpr double kTolerance = 1e-9;

/// A pass over a question.
class Pass {
 public:
  Pass(const Question& question, const mapper::SearchSpace& space, const mapper::Settings& settings)
      : plan_(question.problem, question.architecture, space, settings),
        completion_(plan_),
        halos_(plan_.tables, plan_.lattice),
        gate_(settings.objective) {}

  void know(const mapper::Candidate& answer) { gate_.offer(answer); }

  const std::vector<mapper::Candidate>& run() {
    const std::function<bool()> never = [] { return false; };
    CHECK(mapper::ExactPass(plan_, completion_, halos_, gate_, never, counters_).run());
    return gate_.candidates();
  }

 private:
  mapper::ExactPlan plan_;
  mapper::Completion completion_;
  mapper::HaloTable halos_;
  mapper::Gate gate_;
  mapper::SearchCounters counters_;
};

mapper::Settings settings_of(const Question& question, mapper::ObjectiveKind objective) {
  mapper::Settings settings;
  settings.model = question.model;
  settings.mapspace = question.mapspace;
  settings.constraints = question.constraints;
  settings.constraints.min_utilization = 0;  // a limit of the gate, not of a pass
  settings.objective.kind = objective;
  return settings;
}

}  // namespace

/// Bounds at their tightest: what they wrongly leave out shows in one question of a thousand.
TEST_CASE("answers hardly better than those known are found") {
  constexpr double kHardly = 1 + 1e-6;
  for (std::uint64_t i = 0; i < 5 * run_options().cases; ++i) {
    const Case drawn = run_case(i);
    const Question& question = drawn.question;
    for (const auto objective : {mapper::ObjectiveKind::kEnergy, mapper::ObjectiveKind::kFront}) {
      const mapper::Settings settings = settings_of(question, objective);
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
      CAPTURE(i);
      CAPTURE(to_string(objective));
      REQUIRE(found.size() == expected.size());
      for (std::size_t k = 0; k < found.size(); ++k) {
        CHECK(found[k].latency_cycles == expected[k].latency_cycles);
        CHECK(found[k].energy_pj == doctest::Approx(expected[k].energy_pj).epsilon(kTolerance));
      }
    }
  }
}

}  // namespace paretile::search
