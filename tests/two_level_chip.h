// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/architecture.h"

namespace paretile {

/// "dram" and "buffer" around units, with one array of `size` children along one axis inside the
/// first `levels_outside` levels. Nothing costs anything, and nothing is limited.
inline Architecture two_level_chip(std::size_t levels_outside, std::int64_t size) {
  Architecture architecture;
  architecture.levels = IdVector<LevelId, Level>(2);
  architecture.levels[LevelId(0)].name = "dram";
  architecture.levels[LevelId(1)].name = "buffer";
  Fanout array;
  array.name = "array";
  array.levels_outside = levels_outside;
  array.axes = {{"x", size, {}}};
  architecture.fanouts.push_back(array);
  return architecture;
}

}  // namespace paretile
