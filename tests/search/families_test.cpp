// SPDX-License-Identifier: Apache-2.0
#include "tests/search/families.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "core/validate.h"
#include "mapper/constraints.h"
#include "tests/search/compare.h"
#include "tests/search/rescore.h"

namespace paretile::search {
namespace {

using mapper::Objective;
using mapper::ObjectiveKind;

constexpr std::uint64_t kDraws = 5;  // of each family

std::vector<Case> some_cases() {
  std::vector<Case> cases;
  for (std::size_t family = 0; family < kFamilyNames.size(); ++family) {
    for (std::uint64_t seed = 1; seed <= kDraws; ++seed) {
      cases.push_back(draw_case(static_cast<Family>(family), seed));
    }
  }
  return cases;
}

Answer answer(double energy_pj, std::int64_t latency_cycles) {
  return {energy_pj, latency_cycles, {}};
}

/// The one answer wanted, by its latency.
std::int64_t best_latency(const Objective& objective, const std::vector<Answer>& front) {
  const std::vector<Answer> best = wanted(objective, front);
  REQUIRE(best.size() == 1);
  return best[0].latency_cycles;
}

}  // namespace

TEST_CASE("drawn questions are valid, and the same flags draw them again") {
  for (const Case& drawn : some_cases()) {
    CAPTURE(to_text(drawn));
    CHECK(validate(drawn.question.problem).empty());
    CHECK(validate(drawn.question.architecture).empty());
    CHECK(validate(drawn.question.constraints, drawn.question.architecture).empty());
    CHECK(count_mappings(drawn.question, kMaxListed) == drawn.listed);
    CHECK(to_text(draw_case(drawn.family, drawn.seed)) == to_text(drawn));
    CHECK(find_family(kFamilyNames[static_cast<std::size_t>(drawn.family)]) == drawn.family);
  }
  CHECK_FALSE(find_family("other").has_value());
}

TEST_CASE("listed mappings are in the space they are listed for") {
  for (const Case& drawn : some_cases()) {
    CAPTURE(to_text(drawn));
    const Question& question = drawn.question;
    std::mt19937_64 random(1);
    std::uint64_t strangers = 0;
    std::uint64_t checked = 0;
    visit_mappings(question, [&](const Mapping& mapping) {
      if (random() % 20 != 0) return true;
      ++checked;
      if (!mapper::in_mapspace(question.mapspace, question.problem, question.architecture,
                               mapping)) {
        ++strangers;
      }
      return true;
    });
    CHECK(checked > 0);
    CHECK(strangers == 0);
  }
}

TEST_CASE("what listed mappings cost is what executing them costs") {
  for (const Case& drawn : some_cases()) {
    CAPTURE(to_text(drawn));
    std::mt19937_64 random(1);
    std::string mistakes;
    const auto check = [&](const Mapping& mapping) {
      if (random() % 1000 == 0) mistakes += rescore(drawn.question, mapping).value_or("");
      return true;
    };
    for (const Answer& best : brute_force(drawn.question, check).front) {
      mistakes += rescore(drawn.question, best.mapping).value_or("");
    }
    CHECK(mistakes.empty());
  }
}

TEST_CASE("most questions have an answer, and many have several") {
  int answered = 0;
  int several = 0;
  const std::vector<Case> cases = some_cases();
  for (const Case& drawn : cases) {
    const Truth truth = brute_force(drawn.question);
    answered += truth.front.empty() ? 0 : 1;
    several += truth.front.size() > 1 ? 1 : 0;
  }
  CHECK(answered * 10 >= static_cast<int>(cases.size()) * 8);
  CHECK(several * 10 >= static_cast<int>(cases.size()) * 2);
}

// EDP: 400, 300, 350. ED2P: 1600, 3000, 4900. 1 pJ + 2 per cycle: 108, 50, 39; + 20: 180, 230, 355.
TEST_CASE("the wanted answer has the least value within the caps") {
  const std::vector<Answer> front = {answer(100, 4), answer(30, 10), answer(25, 14)};
  CHECK(best_latency({ObjectiveKind::kEnergy}, front) == 14);
  CHECK(best_latency({ObjectiveKind::kLatency}, front) == 4);
  CHECK(best_latency({ObjectiveKind::kEdp}, front) == 10);
  CHECK(best_latency({ObjectiveKind::kEd2p}, front) == 4);
  CHECK(best_latency({ObjectiveKind::kWeighted, 1, 1}, front) == 14);
  CHECK(best_latency({ObjectiveKind::kWeighted, 1, 20}, front) == 4);
  Objective capped{ObjectiveKind::kEnergy};
  capped.max_latency_cycles = 13;
  CHECK(best_latency(capped, front) == 10);
  capped.max_energy_pj = 29;
  CHECK(wanted(capped, front).empty());
  Objective all;
  all.max_energy_pj = 30;
  CHECK(wanted(all, front).size() == 2);
}

TEST_CASE("answers whose energies differ by rounding alone are one answer, the faster") {
  const std::vector<Answer> front = {answer(100, 4), answer(100 * (1 - 1e-12), 5), answer(99, 6)};
  const std::vector<Answer> distinct = without_ties(front);
  REQUIRE(distinct.size() == 2);
  CHECK(distinct[0].latency_cycles == 4);
  CHECK(distinct[1].latency_cycles == 6);
}

}  // namespace paretile::search
