// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/limits.h"
#include "core/mapping.h"

namespace paretile::inner_loop {

/// What a NodeRow is. A row of zeros is no node.
enum class NodeKind : std::uint8_t {
  kNone = 0,      ///< the nest has ended; what follows is not read
  kStorage = 1,   ///< `level` holds a tile of `tensor` here
  kTemporal = 2,  ///< for `dim` in [0, bound)
  kSpatial = 3,   ///< parallel-for `dim` in [0, bound) along `axis`
};

/// One node of a mapping (core/mapping.h) as 16 bytes, as a structured numpy array holds them.
/// Numbers count from 0 in the order of the problem's tensors and dimensions, of the architecture's
/// levels, and of the axes of all its fan-outs, outermost first. Fields a kind does not name are
/// not read, and 0 when written.
struct NodeRow {
  NodeKind kind = NodeKind::kNone;
  std::uint8_t level = 0;
  std::uint8_t tensor = 0;
  std::uint8_t dim = 0;
  std::uint8_t axis = 0;
  std::uint8_t reserved[3] = {0, 0, 0};
  std::int64_t bound = 0;  ///< of loops, >= 1
  friend bool operator==(const NodeRow&, const NodeRow&) = default;
};
static_assert(sizeof(NodeRow) == 16);

/// Mappings of one problem, side by side: `width` nodes each, outermost first, then kNone. A table
/// of all nodes, row by row: mapping i is nodes [i * width, (i + 1) * width).
struct MappingTable {
  std::size_t width = 0;
  std::vector<NodeRow> nodes;

  [[nodiscard]] std::size_t size() const { return width == 0 ? 0 : nodes.size() / width; }
  [[nodiscard]] std::span<const NodeRow> row(std::size_t i) const {
    return std::span(nodes).subspan(i * width, width);
  }
};

/// The table of mappings, as wide as the longest of them or as `min_width`.
[[nodiscard]] MappingTable to_table(std::span<const Mapping> mappings, std::size_t min_width = 0);

/// The nodes of one mapping, as a row of a table.
[[nodiscard]] std::vector<NodeRow> to_nodes(const Mapping& mapping);

/// Reads one row; false if a kind is none of the four or there are more than kMaxNodes. Whether the
/// nest is legal (numbers that exist, bounds that multiply to the sizes) the evaluator judges.
[[nodiscard]] bool read_row(std::span<const NodeRow> row, Mapping& mapping) noexcept;

}  // namespace paretile::inner_loop
