// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/architecture.h"
#include "cost_model/counts.h"
#include "cost_model/totals.h"

namespace paretile::cost_model {

/// The two limits a chip sets to any mapping: its compute units, and the ports of its outermost
/// level, which every word passes. docs/model.md eq. (14).
struct Roofline {
  double peak_operations_per_cycle = 0;
  double bandwidth_bytes_per_cycle = 0;  ///< of the outermost level; may be unlimited

  /// Operations per byte from which on the compute units are the limit; 0: always.
  [[nodiscard]] double ridge_operations_per_byte() const {
    return peak_operations_per_cycle / bandwidth_bytes_per_cycle;
  }
  /// No mapping of that intensity has a higher utilization.
  [[nodiscard]] double attainable_utilization(double operations_per_byte) const;
};
[[nodiscard]] Roofline roofline_of(const Architecture& architecture);

/// Operational intensity: operations per byte that passes the ports of the outermost level, in
/// either direction.
[[nodiscard]] double operations_per_byte(const Counts& counts, const Totals& totals);

}  // namespace paretile::cost_model
