// SPDX-License-Identifier: Apache-2.0
#include "inner_loop/solve_layer.h"

#include <utility>

#include "mapper/absence.h"

namespace paretile::inner_loop {
namespace {

LayerStatus status_of(const mapper::ProblemResult& result) {
  const bool is_proved = result.proof.status == mapper::ProofStatus::kOptimal;
  if (result.front.empty()) return is_proved ? LayerStatus::kInfeasible : LayerStatus::kUnknown;
  return is_proved ? LayerStatus::kOptimal : LayerStatus::kBounded;
}

}  // namespace

LayerSolver::LayerSolver(Architecture architecture, mapper::Settings settings)
    : architecture_(std::move(architecture)), settings_(std::move(settings)) {}

LayerOrMistakes LayerSolver::layer(const LayerRow& row) const {
  LayerOrMistakes read = to_layer(row);
  if (!read.mistakes.empty()) return read;
  Workload workload;
  workload.layers.push_back(std::move(read.layer));
  read.layer = std::move(with_precision(std::move(workload), architecture_).layers.front());
  return read;
}

RowOrMistakes LayerSolver::canonical(const LayerRow& row) const {
  LayerOrMistakes read = layer(row);
  if (!read.mistakes.empty()) return {{}, std::move(read.mistakes)};
  read.layer.stated_bits = {};  // those of tensors the layer has not mean nothing
  RowOrMistakes result{to_row(read.layer), {}};
  for (const Tensor& tensor : read.layer.problem.tensors) {
    switch (tensor.role) {
      case Role::kInput:
        result.row.input_bits = tensor.bits;
        break;
      case Role::kWeight:
        result.row.weight_bits = tensor.bits;
        break;
      case Role::kOutput:
        result.row.output_bits = tensor.bits;
        result.row.psum_bits = tensor.psum_bits;
        break;
    }
  }
  return result;
}

LayerAnswer LayerSolver::solve(const LayerRow& canonical, const std::atomic<bool>* stop) const {
  const Problem problem = layer(canonical).layer.problem;
  mapper::Settings settings = settings_;
  settings.stop = stop;
  const mapper::ProblemResult result = mapper::map_problem(problem, architecture_, settings);
  LayerAnswer answer;
  answer.status = status_of(result);
  answer.gap = result.proof.gap;
  if (result.front.empty()) {
    answer.reason = mapper::why_none(result, settings, problem, architecture_).sentence;
    return answer;
  }
  const mapper::Point& point = result.front.front();  // the objective's one optimum
  answer.energy_pj = point.energy_pj;
  answer.latency_cycles = static_cast<double>(point.latency_cycles);
  answer.edp_pj_cycles = point.edp_pj_cycles;
  answer.nodes = to_nodes(point.mapping);
  return answer;
}

}  // namespace paretile::inner_loop
