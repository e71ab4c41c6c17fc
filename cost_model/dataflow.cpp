// SPDX-License-Identifier: Apache-2.0
#include "cost_model/dataflow.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "cost_model/analysis.h"

namespace paretile::cost_model {
namespace {

/// The innermost node of a tensor: how many instances it has, and the words that cross its outer
/// side per operation, all instances: fills of inputs, drains of outputs. A tensor kept in its
/// outermost node alone crosses at every read.
struct InnermostNode {
  std::int64_t instances = 1;
  double words_per_operation = 1;
};

InnermostNode innermost_node(TensorId tensor, bool is_output, std::size_t num_levels,
                             const Counts& counts, const Totals& totals) {
  LevelId innermost;
  std::size_t nodes = 0;
  for (std::size_t l = 0; l < num_levels; ++l) {
    if (!counts.nodes[LevelId(l)][tensor].present) continue;
    innermost = LevelId(l);
    ++nodes;
  }
  const NodeCounts& node = totals.nodes[innermost][tensor];
  const std::int64_t inner = is_output ? node.updates : node.reads;
  const std::int64_t outer = is_output ? node.drains : node.fills;
  const auto words = static_cast<double>(nodes == 1 ? inner : outer);
  return {counts.instances[innermost], words / static_cast<double>(counts.operations)};
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
                           const Architecture& architecture, const Counts& counts,
                           const Totals& totals) {
  if (const auto pair = row_stationary_pair(mapping, problem)) {
    return {"row stationary",
            fmt::format("filter dimension {} and output dimension {} of one input rank are spatial "
                        "on different axes",
                        problem.dims[pair->filter_dim].name, problem.dims[pair->output_dim].name)};
  }
  IdVector<TensorId, InnermostNode> nodes;
  std::int64_t most_instances = 1;
  for (const TensorId tensor : problem.tensors.ids()) {
    const bool is_output = problem.tensors[tensor].role == Role::kOutput;
    nodes.push_back(innermost_node(tensor, is_output, architecture.levels.size(), counts, totals));
    most_instances = std::max(most_instances, nodes[tensor].instances);
  }
  std::optional<TensorId> least;
  double least_words = 1;
  for (Role role : {Role::kWeight, Role::kOutput, Role::kInput}) {  // order decides ties
    for (const TensorId tensor : problem.tensors.ids()) {
      if (problem.tensors[tensor].role != role) continue;
      const InnermostNode& node = nodes[tensor];
      if (node.instances < most_instances || node.words_per_operation >= least_words) continue;
      least = tensor;
      least_words = node.words_per_operation;
    }
  }
  if (!least)
    return {"no local reuse", "every tensor next to compute moves a word for every operation"};
  const Tensor& tensor = problem.tensors[*least];
  return {
      fmt::format("{} stationary", to_string(tensor.role)),
      fmt::format("of the tiles next to compute that of {} moves least: {:.4g} words per operation",
                  tensor.name, least_words)};
}

Dataflow classify_dataflow(const Mapping& mapping, const Problem& problem,
                           const Architecture& architecture, const Counts& counts) {
  return classify_dataflow(mapping, problem, architecture, counts, totals_of(counts, true));
}

}  // namespace paretile::cost_model
