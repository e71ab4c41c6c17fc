// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/interpreter.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "tests/oracle/moves.h"
#include "tests/oracle/nest.h"
#include "tests/oracle/words.h"

namespace paretile::oracle {
namespace {

using cost_model::Counts;
using cost_model::NodeCounts;
using cost_model::Traffic;
using cost_model::WireCounts;

/// Distinct words each instance at `depth` ever sees.
std::vector<WordSet> seen(const Nest& nest, const TensorWords& words, std::size_t depth) {
  std::vector<WordSet> all;
  for (const Indices& instance : walk(nest, depth, Walk::kSpace)) {
    WordSet& mine = all.emplace_back();
    for (const Indices& tick : walk(nest, depth, Walk::kTime)) {
      mine = unite(mine, words.tile(combine(tick, instance)));
    }
  }
  return all;
}

PerInstance first(const std::vector<WordSet>& seen_words) {
  PerInstance sizes;
  sizes.reserve(seen_words.size());
  for (const WordSet& words : seen_words) sizes.push_back(std::ssize(words));
  return sizes;
}

/// A word that two instances see: its sum is spread over space.
bool shares_words(const std::vector<WordSet>& seen_words) {
  WordSet all;
  std::int64_t total = 0;
  for (const WordSet& words : seen_words) {
    all = unite(all, words);
    total += std::ssize(words);
  }
  return total > std::ssize(all);
}

/// How the children under one parent share words: by group, and how inside a group.
struct SharingRule {
  std::vector<bool> separates;  ///< per loop: spatial at a fan-out of mode `none`
  bool by_tile = false;         ///< the weaker of the other modes
};

SharingRule sharing_between(const Nest& nest, const Architecture& architecture, Role role,
                            std::size_t outer_depth, std::size_t inner_depth) {
  SharingRule rule;
  rule.separates.assign(nest.loops.size(), false);
  for (std::size_t i = outer_depth; i < inner_depth; ++i) {
    if (!nest.loops[i].is_spatial) continue;
    const Sharing mode = architecture.fanouts[nest.loops[i].fanout].sharing_of(role);
    if (mode == Sharing::kNone) rule.separates[i] = true;
    if (mode == Sharing::kTile) rule.by_tile = true;
  }
  return rule;
}

/// Words one parent handles at one tick for one group of children.
std::int64_t handled(const std::vector<WordSet>& group, bool by_tile) {
  if (by_tile) {
    std::int64_t words = 0;
    for (const WordSet& tile : std::set<WordSet>(group.begin(), group.end())) {
      words += std::ssize(tile);
    }
    return words;
  }
  std::vector<Word> all;
  for (const WordSet& tile : group) all.insert(all.end(), tile.begin(), tile.end());
  return std::ssize(set_of(std::move(all)));
}

/// What passes between one parent at some depth and its children.
struct Delivery {
  PerInstance words;     ///< delivered(p, c) of section 4, per instance of the parent
  bool repeats = false;  ///< the parent handles some word more than once at a tick
};

Delivery deliver(const Nest& nest, const Architecture& architecture, Role role, std::size_t depth,
                 const Moves& moves) {
  const SharingRule rule = sharing_between(nest, architecture, role, depth, moves.depth);
  std::map<Indices, std::int64_t> per_parent;
  Delivery delivery;
  for (const std::vector<WordSet>& tick : moves.words) {
    std::map<Indices, std::map<Indices, std::vector<WordSet>>> parents;
    for (std::size_t i = 0; i < tick.size(); ++i) {
      const Indices& child = moves.instances[i];
      Indices group = child;
      for (std::size_t loop = 0; loop < group.size(); ++loop) {
        if (!rule.separates[loop]) group[loop] = 0;
      }
      const auto parent_end = child.begin() + static_cast<std::ptrdiff_t>(depth);
      parents[Indices(child.begin(), parent_end)][group].push_back(tick[i]);
    }
    for (const auto& [parent, groups] : parents) {
      std::int64_t words = 0;
      std::vector<WordSet> everything;
      for (const auto& [indices, group] : groups) {
        words += handled(group, rule.by_tile);
        everything.insert(everything.end(), group.begin(), group.end());
      }
      per_parent[parent] += words;
      delivery.repeats = delivery.repeats || words > handled(everything, false);
    }
  }
  for (const auto& [parent, words] : per_parent) delivery.words.push_back(words);
  return delivery;
}

/// What every instance of a storage node moves.
struct NodeExecution {
  PerInstance fills;
  PerInstance reads;
  PerInstance updates;
  PerInstance drains;
};

/// Executes one tensor and writes its nodes and wires.
class TensorExecution {
 public:
  TensorExecution(const Problem& problem, const Architecture& architecture, const Nest& nest,
                  TensorId tensor, cost_model::Footprint footprint)
      : tensor_id_(tensor),
        tensor_(problem.tensors[tensor]),
        architecture_(architecture),
        nest_(nest),
        words_(problem, nest, tensor, footprint) {
    for (const Storage& storage : nest.storages) {
      if (storage.tensor == tensor) storages_.push_back(storage);
    }
  }

