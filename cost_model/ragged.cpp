// SPDX-License-Identifier: Apache-2.0
#include "cost_model/ragged.h"

#include <algorithm>
#include <optional>
#include <set>
#include <vector>

#include "cost_model/analysis.h"
#include "cost_model/precision.h"
#include "cost_model/ragged_delivery.h"
#include "cost_model/ragged_nest.h"

namespace paretile::cost_model {
namespace {

/// Distinct words of the output that the instances `picks` names at `depth` ever see, instance by
/// instance.
std::int64_t first_words(const Tables& tables, const RaggedNest& nest, std::size_t depth,
                         const Picks& picks) {
  const IdSet<DimId> moved_by = tables.tensors[tables.output].moved_by;
  Picks everything(nest.loops().size(), kEvery);
  for (std::size_t i = 0; i < depth; ++i) {
    if (nest.loops()[i].is_spatial) everything[i] = picks[i];
  }
  std::int64_t words = 1;
  for (std::size_t d = 0; d < tables.num_dims; ++d) {
    const DimId dim(d);
    words *= moved_by.contains(dim) ? nest.tiles(dim, everything, nest.loops().size()).all()
                                    : nest.tiles(dim, picks, depth).all();
  }
  return words;
}

/// One storage node between its neighbours.
class NodeFlow {
 public:
  NodeFlow(const Tables& tables, const RaggedNest& nest, TensorId tensor, std::size_t index,
           PieceBudget& budget)
      : tables_(tables),
        nest_(nest),
        is_output_(tables.tensors[tensor].is_output),
        depth_(nest.places(tensor)[index].depth),
        inward_(tables, nest, tensor, nest.places(tensor)[index + 1], depth_, budget) {
    if (index > 0) {
      outward_.emplace(tables, nest, tensor, nest.places(tensor)[index], depth_, budget);
    }
  }

  [[nodiscard]] std::size_t depth() const { return depth_; }

  /// `node` with the words that the instances picked move. docs/model.md section 3.
  NodeCounts moved(const Picks& picks, NodeCounts node) {
    const std::int64_t first = is_output_ ? first_words(tables_, nest_, depth_, picks) : 0;
    const std::int64_t handled = inward_.words(picks);
    node.reads = handled - first;
    node.updates = is_output_ ? handled : 0;
    if (outward_) {
      const std::int64_t fetched = outward_->words(picks);
      node.fills = fetched - first;
      node.drains = is_output_ ? fetched : 0;
    }
    return node;
  }

 private:
  const Tables& tables_;
  const RaggedNest& nest_;
  bool is_output_;
  std::size_t depth_;
  Delivery inward_;
  std::optional<Delivery> outward_;
};

class RaggedCount {
 public:
  RaggedCount(const Tables& tables, const Mapping& mapping, const Trace& trace, Counts& counts,
              Totals& totals)
      : tables_(tables), trace_(trace), nest_(tables, mapping), counts_(counts), totals_(totals) {
    counts_ = {};
    totals_ = {};
  }

  bool run() {
    count_steps();
    for (std::size_t l = 0; l < tables_.num_levels; ++l) count_level(LevelId(l));
    for (std::size_t t = 0; t < tables_.num_tensors; ++t) count_wires(TensorId(t));
    return !budget_.is_spent();
  }

 private:
  /// Index vectors that reach something, over all dimensions.
  [[nodiscard]] std::int64_t reached(const Picks& picks) const {
    std::int64_t vectors = 1;
    for (std::size_t d = 0; d < tables_.num_dims; ++d) {
      vectors *= nest_.tiles(DimId(d), picks, nest_.loops().size()).all();
    }
    return vectors;
  }

  void count_steps() {
    const std::size_t depth = nest_.loops().size();
    Picks steps(depth, 0);
    for (std::size_t i = 0; i < depth; ++i) {
      if (!nest_.loops()[i].is_spatial) steps[i] = kEvery;
    }
    counts_.operations = tables_.operations;
    counts_.temporal_steps = reached(steps);
    counts_.compute_instances = reached(nest_.instances(depth, kEvery));
  }

  [[nodiscard]] bool is_around(const RaggedLoop& loop, LevelId level) const {
    return loop.is_spatial && loop.fanout.index() < tables_.levels[level].fanouts_outside;
  }

