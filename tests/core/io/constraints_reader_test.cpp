// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "core/diagnostics.h"
#include "core/io/load.h"
#include "core/validate.h"
#include "tests/core/mapping_case.h"

namespace paretile::io {
namespace {

const LevelId kGlb(1);
const LevelId kSpad(2);
const LevelId kReg(3);
const AxisId kPeX(0);
const AxisId kPeY(1);

Constraints load(const std::string& text, const Architecture& chip = small_chip()) {
  return load_constraints("format: 1\n" + text, "rules.yaml", chip);
}

}  // namespace

TEST_CASE("every rule of a constraints file arrives, names resolved") {
  const Constraints rules = load(
      "keep: [{level: glb, tensors: [I, outputs]}]\n"
      "bypass: [{level: glb, tensors: weight}]\n"
      "axes: {pe.x: [ox, K], y: [fy], simd.x: []}\n"
      "spatial: [{axis: y, dim: FY, factor: 3}, {axis: pe.x, dim: K, at_most: 8}]\n"
      "tiles: [{level: glb, dim: C, at_least: 4, at_most: 16}]\n"
      "stationary: [{level: spad, tensor: weight}]\n"
      "min_utilization: 0.5\n"
      "tiles_stay_across_fanouts: false\n"
      "tiles_stay_across_levels: false\n");
  Constraints wanted;
  wanted.keeps = {
      {kGlb, Role::kInput, true}, {kGlb, Role::kOutput, true}, {kGlb, Role::kWeight, false}};
  wanted.axes = {{kPeX, {"Q", "K"}}, {kPeY, {"R"}}, {AxisId(2), {}}};
  wanted.spatial = {{kPeY, "R", {3, 3}}, {kPeX, "K", {1, 8}}};
  wanted.tiles = {{kGlb, "C", {4, 16}}};
  wanted.stationary = {{kSpad, Role::kWeight}};
  wanted.min_utilization = 0.5;
  wanted.tiles_stay_across_fanouts = false;
  wanted.tiles_stay_across_levels = false;
  CHECK(rules == wanted);
}

TEST_CASE("a file without rules demands nothing") { CHECK(load("").empty()); }

TEST_CASE("a dataflow is a stationary rule at the innermost level that may keep the tensor") {
  CHECK(load("dataflow: weight_stationary\n").stationary ==
        std::vector<StationaryRule>{{kReg, Role::kWeight}});
  Architecture chip = small_chip();
  chip.levels[kReg].may_keep = {true, true, false};
  CHECK(load("dataflow: output_stationary\n", chip).stationary ==
        std::vector<StationaryRule>{{kSpad, Role::kOutput}});
  CHECK(load("dataflow: input_stationary\nbypass: [{level: reg, tensors: input}]\n").stationary ==
        std::vector<StationaryRule>{{kSpad, Role::kInput}});
}

TEST_CASE("dimensions of one's own einsum are names where the workload has them") {
  const std::string text = "format: 1\naxes: {pe.x: [own]}\n";
  CHECK_THROWS_AS((void)load_constraints(text, "rules.yaml", small_chip()), InputError);
  const std::vector<std::string> kinds = {"OWN"};
  CHECK(load_constraints(text, "rules.yaml", small_chip(), kinds).axes[0].dims == kinds);
}

TEST_CASE("a factor fills its axis exactly, or with fold the whole fan-out") {
  Architecture chip = small_chip();  // 14 x 12
  const std::string rule = "spatial: [{axis: pe.x, dim: K, factor: ";
  CHECK_NOTHROW((void)load(rule + "14}]\n", chip));
  CHECK_THROWS_AS((void)load(rule + "15}]\n", chip), InputError);
  chip.fanouts[FanoutId(0)].fold = true;
  CHECK_NOTHROW((void)load(rule + "168}]\n", chip));
  CHECK_THROWS_AS((void)load(rule + "169}]\n", chip), InputError);
}

TEST_CASE("rules of an architecture are not overruled by constraints") {
  Architecture chip = small_chip();
  chip.levels[kGlb].may_keep = {true, false, true};
  chip.levels[kSpad].must_keep = {false, true, false};
  Constraints rules;
  rules.keeps = {{kGlb, Role::kWeight, true}, {kSpad, Role::kWeight, false}};
  rules.stationary = {{kGlb, Role::kWeight}};
  const std::vector<Finding> findings = validate(rules, chip);
  REQUIRE(findings.size() == 3);
  CHECK(findings[0].message == "'glb' may not keep weights in this architecture");
  CHECK(findings[1].message == "'spad' must keep weights in this architecture");
  CHECK(findings[2].path == "stationary[0]");
}

}  // namespace paretile::io
