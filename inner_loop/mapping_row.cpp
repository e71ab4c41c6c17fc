// SPDX-License-Identifier: Apache-2.0
#include "inner_loop/mapping_row.h"

#include <algorithm>

namespace paretile::inner_loop {
namespace {

NodeRow to_node_row(const Node& node) {
  NodeRow row;
  if (node.is_storage()) {
    row.kind = NodeKind::kStorage;
    row.level = static_cast<std::uint8_t>(node.level.index());
    row.tensor = static_cast<std::uint8_t>(node.tensor.index());
    return row;
  }
  row.kind = node.is_temporal() ? NodeKind::kTemporal : NodeKind::kSpatial;
  row.dim = static_cast<std::uint8_t>(node.dim.index());
  row.bound = node.bound;
  if (node.is_spatial()) row.axis = static_cast<std::uint8_t>(node.axis.index());
  return row;
}

}  // namespace

std::vector<NodeRow> to_nodes(const Mapping& mapping) {
  std::vector<NodeRow> rows;
  rows.reserve(mapping.nodes.size());
  for (const Node& node : mapping.nodes) rows.push_back(to_node_row(node));
  return rows;
}

MappingTable to_table(std::span<const Mapping> mappings, std::size_t min_width) {
  MappingTable table;
  table.width = min_width;
  for (const Mapping& mapping : mappings) {
    table.width = std::max(table.width, mapping.nodes.size());
  }
  table.nodes.resize(table.width * mappings.size());
  for (std::size_t i = 0; i < mappings.size(); ++i) {
    std::transform(mappings[i].nodes.begin(), mappings[i].nodes.end(),
                   table.nodes.begin() + static_cast<std::ptrdiff_t>(i * table.width), to_node_row);
  }
  return table;
}

bool read_row(std::span<const NodeRow> row, Mapping& mapping) noexcept {
  mapping.nodes.clear();
  for (const NodeRow& node : row) {
    if (node.kind == NodeKind::kNone) return true;
    if (mapping.nodes.full()) return false;
    switch (node.kind) {
      case NodeKind::kStorage:
        mapping.nodes.push_back(Node::storage(LevelId(node.level), TensorId(node.tensor)));
        break;
      case NodeKind::kTemporal:
        mapping.nodes.push_back(Node::temporal(DimId(node.dim), node.bound));
        break;
      case NodeKind::kSpatial:
        mapping.nodes.push_back(Node::spatial(DimId(node.dim), node.bound, AxisId(node.axis)));
        break;
      default:
        return false;
    }
  }
  return true;
}

}  // namespace paretile::inner_loop
