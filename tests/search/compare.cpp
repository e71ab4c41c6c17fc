// SPDX-License-Identifier: Apache-2.0
#include "tests/search/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <stdexcept>

#include "core/mapping_text.h"
#include "cost_model/evaluator.h"
#include "mapper/constraints.h"
#include "tests/search/pass.h"
#include "tests/search/rescore.h"

namespace paretile::search {
namespace {

using mapper::Objective;
using mapper::ObjectiveKind;
using oracle::Choices;

/// Of all mappings of a list, one in so many is executed, but no more than about so many.
constexpr std::uint64_t kOneIn = 100;
constexpr std::uint64_t kMostRescored = 100;

bool same_energy(double a, double b) {
  return std::abs(a - b) <= kEnergyTolerance * std::max(std::abs(a), std::abs(b));
}

bool same_costs(const std::vector<Answer>& a, const std::vector<Answer>& b) {
  return std::ranges::equal(a, b, [](const Answer& x, const Answer& y) {
    return x.latency_cycles == y.latency_cycles && same_energy(x.energy_pj, y.energy_pj);
  });
}

std::string front_text(const Question& question, const std::vector<Answer>& front) {
  std::string text;
  for (const Answer& answer : front) {
    text += fmt::format("\n  {:.17g} pJ, {} cycles: {}", answer.energy_pj, answer.latency_cycles,
                        to_compact(answer.mapping, question.problem, question.architecture));
  }
  return text.empty() ? "\n  nothing fits" : text;
}

/// By latency ascending, as the brute force has it.
std::vector<Answer> answers_of(const mapper::ProblemResult& result) {
  std::vector<Answer> answers;
  for (const mapper::Point& point : result.front) {
    answers.push_back({point.energy_pj, point.latency_cycles, point.mapping});
  }
  std::ranges::sort(answers, {}, &Answer::latency_cycles);
  return answers;
}

/// The engine's answer costs what it says and is one of the mappings asked for.
std::string mistakes_of(const Question& question, const Answer& answer) {
  const cost_model::Evaluator evaluator(question.problem, question.architecture, question.model);
  cost_model::Evaluation evaluation;
  const cost_model::Verdict verdict = evaluator.evaluate(answer.mapping, evaluation);
  std::string text;
  if (!verdict.fits()) {
    return "\nan answer does not fit: " +
           describe(verdict, question.problem, question.architecture);
  }
  if (!same_energy(evaluation.cost.energy_pj, answer.energy_pj) ||
      evaluation.cost.latency_cycles != answer.latency_cycles) {
    text += fmt::format("\nan answer of {:.17g} pJ, {} cycles evaluates to {:.17g} pJ, {} cycles",
                        answer.energy_pj, answer.latency_cycles, evaluation.cost.energy_pj,
                        evaluation.cost.latency_cycles);
  }
  if (!mapper::in_mapspace(question.mapspace, question.problem, question.architecture,
                           answer.mapping)) {
    text += "\nan answer is not in the mapspace";
  }
  if (evaluation.cost.utilization < question.constraints.min_utilization ||
      !mapper::satisfies(question.constraints, question.problem, question.architecture,
                         answer.mapping)) {
    text += "\nan answer breaks a constraint";
  }
  return text + rescore(question, answer.mapping).value_or("");
}

/// An exact result is called optimal, and its lower bounds are true.
std::string mistakes_of(const mapper::Proof& proof, const std::vector<Answer>& truth) {
  std::string text;
  if (proof.status != mapper::ProofStatus::kOptimal) {
    text += fmt::format("\nthe proof is '{}'", to_string(proof.status));
  }
  if (truth.empty()) return text;
  double edp = std::numeric_limits<double>::infinity();
  for (const Answer& answer : truth) {
    edp = std::min(edp, answer.energy_pj * static_cast<double>(answer.latency_cycles));
  }
  const double room = 1 + kEnergyTolerance;
  if (proof.lower_bound.energy_pj > truth.back().energy_pj * room ||
      proof.lower_bound.latency_cycles > truth.front().latency_cycles ||
      proof.lower_bound.edp_pj_cycles > edp * room) {
    text += "\na lower bound is above the best";
  }
  return text;
}

std::string objective_text(const Objective& objective) {
  return fmt::format("{}, weights {} and {}, at most {} pJ and {} cycles",
                     to_string(objective.kind), objective.energy_weight, objective.latency_weight,
                     objective.max_energy_pj, objective.max_latency_cycles);
}

/// Where one answer is wanted, any of those that tie up to the tolerance is right.
bool is_right(const Objective& objective, const std::vector<Answer>& found,
              const std::vector<Answer>& expected) {
  if (objective.kind == ObjectiveKind::kFront || expected.empty() || found.size() != 1) {
    return same_costs(found, expected);
  }
  const auto value = [&](const Answer& answer) {
    return objective.value(answer.energy_pj, static_cast<double>(answer.latency_cycles));
  };
  return same_energy(value(found[0]), value(expected[0])) &&
         objective.admits(found[0].energy_pj, found[0].latency_cycles);
}

std::string ask(const Case& drawn, const Objective& objective, const std::vector<Answer>& truth) {
  const Question& question = drawn.question;
  mapper::Settings settings;
  settings.strategy = mapper::Strategy::kExact;
  settings.mapspace = question.mapspace;
  settings.constraints = question.constraints;
  settings.model = question.model;
  settings.objective = objective;
  settings.threads = 1;
  mapper::ProblemResult result;
  try {
    result = map_problem(question.problem, question.architecture, settings);
  } catch (const std::logic_error& error) {
    return fmt::format("\nobjective {}\nthe engine throws: {}", objective_text(objective),
                       error.what());
  }
  const std::vector<Answer> found = answers_of(result);
  const std::vector<Answer> expected = wanted(objective, truth);
  std::string mistakes = mistakes_of(result.proof, expected);
  for (const Answer& answer : found) mistakes += mistakes_of(question, answer);
  const bool is_front = objective.kind == ObjectiveKind::kFront;
  if (!is_right(objective, is_front ? without_ties(found) : found, expected)) {
    mistakes += "\nother answers than the brute force's";
  }
  if (mistakes.empty()) return mistakes;
  return fmt::format("\nobjective {}{}\nengine:{}\nbrute force:{}", objective_text(objective),
                     mistakes, front_text(question, found), front_text(question, expected));
}

/// First answers are often the best ones already: what one pass finds that knows none of them.
std::string ask_one_pass(const Question& question, const std::vector<Answer>& truth) {
  if (question.constraints.min_utilization > 0) return "";
  const mapper::Settings settings = pass_settings(question, ObjectiveKind::kFront);
  const auto space =
      mapper::build_space(question.problem, question.architecture, settings.constraints);
  std::vector<Answer> found;
  if (space.space) {
    Pass pass(question, *space.space, settings);
    for (const mapper::Candidate& one : pass.run()) {
      found.push_back({one.energy_pj, static_cast<std::int64_t>(one.latency_cycles), one.mapping});
    }
    std::ranges::reverse(found);
  }
  if (same_costs(without_ties(found), truth)) return "";
  return fmt::format("\none pass finds other answers:{}\nbrute force:{}",
                     front_text(question, found), front_text(question, truth));
}

}  // namespace

std::vector<Answer> without_ties(const std::vector<Answer>& front) {
  std::vector<Answer> result;
  for (const Answer& answer : front) {
    if (!result.empty() && same_energy(answer.energy_pj, result.back().energy_pj)) continue;
    result.push_back(answer);
  }
  return result;
}

Objective draw_objective(Choices& choices, const std::vector<Answer>& front) {
  Objective objective;
  objective.kind = choices.one_of<ObjectiveKind>({ObjectiveKind::kEnergy, ObjectiveKind::kLatency,
                                                  ObjectiveKind::kEdp, ObjectiveKind::kEd2p,
                                                  ObjectiveKind::kWeighted, ObjectiveKind::kFront});
  objective.energy_weight = static_cast<double>(choices.pick(0, 8)) / 4;
  objective.latency_weight = static_cast<double>(choices.pick(0, 4000)) / 4;
  if (front.empty()) return objective;
  // Caps between the points, at a point's latency, and below all.
  const bool capped = objective.kind == ObjectiveKind::kFront || choices.chance(1, 2);
  if (capped && choices.chance(1, 2)) {
    objective.max_energy_pj =
        choices.one_of(front).energy_pj * (choices.chance(1, 4) ? 0.99 : 1.0001);
  } else if (capped) {
    objective.max_latency_cycles =
        choices.one_of(front).latency_cycles - (choices.chance(1, 4) ? 1 : 0);
  }
  return objective;
}

std::vector<Answer> wanted(const Objective& objective, const std::vector<Answer>& front) {
  std::vector<Answer> admitted;
  for (const Answer& answer : front) {
    if (objective.admits(answer.energy_pj, answer.latency_cycles)) admitted.push_back(answer);
  }
  if (objective.kind == ObjectiveKind::kFront || admitted.empty()) return admitted;
  return {*std::ranges::min_element(admitted, {}, [&](const Answer& answer) {
    return objective.value(answer.energy_pj, static_cast<double>(answer.latency_cycles));
  })};
}

std::optional<std::string> compare_with_engine(const Case& drawn) {
  std::mt19937_64 random(drawn.seed);
  const std::uint64_t one_in = std::max(kOneIn, drawn.listed / kMostRescored);
  std::string mistakes;
  const Truth truth = brute_force(drawn.question, [&](const Mapping& mapping) {
    if (random() % one_in == 0) mistakes += rescore(drawn.question, mapping).value_or("");
    return true;
  });
  const std::vector<Answer> front = without_ties(truth.front);
  for (const Answer& answer : front) {
    mistakes += rescore(drawn.question, answer.mapping).value_or("");
  }
  mistakes += ask_one_pass(drawn.question, front);
  mistakes += ask(drawn, {}, front);
  std::vector<std::uint32_t> numbers(16);
  for (std::uint32_t& number : numbers) number = static_cast<std::uint32_t>(random() >> 48U);
  Choices choices(std::move(numbers));
  mistakes += ask(drawn, draw_objective(choices, front), front);
  if (mistakes.empty()) return std::nullopt;
  return to_text(drawn) + mistakes;
}

}  // namespace paretile::search
