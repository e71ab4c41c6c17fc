// SPDX-License-Identifier: Apache-2.0
#include "validation/tally.h"

#include "validation/run_length.h"

namespace paretile::validation {
namespace {

using Action = Place::Action;

/// Adds words that are counted if the place asks for them.
class Counter {
 public:
  Counter(const Place& place, double runs, std::optional<double> density)
      : place_(place), runs_(runs), density_(density) {}

  void add(Action action, std::int64_t words, int bits_per_word) {
    const bool is_wanted = place_.action ? *place_.action == action : is_default(action);
    if (!is_wanted) return;
    const double ratio = density_ ? run_length_ratio(*density_, bits_per_word) : 1;
    const double moved = static_cast<double>(words) * runs_;
    sum_.words += moved;
    sum_.bits += moved * bits_per_word * ratio;
  }
  [[nodiscard]] const Tally& sum() const { return sum_; }

 private:
  /// A fan-out has no reads: what is sent into it is what it moves.
  static bool is_default(Action action) { return action != Action::kDelivered; }

  const Place& place_;
  double runs_;
  std::optional<double> density_;
  Tally sum_;
};

Tally tally_tensor(const LayerAnswer& layer, TensorId tensor, const Place& place,
                   std::optional<double> density) {
  Counter counter(place, layer.runs, density);
  if (place.level) {
    const cost_model::NodeCounts& node = layer.totals.nodes[*place.level][tensor];
    if (!node.present) return {};
    counter.add(Action::kFills, node.fills, node.upper_bits);
    counter.add(Action::kDrains, node.drains, node.upper_bits);
    counter.add(Action::kReads, node.reads, node.lower_bits);
    counter.add(Action::kUpdates, node.updates, node.lower_bits);
  } else {
    const cost_model::WireCounts& wires = layer.evaluation.counts.wires[*place.fanout][tensor];
    counter.add(Action::kSent, wires.sent, wires.sent_bits);
    counter.add(Action::kDelivered, wires.delivered, wires.delivered_bits);
  }
  return counter.sum();
}

}  // namespace

Tally tally(const Answer& answer, const Place& place) {
  Tally sum;
  for (const LayerAnswer& layer : answer.layers) {
    for (const TensorId tensor : layer.problem.tensors.ids()) {
      const Role role = layer.problem.tensors[tensor].role;
      if (place.role && *place.role != role) continue;
      const auto density =
          answer.is_compressed ? layer.densities[static_cast<std::size_t>(role)] : std::nullopt;
      const Tally own = tally_tensor(layer, tensor, place, density);
      sum.words += own.words;
      sum.bits += own.bits;
    }
  }
  return sum;
}

}  // namespace paretile::validation