  /// `traffic`: of every instance of every level, to which this tensor's is added.
  void run(Executed& executed, std::vector<std::vector<Traffic>>& traffic) const {
    for (std::size_t i = 0; i < storages_.size(); ++i) {
      const LevelId level = storages_[i].level;
      NodeCounts node;
      NodeExecution moves;
      node.present = true;
      node.tile_words = std::ssize(words_.tile(Indices(storages_[i].depth, 0)));
      execute_outward(i, node, moves);
      execute_inward(i, node, moves, executed.counts);
      executed.counts.nodes[level][tensor_id_] = of_first(node, moves);
      executed.totals.nodes[level][tensor_id_] = of_all(node, moves);
      add_traffic(node, moves, traffic[level.index()]);
    }
  }

 private:
  [[nodiscard]] bool is_output() const { return tensor_.role == Role::kOutput; }
  [[nodiscard]] PerInstance first_at(std::size_t depth) const {
    return first(seen(nest_, words_, depth));
  }

  /// A child that moves a word again had let it go unfinished.
  [[nodiscard]] bool is_pending(const Moves& moves) const {
    return is_output() && sum(fetched(moves)) > sum(first_at(moves.depth));
  }

  /// The sums of an output word are spread over the instances at `depth`.
  [[nodiscard]] bool is_spread(std::size_t depth) const {
    return is_output() && shares_words(seen(nest_, words_, depth));
  }

  /// Traffic of storage node `i` with the next node outside it.
  void execute_outward(std::size_t i, NodeCounts& node, NodeExecution& execution) const {
    const Moves moves = moves_of_storage(nest_, words_, storages_[i].depth);
    const bool is_wide = is_pending(moves) || is_spread(moves.depth);
    node.upper_bits = is_wide ? tensor_.psum_bits : tensor_.bits;
    const PerInstance none(moves.instances.size(), 0);
    execution.fills = i == 0 ? none : fetched(moves);
    execution.drains = is_output() ? execution.fills : none;
    if (i > 0 && is_output()) execution.fills = minus(execution.fills, first_at(moves.depth));
  }

  /// Traffic of storage node `i` with the next node inside it, or with compute.
  void execute_inward(std::size_t i, NodeCounts& node, NodeExecution& execution,
                      Counts& counts) const {
    const std::size_t depth = storages_[i].depth;
    const Moves moves = i + 1 < storages_.size()
                            ? moves_of_storage(nest_, words_, storages_[i + 1].depth)
                            : moves_of_compute(nest_, words_);
    const Delivery delivery = deliver(nest_, architecture_, tensor_.role, depth, moves);
    node.lower_bits = bits_passing(depth, moves);
    node.tile_bits = std::max(node.upper_bits, node.lower_bits);
    const PerInstance none(delivery.words.size(), 0);
    execution.reads = is_output() ? minus(delivery.words, first_at(depth)) : delivery.words;
    execution.updates = is_output() ? delivery.words : none;
    count_wires(depth, moves, counts);
  }

  [[nodiscard]] NodeCounts of_first(NodeCounts node, const NodeExecution& moves) const {
    node.fills = moves.fills[0];
    node.reads = moves.reads[0];
    node.updates = moves.updates[0];
    node.drains = moves.drains[0];
    if (is_ragged(nest_)) return node;
    for (const PerInstance& numbers : {moves.fills, moves.reads, moves.updates, moves.drains}) {
      for (std::int64_t number : numbers) require(number == numbers[0], "instances differ");
    }
    return node;
  }

  static NodeCounts of_all(NodeCounts node, const NodeExecution& moves) {
    node.fills = sum(moves.fills);
    node.reads = sum(moves.reads);
    node.updates = sum(moves.updates);
    node.drains = sum(moves.drains);
    return node;
  }

