// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/architecture.h"
#include "core/constraints.h"
#include "core/ids.h"
#include "core/inline_vector.h"
#include "core/problem.h"
#include "cost_model/options.h"
#include "cost_model/verdict.h"
#include "mapper/result.h"
#include "mapper/run.h"

namespace paretile::mapper {

/// A place where a tensor may be kept besides its home.
struct Slot {
  LevelId level;
  TensorId tensor;
  bool required = false;   ///< the architecture demands it
  std::size_t region = 0;  ///< how many usable fan-outs stand outside the level
};

/// A fan-out inside all homes, with the axes that loops of this problem can use.
struct UsableFanout {
  FanoutId id;
  std::size_t region = 0;  ///< of the levels outside it
  bool fold = false;
  std::int64_t children = 1;
  std::vector<AxisId> axes;
};

/// What is searched for one problem on one architecture, resolved; mapspace_of says it in words.
struct SearchSpace {
  std::size_t num_tensors = 0;
  IdVector<DimId, std::int64_t> sizes;
  IdVector<DimId, std::vector<std::int64_t>> primes;  ///< factors of each size, ascending
  /// The outermost level that may keep each tensor: its values start and end there.
  IdArray<TensorId, LevelId> homes;
  std::vector<Slot> slots;
  std::vector<UsableFanout> fanouts;  ///< outermost first
  IdArray<AxisId, std::int64_t> axis_sizes;
  IdArray<AxisId, IdSet<DimId>> axis_dims;  ///< dimensions of size > 1 it may carry

  [[nodiscard]] std::size_t num_regions() const { return fanouts.size() + 1; }
};

/// The space, or why it is empty: a tensor no level may keep.
struct SpaceOrVerdict {
  std::optional<SearchSpace> space;
  cost_model::Verdict verdict;
};
/// Keep and bypass rules of the constraints are taken into account; the other ones are left to the
/// search.
[[nodiscard]] SpaceOrVerdict build_space(const Problem& problem, const Architecture& architecture,
                                         const Constraints& constraints = {});

/// No fewer mappings than the space has: each dimension placed without regard to the others.
[[nodiscard]] double size_at_most(const SearchSpace& space);

/// Name, words and hash of the space the settings ask for, with the size as given.
[[nodiscard]] Mapspace mapspace_of(const Problem& problem, const Architecture& architecture,
                                   const Settings& settings, double size);

}  // namespace paretile::mapper
