// SPDX-License-Identifier: Apache-2.0
#include "interop/zigzag_nest.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace paretile::interop {
namespace {

/// A tile in the nest: `place` loops in time are inside it.
struct Tile {
  TensorId tensor;
  std::size_t place = 0;
};

class NestMaker {
 public:
  NestMaker(const ZigzagCase& given, const ZigzagChip& chip) : given_(given), chip_(chip) {}

  std::optional<Mapping> run() {
    if (!place_all()) return std::nullopt;
    for (std::size_t inside = given_.loops.size() + 1; inside-- > 0;) {
      emit_place(inside);
      if (inside == 0) break;
      const ZigzagTemporal& loop = given_.loops[inside - 1];
      mapping_.nodes.push_back(Node::temporal(loop.dim, loop.size));
    }
    trim();
    return mapping_;
  }

 private:
  [[nodiscard]] std::size_t num_levels() const { return chip_.memories.size(); }

  /// Whether loops run in space right inside a level.
  [[nodiscard]] bool spreads(std::size_t level) const {
    return std::any_of(given_.spatial.begin(), given_.spatial.end(), [&](const auto& loop) {
      const FanoutId fanout = chip_.architecture.fanout_of(chip_.axes[loop.axis.index()]);
      return chip_.architecture.fanouts[fanout].levels_outside == level + 1;
    });
  }

  /// From the innermost level out: each tile as far inside as it may be.
  bool place_all() {
    tiles_.resize(num_levels());
    arrays_.assign(num_levels() + 1, 0);
    std::size_t lowest = 0;   // of the tiles outside the fan-outs seen so far
    std::size_t highest = 0;  // of the tiles seen so far
    for (std::size_t level = num_levels(); level-- > 0;) {
      if (spreads(level)) lowest = highest;
      arrays_[level + 1] = lowest;
      const ZigzagMemory& memory = given_.hardware.memories[chip_.memories[level]];
      for (const TensorId tensor : given_.layer.problem.tensors.ids()) {
        if (!memory.stores(given_.operands[tensor])) continue;
        const auto [first, last] = places(tensor, memory);
        const std::size_t place = std::max(first, lowest);
        if (place > last) return false;
        tiles_[level].push_back({tensor, place});
        highest = std::max(highest, place);
      }
    }
    return true;
  }

  [[nodiscard]] bool is_irrelevant(TensorId tensor, std::size_t loop) const {
    return given_.layer.problem.relevance(tensor, given_.loops[loop].dim) == Relevance::kIrrelevant;
  }

  /// The places that differ only by loops the tensor does not depend on. The topmost tile stands
  /// outside of everything.
  [[nodiscard]] std::pair<std::size_t, std::size_t> places(TensorId tensor,
                                                           const ZigzagMemory& memory) const {
    const std::vector<const ZigzagMemory*> chain = given_.hardware.chain(given_.operands[tensor]);
    const auto at = std::find(chain.begin(), chain.end(), &memory) - chain.begin();
    const std::size_t all = given_.loops.size();
    if (&memory == chain.back()) return {all, all};
    std::size_t first = given_.cuts[tensor][static_cast<std::size_t>(at)];
    std::size_t last = first;
    while (first > 0 && is_irrelevant(tensor, first - 1)) --first;
    while (last < all && is_irrelevant(tensor, last)) ++last;
    return {first, last};
  }

  void emit_place(std::size_t inside) {
    for (std::size_t level = 0; level < num_levels(); ++level) {
      for (const Tile& tile : tiles_[level]) {
        if (tile.place != inside) continue;
        mapping_.nodes.push_back(Node::storage(LevelId(level), tile.tensor));
      }
      if (arrays_[level + 1] == inside) emit_arrays(level + 1);
    }
  }

  void emit_arrays(std::size_t levels_outside) {
    for (const FanoutId id : chip_.architecture.fanouts.ids()) {
      if (chip_.architecture.fanouts[id].levels_outside != levels_outside) continue;
      const AxisId first = chip_.architecture.first_axis(id);
      const std::size_t axes = chip_.architecture.fanouts[id].axes.size();
      for (std::size_t axis = first.index(); axis < first.index() + axes; ++axis) {
        for (const ZigzagSpatial& loop : given_.spatial) {
          if (chip_.axes[loop.axis.index()] != AxisId(axis)) continue;
          mapping_.nodes.push_back(Node::spatial(loop.dim, loop.size, AxisId(axis)));
        }
      }
    }
  }

  /// Where sizes do not divide, bounds multiply to more: none may go where nothing is left to do.
  void trim() {
    std::vector<std::int64_t> strides(given_.layer.problem.dims.size(), 1);
    for (std::size_t i = mapping_.nodes.size(); i-- > 0;) {
      Node& node = mapping_.nodes[i];
      if (node.is_storage()) continue;
      std::int64_t& stride = strides[node.dim.index()];
      const std::int64_t size = given_.layer.problem.dims[node.dim].size;
      node.bound = std::min(node.bound, (size + stride - 1) / stride);
      stride *= node.bound;
    }
  }

  const ZigzagCase& given_;
  const ZigzagChip& chip_;
  std::vector<std::vector<Tile>> tiles_;  ///< of each level
  std::vector<std::size_t> arrays_;       ///< of the fan-outs so many levels deep: loops inside
  Mapping mapping_;
};

}  // namespace

std::optional<Mapping> to_nest(const ZigzagCase& given, const ZigzagChip& chip) {
  return NestMaker(given, chip).run();
}

}  // namespace paretile::interop
