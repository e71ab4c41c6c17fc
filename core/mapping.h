// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>

#include "core/ids.h"
#include "core/inline_vector.h"

namespace paretile {

struct Problem;

/// One line of a mapping.
struct Node {
  enum class Kind : std::uint8_t {
    kStorage,   ///< a tile of `tensor` is held in `level` here
    kTemporal,  ///< for d in [0, bound)
    kSpatial,   ///< parallel-for d in [0, bound) along `axis`
  };
  Kind kind = Kind::kStorage;
  LevelId level;           // storage
  TensorId tensor;         // storage
  DimId dim;               // loops
  AxisId axis;             // spatial
  std::int64_t bound = 1;  // loops; >= 1

  static constexpr Node storage(LevelId level, TensorId tensor) {
    Node node;
    node.kind = Kind::kStorage;
    node.level = level;
    node.tensor = tensor;
    return node;
  }
  static constexpr Node temporal(DimId dim, std::int64_t bound) {
    Node node;
    node.kind = Kind::kTemporal;
    node.dim = dim;
    node.bound = bound;
    return node;
  }
  static constexpr Node spatial(DimId dim, std::int64_t bound, AxisId axis) {
    Node node = temporal(dim, bound);
    node.kind = Kind::kSpatial;
    node.axis = axis;
    return node;
  }
  [[nodiscard]] constexpr bool is_storage() const { return kind == Kind::kStorage; }
  [[nodiscard]] constexpr bool is_temporal() const { return kind == Kind::kTemporal; }
  [[nodiscard]] constexpr bool is_spatial() const { return kind == Kind::kSpatial; }
  friend constexpr auto operator<=>(const Node&, const Node&) = default;
};

/// An ordered nest, outermost first, ending in compute. One form for even mappings (all tensors of
/// a level in one place), uneven ones (in different places) and bypass (the node is absent). What
/// makes a mapping legal is in validate.h.
///
/// The stride of a loop is the product of the bounds of all inner loops of its dimension. The loops
/// at indices x are at iteration sum(x * stride) of the dimension, and nothing is done where that
/// is not below the size: bounds are nominal. In a perfect mapping the bounds of each dimension
/// multiply to its size and nothing is skipped. In a ragged one they may multiply to more: 55 rows
/// in strips of 7 are `for P in [0, 8)` outside `for P in [0, 7)`, and the eighth strip has 6 rows.
/// So a loop visits ceil(rows of the tile around it / stride) tiles, of which the very last of the
/// dimension may be smaller. Each loop reaches its last index somewhere: (bound - 1) * stride is
/// below the size.
struct Mapping {
  InlineVector<Node, kMaxNodes> nodes;

  friend bool operator==(const Mapping&, const Mapping&) = default;
};

/// Whether the bounds of some dimension multiply to more than its size, in a legal mapping.
[[nodiscard]] bool is_ragged(const Mapping& mapping, const Problem& problem);

/// The same nest in its one canonical spelling: no loops of bound 1; neighbouring temporal loops of
/// one dimension merged; neighbouring storage nodes by level, then tensor; spatial loops of one
/// fan-out by axis, then dimension, and merged. Costs are unchanged by it. For perfect mappings: of
/// ragged ones, merged loops may have indices that are never reached.
[[nodiscard]] Mapping canonical(const Mapping& mapping);

/// Total order of canonical mappings: the tie-break of every search.
[[nodiscard]] std::strong_ordering compare(const Mapping& a, const Mapping& b);

/// A hash that is the same on every machine and in every release (FNV-1a of the nodes).
[[nodiscard]] std::uint64_t hash(const Mapping& mapping);

}  // namespace paretile
