// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "estimators/number_format.h"

namespace paretile::estimators {

/// Kinds of transistors a node offers: high performance, or low power (low standby power).
enum class Device : std::uint8_t { kHighPerformance, kLowPower };
[[nodiscard]] std::string_view to_string(Device device);  // "hp", "lp"

/// What a chip, or a part of it, is made in.
struct Process {
  double node_nm = 0;    ///< 0 = not stated
  double voltage_v = 0;  ///< supply; 0 = the nominal one of the node
  Device device = Device::kHighPerformance;
};

/// Every row of a table says where it comes from; empty = as its table.
struct Row {
  std::string source = {};
  /// A read in the publication, or in public data files made from it; B from memory of it; C an
  /// estimate.
  std::string confidence = {};
};

/// Energy and area of one arithmetic unit.
struct OperationRow : Row {
  bool multiplies = false;
  NumberFormat format;
  double energy_pj = 0;
  std::optional<double> area_um2;
};

/// One SRAM of one port and one bank.
struct SramRow : Row {
  double node_nm = 0;
  Device device = Device::kHighPerformance;
  std::int64_t capacity_bits = 0;
  std::int64_t width_bits = 0;  ///< of an access
  double read_pj = 0;           ///< per access
  std::optional<double> write_pj;
  std::optional<double> leakage_w;
  std::optional<double> area_um2;
  std::optional<double> access_time_s;
};

/// One memory made of registers.
struct RegisterFileRow : Row {
  std::int64_t capacity_bits = 0;
  std::int64_t width_bits = 0;
  double access_pj = 0;
};

/// One cell of logic.
struct CellRow : Row {
  std::string cell;
  int bits = 1;
  double area_um2 = 0;
  std::optional<double> leakage_w;
};

/// One kind of off-chip memory.
struct DramRow : Row {
  std::string type;
  double energy_per_bit_pj = 0;
  std::optional<double> at_most_pj;  ///< upper end of a published range
};

/// A wire on a chip.
struct WireRow : Row {
  double node_nm = 0;
  double voltage_v = 0;
  std::string data;  ///< "random": mean over random bits; "transition": per change of a bit
  double energy_per_bit_mm_pj = 0;
};

/// One hop of a network on chip: a router and the link to the next.
struct HopRow : Row {
  double node_nm = 0;
  double voltage_v = 0;
  double energy_per_bit_pj = 0;
};

/// Polynomials of one node in the supply voltage, highest power first; area relative to 45 nm.
struct ScalingRow : Row {
  double node_nm = 0;
  std::optional<Device> device;  ///< nullopt: the node has one kind
  double voltage_v = 0;          ///< nominal
  std::array<double, 4> delay = {};
  std::array<double, 3> energy = {};
  std::array<double, 3> power = {};
  double area = 0;
};

/// One table of measured or modelled numbers: any of the lists below.
struct Table : Row {
  std::string name;
  std::string caution;   ///< to be repeated to whoever uses the numbers
  double node_nm = 0;    ///< of rows that state none
  double voltage_v = 0;  ///< at which the energies hold; 0 = nominal
  std::vector<OperationRow> operations;
  std::vector<SramRow> sram;
  std::vector<RegisterFileRow> register_files;
  std::vector<CellRow> cells;
  std::vector<DramRow> dram;
  std::vector<WireRow> wires;
  std::vector<HopRow> hops;
  std::vector<ScalingRow> scaling;
};

/// All tables that estimates may draw on.
struct Technology {
  std::vector<Table> tables;

  [[nodiscard]] const Table* find(std::string_view name) const;  ///< null if there is none
};

}  // namespace paretile::estimators
