// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/constraints.h"
#include "core/problem.h"
#include "cost_model/tables.h"
#include "mapper/lattice.h"
#include "mapper/mapspace.h"
#include "mapper/run.h"
#include "mapper/spatial.h"

namespace paretile::mapper {

/// A level a tensor may be kept at besides its home, counted from compute outward.
struct PlanSlot {
  LevelId level;
  bool required = false;
  bool stationary = false;  ///< a constraint: every word is brought once
  std::size_t region = 0;
};

/// A limit on the bits per cycle a level moves.
struct Port {
  LevelId level;
  bool reads = false;
  bool writes = false;
  double bits_per_cycle = 0;
};

/// Where the numbers of a label stand in its row. All are the better the less they are, so that one
/// row makes another useless if it is nowhere greater.
struct Layout {
  std::size_t energy = 0;     ///< pJ of all finished transfers, as if nothing stood outside
  std::size_t cycles = 1;     ///< of the slowest finished part, times the instances outside
  std::size_t delivered = 2;  ///< per tensor: words the next node outside serves, all instances
  std::size_t promised = 0;   ///< per tensor: minus the promise (exact_label.h)
  std::size_t credit = 0;     ///< minus the pJ saved per further copy of the output outside
  std::size_t ports = 0;      ///< per unfinished port: cycles times instances outside
  std::size_t savings = 0;    ///< per unfinished port: minus the cycles saved per further copy
  std::size_t occupied = 0;   ///< per shared limited level of the region: bits
  std::size_t brought = 0;  ///< per tensor, where a constraint asks: times a word is brought, twice
  std::size_t width = 0;
};

/// A way to use a fan-out, in the numbers labels need when they cross it.
struct Crossing {
  Tile factor = 0;
  double children = 1;
  double copies = 1;                        ///< of every output word
  IdArray<TensorId, double> alike;          ///< children that need the same words
  IdArray<TensorId, double> sharing;        ///< children apart in sum ranks at most, or alike
  IdArray<TensorId, double> inverse_share;  ///< of the words of each tensor, at least
};

/// The levels between two fan-outs. Region 0 is the outermost.
struct RegionPlan {
  Layout layout;
  std::vector<Port> ports;             ///< own ones, then those of inner regions still unfinished
  std::vector<std::size_t> carried;    ///< per own or carried port: its index further out, or none
  std::vector<LevelId> shared_levels;  ///< limited levels that may keep more than one tensor
  IdArray<TensorId, std::size_t> first_slot;  ///< index into ExactPlan::slots of each tensor
  IdArray<TensorId, std::size_t> num_slots;
  std::vector<Crossing> crossings;  ///< per choice
  std::vector<SpatialChoice>
      choices;  ///< of the fan-out between this region and the next inner one
  FanoutId fanout;
  std::size_t num_states = 1;  ///< ways to have placed slots 0.. of each tensor
};

inline constexpr std::size_t kNone = static_cast<std::size_t>(-1);

/// Whether so much can be left of loops.
inline bool is_whole(double number) {
  return number >= 1 && number == static_cast<double>(static_cast<std::int64_t>(number));
}

/// One problem on one architecture, prepared for the exact engine: docs/engine.md.
struct ExactPlan {
  ExactPlan(const Problem& problem, const Architecture& architecture, const SearchSpace& space,
            const Settings& settings);

  cost_model::Tables tables;
  Lattice lattice;
  SearchSpace space;
  MapspaceKind kind;
  /// A node may stand anywhere between its fan-outs, so one that would gain by standing further out
  /// does: its tile need not stay where it is within the region.
  bool nodes_rise = true;
  /// Loops over these dimensions that are left right inside a fan-out, with no node between, may as
  /// well run right outside it: so they do. None where that may break a rule.
  IdSet<DimId> rising;
  bool all_rise = false;
  const Constraints& constraints;
  IdArray<TensorId, std::vector<PlanSlot>> slots;  ///< inner to outer
  std::vector<RegionPlan> regions;                 ///< outermost first
  std::size_t num_tensors = 0;
  std::vector<TensorId> tensors;

  /// Per tensor and tile: words of the tile, product of what is left of the dimensions that do not
  /// move the tensor, and of those that do.
  IdArray<TensorId, std::vector<double>> words;
  IdArray<TensorId, std::vector<double>> still_left;
  IdArray<TensorId, std::vector<double>> moving_left;
  /// Per tensor: the dimension that leaves it where it is, if there is one only.
  IdArray<TensorId, std::optional<DimId>> leaves_alone;
  /// Per level and dimension: iterations a tile may have there.
  IdArray<LevelId, IdArray<DimId, Range>> tile_ranges;
  std::vector<Port> home_ports;
  double busy_cycles = 0;  ///< of compute, if all fan-outs are used as well as any choice allows
  double leakage_pj_per_cycle = 0;
  bool latency_counts = true;  ///< not only where energies tie

  [[nodiscard]] bool is_output(TensorId t) const { return t == tables.output; }
  [[nodiscard]] double output_words() const {
    return static_cast<double>(tables.tensors[tables.output].words);
  }
  [[nodiscard]] bool tile_allowed(LevelId level, Tile tile) const;
  [[nodiscard]] double capacity_bits(LevelId level) const {
    const cost_model::LevelTable& table = tables.levels[level];
    return static_cast<double>(table.capacity_bits) / static_cast<double>(table.buffering);
  }
};

}  // namespace paretile::mapper
