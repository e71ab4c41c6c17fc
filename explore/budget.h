// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "core/architecture.h"
#include "core/workload.h"
#include "mapper/run.h"

namespace paretile::explore {

/// Operations in this header are those of TOPS: a multiply-accumulate is two.
inline constexpr double kOperationsPerMac = 2;

/// What a product asks of its chip. All > 0.
struct Budget {
  double frames_per_second = 0;
  double operations_per_frame = 0;
  double power_w = 0;
};

/// What follows from a budget for any chip.
struct Need {
  double operations_per_second = 0;
  double energy_per_operation_fj = 0;  ///< at most
  double energy_per_frame_pj = 0;      ///< at most
  double tops_per_w = 0;               ///< at least
};

/// 200 GOP 60 times a second in 10 mW: 12 TOPS, 10 mW / 12 TOPS = 0.83 fJ, 1200 TOPS/W.
[[nodiscard]] Need need_of(const Budget& budget);

/// fJ per operation as TOPS/W: 1 J / 1 fJ = 1e15 operations.
[[nodiscard]] double tops_per_w(double energy_per_operation_fj);

/// What a chip cannot surpass, whatever it computes: all units busy, and nothing but arithmetic
/// paid for, no memory, wire or leakage.
struct Ceiling {
  double operations_per_second = 0;
  double energy_per_operation_fj = 0;
};
[[nodiscard]] Ceiling ceiling_of(const Architecture& architecture);

/// One frame under the mappings of least energy that are fast enough, or, where none is, under the
/// fastest.
struct Frame {
  double energy_pj = 0;
  std::int64_t latency_cycles = 0;
  bool is_proven = false;  ///< no mapping of the mapspace does better
};

/// Whether a chip keeps a budget. Neither met, nor too slow, nor over its energy: not known.
struct Assessment {
  Ceiling ceiling;
  std::optional<Frame> frame;  ///< of the workload, where one is given and all layers have mappings
  bool is_met = false;         ///< mappings were found that keep it
  bool is_too_slow = false;    ///< proven
  bool is_over_energy = false;  ///< proven: a frame takes more than power over frame rate
  bool is_unmapped = false;     ///< proven: some layer has no mapping
  bool is_interrupted = false;
};

/// By the ceiling alone: may say what is impossible, never that the budget is met.
[[nodiscard]] Assessment assess(const Budget& budget, const Architecture& architecture);

/// By the least energy of one run of the workload, `operations_of(workload)` operations, within the
/// time of a frame. `settings` says how to search; its objective and limits are not used. Energy
/// spent while waiting for the next frame is not counted.
[[nodiscard]] Assessment assess(const Budget& budget, const Architecture& architecture,
                                const Workload& workload, mapper::Settings settings);

/// Two per multiply-accumulate of one run of the workload; pooling and element-wise layers do none.
[[nodiscard]] double operations_of(const Workload& workload);

}  // namespace paretile::explore
