// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/counts_text.h"

#include <cstdint>

namespace paretile::oracle {
namespace {

using cost_model::Counts;
using cost_model::NodeCounts;
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

  [[nodiscard]] std::string text(bool is_equal) const {
    return is_equal || !text_.empty() ? text_ : "  something beyond this architecture differs\n";
  }

 private:
  std::string text_;
};

}  // namespace

std::string describe_differences(const Counts& executed, const Counts& counted,
                                 const Problem& problem, const Architecture& architecture) {
  Differences differences;
  differences.compare("operations", executed.operations, counted.operations);
  differences.compare("temporal_steps", executed.temporal_steps, counted.temporal_steps);
  differences.compare("compute_instances", executed.compute_instances, counted.compute_instances);
  for (LevelId level : architecture.levels.ids()) {
    const std::string& name = architecture.levels[level].name;
    differences.compare(name + ".instances", executed.instances[level], counted.instances[level]);
    for (TensorId tensor : problem.tensors.ids()) {
      differences.compare(name + "[" + problem.tensors[tensor].name + "]",
                          executed.nodes[level][tensor], counted.nodes[level][tensor]);
    }
  }
  for (FanoutId fanout : architecture.fanouts.ids()) {
    for (TensorId tensor : problem.tensors.ids()) {
      differences.compare(
          architecture.fanouts[fanout].name + "[" + problem.tensors[tensor].name + "]",
          executed.wires[fanout][tensor], counted.wires[fanout][tensor]);
    }
  }
  return differences.text(executed == counted);
}

}  // namespace paretile::oracle
