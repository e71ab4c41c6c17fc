// SPDX-License-Identifier: Apache-2.0
#include "cli/fronts.h"

#include <algorithm>

#include "cost_model/dataflow.h"
#include "cost_model/roofline.h"
#include "mapper/pareto.h"

namespace paretile::cli {

MappingTraits traits_of(const Mapping& mapping, const cost_model::Evaluator& evaluator) {
  cost_model::Evaluation evaluation;
  if (!evaluator.evaluate(mapping, evaluation).fits()) return {"unknown", 0, "unknown", 0};
  const cost_model::Cost& cost = evaluation.cost;
  const Architecture& architecture = evaluator.architecture();
  cost_model::Totals totals;
  (void)evaluator.count(mapping, evaluation.counts, totals);
  return {classify_dataflow(mapping, evaluator.problem(), architecture, evaluation.counts).name,
          cost.utilization, short_name(cost.bottleneck, architecture),
          operations_per_byte(evaluation.counts, totals)};
}

std::vector<std::size_t> group_per_layer(const Workload& workload,
                                         const mapper::WorkloadResult& result) {
  std::vector<std::size_t> group(workload.layers.size(), 0);
  for (std::size_t i = 0; i < result.unique.size(); ++i) {
    for (const std::size_t member : result.unique[i].members) group[member] = i;
  }
  return group;
}

bool is_complete(const mapper::WorkloadResult& result) {
  return std::none_of(result.results.begin(), result.results.end(),
                      [](const mapper::ProblemResult& layer) { return layer.front.empty(); });
}

const mapper::Point& shown_point(const mapper::WorkloadResult& result, std::size_t i) {
  const std::vector<mapper::Point>& front = result.results[i].front;
  return result.best ? front[result.front.points[*result.best].choice[i]] : mapper::best_edp(front);
}

}  // namespace paretile::cli
