// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "explore/sweep_file.h"

namespace paretile::explore {

/// What finished designs can do, to tell whether one of no less area than all of these can still
/// have a point on the front of energy, time and area.
class KnownPoints {
 public:
  /// Points of designs come by area ascending.
  void add(std::int64_t design, double area_um2, double energy_pj, double latency_s);

  /// The design with a point that is nowhere worse and somewhere better, if there is one.
  [[nodiscard]] std::optional<std::int64_t> beating(double area_um2, double energy_pj,
                                                    double latency_s) const;

 private:
  struct Known {
    double latency_s = 0;
    double area_um2 = 0;
    std::int64_t design = 0;
  };
  /// By energy; those no other beats in energy and time. As areas ascend, any of them is no larger
  /// than the designs asked about.
  std::map<double, Known> steps_;
};

/// Excludes a design of which every choice of mappings is beaten or equalled by one of `bounds`, by
/// energy ascending, if a known point beats each of them.
[[nodiscard]] std::optional<Exclusion> exclude(const std::vector<DesignPoint>& bounds,
                                               double clock_hz, double area_um2,
                                               const KnownPoints& known);

}  // namespace paretile::explore
