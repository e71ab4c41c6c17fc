// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/architecture.h"
#include "core/mapping.h"
#include "core/problem.h"

namespace paretile::oracle {

/// A loop that does something (bound > 1).
struct Loop {
  bool is_spatial = false;
  DimId dim;
  FanoutId fanout;  ///< spatial loops
  std::int64_t bound = 1;
  std::int64_t stride = 1;  ///< iterations of `dim` one step of this loop skips
};

/// A storage node and its depth: the number of loops outside it.
struct Storage {
  LevelId level;
  TensorId tensor;
  std::size_t depth = 0;
};

/// A mapping as loops to walk, outermost first. Loops of bound 1 are gone, and temporal loops of
/// one dimension with nothing between them are one loop (docs/model.md section 2, canonical form).
struct Nest {
  std::vector<Loop> loops;
  std::vector<Storage> storages;
  std::vector<std::int64_t> sizes;  ///< per dimension: iterations beyond it are skipped
};
[[nodiscard]] Nest read_nest(const Mapping& mapping, const Problem& problem,
                             const Architecture& architecture);

/// Whether the bounds of some dimension multiply to more than its size.
[[nodiscard]] bool is_ragged(const Nest& nest);

/// One index per loop of the outermost `depth` loops.
using Indices = std::vector<std::int64_t>;

enum class Walk { kTime, kSpace, kAll };

/// Every index vector of the outermost `depth` loops that is within the sizes, in nest order, the
/// innermost loop fastest. kTime moves only temporal loops, kSpace only spatial ones; the others
/// stay at 0.
[[nodiscard]] std::vector<Indices> walk(const Nest& nest, std::size_t depth, Walk kind);

/// When and where at once: `tick` from a walk through time, `instance` from one through space.
[[nodiscard]] Indices combine(const Indices& tick, const Indices& instance);

/// Number of `indices` in nest order, those beyond the sizes counted, too.
[[nodiscard]] std::size_t position(const Nest& nest, const Indices& indices);

}  // namespace paretile::oracle
