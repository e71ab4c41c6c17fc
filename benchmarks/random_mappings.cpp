// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/random_mappings.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <set>

#include "core/workload.h"
#include "cost_model/evaluator.h"
#include "mapper/sample.h"
#include "workloads/catalogue.h"

namespace paretile::benchmarks {

Problem shipped_layer(const std::string& workload, const std::string& layer,
                      const Architecture& chip) {
  const Workload network = with_precision(workloads::load_workload(workload), chip);
  for (const Layer& candidate : network.layers) {
    if (candidate.name == layer) return candidate.problem;
  }
  std::fprintf(stderr, "no layer '%s' in '%s'\n", layer.c_str(), workload.c_str());
  std::exit(2);
}

std::size_t count_loops(const Mapping& mapping) {
  return static_cast<std::size_t>(
      std::count_if(mapping.nodes.begin(), mapping.nodes.end(),
                    [](const Node& node) { return !node.is_storage() && node.bound > 1; }));
}

bool is_uneven(const Mapping& mapping) {
  for (std::size_t i = 0; i < mapping.nodes.size(); ++i) {
    bool loop_between = false;
    for (std::size_t j = i + 1; j < mapping.nodes.size(); ++j) {
      const Node& inner = mapping.nodes[j];
      loop_between = loop_between || inner.is_temporal();
      const bool same_level = mapping.nodes[i].is_storage() && inner.is_storage() &&
                              mapping.nodes[i].level == inner.level;
      if (same_level && loop_between) return true;
    }
  }
  return false;
}

bool uses_all_axes(const Mapping& mapping, const Architecture& chip) {
  std::set<AxisId> used;
  for (const Node& node : mapping.nodes) {
    if (node.is_spatial() && node.bound > 1) used.insert(node.axis);
  }
  return used.size() == chip.num_axes();
}

std::vector<Mapping> hard_mappings(const Problem& problem, const Architecture& chip,
                                   std::size_t count, std::size_t min_loops, std::uint64_t seed) {
  const mapper::SearchSpace space = *mapper::build_space(problem, chip).space;
  const cost_model::Evaluator evaluator(problem, chip);
  const auto by_nodes = [](const Mapping& a, const Mapping& b) { return compare(a, b) < 0; };
  std::set<Mapping, decltype(by_nodes)> seen(by_nodes);
  std::vector<Mapping> mappings;
  mapper::Rng rng(seed, 0);
  while (mappings.size() < count) {
    const std::optional<mapper::Draft> draft = mapper::sample_draft(space, evaluator, rng);
    if (!draft) continue;
    const Mapping mapping = canonical(mapper::to_mapping(space, *draft));
    const bool hard =
        count_loops(mapping) >= min_loops && is_uneven(mapping) && uses_all_axes(mapping, chip);
    if (hard && seen.insert(mapping).second) mappings.push_back(mapping);
  }
  return mappings;
}

}  // namespace paretile::benchmarks
