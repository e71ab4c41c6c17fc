// SPDX-License-Identifier: Apache-2.0
#include "core/io/technology_table.h"

#include <doctest/doctest.h>

#include <string>

#include "core/diagnostics.h"

namespace paretile::io {
namespace {

std::string errors_of(const std::string& text) {
  try {
    static_cast<void>(parse_technology_table(text, "table.yaml"));
  } catch (const InputError& error) {
    return error.what();
  }
  return "nothing is wrong";
}

TEST_CASE("a row takes node, source and confidence from its table where it states none") {
  const TechnologyTable read = parse_technology_table(
      "format: 1\nname: t\nnode: 45 nm\nconfidence: B\nsram:\n"
      "  - {capacity: 8 KiB, width: 64 b, read: 10 pJ}\n"
      "  - {node: 65 nm, device: lp, capacity: 8 KiB, width: 64 b, read: 17 pJ, source: \"p. "
      "1\"}\n",
      "table.yaml");
  REQUIRE(read.table.sram.size() == 2);
  CHECK(read.table.sram[0].node_nm == 45);
  CHECK(read.table.sram[0].capacity_bits == 65536);
  CHECK_FALSE(read.table.sram[0].write_pj.has_value());
  CHECK(read.table.sram[1].node_nm == 65);
  CHECK(read.table.sram[1].device == estimators::Device::kLowPower);
  CHECK(read.table.sram[1].source == "p. 1");
  CHECK(read.table.confidence == "B");
}

TEST_CASE("polynomials may be negative, with their highest power first") {
  const TechnologyTable read = parse_technology_table(
      "format: 1\nname: t\nscaling:\n"
      "  - {node: 45 nm, voltage: 0.9 V, delay: [-501.6, 1567, -1619, 566.1],\n"
      "     energy: [1.018, -0.3107, 0.1539], power: [5462, -1760, 522.4], area: 1}\n",
      "table.yaml");
  CHECK(read.table.scaling.at(0).delay[0] == -501.6);
  CHECK(read.table.scaling.at(0).energy[2] == 0.1539);
  CHECK_FALSE(read.table.scaling.at(0).device.has_value());
}

TEST_CASE("mistakes of a technology table show their line and caret, all at once") {
  CHECK(errors_of("format: 1\nname: t\nconfidence: D\noperations:\n"
                  "  - {operation: multply, format: int8, energy: 1 pJ}\n"
                  "  - {operation: add, format: int99, energy: 0 pJ}\n"
                  "sram:\n"
                  "  - {capacity: 8 KiB, width: 64 b, raed: 10 pJ}\n"
                  "scaling:\n"
                  "  - {node: 45 nm, voltage: 0.9 V, delay: [1, 2], energy: [1, x, 3],\n"
                  "     power: [1, 2, 3], area: 1}\n") ==
        "table.yaml:3:13: error: confidence must be one of A, B, C, not 'D'\n"
        "  confidence: D\n"
        "              ^\n"
        "table.yaml:4:1: error: 'operations' need a 'node' of the table\n"
        "  operations:\n"
        "  ^\n"
        "table.yaml:5:17: error: operations[0].operation must be one of add, multiply, not "
        "'multply'\n"
        "    - {operation: multply, format: int8, energy: 1 pJ}\n"
        "                  ^\n"
        "  hint: did you mean 'multiply'?\n"
        "table.yaml:6:30: error: operations[1].format: unknown number format 'int99'\n"
        "    - {operation: add, format: int99, energy: 0 pJ}\n"
        "                               ^\n"
        "  hint: one of: int1 to int64, ternary, fp8, fp8_e4m3, fp8_e5m2, fp16, bf16, fp32\n"
        "table.yaml:6:45: error: operations[1].energy must be above 0\n"
        "    - {operation: add, format: int99, energy: 0 pJ}\n"
        "                                              ^\n"
        "table.yaml:8:5: error: missing key 'read' in sram[0]\n"
        "    - {capacity: 8 KiB, width: 64 b, raed: 10 pJ}\n"
        "      ^\n"
        "table.yaml:8:5: error: sram[0] has no node\n"
        "    - {capacity: 8 KiB, width: 64 b, raed: 10 pJ}\n"
        "      ^\n"
        "table.yaml:8:36: error: unknown key 'raed' in sram[0]\n"
        "    - {capacity: 8 KiB, width: 64 b, raed: 10 pJ}\n"
        "                                     ^\n"
        "  hint: did you mean 'read'?\n"
        "table.yaml:10:35: error: scaling[0].delay must be a list of 4 numbers\n"
        "    - {node: 45 nm, voltage: 0.9 V, delay: [1, 2], energy: [1, x, 3],\n"
        "                                    ^\n"
        "table.yaml:10:62: error: scaling[0].energy[1]: 'x' is not a number\n"
        "    - {node: 45 nm, voltage: 0.9 V, delay: [1, 2], energy: [1, x, 3],\n"
        "                                                               ^\n"
        "  hint: for example 16");
}

TEST_CASE("two rows for one SRAM are a mistake") {
  CHECK(errors_of("format: 1\nname: t\nnode: 45 nm\nsram:\n"
                  "  - {capacity: 8 KiB, width: 64 b, read: 10 pJ}\n"
                  "  - {capacity: 64 Kib, width: 8 B, read: 11 pJ}\n") ==
        "table.yaml:6:5: error: sram[1] is a second row for one SRAM\n"
        "    - {capacity: 64 Kib, width: 8 B, read: 11 pJ}\n"
        "      ^");
}

}  // namespace
}  // namespace paretile::io
