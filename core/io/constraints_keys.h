// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "core/constraints.h"
#include "core/io/key_table.h"

namespace paretile::io {

/// The keys of a constraints file and of the entries of its lists. Rows without a target are read
/// by core/io/constraints_reader.cpp.
[[nodiscard]] std::span<const KeyRow<Constraints>> constraints_keys();
[[nodiscard]] std::span<const KeyRow<KeepRule>> keep_keys();  ///< and of `bypass`
[[nodiscard]] std::span<const KeyRow<SpatialRule>> spatial_keys();
[[nodiscard]] std::span<const KeyRow<TileRule>> tile_keys();
[[nodiscard]] std::span<const KeyRow<StationaryRule>> stationary_keys();

}  // namespace paretile::io
