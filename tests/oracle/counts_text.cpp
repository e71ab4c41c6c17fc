// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/counts_text.h"

#include <cstdint>

namespace paretile::oracle {
namespace {

using cost_model::Counts;
using cost_model::NodeCounts;
using cost_model::Traffic;
using cost_model::WireCounts;

/// Collects one line per field that differs.
class Differences {
 public:
  void compare(const std::string& field, std::int64_t executed, std::int64_t counted) {
    if (executed == counted) return;
    text_ += "  " + field + ": executed " + std::to_string(executed) + ", counted " +
             std::to_string(counted) + "\n";
  }

  void compare(const std::string& place, const NodeCounts& executed, const NodeCounts& counted) {
    compare(place + ".present", executed.present ? 1 : 0, counted.present ? 1 : 0);
    compare(place + ".tile_words", executed.tile_words, counted.tile_words);
    compare(place + ".fills", executed.fills, counted.fills);
    compare(place + ".reads", executed.reads, counted.reads);
    compare(place + ".updates", executed.updates, counted.updates);
    compare(place + ".drains", executed.drains, counted.drains);
    compare(place + ".tile_bits", executed.tile_bits, counted.tile_bits);
    compare(place + ".upper_bits", executed.upper_bits, counted.upper_bits);
    compare(place + ".lower_bits", executed.lower_bits, counted.lower_bits);
  }

  void compare(const std::string& place, const WireCounts& executed, const WireCounts& counted) {
    compare(place + ".sent", executed.sent, counted.sent);
    compare(place + ".delivered", executed.delivered, counted.delivered);
    compare(place + ".sent_bits", executed.sent_bits, counted.sent_bits);
    compare(place + ".delivered_bits", executed.delivered_bits, counted.delivered_bits);
  }

  void compare(const std::string& level, const Traffic& executed, const Traffic& counted) {
    compare(level + ".busiest.read_bits", executed.read_bits, counted.read_bits);
    compare(level + ".busiest.write_bits", executed.write_bits, counted.write_bits);
    compare(level + ".busiest.shared_bits", executed.shared_bits, counted.shared_bits);
  }

  [[nodiscard]] std::string text(bool is_equal) const {
    return is_equal || !text_.empty() ? text_ : "  something beyond this architecture differs\n";
  }

 private:
  std::string text_;
};

}  // namespace

std::string describe_differences(const Executed& executed, const Executed& counted,
                                 const Problem& problem, const Architecture& architecture) {
  Differences differences;
  const Counts& ran = executed.counts;
  const Counts& said = counted.counts;
  differences.compare("operations", ran.operations, said.operations);
  differences.compare("temporal_steps", ran.temporal_steps, said.temporal_steps);
  differences.compare("compute_instances", ran.compute_instances, said.compute_instances);
  for (LevelId level : architecture.levels.ids()) {
    const std::string& name = architecture.levels[level].name;
    differences.compare(name + ".instances", ran.instances[level], said.instances[level]);
    differences.compare(name, executed.totals.busiest[level], counted.totals.busiest[level]);
    for (TensorId tensor : problem.tensors.ids()) {
      const std::string node = name + "[" + problem.tensors[tensor].name + "]";
      differences.compare(node, ran.nodes[level][tensor], said.nodes[level][tensor]);
      differences.compare("all " + node, executed.totals.nodes[level][tensor],
                          counted.totals.nodes[level][tensor]);
    }
  }
  for (FanoutId fanout : architecture.fanouts.ids()) {
    for (TensorId tensor : problem.tensors.ids()) {
      differences.compare(
          architecture.fanouts[fanout].name + "[" + problem.tensors[tensor].name + "]",
          ran.wires[fanout][tensor], said.wires[fanout][tensor]);
    }
  }
  return differences.text(executed == counted);
}

}  // namespace paretile::oracle
