// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/architecture.h"
#include "interop/timeloop_files.h"
#include "interop/timeloop_nest.h"

namespace paretile::interop {

/// A chip in our terms, and what an access of each memory is to Timeloop.
struct TimeloopArchitecture {
  Architecture architecture;
  IdVector<LevelId, TimeloopBlock> blocks;
};

/// The `architecture` section with the energies and areas of `ERT` and `ART`. Timeloop counts words
/// whatever their width, so all levels get one width. With mistakes reported the value is
/// incomplete.
[[nodiscard]] TimeloopArchitecture read_timeloop_architecture(TimeloopFiles& files);

/// Axes of the array inside a level are its name and one of these; the fan-out is its name and
/// `_array`.
inline constexpr const char* kAxisX = "_x";
inline constexpr const char* kAxisY = "_y";

}  // namespace paretile::interop
