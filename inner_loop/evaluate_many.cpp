// SPDX-License-Identifier: Apache-2.0
#include "inner_loop/evaluate_many.h"

#include <array>
#include <cassert>
#include <limits>

#include "mapper/parallel.h"

namespace paretile::inner_loop {
namespace {

constexpr std::size_t kBlock = 1024;  // mappings, about a millisecond
constexpr double kInfinite = std::numeric_limits<double>::infinity();

using Reason = cost_model::Verdict::Reason;
constexpr std::array<std::string_view, 10> kVerdictNames = {
    "fits",         "capacity",  "axis",     "fold",       "dim_not_allowed",
    "may_not_keep", "must_keep", "too_slow", "too_ragged", "malformed"};
static_assert(static_cast<std::size_t>(Reason::kMalformed) + 1 == kVerdictNames.size());

template <typename T>
void put(std::span<T> column, std::size_t i, T value) {
  if (!column.empty()) column[i] = value;
}

void put_cost(const MappingCosts& out, std::size_t i, const cost_model::Cost& cost) {
  put(out.energy_pj, i, cost.energy_pj);
  put(out.latency_cycles, i, static_cast<double>(cost.latency_cycles));
  put(out.edp_pj_cycles, i, cost.edp_pj_cycles);
  put(out.utilization, i, cost.utilization);
}

void put_infinite(const MappingCosts& out, std::size_t i) {
  put(out.energy_pj, i, kInfinite);
  put(out.latency_cycles, i, kInfinite);
  put(out.edp_pj_cycles, i, kInfinite);
  put(out.utilization, i, 0.0);
}

void evaluate_block(const cost_model::Evaluator& evaluator, std::span<const NodeRow> nodes,
                    std::size_t width, const mapper::Block& block, const MappingCosts& out) {
  Mapping mapping;
  cost_model::Evaluation evaluation;
  for (std::size_t i = block.begin; i < block.end; ++i) {
    Reason reason = Reason::kMalformed;
    if (read_row(nodes.subspan(i * width, width), mapping)) {
      reason = evaluator.evaluate(mapping, evaluation).reason;
    }
    put(out.verdict, i, static_cast<std::uint8_t>(reason));
    if (reason == Reason::kFits) {
      put_cost(out, i, evaluation.cost);
    } else {
      put_infinite(out, i);
    }
  }
}

}  // namespace

std::span<const std::string_view> verdict_names() { return kVerdictNames; }

bool evaluate_many(const cost_model::Evaluator& evaluator, std::span<const NodeRow> nodes,
                   std::size_t width, const MappingCosts& out, int threads,
                   const std::atomic<bool>* stop) {
  const std::size_t count = width == 0 ? 0 : nodes.size() / width;
  assert(count * width == nodes.size());
  if (threads != 1 && count > kBlock) {
    mapper::parallel_blocks(count, kBlock, threads, stop, [&](const mapper::Block& block) {
      evaluate_block(evaluator, nodes, width, block, out);
    });
    return !mapper::stopped(stop);
  }
  for (std::size_t begin = 0; begin < count; begin += kBlock) {
    if (mapper::stopped(stop)) return false;
    evaluate_block(evaluator, nodes, width, {begin, std::min(count, begin + kBlock), 0}, out);
  }
  return true;
}

}  // namespace paretile::inner_loop
