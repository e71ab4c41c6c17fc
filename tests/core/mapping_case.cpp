// SPDX-License-Identifier: Apache-2.0
#include "tests/core/mapping_case.h"

#include <algorithm>
#include <vector>

namespace paretile {
namespace {

std::size_t below(std::mt19937& random, std::size_t limit) { return random() % limit; }

/// Prime factors of all dimensions of small_conv(), shuffled: 16 = 2^4, 8 = 2^3, 12 = 2^2 * 3, 3.
std::vector<Node> shuffled_loops(std::mt19937& random) {
  std::vector<Node> loops;
  for (auto [dim, twos, threes] : {std::array{0, 4, 0}, {1, 3, 0}, {2, 2, 1}, {3, 0, 1}}) {
    for (int i = 0; i < twos; ++i) loops.push_back(Node::temporal(DimId(dim), 2));
    for (int i = 0; i < threes; ++i) loops.push_back(Node::temporal(DimId(dim), 3));
  }
  loops.push_back(Node::temporal(DimId(below(random, 4)), 1));  // bound 1 is legal
  std::shuffle(loops.begin(), loops.end(), random);
  return loops;
}

Axis axis(const char* name, std::int64_t size) { return {name, size, {}}; }

Fanout fanout(const char* name, std::size_t levels_outside, std::vector<Axis> axes) {
  Fanout result;
  result.name = name;
  result.levels_outside = levels_outside;
  result.axes = std::move(axes);
  return result;
}

class RandomNest {
 public:
  explicit RandomNest(std::mt19937& random) : random_(random), loops_(shuffled_loops(random)) {}

  Mapping build() {
    store(LevelId(0), true);
    for (const auto& [level, fanout_inside] : {std::pair{1, 0}, {2, 1}, {3, -1}}) {
      temporal(below(random_, 4));
      store(LevelId(level), false);
      temporal(below(random_, 4));
      if (fanout_inside == 0) spatial({AxisId(0), AxisId(1)});
      if (fanout_inside == 1) spatial({AxisId(2)});
    }
    temporal(loops_.size());
    return mapping_;
  }

 private:
  void store(LevelId level, bool all) {
    std::vector<TensorId> tensors = {TensorId(0), TensorId(1), TensorId(2)};
    std::shuffle(tensors.begin(), tensors.end(), random_);
    for (TensorId tensor : tensors) {
      if (all || below(random_, 3) > 0) mapping_.nodes.push_back(Node::storage(level, tensor));
      if (!all && below(random_, 3) == 0) temporal(1);  // uneven: loops between tensors
    }
  }
  void temporal(std::size_t count) {
    for (; count > 0 && !loops_.empty(); --count) {
      mapping_.nodes.push_back(loops_.back());
      loops_.pop_back();
    }
  }
  void spatial(const std::vector<AxisId>& axes) {
    for (std::size_t count = below(random_, 3); count > 0 && !loops_.empty(); --count) {
      const Node loop = loops_.back();
      loops_.pop_back();
      mapping_.nodes.push_back(
          Node::spatial(loop.dim, loop.bound, axes[below(random_, axes.size())]));
    }
  }

  std::mt19937& random_;
  std::vector<Node> loops_;
  Mapping mapping_;
};

}  // namespace

Problem small_conv() {
  Problem problem;
  problem.name = "conv";
  problem.dims = {{"K", "K", 16}, {"C", "C", 8}, {"P", "P", 12}, {"R", "R", 3}};
  const DimId k(0);
  const DimId c(1);
  const DimId p(2);
  const DimId r(3);
  problem.tensors = {
      {"W", Role::kWeight, {Rank{{k, 1}}, Rank{{c, 1}}, Rank{{r, 1}}}, 8, 8},
      {"I", Role::kInput, {Rank{{c, 1}}, Rank{{p, 1}, {r, 1}}}, 8, 8},
      {"O", Role::kOutput, {Rank{{k, 1}}, Rank{{p, 1}}}, 8, 24},
  };
  return problem;
}

Architecture small_chip() {
  Architecture chip;
  chip.name = "small";
  for (const char* name : {"dram", "glb", "spad", "reg"}) {
    Level level;
    level.name = name;
    chip.levels.push_back(level);
  }
  chip.fanouts = {fanout("pe", 2, {axis("x", 14), axis("y", 12)}),
                  fanout("simd", 3, {axis("x", 4)})};
  return chip;
}

Mapping random_mapping(std::mt19937& random) { return RandomNest(random).build(); }

}  // namespace paretile
