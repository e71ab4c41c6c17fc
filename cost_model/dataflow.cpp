// SPDX-License-Identifier: Apache-2.0
#include "cost_model/dataflow.h"

#include <fmt/format.h>

#include <optional>

namespace paretile::cost_model {
namespace {

/// Words that cross the outer side of a tensor's innermost node per operation, all instances: fills
/// of inputs, drains of outputs. A tensor kept in its outermost node alone crosses at every read.
double words_moved_per_operation(TensorId tensor, bool is_output, std::size_t num_levels,
                                 const Counts& counts) {
  std::optional<LevelId> innermost;
  std::size_t nodes = 0;
  for (std::size_t l = 0; l < num_levels; ++l) {
    if (!counts.nodes[LevelId(l)][tensor].present) continue;
    innermost = LevelId(l);
    ++nodes;
  }
  if (!innermost) return 1;
  const NodeCounts& node = counts.nodes[*innermost][tensor];
  const std::int64_t inner = is_output ? node.updates : node.reads;
  const std::int64_t outer = is_output ? node.drains : node.fills;
  const double words = static_cast<double>(nodes == 1 ? inner : outer) *
                       static_cast<double>(counts.instances[*innermost]);
  return words / static_cast<double>(counts.operations);
}

IdSet<AxisId> axes_of(const Mapping& mapping, DimId dim) {
  IdSet<AxisId> axes;
  for (const Node& node : mapping.nodes) {
    if (node.is_spatial() && node.dim == dim && node.bound > 1) axes.insert(node.axis);
  }
  return axes;
}

bool on_different_axes(const Mapping& mapping, DimId a, DimId b) {
  const IdSet<AxisId> axes_a = axes_of(mapping, a);
  const IdSet<AxisId> axes_b = axes_of(mapping, b);
  return !axes_a.empty() && !axes_b.empty() && (axes_a | axes_b).size() > 1;
}

/// The two dimensions of a sum rank, output dimension first, if one moves the output and the other
/// does not: `P*stride + R`.
struct HaloPair {
  DimId output_dim;
  DimId filter_dim;
};

std::optional<HaloPair> row_stationary_pair(const Mapping& mapping, const Problem& problem) {
  for (const Tensor& tensor : problem.tensors) {
    for (const Rank& rank : tensor.ranks) {
      if (rank.size() != 2) continue;
      for (int swap = 0; swap < 2; ++swap) {
        const HaloPair pair{rank[swap].dim, rank[1 - swap].dim};
        const TensorId output = problem.output();
        if (problem.relevance(output, pair.output_dim) == Relevance::kIrrelevant) continue;
        if (problem.relevance(output, pair.filter_dim) != Relevance::kIrrelevant) continue;
        if (on_different_axes(mapping, pair.output_dim, pair.filter_dim)) return pair;
      }
    }
  }
  return std::nullopt;
}

}  // namespace

Dataflow classify_dataflow(const Mapping& mapping, const Problem& problem,
                           const Architecture& architecture, const Counts& counts) {
  if (const auto pair = row_stationary_pair(mapping, problem)) {
    return {"row stationary",
            fmt::format("filter dimension {} and output dimension {} of one input rank are spatial "
                        "on different axes",
                        problem.dims[pair->filter_dim].name, problem.dims[pair->output_dim].name)};
  }
  std::optional<TensorId> least;
  double least_words = 1;
  for (Role role : {Role::kWeight, Role::kOutput, Role::kInput}) {  // order decides ties
    for (TensorId tensor : problem.tensors.ids()) {
      if (problem.tensors[tensor].role != role) continue;
      const double words = words_moved_per_operation(tensor, role == Role::kOutput,
                                                     architecture.levels.size(), counts);
      if (words < least_words) {
        least = tensor;
        least_words = words;
      }
    }
  }
  if (!least) return {"no local reuse", "every tensor moves a word for every operation"};
  const Tensor& tensor = problem.tensors[*least];
  return {fmt::format("{} stationary", to_string(tensor.role)),
          fmt::format("the innermost tile of {} moves least: {:.4g} words per operation",
                      tensor.name, least_words)};
}

}  // namespace paretile::cost_model
