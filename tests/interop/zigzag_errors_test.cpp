// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <string>

#include "core/diagnostics.h"
#include "interop/zigzag.h"
#include "tests/interop/zigzag_cases.h"

namespace paretile::interop {
namespace {

/// The three files of a case that is right: simple3 and a small matrix product.
const std::string kHardware = zigzag_file("hardware/simple3.yaml").text;
const std::string kWorkload = R"(- id: 0
  name: product
  operator_type: Gemm
  equation: O[d0][d1]+=I[d0][d2]*W[d2][d1]
  dimension_relations: []
  loop_dims: [D0, D1, D2]
  loop_sizes: [8, 8, 8]
  operand_precision: {W: 8, I: 8, O: 16, O_final: 8}
  operand_source: {I: 0, W: 0}
)";
const std::string kMapping = R"(- name: default
  spatial_mapping:
    D1: ["D1, 4"]
    D2: ["D2, 4"]
  temporal_ordering:
    - [D0, 8]
    - [D1, "*"]
    - [D2, "*"]
  memory_operand_links: {O: O, W: I2, I: I1}
)";

struct Texts {
  std::string hardware = kHardware;
  std::string workload = kWorkload;
  std::string mapping = kMapping;
};

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

std::string mistakes(const Texts& texts) {
  try {
    (void)read_zigzag(
        std::vector<SourceText>{
            {"h.yaml", texts.hardware}, {"w.yaml", texts.workload}, {"m.yaml", texts.mapping}},
        std::nullopt);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

std::string with_hardware(const std::string& from, const std::string& to) {
  return mistakes({.hardware = replaced(kHardware, from, to)});
}
std::string with_workload(const std::string& from, const std::string& to) {
  return mistakes({.workload = replaced(kWorkload, from, to)});
}
std::string with_mapping(const std::string& from, const std::string& to) {
  return mistakes({.mapping = replaced(kMapping, from, to)});
}

void has(const std::string& text, const std::string& part) {
  CHECK_MESSAGE(text.find(part) != std::string::npos, "no '" << part << "' in:\n" << text);
}

TEST_CASE("the files are right to begin with") { CHECK(mistakes({}).empty()); }

TEST_CASE("mistakes in a hardware file are told at their line") {
  has(with_hardware("size: 8", "sizes: 8"), "h.yaml:4:5: error: unknown key 'sizes'");
  has(with_hardware("r_cost: 0.01", "r_cost: cheap"), "h.yaml:5:13: error:");
  has(with_hardware("- I2\n    ports", "- I3\n    ports"), "h.yaml:10:7: error: unknown name 'I3'");
  has(with_hardware("type: read\n", "type: reed\n"), "must be one of read, write, read_write");
  has(with_hardware("- I2, tl", "- I2 tl"), "expected 'OPERAND, DIRECTION'");
  has(with_hardware("- I2, tl", "- I2, up"), "h.yaml:17:9: error: unknown name 'up'");
  has(with_hardware("bandwidth_min: 8", "bandwidth_min: 9"), "bandwidth_min 9 is above");
  has(with_hardware("- D2\n  gb", "- D7\n  gb"), "unknown name 'D7'");
  has(with_hardware("  - 4\n  - 4\n", "  - 4\n"), "1 sizes for 2 dimensions");
  has(with_hardware("  unit_energy: 0.5\n", ""), "missing key 'unit_energy'");
  has(with_hardware("- I2, tl", "- I2, fh"), "no port of 'reg_w' carries 'I2, tl'");
}

TEST_CASE("a memory too small for one word ends with a message") {
  has(with_hardware("size: 8\n", "size: 7\n"),  // W has 8 bits
      "m.yaml:1:3: error: tiles do not fit into the memories, in this order of loops");
  CHECK(with_hardware("size: 8\n", "size: 9\n").empty());
}

TEST_CASE("a memory's name must do for a mapping's text") {
  has(with_hardware("  reg_w:\n", "  reg w:\n"), "h.yaml:3:3: error: bad name 'reg w'");
}

TEST_CASE("an energy beyond all bounds is told at its memory") {
  has(with_hardware("r_cost: 0.01", "r_cost: 1e30"), "h.yaml:3:1: error: levels[");
}

TEST_CASE("mistakes in a workload file are told at their line") {
  has(with_workload("loop_sizes: [8, 8, 8]", "loop_sizes: [8, 8]"), "2 sizes for 3 dimensions");
  has(with_workload("[D0, D1, D2]", "[D0, D1, D3]"), "w.yaml:4:");
  has(with_workload("W: 8, ", ""), "operand 'W' has no precision");
  has(with_workload("equation: O", "equation: ["), "w.yaml:");
  has(with_workload("O_final: 8", "O_final: 99"), "w.yaml:8:");
  has(with_workload("- id: 0", "- id: zero"), "w.yaml:1:7: error:");
  has(with_workload("dimension_relations: []", "dimension_relations: [ix]"),
      "expected 'ix=2*ox+1*fx', not 'ix'");
}

TEST_CASE("mistakes in a mapping file are told at their line") {
  has(with_mapping("D1: [\"D1, 4\"]", "D9: [\"D1, 4\"]"), "has no array dimension 'D9'");
  has(with_mapping("\"D1, 4\"", "\"D1 4\""), "m.yaml:3:10: error: expected a dimension and a size");
  has(with_mapping("[D0, 8]", "[D0, 3]"), "m.yaml:6:7: error: a loop of 3 over D0 does not divide");
  has(with_mapping("    - [D0, 8]\n", ""), "have no place in time: D0 8");
  has(with_mapping("[D0, 8]", "[\"*\"]"), "the order of loops is left open here");
  has(with_mapping("I: I1", "I: I2"), "two operands are linked to 'I2'");
  has(with_mapping("I: I1", "I: I4"), "unknown memory operand 'I4'");
  has(with_mapping("W: I2, ", ""), "no memory operand is linked to operand 'W'");
  has(with_mapping("name: default", "name: Conv"), "no mapping for layer 'product' of type 'Gemm'");
}

TEST_CASE("files that are something else, or too few, are refused") {
  has(mistakes({.hardware = "just text"}), "this is no hardware, workload or mapping of ZigZag");
  has(mistakes({.mapping = kWorkload}), "this file is of the same sort as 'w.yaml'");
  has(mistakes({.hardware = kMapping}), "this file is of the same sort as");
  has(mistakes({.hardware = kHardware.substr(0, 700)}), "h.yaml:");
  has(mistakes({.hardware = std::string(2'000'000, '[')}), "h.yaml:1:");
  has(mistakes({.hardware = "a: &a [x]\nmemories: *a\n"}), "h.yaml:1:");
  has(mistakes({.hardware = replaced(kHardware, "size: 65536", "size: 64")}),
      "tiles do not fit into the memories");
}

TEST_CASE("mistakes of all files are told at once") {
  const std::string text = mistakes({.hardware = replaced(kHardware, "size: 8", "size: none"),
                                     .workload = replaced(kWorkload, "- id: 0", "- id: zero"),
                                     .mapping = replaced(kMapping, "\"D1, 4\"", "\"D1, many\"")});
  has(text, "h.yaml:4:");
  has(text, "w.yaml:1:");
  has(text, "m.yaml:3:");
}

}  // namespace
}  // namespace paretile::interop
