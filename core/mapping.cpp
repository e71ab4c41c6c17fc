// SPDX-License-Identifier: Apache-2.0
#include "core/mapping.h"

#include <algorithm>

#include "core/problem.h"

namespace paretile {
namespace {

bool is_unit_loop(const Node& node) { return !node.is_storage() && node.bound == 1; }

bool same_loop(const Node& a, const Node& b) {
  return a.kind == b.kind && !a.is_storage() && a.dim == b.dim &&
         (a.is_temporal() || a.axis == b.axis);
}

/// Sorts each stretch of neighbouring storage nodes, and each of neighbouring spatial loops. Node's
/// order compares level before tensor, so storage comes by level, then tensor; spatial loops go by
/// axis, then dimension.
void sort_stretches(Mapping& mapping) {
  auto by_place = [](const Node& a, const Node& b) {
    if (a.is_storage()) return a < b;
    return a.axis != b.axis ? a.axis < b.axis : a.dim < b.dim;
  };
  Node* begin = mapping.nodes.begin();
  while (begin != mapping.nodes.end()) {
    Node* end = begin;
    while (end != mapping.nodes.end() && end->kind == begin->kind) ++end;
    if (!begin->is_temporal()) std::stable_sort(begin, end, by_place);
    begin = end;
  }
}

}  // namespace

bool is_ragged(const Mapping& mapping, const Problem& problem) {
  for (DimId dim : problem.dims.ids()) {
    std::int64_t product = 1;
    for (const Node& node : mapping.nodes) {
      if (!node.is_storage() && node.dim == dim) product *= node.bound;
    }
    if (product != problem.dims[dim].size) return true;
  }
  return false;
}

Mapping canonical(const Mapping& mapping) {
  Mapping ordered;
  for (const Node& node : mapping.nodes) {
    if (!is_unit_loop(node)) ordered.nodes.push_back(node);
  }
  sort_stretches(ordered);
  Mapping result;
  for (const Node& node : ordered.nodes) {
    if (!result.nodes.empty() && same_loop(result.nodes.back(), node)) {
      result.nodes.back().bound *= node.bound;
    } else {
      result.nodes.push_back(node);
    }
  }
  return result;
}

std::strong_ordering compare(const Mapping& a, const Mapping& b) {
  return std::lexicographical_compare_three_way(a.nodes.begin(), a.nodes.end(), b.nodes.begin(),
                                                b.nodes.end());
}

std::uint64_t hash(const Mapping& mapping) {
  std::uint64_t state = 14695981039346656037ULL;
  auto mix = [&state](std::uint64_t value) {
    for (int byte = 0; byte < 8; ++byte) {
      state = (state ^ ((value >> (8 * byte)) & 0xFFU)) * 1099511628211ULL;
    }
  };
  for (const Node& node : mapping.nodes) {
    mix(static_cast<std::uint64_t>(node.kind));
    mix(node.is_storage() ? node.level.index() : node.dim.index());
    mix(node.is_storage() ? node.tensor.index() : node.axis.index());
    mix(static_cast<std::uint64_t>(node.bound));
  }
  return state;
}

}  // namespace paretile
