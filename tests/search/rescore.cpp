// SPDX-License-Identifier: Apache-2.0
#include "tests/search/rescore.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cost_model/evaluator.h"
#include "tests/oracle/counts_text.h"
#include "tests/oracle/interpreter.h"

namespace paretile::search {
namespace {

using cost_model::Counts;
using cost_model::NodeCounts;

struct Price {
  bool has_room = true;
  double energy_pj = 0;
  double latency_cycles = 0;
};

/// One level: the room its tiles take, the energy of all its instances, the time of its ports.
void add_level(const Question& question, const Counts& counts, LevelId id, Price& price) {
  const Level& level = question.architecture.levels[id];
  double read_bits = 0;
  double write_bits = 0;
  std::int64_t tile_bits = 0;
  for (TensorId tensor : question.problem.tensors.ids()) {
    const NodeCounts& node = counts.nodes[id][tensor];
    if (!node.present) continue;
    const auto bits = [](std::int64_t words, int width) {
      return static_cast<double>(words) * width;
    };
    const double reads = bits(node.reads, node.lower_bits);
    const double fills = bits(node.fills, node.upper_bits);
    const double updates = bits(node.updates, node.lower_bits);
    const bool drains_are_free = question.model.drains == cost_model::Drains::kFree;
    const double drains = drains_are_free ? 0 : bits(node.drains, node.upper_bits);
    price.energy_pj += (reads * level.read_pj + fills * level.fill_pj + updates * level.update_pj +
                        drains * level.drain_pj) /
                       level.word_bits * static_cast<double>(counts.instances[id]);
    read_bits += reads + drains;
    write_bits += fills + updates;
    tile_bits += node.tile_words * node.tile_bits;
  }
  if (tile_bits * level.buffering > level.capacity_bits) price.has_room = false;
  price.latency_cycles =
      std::max({price.latency_cycles, std::ceil(read_bits / level.read_bandwidth_bits_per_cycle),
                std::ceil(write_bits / level.write_bandwidth_bits_per_cycle),
                std::ceil((read_bits + write_bits) / level.shared_bandwidth_bits_per_cycle)});
}

void add_wires(const Question& question, const Counts& counts, FanoutId id, Price& price) {
  const Fanout& fanout = question.architecture.fanouts[id];
  for (TensorId tensor : question.problem.tensors.ids()) {
    const cost_model::WireCounts& wires = counts.wires[id][tensor];
    price.energy_pj +=
        (static_cast<double>(wires.sent) * wires.sent_bits * fanout.send_pj +
         static_cast<double>(wires.delivered) * wires.delivered_bits * fanout.deliver_pj) /
        fanout.word_bits;
  }
}

Price price_plainly(const Question& question, const Counts& counts) {
  const Architecture& chip = question.architecture;
  Price price;
  price.energy_pj = static_cast<double>(counts.operations) * chip.compute.energy_pj;
  price.latency_cycles =
      std::ceil(static_cast<double>(counts.temporal_steps) * chip.compute.cycles_per_operation);
  double leakage_w = static_cast<double>(chip.compute_instances()) * chip.compute.leakage_w;
  for (LevelId level : chip.levels.ids()) {
    add_level(question, counts, level, price);
    leakage_w += static_cast<double>(chip.instances(level)) * chip.levels[level].leakage_w;
  }
  for (FanoutId fanout : chip.fanouts.ids()) add_wires(question, counts, fanout, price);
  price.energy_pj += leakage_w * price.latency_cycles / chip.clock_hz * 1e12;  // joules to pJ
  return price;
}

}  // namespace

std::optional<std::string> rescore(const Question& question, const Mapping& mapping) {
  const oracle::Executed executed =
      oracle::execute(question.problem, question.architecture, mapping, question.model.footprint);
  const cost_model::Evaluator evaluator(question.problem, question.architecture, question.model);
  oracle::Executed counted{{}, executed.totals};  // totals of perfect mappings follow from counts
  if (!evaluator.count(mapping, counted.counts)) return "the evaluator calls the nest malformed";
  const std::string differences =
      oracle::describe_differences(executed, counted, question.problem, question.architecture);
  if (!differences.empty()) return differences;
  const Price price = price_plainly(question, executed.counts);
  cost_model::Evaluation evaluation;
  const cost_model::Verdict verdict = evaluator.evaluate(mapping, evaluation);
  if (verdict.fits() != price.has_room) {
    return fmt::format("there is {}room, but the evaluator says: {}", price.has_room ? "" : "no ",
                       describe(verdict, question.problem, question.architecture));
  }
  const cost_model::Cost& cost = evaluation.cost;
  if (!price.has_room || (std::abs(cost.energy_pj - price.energy_pj) <= 1e-9 * price.energy_pj &&
                          static_cast<double>(cost.latency_cycles) == price.latency_cycles)) {
    return std::nullopt;
  }
  return fmt::format("executed: {} pJ, {} cycles; evaluated: {} pJ, {} cycles", price.energy_pj,
                     price.latency_cycles, cost.energy_pj, cost.latency_cycles);
}

}  // namespace paretile::search
