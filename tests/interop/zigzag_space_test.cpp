// SPDX-License-Identifier: Apache-2.0
#include "interop/zigzag_space.h"

#include <doctest/doctest.h>

#include "tests/interop/zigzag_cases.h"

namespace paretile::interop {
namespace {

/// A layer with K = 6 outputs of C = 8 inputs each; K unrolled so many times along D1 of 4.
std::vector<SourceText> files(const std::string& unrolled) {
  const std::string layer =
      "- id: 0\n  name: fc\n  operator_type: Gemm\n  equation: O[b][k]+=W[k][c]*I[b][c]\n"
      "  loop_dims: [B, K, C]\n  loop_sizes: [1, 6, 8]\n"
      "  operand_precision: {W: 8, I: 8, O: 16, O_final: 8}\n";
  const std::string mapping = "- name: default\n  spatial_mapping: {D1: [\"K, " + unrolled +
                              "\"]}\n  memory_operand_links: {O: O, W: I2, I: I1}\n";
  return {zigzag_file("hardware/simple3.yaml"), {"layer.yaml", layer}, {"mapping.yaml", mapping}};
}

TEST_CASE("what is unrolled is fixed, and nothing else goes along the array") {
  const Imported space = read_zigzag_space(files("3"), std::nullopt);
  REQUIRE(space.constraints);
  const AxisId d1 = *space.architecture.find_axis("D1");
  const AxisId d2 = *space.architecture.find_axis("D2");
  CHECK(space.constraints->spatial == std::vector<SpatialRule>{{d1, "K", {3, 3}}});
  REQUIRE(space.constraints->axes.size() == 2);
  CHECK(space.constraints->axes[0] == AxisRule{d1, {"K"}});
  CHECK(space.constraints->axes[1] == AxisRule{d2, {}});
  CHECK(!space.mapping);
  CHECK(space.problem.operations() == 48);  // 6 * 8: three at a time take two rounds
  CHECK(space.remarks.empty());
}

TEST_CASE("a size that is not whole rounds is padded, and a remark says so") {
  const Imported space = read_zigzag_space(files("4"), std::nullopt);
  CHECK(space.problem.operations() == 64);  // 8 * 8: two rounds of four
  REQUIRE(space.remarks.size() == 1);
  CHECK(space.remarks[0].location.file == "layer.yaml");
  CHECK(space.remarks[0].location.line == 1);
  CHECK(space.remarks[0].text == "K of 'fc' is 8 here, not 6: whole rounds of what is unrolled");
}

}  // namespace
}  // namespace paretile::interop