  static void add_traffic(const NodeCounts& node, const NodeExecution& moves,
                          std::vector<Traffic>& traffic) {
    traffic.resize(moves.reads.size());
    for (std::size_t i = 0; i < traffic.size(); ++i) {
      const std::int64_t reads =
          moves.reads[i] * node.lower_bits + moves.drains[i] * node.upper_bits;
      const std::int64_t writes =
          moves.fills[i] * node.upper_bits + moves.updates[i] * node.lower_bits;
      traffic[i].read_bits += reads;
      traffic[i].write_bits += writes;
      traffic[i].shared_bits += reads + writes;
    }
  }

  /// Every fan-out between a parent at `depth` and its children: words on both of its sides.
  void count_wires(std::size_t depth, const Moves& moves, Counts& counts) const {
    for (FanoutId fanout : architecture_.fanouts.ids()) {
      auto belongs = [&](std::size_t i) {
        return nest_.loops[i].is_spatial && nest_.loops[i].fanout == fanout;
      };
      std::size_t outside = depth;
      while (outside < moves.depth && !belongs(outside)) ++outside;
      if (outside == moves.depth) continue;
      std::size_t inside = outside;
      while (inside < moves.depth && belongs(inside)) ++inside;
      counts.wires[fanout][tensor_id_] =
          WireCounts{words_passing(outside, moves), words_passing(inside, moves),
                     bits_passing(outside, moves), bits_passing(inside, moves)};
    }
  }

  /// Words that pass a place in the nest on their way between a parent and its children: down, and
  /// for outputs up as sums and down again as partial sums. All instances of the place together.
  [[nodiscard]] std::int64_t words_passing(std::size_t depth, const Moves& moves) const {
    const std::int64_t words = sum(deliver(nest_, architecture_, tensor_.role, depth, moves).words);
    return is_output() ? words + words - sum(first_at(depth)) : words;
  }

  /// Bits of those words: sums are finished when no part of them is still elsewhere or apart.
  [[nodiscard]] int bits_passing(std::size_t depth, const Moves& moves) const {
    const Delivery delivery = deliver(nest_, architecture_, tensor_.role, depth, moves);
    const bool is_wide = is_output() && (is_pending(moves) || is_spread(depth) || delivery.repeats);
    return is_wide ? tensor_.psum_bits : tensor_.bits;
  }

  TensorId tensor_id_;
  const Tensor& tensor_;
  const Architecture& architecture_;
  const Nest& nest_;
  TensorWords words_;
  std::vector<Storage> storages_;
};

/// Spatial loops of the fan-outs outside a level alone.
Nest around(Nest nest, const Architecture& architecture, LevelId level) {
  for (Loop& loop : nest.loops) {
    const bool is_around =
        loop.is_spatial && architecture.fanouts[loop.fanout].levels_outside <= level.index();
    if (!is_around) loop.bound = 1;
  }
  return nest;
}

Traffic busiest(const std::vector<Traffic>& instances) {
  Traffic most;
  for (const Traffic& traffic : instances) {
    most.read_bits = std::max(most.read_bits, traffic.read_bits);
    most.write_bits = std::max(most.write_bits, traffic.write_bits);
    most.shared_bits = std::max(most.shared_bits, traffic.shared_bits);
  }
  return most;
}

}  // namespace

Executed execute(const Problem& problem, const Architecture& architecture, const Mapping& mapping,
                 cost_model::Footprint footprint) {
  const Nest nest = read_nest(mapping, problem, architecture);
  const std::size_t depth = nest.loops.size();
  Executed executed;
  executed.counts.operations = std::ssize(walk(nest, depth, Walk::kAll));
  executed.counts.temporal_steps = std::ssize(walk(nest, depth, Walk::kTime));
  executed.counts.compute_instances = std::ssize(walk(nest, depth, Walk::kSpace));
  for (LevelId level : architecture.levels.ids()) {
    executed.counts.instances[level] =
        std::ssize(walk(around(nest, architecture, level), depth, Walk::kAll));
  }
  std::vector<std::vector<Traffic>> traffic(architecture.levels.size());
  for (TensorId tensor : problem.tensors.ids()) {
    TensorExecution(problem, architecture, nest, tensor, footprint).run(executed, traffic);
  }
  for (LevelId level : architecture.levels.ids()) {
    executed.totals.busiest[level] = busiest(traffic[level.index()]);
  }
  return executed;
}

}  // namespace paretile::oracle
