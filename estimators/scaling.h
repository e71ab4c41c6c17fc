// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "estimators/technology.h"

namespace paretile::estimators {

/// How logic changes between processes: quotients of polynomials in the supply voltage (Stillmaker
/// and Baas). Between two nodes of the table, straight in the logarithms of node and factor, each
/// neighbour at the same multiple of its nominal voltage. SRAM, wires and DRAM do not follow.
class LogicScaling {
 public:
  /// By the first table with `scaling` rows. Without one nothing is covered, and nothing but
  /// covers() may be asked.
  explicit LogicScaling(const Technology& technology);

  [[nodiscard]] bool has_table() const { return table_ != nullptr; }
  [[nodiscard]] double smallest_node_nm() const;
  [[nodiscard]] double largest_node_nm() const;
  [[nodiscard]] bool covers(const Process& process) const;

  /// The supply voltage of the process, the node's nominal one where it states none.
  [[nodiscard]] double voltage_v(const Process& process) const;
  /// What a number of the one process is multiplied by for the other. Both nodes must be covered
  /// and both processes valid.
  [[nodiscard]] double energy_factor(const Process& from, const Process& to) const;
  [[nodiscard]] double delay_factor(const Process& from, const Process& to) const;
  [[nodiscard]] double area_factor(double from_node_nm, double to_node_nm) const;

  /// False where the polynomials have left the voltages they were fitted to: nothing there may be
  /// negative, and energy rises with the voltage.
  [[nodiscard]] bool is_valid(const Process& process) const;

  [[nodiscard]] const Table& table() const { return *table_; }

 private:
  [[nodiscard]] std::vector<const ScalingRow*> rows(Device device) const;
  template <typename Value>
  [[nodiscard]] double interpolated(const Process& process, const Value& value) const;

  const Table* table_ = nullptr;
};

}  // namespace paretile::estimators
