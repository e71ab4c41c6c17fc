// SPDX-License-Identifier: Apache-2.0
// Any bytes are an architecture (and an energy table) or InputError; what is read is valid.
#include <cstddef>
#include <cstdint>

#include "core/diagnostics.h"
#include "core/io/load.h"
#include "core/io/technology_table.h"
#include "core/validate.h"
#include "tests/fuzz/require.h"

namespace {

constexpr const char* kTable =
    "format: 1\nname: toy\nword_bits: 16\nentries:\n"
    "  ram: {read: 6 pJ, write: 7 pJ}\n  wire: {deliver: 2 pJ}\n  mac: {energy: 1 pJ}\n"
    "node: 45 nm\nconfidence: A\noperations:\n"
    "  - {operation: add, format: int32, energy: 0.1 pJ, area: 137 um2}\n"
    "  - {operation: multiply, format: int8, energy: 0.2 pJ, area: 282 um2}\n"
    "dram: [{type: generic, energy_per_bit: 20 pJ}]\n"
    "register_files: [{capacity: 192 b, width: 16 b, access: 0.1 pJ}]\n"
    "wires: [{node: 40 nm, voltage: 0.9 V, data: random, energy_per_bit_mm: 121 fJ}]\n"
    "sram:\n"
    "  - {node: 32 nm, capacity: 1 KiB, width: 64 b, read: 1 pJ, write: 1 pJ, leakage: 1 mW, "
    "area: 1 um2, access_time: 1 ns}\n"
    "  - {node: 65 nm, capacity: 1 KiB, width: 64 b, read: 2 pJ, write: 2 pJ, leakage: 1 mW, "
    "area: 2 um2, access_time: 2 ns}\n"
    "scaling:\n"
    "  - {node: 90 nm, voltage: 1.2 V, delay: [0, 0, -1, 9], energy: [2, 1, 0], power: [1, 1, 1], "
    "area: 4}\n"
    "  - {node: 7 nm, voltage: 0.7 V, delay: [0, 0, -1, 2], energy: [1, 0, 0], power: [1, 1, 1], "
    "area: 0.1}\n";

const paretile::estimators::Technology& technology() {
  static const paretile::estimators::Technology tables{
      {paretile::io::parse_technology_table(kTable, "toy.yaml").table}};
  return tables;
}

std::optional<paretile::io::TableText> find_table(std::string_view) {
  return paretile::io::TableText{"toy.yaml", kTable};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const paretile::Architecture chip =
        paretile::io::parse_architecture(text, "f", find_table, technology);
    paretile::require(paretile::validate(chip).empty(), "an architecture that is read is valid");
  } catch (const paretile::InputError& error) {
    paretile::require(!error.diagnostics().empty(), "an error says something");
  }
  try {
    static_cast<void>(paretile::io::parse_technology_table(text, "f"));
  } catch (const paretile::InputError&) {
  }
  return 0;
}
