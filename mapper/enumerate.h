// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "mapper/draft.h"
#include "mapper/mapspace.h"

namespace paretile::mapper {

/// A space small enough to be enumerated whole, cut into independent parts.
struct Enumeration {
  std::vector<Draft> roots;  ///< each choice of storage nodes and spatial loops
  std::uint64_t size = 0;    ///< mappings in the space, each counted once
};

/// The enumeration, or nothing if the space has more than `limit` mappings (or, with hardly any
/// loops in a deep hierarchy, more than 20,000 roots).
[[nodiscard]] std::optional<Enumeration> enumerate(const SearchSpace& space, std::uint64_t limit);

/// Called with every draft; returns whether to go on.
using DraftVisitor = std::function<bool(const Draft&)>;

/// Visits every mapping with the nodes and spatial loops of `root` once, whether it fits or not.
/// Returns false if the visitor ended it.
bool visit_drafts(const SearchSpace& space, const Draft& root, const DraftVisitor& visit);

}  // namespace paretile::mapper
