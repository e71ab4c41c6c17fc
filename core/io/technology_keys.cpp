// SPDX-License-Identifier: Apache-2.0
#include "core/io/technology_keys.h"

namespace paretile::io {
namespace {

using namespace estimators;  // NOLINT(google-build-using-namespace): the kinds of rows

constexpr Quantity kNone = Quantity::kCount;

template <typename T>
KeyRow<T> node_key(std::string_view fallback) {
  return {{"node", "node_nm"}, Quantity::kLength, "length", fallback, "", &T::node_nm};
}
template <typename T>
KeyRow<T> voltage_key() {
  return {{"voltage", "voltage_v"}, Quantity::kVoltage, "voltage", "required", "", &T::voltage_v};
}
template <typename T>
KeyRow<T> source_key() {
  return {"source", kNone, "text", "the table's", "citation of the row", &T::source};
}
template <typename T>
KeyRow<T> confidence_key() {
  return {"confidence", kNone, "A, B or C", "the table's", "of the row", &T::confidence};
}

const KeyRow<Table> kTableKeys[] = {
    {"format", kNone, "1", "required", "version of this format"},
    {"name", kNone, "name", "required", "what files refer to", &Table::name},
    {"source", kNone, "text", "none", "where the numbers come from", &Table::source},
    {"confidence", kNone, "A, B or C", "none",
     "A read in the publication or in public data files made from it; B from memory of it; C an "
     "estimate",
     &Table::confidence},
    {"caution", kNone, "text", "none", "what whoever uses the numbers is told", &Table::caution},
    {{"node", "node_nm"},
     Quantity::kLength,
     "length",
     "none",
     "node of rows that state none; needed by `operations`, `register_files` and `cells`",
     &Table::node_nm},
    {{"voltage", "voltage_v"},
     Quantity::kVoltage,
     "voltage",
     "nominal of the node",
     "supply of `operations` and `register_files`",
     &Table::voltage_v},
    {"word_bits", kNone, "bits", "required with `entries`",
     "bits of the word the energies of `entries` are quoted for"},
    {"entries", kNone, "map of maps", "none",
     "by name: any energy key of a level, a fan-out or `compute`, and `source`"},
    {"operations", kNone, "list of maps", "none", "arithmetic units, for `class: mac`"},
    {"sram", kNone, "list of maps", "none", "static RAMs, for `class: sram`"},
    {"register_files", kNone, "list of maps", "none", "for `class: register_file`"},
    {"cells", kNone, "list of maps", "none", "area and leakage of cells of logic"},
    {"dram", kNone, "list of maps", "none", "off-chip memories, for `class: dram`"},
    {"wires", kNone, "list of maps", "none", "wires on a chip, for `class: wire`"},
    {"hops", kNone, "list of maps", "none", "hops of a network on chip, for `class: noc`"},
    {"scaling", kNone, "list of maps", "none", "how logic changes between nodes"},
};

const KeyRow<OperationRow> kOperationKeys[] = {
    {"operation", kNone, "add or multiply", "required", ""},
    {"format", kNone, "number format", "required", "of the operands: `int8`, `bf16`, ..."},
    {{"energy", "energy_pj"},
     Quantity::kEnergy,
     "energy",
     "required",
     "of one operation",
     &OperationRow::energy_pj},
    {{"area", "area_um2"},
     Quantity::kArea,
     "area",
     "not known",
     "of one unit",
     &OperationRow::area_um2},
    source_key<OperationRow>(),
    confidence_key<OperationRow>(),
};

const KeyRow<SramRow> kSramKeys[] = {
    node_key<SramRow>("the table's"),
    {"device", kNone, "hp or lp", "hp", "kind of transistors"},
    {{"capacity", "capacity_bits"},
     Quantity::kBits,
     "size",
     "required",
     "",
     &SramRow::capacity_bits},
    {{"width", "width_bits"},
     Quantity::kBits,
     "size",
     "required",
     "bits of one access",
     &SramRow::width_bits},
    {{"read", "read_pj"}, Quantity::kEnergy, "energy", "required", "one access", &SramRow::read_pj},
    {{"write", "write_pj"},
     Quantity::kEnergy,
     "energy",
     "not known",
     "one access",
     &SramRow::write_pj},
    {{"leakage", "leakage_w"}, Quantity::kPower, "power", "not known", "", &SramRow::leakage_w},
    {{"area", "area_um2"}, Quantity::kArea, "area", "not known", "", &SramRow::area_um2},
    {{"access_time", "access_time_s"},
     Quantity::kTime,
     "time",
     "not known",
     "from address to data",
     &SramRow::access_time_s},
    source_key<SramRow>(),
    confidence_key<SramRow>(),
};

const KeyRow<RegisterFileRow> kRegisterFileKeys[] = {
    {{"capacity", "capacity_bits"},
     Quantity::kBits,
     "size",
     "required",
     "",
     &RegisterFileRow::capacity_bits},
    {{"width", "width_bits"},
     Quantity::kBits,
     "size",
     "required",
     "bits of one access",
     &RegisterFileRow::width_bits},
    {{"access", "access_pj"},
     Quantity::kEnergy,
     "energy",
     "required",
     "a read or a write",
     &RegisterFileRow::access_pj},
    source_key<RegisterFileRow>(),
    confidence_key<RegisterFileRow>(),
};

const KeyRow<CellRow> kCellKeys[] = {
    {"cell", kNone, "text", "required", "`register_bit`, `multiplier`, ...", &CellRow::cell},
    {"bits", kNone, "bits", "1", "", &CellRow::bits},
    {{"area", "area_um2"}, Quantity::kArea, "area", "required", "", &CellRow::area_um2},
    {{"leakage", "leakage_w"}, Quantity::kPower, "power", "not known", "", &CellRow::leakage_w},
    source_key<CellRow>(),
    confidence_key<CellRow>(),
};

const KeyRow<DramRow> kDramKeys[] = {
    {"type", kNone, "text", "required", "name of the kind", &DramRow::type},
    {{"energy_per_bit", "energy_per_bit_pj"},
     Quantity::kEnergy,
     "energy",
     "required",
     "one bit read or written",
     &DramRow::energy_per_bit_pj},
    {{"at_most", "at_most_pj"},
     Quantity::kEnergy,
     "energy",
     "none",
     "upper end where a range is published",
     &DramRow::at_most_pj},
    source_key<DramRow>(),
    confidence_key<DramRow>(),
};

const KeyRow<WireRow> kWireKeys[] = {
    node_key<WireRow>("required"),
    voltage_key<WireRow>(),
    {"data", kNone, "random or transition", "required", "what the energy is a mean over",
     &WireRow::data},
    {{"energy_per_bit_mm", "energy_per_bit_mm_pj"},
     Quantity::kEnergy,
     "energy",
     "required",
     "one bit over one mm",
     &WireRow::energy_per_bit_mm_pj},
    source_key<WireRow>(),
    confidence_key<WireRow>(),
};

const KeyRow<HopRow> kHopKeys[] = {
    node_key<HopRow>("required"),
    voltage_key<HopRow>(),
    {{"energy_per_bit", "energy_per_bit_pj"},
     Quantity::kEnergy,
     "energy",
     "required",
     "one bit through a router and to the next",
     &HopRow::energy_per_bit_pj},
    source_key<HopRow>(),
    confidence_key<HopRow>(),
};

const KeyRow<ScalingRow> kScalingKeys[] = {
    node_key<ScalingRow>("required"),
    {"device", kNone, "hp or lp", "both", "kind of transistors"},
    {{"voltage", "voltage_v"},
     Quantity::kVoltage,
     "voltage",
     "required",
     "nominal supply",
     &ScalingRow::voltage_v},
    {"delay", kNone, "list of 4 numbers", "required", "polynomial in the voltage, cubed first"},
    {"energy", kNone, "list of 3 numbers", "required", "polynomial, squared first"},
    {"power", kNone, "list of 3 numbers", "required", "polynomial, squared first"},
    {"area", kNone, "number", "required", "relative to 45 nm", &ScalingRow::area},
    source_key<ScalingRow>(),
    confidence_key<ScalingRow>(),
};

}  // namespace

std::span<const KeyRow<Table>> table_keys() { return kTableKeys; }
std::span<const KeyRow<OperationRow>> operation_keys() { return kOperationKeys; }
std::span<const KeyRow<SramRow>> sram_keys() { return kSramKeys; }
std::span<const KeyRow<RegisterFileRow>> register_file_keys() { return kRegisterFileKeys; }
std::span<const KeyRow<CellRow>> cell_keys() { return kCellKeys; }
std::span<const KeyRow<DramRow>> dram_keys() { return kDramKeys; }
std::span<const KeyRow<WireRow>> wire_keys() { return kWireKeys; }
std::span<const KeyRow<HopRow>> hop_keys() { return kHopKeys; }
std::span<const KeyRow<ScalingRow>> scaling_keys() { return kScalingKeys; }

}  // namespace paretile::io
