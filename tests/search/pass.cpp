// SPDX-License-Identifier: Apache-2.0
#include "tests/search/pass.h"

#include <functional>
#include <limits>
#include <stdexcept>

namespace paretile::search {

Pass::Pass(const Question& question, const mapper::SearchSpace& space,
           const mapper::Settings& settings)
    : plan_(question.problem, question.architecture, space, settings),
      completion_(plan_),
      halos_(plan_.tables, plan_.lattice),
      gate_(settings.objective) {}

const std::vector<mapper::Candidate>& Pass::run() {
  const std::function<bool()> never = [] { return false; };
  if (!mapper::ExactSearch(plan_, completion_, halos_, gate_, never, counters_).run()) {
    throw std::logic_error("a pass nobody stops did not end");
  }
  return gate_.candidates();
}

const std::vector<mapper::Candidate>& Pass::run_in_steps(double further) {
  const std::function<bool()> never = [] { return false; };
  mapper::ExactSearch search(plan_, completion_, halos_, gate_, never, counters_);
  const auto operations = static_cast<double>(plan_.tables.operations);
  gate_.rank_fast_by_energy(operations, operations);
  double least = 0;
  do {
    gate_.set_limit(least * further);
    if (!search.run()) throw std::logic_error("a pass nobody stops did not end");
    gate_.look_for_faster();
    least = search.least_waiting();
  } while (least < std::numeric_limits<double>::infinity());
  return gate_.candidates();
}

mapper::Settings pass_settings(const Question& question, mapper::ObjectiveKind objective) {
  mapper::Settings settings;
  settings.model = question.model;
  settings.mapspace = question.mapspace;
  settings.constraints = question.constraints;
  settings.constraints.min_utilization = 0;
  settings.objective.kind = objective;
  return settings;
}

}  // namespace paretile::search
