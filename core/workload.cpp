// SPDX-License-Identifier: Apache-2.0
#include "core/workload.h"

#include <algorithm>

namespace paretile {

Workload with_precision(Workload workload, const Architecture& architecture) {
  for (Layer& layer : workload.layers) {
    set_bits(layer.problem, merge(layer.stated_bits, architecture.precision));
    Tensor& output = layer.problem.tensors[layer.problem.output()];
    output.psum_bits = std::max(output.psum_bits, output.bits);
  }
  return workload;
}

std::vector<UniqueLayer> unique_layers(const Workload& workload) {
  std::vector<UniqueLayer> unique;
  for (std::size_t i = 0; i < workload.layers.size(); ++i) {
    const Problem& problem = workload.layers[i].problem;
    const auto same = std::find_if(unique.begin(), unique.end(), [&](const UniqueLayer& group) {
      return workload.layers[group.first].problem.same_nest(problem);
    });
    if (same == unique.end()) {
      unique.push_back({i, {i}});
    } else {
      same->members.push_back(i);
    }
  }
  return unique;
}

}  // namespace paretile
