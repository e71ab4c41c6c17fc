// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/ids.h"
#include "core/mapping.h"
#include "mapper/recheck_question.h"

namespace paretile::mapper::recheck {

/// The sliding loop of a tensor with sum ranks: its innermost moving loop, if that is one over a
/// dimension of a sum. Bound 1 = none: then a tick outside fetches the whole tile.
struct Slide {
  DimId dim;
  std::int64_t bound = 1;
  std::int64_t stride = 0;
  bool open =
      false;  ///< the next loop of the dimension would be its neighbour, and so a part of it
  friend bool operator==(const Slide&, const Slide&) = default;
};

/// The spatial loops of one fan-out, as far as tensors with no node inside it can still tell.
struct Crossing {
  std::int64_t children = 1;
  IdArray<TensorId, std::int64_t> displaced;   ///< bounds over dims alone in a rank of the tensor
  IdArray<DimId, std::int64_t> bound, stride;  ///< of dims in sum ranks
  friend bool operator==(const Crossing&, const Crossing&) = default;
};

/// A nest written down to some point, as far as the rest of it can tell. Nests in one state differ
/// only in numbers of which less is never worse: their labels.
struct State {
  IdArray<DimId, std::int64_t> tile;      ///< iterations left inside
  IdArray<TensorId, std::uint8_t> level;  ///< of the innermost node so far
  std::uint8_t crossed = 0;               ///< fan-outs the nest has passed
  std::int8_t closed = -1;    ///< innermost level with a node outside the last loop, homes apart
  std::int8_t last_dim = -1;  ///< of the last temporal loop, where a constraint asks for it
  std::int8_t beside = -1;    ///< level of the node right outside, where a constraint asks for it
  std::int64_t instances = 1;
  std::int64_t first_words = 1;  ///< outputs: distinct words one instance ever sees
  IdArray<TensorId, Slide> slides;
  std::array<Crossing, kMaxFanouts> crossings;
  friend bool operator==(const State&, const State&) = default;
};

struct StateHash {
  std::size_t operator()(const State& state) const;
};

/// Where each number of a label stands in its row; -1 = not kept for this question.
struct Layout {
  int energy = 0;
  int cycles = 1;    ///< of the busiest port among levels whose traffic is complete
  int widening = 2;  ///< bits the output's innermost tile grows by if its sums leave unfinished
  IdArray<TensorId, int> visits;  ///< temporal bounds outside the slide, or up to the last mover
  IdArray<TensorId, int> ran;     ///< 1: a loop that does not move the tensor stands outside
  IdArray<TensorId, int> cut;     ///< 1: such a loop stands outside the last that moves it
  /// num_levels less the outermost level (a fan-out: 0) that stands in the way: nodes of levels
  /// inside that one may not come before a loop that moves the tensor. 0: none does.
  IdArray<TensorId, int> barred;
  IdArray<LevelId, int> reads, writes, shared;  ///< bits over limited ports
  IdArray<LevelId, int> room;                   ///< bits held, where capacity is finite
  int size = 0;
};
[[nodiscard]] Layout make_layout(const Question& question);

inline constexpr std::size_t kMaxNumbers = 64;

/// The numbers of one nest in its state.
struct Label {
  std::array<double, kMaxNumbers> numbers{};
  [[nodiscard]] double get(int at) const {
    return at < 0 ? 0 : numbers[static_cast<std::size_t>(at)];
  }
  void set(int at, double value) {
    if (at >= 0) numbers[static_cast<std::size_t>(at)] = value;
  }
  void add(int at, double value) {
    if (at >= 0) numbers[static_cast<std::size_t>(at)] += value;
  }
};

/// How a label came about: the nest before it and what was added.
struct Step {
  std::uint32_t before = 0;  ///< index of the nest in the trail
  std::uint32_t choice = 0;  ///< index into Spreads::choices
  std::uint8_t kind = 0;     ///< Node::Kind; kSpatial = a fan-out
  std::uint8_t what = 0;     ///< dimension, tensor or index into Question::spreads
  std::uint8_t level = 0;    ///< storage
  std::int64_t bound = 1;    ///< temporal
};

/// The labels of one state that no other of it beats.
class Labels {
 public:
  /// Keeps the label unless one that is kept is no worse in every number; drops those it beats.
  void offer(const Label& label, const Step& step, std::size_t size);
  [[nodiscard]] Label label(std::size_t i, std::size_t size) const;
  [[nodiscard]] const std::vector<Step>& steps() const { return steps_; }  ///< one per label

 private:
  std::vector<double> rows_;
  std::vector<Step> steps_;
};

}  // namespace paretile::mapper::recheck
