// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "tests/oracle/generators.h"

namespace paretile::oracle {
namespace {

/// A stretch of the nest between two fan-outs; the spatial loops of a fan-out follow each but the
/// last. Loops may stand from `first_loop` on: in the outermost stretch below all outermost nodes.
struct Stretch {
  std::vector<Node> nodes;
  std::size_t first_loop = 0;
  std::vector<Node> spatial;
};

/// The levels each tensor is kept in, ascending and never none; level 0 more often than not.
std::vector<std::vector<LevelId>> draw_levels(Choices& choices, const Problem& problem,
                                              const Architecture& architecture) {
  const bool starts_anywhere = choices.chance(1, 10);
  std::vector<std::vector<LevelId>> kept;
  for (std::size_t tensor = 0; tensor < problem.tensors.size(); ++tensor) {
    std::vector<LevelId>& levels = kept.emplace_back();
    for (LevelId level : architecture.levels.ids()) {
      const bool is_first = level == LevelId(0) && !starts_anywhere;
      if (is_first || !choices.chance(1, 3)) levels.push_back(level);
    }
    if (levels.empty()) levels.emplace_back(0);
  }
  return kept;
}

/// Fan-outs that can carry loops: every tensor's outermost node stands outside them.
std::vector<FanoutId> usable_fanouts(const Architecture& architecture,
                                     const std::vector<std::vector<LevelId>>& kept) {
  std::size_t innermost_start = 0;
  for (const auto& levels : kept) {
    innermost_start = std::max(innermost_start, levels.front().index());
  }
  std::vector<FanoutId> usable;
  for (FanoutId fanout : architecture.fanouts.ids()) {
    if (architecture.fanouts[fanout].levels_outside > innermost_start) usable.push_back(fanout);
  }
  return usable;
}

/// Storage nodes in any order that keeps each tensor's own.
void draw_storage(Choices& choices, const Architecture& architecture,
                  std::vector<std::vector<LevelId>> kept, const std::vector<FanoutId>& fanouts,
                  std::vector<Stretch>& stretches) {
  std::vector<std::size_t> waiting;
  for (std::size_t tensor = 0; tensor < kept.size(); ++tensor) waiting.push_back(tensor);
  std::size_t outermost_missing = kept.size();
  while (!waiting.empty()) {
    const auto chosen = waiting.begin() + choices.pick(0, std::ssize(waiting) - 1);
    std::vector<LevelId>& levels = kept[*chosen];
    const LevelId level = levels.front();
    const auto is_outside = [&](FanoutId fanout) {
      return architecture.fanouts[fanout].levels_outside <= level.index();
    };
    Stretch& stretch = stretches[static_cast<std::size_t>(
        std::count_if(fanouts.begin(), fanouts.end(), is_outside))];
    const bool is_outermost =
        std::none_of(stretches[0].nodes.begin(), stretches[0].nodes.end(),
                     [&](const Node& node) { return node.tensor == TensorId(*chosen); });
    stretch.nodes.push_back(Node::storage(level, TensorId(*chosen)));
    if (is_outermost && --outermost_missing == 0)
      stretches[0].first_loop = stretches[0].nodes.size();
    levels.erase(levels.begin());
    if (levels.empty()) waiting.erase(chosen);
  }
}

/// Splits a size into bounds whose product it is: its prime factors, some multiplied together.
std::vector<std::int64_t> draw_bounds(Choices& choices, std::int64_t size) {
  std::vector<std::int64_t> bounds;
  for (std::int64_t factor = 2; size > 1; ++factor) {
    for (; size % factor == 0; size /= factor) {
      if (!bounds.empty() && choices.chance(1, 5)) {
        bounds[static_cast<std::size_t>(choices.pick(0, std::ssize(bounds) - 1))] *= factor;
      } else {
        bounds.push_back(factor);
      }
    }
  }
  if (choices.chance(1, 16)) bounds.push_back(1);
  return bounds;
}

/// The same with any bounds, innermost first, until they reach the size.
std::vector<std::int64_t> draw_ragged_bounds(Choices& choices, std::int64_t size) {
  std::vector<std::int64_t> bounds;
  for (std::int64_t stride = 1; stride < size; stride *= bounds.back()) {
    const std::int64_t most = (size - 1) / stride + 1;
    bounds.push_back(choices.chance(1, 4) ? most
                                          : choices.pick(2, std::min<std::int64_t>(most, 4)));
  }
  return bounds;
}

/// Lowers each bound to what is left of the size outside the loops within: placed in another order
/// than drawn, bounds may leave their loops short of their last index.
void fit_bounds(Mapping& mapping, const Problem& problem) {
  std::vector<std::int64_t> strides(problem.dims.size(), 1);
  for (std::size_t i = mapping.nodes.size(); i-- > 0;) {
    Node& node = mapping.nodes[i];
    if (node.is_storage()) continue;
    std::int64_t& stride = strides[node.dim.index()];
    node.bound = std::min(node.bound, (problem.dims[node.dim].size - 1) / stride + 1);
    stride *= node.bound;
  }
}

template <typename T>
void insert_at(std::vector<T>& sequence, std::size_t place, const T& value) {
  sequence.insert(sequence.begin() + static_cast<std::ptrdiff_t>(place), value);
}

void place_loop(Choices& choices, const Architecture& architecture,
                const std::vector<FanoutId>& fanouts, DimId dim, std::int64_t bound,
                std::vector<Stretch>& stretches) {
  if (!fanouts.empty() && choices.chance(2, 5)) {
    const auto which = static_cast<std::size_t>(choices.pick(0, std::ssize(fanouts) - 1));
    const auto axes = std::ssize(architecture.fanouts[fanouts[which]].axes);
    const AxisId axis(architecture.first_axis(fanouts[which]).index() +
                      static_cast<std::size_t>(choices.pick(0, axes - 1)));
    std::vector<Node>& loops = stretches[which].spatial;
    insert_at(loops, choices.place(0, loops.size()), Node::spatial(dim, bound, axis));
  } else {
    Stretch& stretch =
        stretches[static_cast<std::size_t>(choices.pick(0, std::ssize(stretches) - 1))];
    insert_at(stretch.nodes, choices.place(stretch.first_loop, stretch.nodes.size()),
              Node::temporal(dim, bound));
  }
}

}  // namespace

Architecture make_architecture(Choices& choices) {
  static const std::vector<Sharing> modes = {Sharing::kWord, Sharing::kTile, Sharing::kNone};
  static const std::vector<std::int64_t> level_counts = {1, 2, 2, 3, 3, 3, 4};
  static const std::vector<std::int64_t> fanout_counts = {0, 1, 1, 2, 2};
  Architecture architecture;
  architecture.name = "random";
  const std::int64_t levels = choices.one_of(level_counts);
  for (std::int64_t i = 0; i < levels; ++i) {
    Level level;
    level.name = "level" + std::to_string(i);
    architecture.levels.push_back(level);
  }
  std::vector<std::int64_t> places;
  for (std::int64_t i = choices.one_of(fanout_counts); i > 0; --i) {
    places.push_back(choices.pick(1, levels));
  }
  std::sort(places.begin(), places.end());
  for (std::int64_t place : places) {
    const std::string name = "array" + std::to_string(architecture.fanouts.size());
    Fanout fanout;
    fanout.name = name;
    fanout.levels_outside = static_cast<std::size_t>(place);
    fanout.axes.push_back({name + "_x", kMaxIterations, {}});
    if (choices.chance(1, 2)) fanout.axes.push_back({name + "_y", kMaxIterations, {}});
    for (Sharing& sharing : fanout.sharing) sharing = choices.one_of(modes);
    architecture.fanouts.push_back(fanout);
  }
  return architecture;
}

Mapping make_mapping(Choices& choices, const Problem& problem, const Architecture& architecture,
                     Bounds bounds) {
  const auto kept = draw_levels(choices, problem, architecture);
  const std::vector<FanoutId> fanouts = usable_fanouts(architecture, kept);
  std::vector<Stretch> stretches(fanouts.size() + 1);
  draw_storage(choices, architecture, kept, fanouts, stretches);
  for (DimId dim : problem.dims.ids()) {
    const std::int64_t size = problem.dims[dim].size;
    for (std::int64_t bound : bounds == Bounds::kPerfect ? draw_bounds(choices, size)
                                                         : draw_ragged_bounds(choices, size)) {
      place_loop(choices, architecture, fanouts, dim, bound, stretches);
    }
  }
  Mapping mapping;
  for (const Stretch& stretch : stretches) {
    for (const Node& node : stretch.nodes) mapping.nodes.push_back(node);
    for (const Node& node : stretch.spatial) mapping.nodes.push_back(node);
  }
  fit_bounds(mapping, problem);
  return mapping;
}

Case make_case(Choices choices, Bounds bounds) {
  Case result;
  result.problem = make_problem(choices);
  result.architecture = make_architecture(choices);
  result.mapping = make_mapping(choices, result.problem, result.architecture, bounds);
  result.footprint =
      choices.chance(1, 3) ? cost_model::Footprint::kBox : cost_model::Footprint::kExact;
  return result;
}

}  // namespace paretile::oracle
