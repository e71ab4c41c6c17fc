// SPDX-License-Identifier: Apache-2.0
#include "validation/answer.h"

#include "core/operators.h"
#include "mapper/network.h"
#include "mapper/pad.h"

namespace paretile::validation {
namespace {

/// Evaluates one mapping of one layer and adds it to the answer.
void add_layer(Answer& answer, const Case& asked, const Layer& layer, const Problem& problem,
               const Mapping& mapping, double runs) {
  const cost_model::Evaluator evaluator(problem, asked.architecture);
  LayerAnswer added;
  const cost_model::Verdict verdict = evaluator.evaluate(mapping, added.evaluation);
  if (!verdict.fits()) {
    answer.failure = describe(verdict, problem, asked.architecture);
    return;
  }
  evaluator.count(mapping, added.evaluation.counts, added.totals);
  cost_model::add(answer.energy, evaluator, added.evaluation, runs);
  added.problem = problem;
  added.runs = runs;
  added.macs = static_cast<double>(macs(layer)) / static_cast<double>(layer.repeat);
  added.densities = asked.densities;
  answer.layers.push_back(std::move(added));
}

void search(Answer& answer, const Case& asked, mapper::Settings settings) {
  settings.objective = {};
  settings.objective.kind = asked.objective;
  settings.pad_percent = asked.pad_percent;
  const mapper::WorkloadResult result =
      mapper::map_workload(asked.workload, asked.architecture, settings);
  if (!result.best) {
    answer.failure = "no mapping was found for some layer";
    return;
  }
  const std::vector<std::int64_t> runs = mapper::runs_per_nest(asked.workload, result.unique);
  const std::vector<std::size_t>& choice = result.front.points[*result.best].choice;
  for (std::size_t i = 0; i < result.results.size(); ++i) {
    const Layer& layer = asked.workload.layers[result.unique[i].first];
    const mapper::Point& point = result.results[i].front[choice[i]];
    add_layer(answer, asked, layer, mapper::problem_of(point, layer.problem), point.mapping,
              static_cast<double>(runs[i]));
    answer.is_proven =
        answer.is_proven && result.results[i].proof.status == mapper::ProofStatus::kOptimal;
  }
}

void add_energy(cost_model::EnergyBreakdown& sum, const cost_model::EnergyBreakdown& part,
                const Architecture& architecture) {
  for (std::size_t role = 0; role < kNumRoles; ++role) {
    for (const LevelId level : architecture.levels.ids()) {
      sum.levels_pj[level][role] += part.levels_pj[level][role];
    }
    for (const FanoutId fanout : architecture.fanouts.ids()) {
      sum.wires_pj[fanout][role] += part.wires_pj[fanout][role];
    }
  }
  sum.compute_pj += part.compute_pj;
  sum.leakage_pj += part.leakage_pj;
}

void join(Answer& sum, const Answer& part) {
  sum.layers.insert(sum.layers.end(), part.layers.begin(), part.layers.end());
  add_energy(sum.energy, part.energy, sum.architecture);
  sum.is_proven = sum.is_proven && part.is_proven;
  if (sum.failure.empty()) sum.failure = part.failure;
}

}  // namespace

Answer answer(const Case& asked, const std::vector<Answer>& earlier, mapper::Settings settings) {
  Answer answer;
  answer.architecture = asked.architecture;
  if (!asked.parts.empty()) {
    for (const std::size_t part : asked.parts) join(answer, earlier[part]);
  } else if (asked.mapping) {
    const Layer& layer = asked.workload.layers.front();
    add_layer(answer, asked, layer, layer.problem, *asked.mapping, 1);
  } else if (!asked.workload.layers.empty()) {
    search(answer, asked, std::move(settings));
  }
  return answer;
}

}  // namespace paretile::validation
