// SPDX-License-Identifier: Apache-2.0
#include "core/mapping_text.h"

#include <doctest/doctest.h>

#include "core/diagnostics.h"
#include "core/io/load.h"
#include "core/validate.h"
#include "tests/core/mapping_case.h"

namespace paretile {
namespace {

constexpr const char* kNest = R"(dram [W I O]
for K in [0, 16)
  glb [I O]
  parfor P in [0, 12) on pe.x
    spad [W]
    for C in [0, 8)
      for R in [0, 3)
        mac
)";

Mapping parse(std::string_view text) {
  return parse_mapping(text, small_conv(), small_chip(), "m.txt");
}

std::string errors_of(std::string_view text) {
  try {
    static_cast<void>(parse(text));
  } catch (const InputError& error) {
    return error.what();
  }
  return "fine";
}

TEST_CASE("a nest is printed as it is written") {
  const Mapping mapping = parse(kNest);
  REQUIRE(mapping.nodes.size() == 10);  // 3 + K + 2 + P + 1 + C + R
  CHECK(mapping.nodes[3] == Node::temporal(DimId(0), 16));
  CHECK(mapping.nodes[6] == Node::spatial(DimId(2), 12, AxisId(0)));
  CHECK(to_text(mapping, small_conv(), small_chip()) == kNest);
  CHECK(to_compact(mapping, small_conv(), small_chip()) ==
        "dram[WIO] K16 glb[IO] P12@pe.x spad[W] C8 R3");
}

TEST_CASE("indentation is free, commas and comments are allowed, aliases are known") {
  const char* text =
      "# a comment\n\ndram [W, I, O]  # all\r\nfor K in [0,16)\n      glb [I O]\n"
      "parfor OY in [0, 12) on pe.x\nspad [W]\nfor C in [0, 8)\n\tfor FY in [0, 3)\nmac\n";
  CHECK(parse(text) == parse(kNest));
  Architecture chip = small_chip();
  chip.fanouts[FanoutId(0)].axes[0].name = "row";
  CHECK(parse_mapping("dram [W I O]\nparfor P in [0,12) on row\nfor K in [0,16)\n"
                      "for C in [0,8)\nfor R in [0,3)\n",
                      small_conv(), chip)
            .nodes[3]
            .is_spatial());
}

TEST_CASE("every legal mapping survives its text and its YAML") {
  std::mt19937 random(20240501);
  for (int i = 0; i < 1000; ++i) {
    const Mapping mapping = random_mapping(random);
    REQUIRE(validate(mapping, small_conv(), small_chip()).empty());
    const std::string text = to_text(mapping, small_conv(), small_chip());
    REQUIRE_MESSAGE(parse(text) == mapping, text);
    REQUIRE(io::load_mapping(text, "m", small_conv(), small_chip()) == mapping);
    const std::string yaml = io::mapping_to_yaml(mapping, small_conv(), small_chip());
    REQUIRE_MESSAGE(io::load_mapping(yaml, "m", small_conv(), small_chip()) == mapping, yaml);
  }
}

TEST_CASE("unknown names are all reported, with the near miss or the list") {
  CHECK(errors_of("dran [W X O]\nfor Z in [0, 2)\nparfor P in [0, 12) on pe.z\n"
                  "parfor P in [0, 2) on x\n") ==
        "m.txt:1:1: error: unknown level 'dran'\n"
        "  dran [W X O]\n"
        "  ^\n"
        "  hint: did you mean 'dram'?\n"
        "m.txt:1:9: error: the layer 'conv' has no tensor 'X'\n"
        "  dran [W X O]\n"
        "          ^\n"
        "  hint: one of: W, I, O\n"
        "m.txt:2:5: error: the layer 'conv' has no dimension 'Z'\n"
        "  for Z in [0, 2)\n"
        "      ^\n"
        "  hint: one of: K, C, P, R\n"
        "m.txt:3:24: error: unknown axis 'pe.z'\n"
        "  parfor P in [0, 12) on pe.z\n"
        "                         ^\n"
        "  hint: did you mean 'pe.x'?\n"
        "m.txt:4:23: error: more than one fan-out has an axis 'x'\n"
        "  parfor P in [0, 2) on x\n"
        "                        ^\n"
        "  hint: one of: pe.x, simd.x");
}

TEST_CASE("factors that do not multiply to the size name dimension, product and size") {
  CHECK(errors_of("dram [W I O]\nfor K in [0, 4)\nfor K in [0, 2)\nfor P in [0, 24)\n"
                  "for C in [0, 5)\nmac\n") ==
        "m.txt:3:5: error: the loops over 'K' multiply to 8, but its size is 16\n"
        "  for K in [0, 2)\n"
        "      ^\n"
        "  hint: a factor of 2 is missing\n"
        "m.txt:4:5: error: the loops over 'P' multiply to 24, but its size is 12\n"
        "  for P in [0, 24)\n"
        "      ^\n"
        "  hint: a bound of 12 reaches it\n"
        "m.txt:5:5: error: the loops over 'C' multiply to 5, but its size is 8\n"
        "  for C in [0, 5)\n"
        "      ^\n"
        "m.txt:6:1: error: no loop over 'R', whose size is 3\n"
        "  mac\n"
        "  ^\n"
        "  hint: add 'for R in [0, 3)'");
}

TEST_CASE("what is no line of a nest is explained") {
  CHECK(errors_of("dram\n") ==
        "m.txt:1:1: error: this is no line of a mapping: 'dram'\n  dram\n  ^\n"
        "  hint: 'LEVEL [TENSORS]', 'for DIM in [0, N)', 'parfor DIM in [0, N) on AXIS' or 'mac'");
  CHECK(errors_of("dram [W I O\n") ==
        "m.txt:1:12: error: expected ']' at the end of the line\n  dram [W I O\n             ^");
  CHECK(errors_of("dram []\n") == "m.txt:1:6: error: no tensor is named\n  dram []\n       ^");
  CHECK(errors_of("for K in [1, 4)\n") ==
        "m.txt:1:11: error: expected '0', not '1'\n  for K in [1, 4)\n            ^");
  CHECK(errors_of("for K in [0, x)\n") ==
        "m.txt:1:14: error: a loop bound must be a whole number, not 'x'\n"
        "  for K in [0, x)\n               ^");
  CHECK(errors_of("for K in [0, 0)\n") ==
        "m.txt:1:14: error: a loop bound must be at least 1, not 0\n"
        "  for K in [0, 0)\n               ^");
  CHECK(errors_of("for K in [0, 99999999999999999999)\n") ==
        "m.txt:1:14: error: a loop bound must fit in 64 bits, not '99999999999999999999'\n"
        "  for K in [0, 99999999999999999999)\n               ^");
  CHECK(errors_of("for K in [0, 4) on pe.x\n") ==
        "m.txt:1:17: error: unexpected 'on' at the end of the line\n"
        "  for K in [0, 4) on pe.x\n                  ^");
  CHECK(errors_of("mac\ndram [W]\n") ==
        "m.txt:2:1: error: nothing may follow 'mac'\n  dram [W]\n  ^");
  CHECK(errors_of("# nothing\n") ==
        "m.txt:1:1: error: the mapping is empty\n  # nothing\n  ^\n  hint: write storage lines "
        "such as 'dram [W I O]'");
}

TEST_CASE("a nest may have 128 nodes, not one more") {
  std::string text =
      "dram [W I O]\nfor K in [0,16)\nfor C in [0,8)\nfor P in [0,12)\nfor R in [0,3)\n";
  for (std::size_t i = 7; i < kMaxNodes; ++i) text += "for K in [0, 1)\n";
  CHECK(parse(text).nodes.size() == kMaxNodes);
  CHECK(errors_of(text + "for K in [0, 1)\nfor K in [0, 1)\n") ==
        "m.txt:127:5: error: more than 128 nodes\n  for K in [0, 1)\n      ^");
}

}  // namespace
}  // namespace paretile
