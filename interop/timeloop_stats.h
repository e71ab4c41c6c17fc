// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "core/architecture.h"
#include "core/problem.h"
#include "interop/imported.h"
#include "interop/timeloop_nest.h"

namespace paretile::interop {

/// A number as printed: exact to half of its last digit.
struct PrintedNumber {
  double value = 0;
  double half_digit = 0.5;
  /// Whether the printed digits are those of `number`, give or take its own rounding.
  [[nodiscard]] bool is(double number) const;
};

/// One tensor at one level; counts are words of one instance.
struct TimeloopNodeStats {
  std::optional<PrintedNumber> tile_words;
  std::optional<PrintedNumber> instances;
  std::optional<PrintedNumber> reads;
  std::optional<PrintedNumber> fills;
  std::optional<PrintedNumber> updates;
  std::optional<PrintedNumber> energy_pj;  ///< all instances
};

/// What timeloop-model or timeloop-mapper printed of one mapping (`*.stats.txt`).
struct TimeloopStats {
  IdArray<LevelId, IdArray<TensorId, TimeloopNodeStats>> nodes;
  IdArray<LevelId, std::optional<PrintedNumber>> leakage_pj;
  std::optional<PrintedNumber> operations;
  std::optional<PrintedNumber> compute_energy_pj;
  std::optional<PrintedNumber> cycles;     ///< with those in which networks fill and drain
  double level_cycles = 0;                 ///< of the slowest level, without those; 0: not said
  std::optional<PrintedNumber> energy_uj;  ///< everything
  double network_pj = 0;                   ///< of all networks, reductions and address generation
};

/// Reads the text; its levels and data spaces must be those of the mapping. Throws InputError with
/// every mistake: names that are not there, numbers that are none, counts that are missing.
[[nodiscard]] TimeloopStats read_timeloop_stats(const SourceText& text, const Problem& problem,
                                                const Architecture& architecture,
                                                const TimeloopNest& nest);

}  // namespace paretile::interop
