// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "core/inline_vector.h"
#include "cost_model/sumset.h"
#include "cost_model/tables.h"
#include "mapper/lattice.h"

namespace paretile::mapper {

/// The loop that slides the tile of a tensor: docs/model.md section 2. bound 1 = none does, every
/// visit fetches the whole tile.
struct Slide {
  DimId dim;
  std::int64_t stride = 1;
  std::int64_t bound = 1;
  friend auto operator<=>(const Slide&, const Slide&) = default;
};

/// What children of a tensor with sum ranks fetch per visit, all children of a group together, and
/// what it takes to say the same further out. 0 = nothing to remember.
using HaloId = std::uint16_t;

/// The few ways tiles of tensors with sum ranks overlap in time and space, each computed once.
class HaloTable {
 public:
  HaloTable(const cost_model::Tables& tables, const Lattice& lattice);

  /// A tile held at `tile`, slid as said, not yet seen through any fan-out.
  HaloId held(TensorId tensor, Tile tile, const Slide& slide);
  /// The children of `child` behind spatial loops that multiply `tile` by `factor`.
  HaloId spread(HaloId child, Tile tile, Tile factor, Sharing sharing);
  /// The tile in the dimensions of the sum ranks alone, which is all that halos depend on; 0 of a
  /// tensor without.
  [[nodiscard]] Tile sum_part(TensorId tensor, Tile tile) const {
    return sum_part_[tensor].empty() ? 0 : sum_part_[tensor][tile];
  }
  /// Words along the sum ranks in all ticks of the sliding loop together, of one child or of one
  /// group of children: eqs. (3), (4), (6) without visits and without ranks of one dimension.
  [[nodiscard]] double need(HaloId id) const { return states_[id].need; }
  /// need(held(..)) of what is not to be kept.
  [[nodiscard]] double held_need(TensorId tensor, Tile tile, const Slide& slide) const {
    return compute_need(held_state(tensor, tile, slide));
  }

 private:
  struct State {
    TensorId tensor;
    Tile tile = 0;  ///< extents the child holds
    Slide slide;
    bool by_tile = false;
    InlineVector<cost_model::Sumset, kMaxRanks> displacements;  ///< per sum rank
    double need = 1;
  };
  [[nodiscard]] State held_state(TensorId tensor, Tile tile, const Slide& slide) const;
  HaloId intern(const State& state);
  [[nodiscard]] double compute_need(const State& state) const;

  const cost_model::Tables& tables_;
  const Lattice& lattice_;
  std::vector<State> states_;
  /// What was asked before, by everything the answer depends on.
  std::unordered_map<std::uint64_t, HaloId> held_;
  std::unordered_map<std::uint64_t, HaloId> spread_;
  IdArray<TensorId, std::vector<Tile>> sum_part_;  ///< a tile in the dimensions of sum ranks alone
  std::vector<Slide> slides_;
};

}  // namespace paretile::mapper
