// SPDX-License-Identifier: Apache-2.0
#include "cost_model/roofline.h"

#include <algorithm>

namespace paretile::cost_model {
namespace {

constexpr double kBitsPerByte = 8;
constexpr LevelId kOutermost{0};

}  // namespace

double Roofline::attainable_utilization(double operations_per_byte) const {
  const double ridge = ridge_operations_per_byte();
  return operations_per_byte >= ridge ? 1 : operations_per_byte / ridge;
}

Roofline roofline_of(const Architecture& architecture) {
  const Level& outermost = architecture.levels[kOutermost];
  const double both =
      outermost.read_bandwidth_bits_per_cycle + outermost.write_bandwidth_bits_per_cycle;
  return {static_cast<double>(architecture.compute_instances()) /
              architecture.compute.cycles_per_operation,
          std::min(both, outermost.shared_bandwidth_bits_per_cycle) / kBitsPerByte};
}

double operations_per_byte(const Counts& counts, const Totals& totals) {
  // The outermost level has one instance, so its busiest one carries everything.
  const auto bits = static_cast<double>(totals.busiest[kOutermost].shared_bits);
  return static_cast<double>(counts.operations) * kBitsPerByte / bits;
}

}  // namespace paretile::cost_model
