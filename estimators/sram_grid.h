// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "estimators/curve.h"
#include "estimators/technology.h"

namespace paretile::estimators {

/// One SRAM of a question.
struct SramShape {
  double node_nm = 0;
  Device device = Device::kHighPerformance;
  double capacity_bits = 0;
  double width_bits = 0;
};

/// One column of a table that has SRAMs at several nodes (energy, area, ...), between its rows.
///
/// The table has, per node and device, a series of capacities at one width (the common one), and at
/// one node and device other widths for some capacities. Straight in the logarithms between rows:
/// first along capacity, then width, then node. Another width than the common one
///  - has at each capacity of its rows the ratio to the common width that its rows have, and runs
///    straight between these capacities;
///  - of an energy, costs at least what a narrower one costs.
/// So it is exact at the rows and, where these are monotone, monotone in capacity, width and node.
class SramGrid {
 public:
  using Column = std::optional<double> (*)(const SramRow&);

  /// The table must have `sram` rows with the column.
  SramGrid(const Table& table, Column column, bool is_energy);

  /// Without series for the device, or where other widths are known, nothing else may be asked.
  [[nodiscard]] bool knows(Device device) const;
  [[nodiscard]] double at(const SramShape& shape) const;
  /// The series of capacities at the common width; empty if the table has none there.
  [[nodiscard]] std::vector<Curve::Point> series(double node_nm, Device device) const;
  /// The shape is a row of the table.
  [[nodiscard]] bool has_row(const SramShape& shape) const;

  [[nodiscard]] double common_width_bits() const { return common_width_; }
  [[nodiscard]] std::vector<double> nodes_nm(Device device) const;  ///< ascending
  /// The node of the table nearest to another, by ratio.
  [[nodiscard]] double nearest_node_nm(double node_nm, Device device) const;

  /// Of the common width, how a width's value relates to it: geometric mean over the capacities at
  /// which the table has other widths. 1 at the common width.
  [[nodiscard]] double mean_width_ratio(double width_bits) const;
  /// How a node's values relate to the reference node's: geometric mean over the capacities.
  [[nodiscard]] double mean_node_ratio(double node_nm, Device device) const;

 private:
  struct WidthRow {
    double width_bits;
    double capacity_bits;
    double ratio;  ///< to the common width
  };
  /// Narrower than the narrowest row is as that; of wider ones energy grows with the width.
  [[nodiscard]] double extended(const Curve& by_width, double width_bits) const;
  [[nodiscard]] double at_node(const SramShape& shape) const;
  [[nodiscard]] double at_other_width(const Curve& common, double width_bits,
                                      double capacity_bits) const;
  [[nodiscard]] std::vector<double> other_widths() const;

  const Table* table_;
  Column column_;
  bool is_energy_;
  double common_width_ = 0;
  double reference_node_ = 0;  ///< where the table has other widths
  Device reference_device_ = Device::kHighPerformance;
  std::vector<WidthRow> width_rows_;
};

}  // namespace paretile::estimators
