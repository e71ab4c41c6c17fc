// SPDX-License-Identifier: Apache-2.0
#include "interop/zigzag_space.h"

#include <doctest/doctest.h>

#include "core/diagnostics.h"
#include "tests/interop/zigzag_cases.h"

namespace paretile::interop {
namespace {

/// A layer with K = 6 outputs of C = 8 inputs each, on 4 by 4 units, with that mapping.
std::vector<SourceText> files(const std::string& along_axes) {
  const std::string layer =
      "- id: 0\n  name: fc\n  operator_type: Gemm\n  equation: O[b][k]+=W[k][c]*I[b][c]\n"
      "  loop_dims: [B, K, C]\n  loop_sizes: [1, 6, 8]\n"
      "  operand_precision: {W: 8, I: 8, O: 16, O_final: 8}\n";
  const std::string mapping =
      "- name: default\n  " + along_axes + "\n  memory_operand_links: {O: O, W: I2, I: I1}\n";
  return {zigzag_file("hardware/simple3.yaml"), {"layer.yaml", layer}, {"mapping.yaml", mapping}};
}

/// So many of K along D1, and nothing along D2.
std::vector<SourceText> unrolled(const std::string& times) {
  return files("spatial_mapping: {D1: [\"K, " + times + "\"], D2: []}");
}

TEST_CASE("what is unrolled is fixed, and nothing else goes along the array") {
  const Imported space = read_zigzag_space(unrolled("3"), std::nullopt);
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
  const Imported space = read_zigzag_space(unrolled("4"), std::nullopt);
  CHECK(space.problem.operations() == 64);  // 8 * 8: two rounds of four
  REQUIRE(space.remarks.size() == 1);
  CHECK(space.remarks[0].location.file == "layer.yaml");
  CHECK(space.remarks[0].location.line == 1);
  CHECK(space.remarks[0].text == "K of 'fc' is 8 here, not 6: whole rounds of what is unrolled");
}

TEST_CASE("an axis the mapping says nothing of is left to the search, within the hint") {
  const Imported open = read_zigzag_space(files("spatial_mapping: {D1: [\"K, 3\"]}"), std::nullopt);
  REQUIRE(open.constraints);
  CHECK(open.constraints->axes.size() == 1);
  const Imported hinted = read_zigzag_space(
      files("spatial_mapping: {D1: [\"K, 3\"]}\n  spatial_mapping_hint: {D2: [C, FX]}"),
      std::nullopt);
  const AxisId d2 = *hinted.architecture.find_axis("D2");
  REQUIRE(hinted.constraints->axes.size() == 2);
  CHECK(hinted.constraints->axes[1] == AxisRule{d2, {"C"}});  // FX is of other layers
  CHECK(hinted.constraints->spatial.size() == 1);
  CHECK(hinted.remarks.empty());
}

TEST_CASE("an axis along which copies share an energy cannot be left open") {
  std::vector<SourceText> given = files("spatial_mapping: {}");
  given[0] = zigzag_file("hardware/meta_prototype.yaml");
  try {
    (void)read_zigzag_space(given, std::nullopt);
    FAIL("no error");
  } catch (const InputError& error) {
    const std::string text = error.what();
    CAPTURE(text);
    CHECK(text.find("what goes along 'D3' cannot be left open") != std::string::npos);
    CHECK(text.find("'D1'") == std::string::npos);
  }
}

}  // namespace
}  // namespace paretile::interop
