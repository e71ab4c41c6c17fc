// SPDX-License-Identifier: Apache-2.0
#include "interop/zigzag_differences.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/diagnostics.h"
#include "cost_model/evaluator.h"
#include "interop/zigzag.h"
#include "interop/zigzag_chip.h"
#include "interop/zigzag_recount.h"

namespace paretile::interop {
namespace {

constexpr double kRounding = 1e-6;  // of fractions in ZigZag's results

bool same(double a, double b) { return std::abs(a - b) <= kRounding * std::max(1.0, std::abs(b)); }

bool is_uneven(const ZigzagCase& given) {
  return std::any_of(given.spatial.begin(), given.spatial.end(), [](const ZigzagSpatial& loop) {
    return loop.even != static_cast<double>(loop.size);
  });
}

/// The place of a memory among the levels of the chip, the outermost 0.
std::size_t level_of(const ZigzagChip& chip, const ZigzagHardware& hardware,
                     const ZigzagMemory* memory) {
  const auto index = static_cast<std::size_t>(memory - hardware.memories.data());
  const auto found = std::find(chip.memories.begin(), chip.memories.end(), index);
  return static_cast<std::size_t>(found - chip.memories.begin());
}

/// The case with all other operands cut as this one is, so that they do not stand in its way: each
/// of their memories has as many loops inside as the next of its own at that level or further in.
ZigzagCase cut_as(const ZigzagCase& given, TensorId tensor) {
  ZigzagCase alone = given;
  std::vector<Remark> unused;
  const ZigzagChip chip = to_chip(given, given.hardware.file, unused);
  const auto level = [&](const ZigzagMemory* memory) {
    return level_of(chip, given.hardware, memory);
  };
  const auto own = given.hardware.chain(given.operands[tensor]);
  for (const TensorId other : given.layer.problem.tensors.ids()) {
    if (other == tensor) continue;
    const auto chain = given.hardware.chain(given.operands[other]);
    for (std::size_t memory = 0; memory + 1 < chain.size(); ++memory) {
      std::size_t& cut = alone.cuts[other][memory];
      cut = 0;
      for (std::size_t i = 0; i < own.size(); ++i) {
        if (level(own[i]) >= level(chain[memory])) cut = given.cuts[tensor][i];
      }
    }
  }
  return alone;
}

}  // namespace

std::string_view to_string(ZigzagDifference difference) {
  constexpr std::array<std::string_view, kNumZigzagDifferences> kNames = {
      "equal",  "own nest", "first touch", "held in units", "copies",
      "uneven", "border",   "halo",        "unexplained"};
  return kNames[static_cast<std::size_t>(difference)];
}

ZigzagCounts::ZigzagCounts(const ZigzagCase& given) : given_(given) {
  if (has_nest(given)) {
    add(given);
    return;
  }
  for (const TensorId tensor : given.layer.problem.tensors.ids()) add(cut_as(given, tensor));
}

void ZigzagCounts::add(const ZigzagCase& given) {
  Nest nest;
  nest.imported = import_case(given, given.hardware.file, {});
  const cost_model::Evaluator evaluator(nest.imported.problem, nest.imported.architecture,
                                        nest.imported.options);
  cost_model::Evaluation evaluation;
  nest.fits = evaluator.evaluate(*nest.imported.mapping, evaluation).fits();
  evaluator.count(*nest.imported.mapping, evaluation.counts, nest.totals);
  Architecture roomy = nest.imported.architecture;
  for (Level& level : roomy.levels) level.capacity_bits = kUnlimitedBits;
  const cost_model::Evaluator in_roomy(nest.imported.problem, roomy, nest.imported.options);
  in_roomy.evaluate(*nest.imported.mapping, evaluation);
  nest.cost = evaluation.cost;
  nests_.push_back(std::move(nest));
}

double ZigzagCounts::energy_pj() const {
  double sum = nests_.front().cost.compute_energy_pj;
  for (const TensorId tensor : given_.layer.problem.tensors.ids()) {
    const std::size_t memories = given_.hardware.chain(given_.operands[tensor]).size();
    for (std::size_t i = 0; i < memories; ++i) sum += energy_pj(tensor, i);
  }
  return sum;
}

double ZigzagCounts::energy_pj(TensorId tensor, std::size_t memory) const {
  const Nest& nest = nest_of(tensor);
  const LevelId level = *nest.imported.architecture.find_level(memory_of(tensor, memory).name);
  return nest.cost.actions[level][tensor].total_pj();
}

std::int64_t ZigzagCounts::latency_cycles() const {
  std::int64_t slowest = 0;
  for (const Nest& nest : nests_) slowest = std::max(slowest, nest.cost.latency_cycles);
  return slowest;
}

bool ZigzagCounts::fits() const { return in_one_nest() && nests_.front().fits; }

const ZigzagCounts::Nest& ZigzagCounts::nest_of(TensorId tensor) const {
  return in_one_nest() ? nests_.front() : nests_[tensor.index()];
}

const ZigzagMemory& ZigzagCounts::memory_of(TensorId tensor, std::size_t memory) const {
  return *given_.hardware.chain(given_.operands[tensor])[memory];
}

std::array<std::int64_t, 4> ZigzagCounts::words(TensorId tensor, std::size_t memory) const {
  const Nest& nest = nest_of(tensor);
  const LevelId level = *nest.imported.architecture.find_level(memory_of(tensor, memory).name);
  const auto& node = nest.totals.nodes[level][tensor];
  return {node.fills, node.reads, node.updates, node.drains};
}

/// Copies of a memory here for one of ZigZag's that all hold the same.
std::int64_t ZigzagCounts::copies_of(TensorId tensor, const ZigzagMemory& memory) const {
  const Architecture& chip = nest_of(tensor).imported.architecture;
  const LevelId level = *chip.find_level(memory.name);
  std::int64_t copies = 1;
  for (const ZigzagSpatial& loop : given_.spatial) {
    const AxisId axis = *chip.find_axis(given_.hardware.axes[loop.axis.index()].name);
    const bool is_outside = chip.fanouts[chip.fanout_of(axis)].levels_outside <= level.index();
    const bool is_served = memory.reached.contains(loop.axis);
    const bool same_words =
        given_.layer.problem.relevance(tensor, loop.dim) == Relevance::kIrrelevant;
    if (is_outside && is_served && same_words) copies *= loop.size;
  }
  return copies;
}

ZigzagDifference ZigzagCounts::explain(TensorId tensor, std::size_t memory, std::size_t direction,
                                       double theirs) const {
  const std::array<std::int64_t, 4> ours = words(tensor, memory);
  const auto mine = static_cast<double>(ours[direction]);
  if (same(theirs, mine)) {
    return in_one_nest() ? ZigzagDifference::kNone : ZigzagDifference::kOwnNest;
  }
  const bool is_output = tensor == given_.layer.problem.output();
  if (is_output && direction < 2) {
    const std::size_t other_way = direction == 0 ? 3 : 2;
    if (same(theirs, static_cast<double>(ours[other_way]))) return ZigzagDifference::kFirstTouch;
  }
  const auto copies = static_cast<double>(copies_of(tensor, memory_of(tensor, memory)));
  if (copies > 1 && same(theirs * copies, mine)) return ZigzagDifference::kCopies;
  const auto held = static_cast<double>(stationary_steps(given_, tensor));
  if (!is_output && direction == 1 && memory == 0 && same(theirs * copies * held, mine)) {
    return ZigzagDifference::kHeldInUnits;
  }
  if (!same(recount(given_, tensor, memory)[direction].words(), theirs)) {
    return ZigzagDifference::kUnexplained;
  }
  if (is_uneven(given_)) return ZigzagDifference::kUneven;
  ZigzagCase with_border = given_;
  with_border.layer.spans.clear();
  const double bordered = recount(with_border, tensor, memory)[direction].words();
  return same(bordered, theirs) ? ZigzagDifference::kHalo : ZigzagDifference::kBorder;
}

}  // namespace paretile::interop
