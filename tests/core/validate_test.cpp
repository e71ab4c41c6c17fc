// SPDX-License-Identifier: Apache-2.0
#include "core/validate.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "tests/core/mapping_case.h"

namespace paretile {
namespace {

using Findings = std::vector<Finding>;

/// "path: message" of the one finding.
template <typename... Values>
std::string only_finding(const Values&... values) {
  const Findings findings = validate(values...);
  REQUIRE(findings.size() == 1);
  return findings[0].path + ": " + findings[0].message;
}

Mapping nest(std::initializer_list<Node> nodes) {
  Mapping mapping;
  for (const Node& node : nodes) mapping.nodes.push_back(node);
  return mapping;
}

std::string findings_of(std::initializer_list<Node> nodes) {
  std::string text;
  for (const Finding& finding : validate(nest(nodes), small_conv(), small_chip())) {
    text += finding.path + ": " + finding.message + "\n";
  }
  return text;
}

constexpr DimId kK(0), kC(1), kP(2), kR(3);
constexpr LevelId kDram(0), kGlb(1), kSpad(2), kReg(3);
constexpr TensorId kW(0), kI(1), kO(2);
constexpr AxisId kPeX(0), kPeY(1), kSimd(2);

constexpr Node kDramW = Node::storage(kDram, kW);
constexpr Node kDramI = Node::storage(kDram, kI);
constexpr Node kDramO = Node::storage(kDram, kO);
constexpr Node kAllK = Node::temporal(kK, 16);
constexpr Node kAllC = Node::temporal(kC, 8);
constexpr Node kAllP = Node::temporal(kP, 12);
constexpr Node kAllR = Node::temporal(kR, 3);

TEST_CASE("a nest with every tensor on top and every loop whole is legal") {
  CHECK(findings_of({kDramW, kDramI, kDramO, kAllK, kAllC, kAllP, kAllR}) == "");
}

TEST_CASE("every tensor is held above all loops") {
  CHECK(findings_of({kDramW, kDramI, kAllK, kAllC, kAllP, kAllR}) == "nodes: no level holds 'O'\n");
  CHECK(findings_of({kDramW, kDramI, kAllK, kDramO, kAllC, kAllP, kAllR}) ==
        "nodes[3]: the outermost storage of 'O' must stand above all loops\n");
  CHECK(findings_of({kDramW, kDramI, Node::temporal(kK, 1), kDramO, kAllK, kAllC, kAllP, kAllR}) ==
        "");  // a loop of bound 1 is no loop
}

TEST_CASE("levels go inwards, each at most once per tensor") {
  const Node glb_w = Node::storage(kGlb, kW);
  const Node spad_w = Node::storage(kSpad, kW);
  CHECK(findings_of({kDramW, kDramI, kDramO, kAllK, spad_w, glb_w, kAllC, kAllP, kAllR}) ==
        "nodes[5]: 'W' is held in 'glb' inside 'spad'\n");
  CHECK(findings_of({kDramW, kDramI, kDramO, kAllK, glb_w, glb_w, kAllC, kAllP, kAllR}) ==
        "nodes[5]: 'W' is held twice in 'glb'\n");
}

TEST_CASE("storage stands inside the fan-outs around its level and outside those within it") {
  const Node spad_w = Node::storage(kSpad, kW);
  const Node glb_w = Node::storage(kGlb, kW);
  const Node on_pe = Node::spatial(kP, 12, kPeX);
  CHECK(findings_of({kDramW, kDramI, kDramO, spad_w, on_pe, kAllK, kAllC, kAllR}) ==
        "nodes[3]: 'spad' must stand inside all spatial loops on 'pe'\n");
  CHECK(findings_of({kDramW, kDramI, kDramO, on_pe, glb_w, kAllK, kAllC, kAllR}) ==
        "nodes[4]: 'glb' must stand outside all spatial loops on 'pe'\n");
  CHECK(findings_of({kDramW, kDramI, kDramO, glb_w, on_pe, spad_w, kAllK, kAllC, kAllR}) == "");
  CHECK(findings_of({kDramW, kDramI, kDramO, spad_w, kAllK, kAllC, kAllP, kAllR}) == "");
}

TEST_CASE("spatial loops of a fan-out stand together, fan-outs in their order") {
  const Node on_pe = Node::spatial(kP, 12, kPeX);
  const Node on_simd = Node::spatial(kK, 4, kSimd);
  const Node rest = Node::temporal(kK, 4);
  CHECK(findings_of({kDramW, kDramI, kDramO, on_simd, on_pe, rest, kAllC, kAllR}) ==
        "nodes[4]: spatial loops on 'pe' must stand outside those on 'simd'\n");
  const Node on_y = Node::spatial(kK, 4, kPeY);
  CHECK(findings_of({kDramW, kDramI, kDramO, on_pe, rest, on_y, kAllC, kAllR}) ==
        "nodes[5]: spatial loops on 'pe' must stand next to each other\n");
  CHECK(findings_of({kDramW, kDramI, kDramO, on_pe, on_y, rest, kAllC, kAllR}) == "");
}

TEST_CASE("factors multiply to the size, and overflow is no way around") {
  CHECK(findings_of({kDramW, kDramI, kDramO, kAllC, kAllP, kAllR, Node::temporal(kK, 8)}) ==
        "nodes[6]: the loops over 'K' multiply to 8, but its size is 16\n");
  const Node huge = Node::temporal(kK, std::int64_t{1} << 62);
  CHECK(findings_of({kDramW, kDramI, kDramO, kAllC, kAllP, kAllR, huge, huge, kAllK}) ==
        "nodes[7]: the loops over 'K' multiply to more than 2^63, but its size is 16\n");
}

TEST_CASE("a ragged nest is legal if every loop reaches its last index") {
  const auto rows = [](std::int64_t outer, std::int64_t inner) {
    return findings_of({kDramW, kDramI, kDramO, kAllK, kAllC, kAllR, Node::temporal(kP, outer),
                        Node::temporal(kP, inner)});
  };
  CHECK(rows(3, 5) == "");  // 12 rows in strips of 5, 5 and 2
  CHECK(rows(2, 11) == "");
  CHECK(rows(4, 5) ==
        "nodes[6]: the loops over 'P' multiply to 20, but its size is 12\n");  // rows from 15 on
  CHECK(rows(2, 12) == "nodes[6]: the loops over 'P' multiply to 24, but its size is 12\n");
  CHECK(rows(1, 13) == "nodes[7]: the loops over 'P' multiply to 13, but its size is 12\n");
}

TEST_CASE("ids beyond the problem or the architecture are found before they are used") {
  CHECK(findings_of({Node::storage(LevelId(7), kW), Node::storage(kReg, TensorId(3)),
                     Node::temporal(DimId(9), 2), Node::spatial(kK, 0, AxisId(7))}) ==
        "nodes[0]: a level that is not there\n"
        "nodes[1]: a tensor that is not there\n"
        "nodes[2]: a dimension that is not there\n"
        "nodes[3]: a loop bound must be at least 1, not 0\n"
        "nodes[3]: an axis that is not there\n");
}

TEST_CASE("a problem's mistakes are found one by one") {
  CHECK(validate(small_conv()).empty());
  Problem problem = small_conv();
  problem.dims[kK].size = 0;
  CHECK(only_finding(problem) == "dims[0].size: dimension 'K' must be at least 1, not 0");
  problem = small_conv();
  problem.dims[kC].name = "K";
  CHECK(only_finding(problem) == "dims[1]: two dimensions are named 'K'");
  problem = small_conv();
  problem.dims[kC].name = "C 1";
  CHECK(only_finding(problem) == "dims[1]: bad dimension name 'C 1'");
  problem = small_conv();
  problem.tensors[kI].role = Role::kOutput;
  CHECK(validate(problem)[0].message == "2 output tensors, one is needed");
  problem = small_conv();
  problem.tensors[kO].ranks[1] = Rank{{kP, 1}, {kR, 1}};
  CHECK(only_finding(problem) == "tensors[2].ranks[1]: the output 'O' is addressed by a sum");
  problem = small_conv();
  problem.tensors[kO].ranks[1][0].coefficient = 2;
  CHECK(only_finding(problem) ==
        "tensors[2].ranks[1]: the output 'O' is addressed by a multiple of 'P'");
  problem = small_conv();
  problem.tensors[kW].ranks[1] = Rank{{kK, 1}};
  CHECK(only_finding(problem) == "tensors[0].ranks[1]: dimension 'K' occurs twice in 'W'");
  problem = small_conv();
  problem.tensors[kI].ranks[1][0].coefficient = 0;
  CHECK(only_finding(problem) ==
        "tensors[1].ranks[1]: the coefficient of 'P' in 'I' must be at least 1, not 0");
  problem = small_conv();
  problem.tensors[kO].psum_bits = 7;
  CHECK(only_finding(problem) ==
        "tensors[2].psum_bits: partial sums of 'O' must have 8 to 64 bits, not 7");
  problem = small_conv();
  problem.tensors[kW].bits = problem.tensors[kW].psum_bits = 65;
  CHECK(only_finding(problem) == "tensors[0].bits: values of 'W' must have 1 to 64 bits, not 65");
}

TEST_CASE("counts up to 2^53 are exact, one doubling more is refused") {
  Problem problem = small_conv();
  problem.tensors[kI].ranks[1] = Rank{{kP, 1}};
  problem.dims[kP].size = 1;
  problem.dims[kR].size = 1;
  problem.dims[kC].size = std::int64_t{1} << 49;  // times K = 2^4
  CHECK(validate(problem).empty());
  problem.dims[kC].size *= 2;
  CHECK(only_finding(problem) == "dims: more than 2^53 operations: counts would not be exact");
  problem.dims[kC].size = std::int64_t{1} << 62;
  CHECK(only_finding(problem) == "dims: more than 2^53 operations: counts would not be exact");
  problem = small_conv();
  problem.tensors[kI].ranks[1][0].coefficient = std::int64_t{1} << 45;
  CHECK(only_finding(problem) ==
        "tensors[1]: 'I' could be accessed more than 2^53 times: counts would not be exact");
}

TEST_CASE("a workload's layers are named once and read what comes before them") {
  Workload workload;
  CHECK(only_finding(workload) == "layers: the workload has no layers");
  Layer first;
  Layer second;
  first.name = "conv1";
  second.name = "conv2";
  first.problem = second.problem = small_conv();
  second.inputs = {"conv1"};
  workload.layers = {first, second};
  CHECK(validate(workload).empty());
  workload.layers[1].inputs = {"conv"};
  CHECK(only_finding(workload) == "layers[1].inputs[0]: no earlier layer is named 'conv'");
  workload.layers[1].inputs = {"conv2"};
  CHECK(only_finding(workload) == "layers[1].inputs[0]: no earlier layer is named 'conv2'");
  workload.layers[1].inputs = {};
  workload.layers[1].name = "conv1";
  CHECK(only_finding(workload) == "layers[1].name: two layers are named 'conv1'");
  workload.layers[1] = second;
  workload.layers[1].repeat = 0;
  CHECK(only_finding(workload) == "layers[1].repeat: repeat must be at least 1, not 0");
  workload.layers[1].repeat = std::int64_t{1} << 53;
  CHECK(only_finding(workload) ==
        "layers[1].repeat: repeat 9007199254740992 of 'conv2' takes the workload past 2^53 "
        "operations: counts would not be exact");
}

TEST_CASE("an architecture's mistakes are found one by one") {
  CHECK(validate(small_chip()).empty());
  auto finding_after = [](auto change) {
    Architecture chip = small_chip();
    change(chip);
    return only_finding(chip);
  };
  CHECK(finding_after([](Architecture& chip) { chip.levels[kGlb].name = "dram"; }) ==
        "levels[1].name: the name 'dram' is used twice");
  CHECK(finding_after([](Architecture& chip) { chip.levels[kGlb].word_bits = 0; }) ==
        "levels[1].word_bits: levels[1].word_bits must be at least 1, not 0");
  CHECK(finding_after([](Architecture& chip) { chip.levels[kGlb].buffering = 3; }) ==
        "levels[1].buffering: levels[1].buffering must be 1 or 2, not 3");
  CHECK(finding_after([](Architecture& chip) { chip.levels[kGlb].read_pj = std::nan(""); }) ==
        "levels[1].read_pj: levels[1].read_pj must be a number of at least 0, not nan");
  CHECK(finding_after([](Architecture& chip) { chip.levels[kGlb].leakage_w = -1; }) ==
        "levels[1].leakage_w: levels[1].leakage_w must be a number of at least 0, not -1");
  CHECK(finding_after([](Architecture& chip) { chip.levels[kGlb].read_pj = 1e19; }) ==
        "levels[1].read_pj: levels[1].read_pj must be at most 1e+18, not 1e+19");
  CHECK(finding_after(
            [](Architecture& chip) { chip.levels[kGlb].read_bandwidth_bits_per_cycle = 0; }) ==
        "levels[1].read_bandwidth_bits_per_cycle: levels[1].read_bandwidth_bits_per_cycle must be "
        "above 0, not 0");
  CHECK(finding_after([](Architecture& chip) { chip.clock_hz = 0; }) ==
        "clock_hz: clock_hz must be a number above 0, not 0");
  CHECK(finding_after([](Architecture& chip) {
          chip.levels[kGlb].must_keep[0] = true;
          chip.levels[kGlb].may_keep[0] = false;
        }) == "levels[1].must_keep: 'glb' must keep input tensors but may not");
  CHECK(finding_after([](Architecture& chip) { chip.fanouts[FanoutId(0)].axes.clear(); }) ==
        "fanouts[0].axes: fan-out 'pe' must have one or two axes, not 0");
  CHECK(finding_after([](Architecture& chip) { chip.fanouts[FanoutId(0)].axes[1].name = "x"; }) ==
        "fanouts[0].axes[1].name: two axes of 'pe' are named 'x'");
  CHECK(finding_after([](Architecture& chip) { chip.fanouts[FanoutId(1)].levels_outside = 1; }) ==
        "fanouts[1]: fan-out 'simd' is out of order");
  CHECK(finding_after([](Architecture& chip) { chip.fanouts[FanoutId(0)].levels_outside = 0; }) ==
        "fanouts[0]: fan-out 'pe' has no storage level outside it");
  CHECK(finding_after([](Architecture& chip) {
          chip.fanouts[FanoutId(0)].axes[0].size = std::int64_t{1} << 62;
        }) == "fanouts[1]: more than 2^53 compute units: counts would not be exact");
  CHECK(finding_after([](Architecture& chip) { chip.compute.cycles_per_operation = 0; }) ==
        "compute.cycles_per_operation: compute.cycles_per_operation must be a number above 0, not "
        "0");
  CHECK(finding_after([](Architecture& chip) { chip.levels.clear(); }) ==
        "levels: the architecture has no storage level");
}

}  // namespace
}  // namespace paretile
