// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "mapper/exact_plan.h"
#include "mapper/memo.h"

namespace paretile::mapper {

/// A promise: loops that move the tensor may come once `left` is what is left of the others.
struct Held {
  TensorId tensor;
  double left = 0;
};

/// Whether a nest at a tile still has to keep the promise. Tables are by promise: those that leave
/// more than fits into a key are looked at as if they did not bind, which is a bound, too.
[[nodiscard]] bool binds(const ExactPlan& plan, const Held& held, Tile tile);

/// Whether numbers of tiles never fall while loops run that leave a tensor where it is.
[[nodiscard]] bool never_falls(const ExactPlan& plan, const std::vector<double>& numbers,
                               TensorId still);

/// The tile at which a promise that binds is kept, if loops over one dimension alone keep it.
[[nodiscard]] inline std::optional<Tile> kept_at(const ExactPlan& plan, const Held& held,
                                                 Tile tile) {
  const std::optional<DimId> dim = plan.leaves_alone[held.tensor];
  if (!dim || !is_whole(plan.still_left[held.tensor][tile] / held.left)) return std::nullopt;
  const auto left = static_cast<std::int64_t>(held.left);
  const std::int64_t now = plan.lattice.extent(tile, *dim);
  return tile - plan.lattice.offset(*dim, now) +
         plan.lattice.offset(*dim, plan.tables.sizes[*dim] / left);
}

/// What is left of a limited level. Partial sums that come to it take more room than finished ones.
struct Room {
  double bits = 0;
  bool for_partial_sums = false;
};

/// Tensors that share a limited level in the outermost region stand there one after the other, each
/// at a tile that contains the one before, and all of them have to fit. This table holds the least
/// cost of doing so for every set of them, from every tile, in whatever room is left (in coarse
/// units, rounded so that it stays a bound).
class Coupling {
 public:
  struct Member {
    TensorId tensor;
    std::size_t slot = 0;
  };
  /// Bit i stands for member i.
  using Set = std::uint32_t;

  /// `node_costs(t, slot)` gives per tile what a node there costs, and all outside it at least, in
  /// pJ or any other unit: all numbers here are in the same.
  Coupling(const ExactPlan& plan,
           const std::function<const std::vector<double>&(TensorId, std::size_t)>& node_costs);

  /// None if fewer than two tensors share a limited level there.
  [[nodiscard]] const std::vector<Member>& members() const { return members_; }
  [[nodiscard]] LevelId level() const { return level_; }
  /// Of the level, while nothing is kept there.
  [[nodiscard]] double room_bits() const { return room_bits_; }
  /// Whether partial sums make a difference.
  [[nodiscard]] bool has_partial_sums() const { return partial_bits_ > 0; }
  [[nodiscard]] Set all() const { return (Set{1} << members_.size()) - 1; }
  /// The number of a tensor among the members, or kNone.
  [[nodiscard]] std::size_t index_of(TensorId t) const {
    for (std::size_t i = 0; i < members_.size(); ++i) {
      if (members_[i].tensor == t) return i;
    }
    return kNone;
  }
  /// The least over what of `open` a nest may keep there, at `kept[i]` for a member, the others at
  /// `otherwise[i]`, and what nodes of all that are kept take, `outward[set]`.
  [[nodiscard]] double least_of(Set open, const double* kept, const double* otherwise,
                                const double* outward) const;
  /// Least cost of nodes for all of `set` at this tile or further out.
  [[nodiscard]] double outward(Set set, Tile tile, Room room) const;

  using PerSet = std::array<double, std::size_t{1} << kMaxTensors>;
  /// The same for each set.
  [[nodiscard]] PerSet all_outward(Tile tile, Room room) const;
  /// The same of a nest that keeps a promise.
  [[nodiscard]] PerSet all_outward(Tile tile, Room room, const Held& held);

 private:
  void choose_level(const ExactPlan& plan);
  void choose_unit();
  [[nodiscard]] double whole_bits(const ExactPlan& plan) const;
  void tabulate(Set set, bool partial);
  [[nodiscard]] double word_bits(std::size_t member, bool partial) const {
    const bool is_wide = partial && member == output_;
    return is_wide ? partial_bits_ : plan_.tables.tensors[members_[member].tensor].bits;
  }
  /// Of a set, sums finished or not: by tile, then by units of room.
  [[nodiscard]] const std::vector<double>& table(Set set, bool partial) const {
    return partial && (set >> output_ & 1U) != 0 ? partial_tables_[set] : tables_[set];
  }

  [[nodiscard]] PerSet place_first(Tile tile, Tile kept, std::size_t units, bool partial,
                                   const Held& held) const;
  std::size_t tabulate_held(Tile tile, const Held& held, bool partial);
  void place_held(Tile tile, const Held& held, bool partial, std::size_t at);

  const ExactPlan& plan_;
  std::vector<Member> members_;
  Set required_ = 0;
  std::size_t output_ = 0;   ///< its number among the members, where partial sums are wider
  double partial_bits_ = 0;  ///< of a partial sum then; or none
  LevelId level_;
  double room_bits_ = 0;
  double unit_bits_ = 1;
  std::size_t units_ = 0;  ///< none where all members fit whole: the room never binds
  std::vector<std::vector<double>> tables_;          ///< per set
  std::vector<std::vector<double>> partial_tables_;  ///< per set with the output
  std::vector<std::vector<double>> node_costs_;      ///< per member and tile
  IdArray<TensorId, bool> first_is_best_{};  ///< per tensor held: for nodes that do not wait
  std::vector<double> held_;  ///< by tile, promise and sums; then by set and units of room
  Memo<std::size_t> held_at_;
};

}  // namespace paretile::mapper
