// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "mapper/exact_plan.h"

namespace paretile::mapper {

/// Tensors that share a limited level in the outermost region stand there one after the other, each
/// at a tile that contains the one before, and all of them have to fit. This table holds the least
/// pJ of doing so for every set of them, from every tile, in whatever room is left (in coarse
/// units, rounded so that it stays a bound).
class Coupling {
 public:
  struct Member {
    TensorId tensor;
    std::size_t slot = 0;
  };
  /// Bit i stands for member i.
  using Set = std::uint32_t;

  /// `node_pj(t, slot)` gives per tile what a node there costs, and all outside it at least.
  Coupling(const ExactPlan& plan,
           const std::function<const std::vector<double>&(TensorId, std::size_t)>& node_pj);

  /// None if fewer than two tensors share a limited level there.
  [[nodiscard]] const std::vector<Member>& members() const { return members_; }
  [[nodiscard]] LevelId level() const { return level_; }
  /// Of the level, while nothing is kept there.
  [[nodiscard]] double room_bits() const { return room_bits_; }
  [[nodiscard]] Set all() const { return (Set{1} << members_.size()) - 1; }
  /// The number of a tensor among the members, or kNone.
  [[nodiscard]] std::size_t index_of(TensorId t) const {
    for (std::size_t i = 0; i < members_.size(); ++i) {
      if (members_[i].tensor == t) return i;
    }
    return kNone;
  }
  /// Calls `visit` with each subset of `open` a nest may keep there, the required ones always.
  template <typename Visit>
  void for_each_kept(Set open, const Visit& visit) const {
    const Set free = open & ~required_;
    for (Set kept = free;; kept = (kept - 1) & free) {
      visit(kept | (open & required_));
      if (kept == 0) return;
    }
  }
  /// Least pJ of nodes for all of `set` at this tile or further out, with `room_bits` left.
  [[nodiscard]] double outward_pj(Set set, Tile tile, double room_bits) const;
  /// The same while nothing is kept there.
  [[nodiscard]] double outward_pj(Set set, Tile tile) const {
    return set == 0 ? 0 : tables_[set][tile * (units_ + 1) + units_];
  }

 private:
  void choose_level(const ExactPlan& plan);
  [[nodiscard]] double whole_bits(const ExactPlan& plan) const;
  void tabulate(const ExactPlan& plan, Set set,
                const std::function<const std::vector<double>&(TensorId, std::size_t)>& node_pj);

  std::vector<Member> members_;
  Set required_ = 0;
  LevelId level_;
  double room_bits_ = 0;
  double unit_bits_ = 1;
  std::size_t units_ = 0;  ///< none where all members fit whole: the room never binds
  std::vector<std::vector<double>> tables_;  ///< per set: by tile, then by units of room
};

}  // namespace paretile::mapper
