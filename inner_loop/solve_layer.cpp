// SPDX-License-Identifier: Apache-2.0
#include "inner_loop/solve_layer.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "core/mapping_text.h"
#include "cost_model/evaluator.h"
#include "inner_loop/proved_answer.h"
#include "mapper/absence.h"
#include "mapper/mapspace.h"

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

StoredAnswer LayerSolver::to_stored(const LayerRow& canonical, const LayerAnswer& answer) const {
  StoredAnswer stored{answer.status, answer.energy_pj, answer.latency_cycles, "", answer.reason};
  if (answer.nodes.empty()) return stored;
  Mapping mapping;
  if (!read_row(answer.nodes, mapping)) return stored;
  stored.nest = to_text(mapping, layer(canonical).layer.problem, architecture_);
  return stored;
}

std::optional<LayerAnswer> LayerSolver::from_stored(const LayerRow& canonical,
                                                    const StoredAnswer& stored) const {
  LayerAnswer answer;
  answer.status = stored.status;
  answer.gap = 0;
  answer.reason = stored.reason;
  if (stored.status == LayerStatus::kInfeasible) return answer;
  const Problem problem = layer(canonical).layer.problem;
  const cost_model::Evaluator evaluator(problem, architecture_, settings_.model);
  const bool is_whole = stored.latency_cycles >= 0 && stored.latency_cycles < 0x1p53 &&
                        stored.latency_cycles == std::floor(stored.latency_cycles);
  if (!is_whole) return std::nullopt;
  const std::optional<mapper::Point> point = believed(
      stored.nest, stored.energy_pj, static_cast<std::int64_t>(stored.latency_cycles), evaluator);
  if (!point) return std::nullopt;
  answer.energy_pj = point->energy_pj;
  answer.latency_cycles = stored.latency_cycles;
  answer.edp_pj_cycles = point->edp_pj_cycles;
  answer.nodes = to_nodes(point->mapping);
  return answer;
}

std::string LayerSolver::scope() const {
  const std::uint64_t hash = mapper::mapspace_of({}, architecture_, settings_, 0).hash;
  return fmt::format("{}, chip and mapspace {:016x}, {}", prover_words(), hash,
                     question_words(settings_.objective));
}

}  // namespace paretile::inner_loop