  void count_level(LevelId level) {
    Picks every(nest_.loops().size(), 0);
    for (std::size_t i = 0; i < every.size(); ++i) {
      if (is_around(nest_.loops()[i], level)) every[i] = kEvery;
    }
    counts_.instances[level] = reached(every);
    std::vector<std::optional<NodeFlow>> flows(tables_.num_tensors);
    for (std::size_t t = 0; t < tables_.num_tensors; ++t) {
      const std::vector<RaggedPlace>& places = nest_.places(TensorId(t));
      for (std::size_t i = 0; i + 1 < places.size(); ++i) {
        if (places[i].level != level) continue;
        flows[t].emplace(tables_, nest_, TensorId(t), i, budget_);
        count_node(level, TensorId(t), i, *flows[t]);
        totals_.nodes[level][TensorId(t)] =
            flows[t]->moved(every, counts_.nodes[level][TensorId(t)]);
      }
    }
    for (const Picks& instance : kinds_of_instances(level)) {
      Traffic traffic;
      for (std::size_t t = 0; t < flows.size(); ++t) {
        if (!flows[t]) continue;
        const NodeCounts& node = counts_.nodes[level][TensorId(t)];
        add_traffic(traffic, flows[t]->moved(instance, node), tables_.charge_drains);
      }
      Traffic& most = totals_.busiest[level];
      most.read_bits = std::max(most.read_bits, traffic.read_bits);
      most.write_bits = std::max(most.write_bits, traffic.write_bits);
      most.shared_bits = std::max(most.shared_bits, traffic.shared_bits);
    }
  }

  void count_node(LevelId level, TensorId tensor, std::size_t index, NodeFlow& flow) {
    const Precision precision = precision_of(tables_, trace_, tensor, index);
    NodeCounts node;
    node.present = true;
    node.tile_words = trace_.places[tensor.index()][index].tile_words;
    node.tile_bits = precision.tile_bits;
    node.upper_bits = precision.upper_bits;
    node.lower_bits = precision.lower_bits;
    counts_.nodes[level][tensor] = flow.moved(nest_.instances(flow.depth(), 0), node);
  }

  /// One instance of every kind. What an instance has to do depends on whether each of its indices
  /// is below, at or above that of the last iteration, and on nothing else.
  [[nodiscard]] std::vector<Picks> kinds_of_instances(LevelId level) {
    std::vector<Picks> kinds = {Picks(nest_.loops().size(), 0)};
    for (std::size_t i = 0; i < nest_.loops().size(); ++i) {
      const RaggedLoop& loop = nest_.loops()[i];
      if (!is_around(loop, level) || nest_.is_perfect(loop.dim)) continue;
      std::vector<Picks> more;
      if (!budget_.spend(3 * std::ssize(kinds))) return kinds;
      for (const std::int64_t index : std::set<std::int64_t>{0, loop.at_last, loop.bound - 1}) {
        for (Picks picks : kinds) {
          picks[i] = index;
          if (reached(picks) > 0) more.push_back(std::move(picks));
        }
      }
      kinds = std::move(more);
    }
    return kinds;
  }

  /// Every fan-out with loops between two places of a tensor: words on both of its sides.
  void count_wires(TensorId tensor) {
    const std::vector<RaggedPlace>& places = nest_.places(tensor);
    for (std::size_t i = 0; i + 1 < places.size(); ++i) {
      const std::size_t end = places[i + 1].depth;
      std::size_t depth = places[i].depth;
      while (depth < end) {
        if (!nest_.loops()[depth].is_spatial) {
          ++depth;
          continue;
        }
        const FanoutId fanout = nest_.loops()[depth].fanout;
        const std::size_t outside = depth;
        while (depth < end && nest_.loops()[depth].is_spatial &&
               nest_.loops()[depth].fanout == fanout) {
          ++depth;
        }
        counts_.wires[fanout][tensor] = {
            words_passing(tensor, i + 1, outside), words_passing(tensor, i + 1, depth),
            bits_passing(tensor, i + 1, outside), bits_passing(tensor, i + 1, depth)};
      }
    }
  }

  /// Outputs cross twice: sums go up, unfinished sums come back down except on the first touch.
  std::int64_t words_passing(TensorId tensor, std::size_t child, std::size_t depth) {
    const Picks every = nest_.instances(depth, kEvery);
    Delivery delivery(tables_, nest_, tensor, nest_.places(tensor)[child], depth, budget_);
    const std::int64_t handled = delivery.words(every);
    if (!tables_.tensors[tensor].is_output) return handled;
    return 2 * handled - first_words(tables_, nest_, depth, every);
  }

  [[nodiscard]] int bits_passing(TensorId tensor, std::size_t child, std::size_t depth) const {
    return passing_bits(tables_, trace_, tensor, trace_.places[tensor.index()][child],
                        nest_.spatial_outside(depth));
  }

  const Tables& tables_;
  const Trace& trace_;
  RaggedNest nest_;
  Counts& counts_;
  Totals& totals_;
  PieceBudget budget_;
};

}  // namespace

bool count_ragged(const Tables& tables, const Mapping& mapping, const Trace& trace, Counts& counts,
                  Totals& totals) {
  return RaggedCount(tables, mapping, trace, counts, totals).run();
}

}  // namespace paretile::cost_model
