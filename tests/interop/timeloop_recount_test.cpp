// SPDX-License-Identifier: Apache-2.0
#include "interop/timeloop_recount.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "interop/timeloop_boxes.h"
#include "interop/timeloop_walk.h"
#include "tests/interop/timeloop_text.h"

namespace paretile::interop {
namespace {

using cost_model::Counts;
using cost_model::NodeCounts;

/// A sliding window: out[p] = sum over r of in[p + r] * w[r].
const std::string kWindowShape = R"(problem:
  shape:
    name: Window
    dimensions: [P, R]
    data_spaces:
    - {name: Weights, projection: [[[R]]]}
    - {name: Inputs, projection: [[[P], [R]]]}
    - {name: Outputs, projection: [[[P]]], read_write: true}
)";

/// DRAM, and a buffer inside in each of a row of units.
std::string row_of(int units) {
  return R"(architecture:
  subtree:
  - name: system
    local:
    - {name: DRAM, class: DRAM, attributes: {word_bits: 16}}
    subtree:
    - name: Unit[0..)" +
         std::to_string(units - 1) + R"(]
      local:
      - {name: Buffer, class: SRAM, attributes: {depth: 64, word_bits: 16}}
      - {name: MAC, class: intmac}
)";
}

TimeloopRun read_run(const std::string& text) {
  const std::vector<SourceText> files = {{"a.yaml", text}};
  return read_timeloop_run(files);
}

Counts counts_of(const TimeloopRun& run, const TimeloopConventions& conventions = {}) {
  return recount(run.imported.problem, run.nest, conventions).value();
}

NodeCounts node_of(const TimeloopRun& run, const Counts& counts, const char* level,
                   const char* tensor) {
  return counts.nodes[run.imported.architecture.find_level(level).value()]
                     [run.imported.problem.find_tensor(tensor).value()];
}

}  // namespace

TEST_CASE("a box less another is cut along its ranks in order") {
  const WordBox box{{0, 0}, {3, 3}};
  const WordSet rest = minus(box, {{1, 1}, {4, 4}});
  REQUIRE(rest.size() == 2);  // row 0, then column 0 of the two rows left
  CHECK(rest[0] == WordBox{{0, 0}, {1, 3}});
  CHECK(rest[1] == WordBox{{1, 0}, {3, 1}});
  CHECK(size(rest) == 5);
  CHECK(minus(box, {{3, 0}, {4, 3}}) == WordSet{box});
  CHECK(minus(box, box).empty());
}

// Tiles of two outputs and one tap are inputs 2p + r and 2p + r + 1. In each of 6 rounds of p, the
// 3 of r bring 2, 1 and 1 words. From r = 2 to the next p the tile stays: nothing is new, and the
// sweep goes on, 4 + 5 * 2 words. Timeloop has the tile of r = 1 in mind, one word short: 4 + 5
// * 3. Here only r, the innermost, keeps overlap: 6 * 4.
TEST_CASE("the second round stands for the last, and a sweep is carried on by loops outside") {
  const TimeloopRun run = read_run(kWindowShape + "  instance: {P: 12, R: 3}\n" + row_of(1) + R"(
mapping:
- {target: DRAM, type: temporal, factors: P=6 R=3, permutation: RP}
- {target: Buffer, type: temporal, factors: P=2, permutation: PR}
)");
  const auto reads = [&](const TimeloopConventions& conventions) {
    return node_of(run, counts_of(run, conventions), "DRAM", "Inputs").reads;
  };
  CHECK(reads({}) == 19);
  CHECK(reads({.index_one_wrap = false}) == 14);
  CHECK(reads({.carried_sweep = false}) == 24);
  CHECK(reads(kOurConventions) == 24);
}

// 4 outputs of 3 taps, twice each: after the second filter the tile has stayed once. Its next step
// brings one word, 3 + 3 * 1; in releases before 2025-01-21 all three, 3 + 3 * 3.
TEST_CASE("before 2025 a tile that stayed came whole at its next step") {
  std::string shape = replaced(kWindowShape, "[P, R]\n", "[P, R, K]\n");
  shape = replaced(shape, "[[[R]]]", "[[[R]], [[K]]]");
  shape = replaced(shape, "[[[P]]]", "[[[P]], [[K]]]");
  const TimeloopRun run = read_run(shape + "  instance: {P: 4, R: 3, K: 2}\n" + row_of(1) + R"(
mapping:
- {target: DRAM, type: temporal, factors: P=4 K=2, permutation: KPR}
- {target: Buffer, type: temporal, factors: R=3, permutation: RPK}
)");
  const auto reads = [&](const TimeloopConventions& conventions) {
    return node_of(run, counts_of(run, conventions), "DRAM", "Inputs").reads;
  };
  CHECK(reads({}) == 6);
  CHECK(reads({.stop_ends_sweep = true}) == 12);
}

// Unit p needs input p + r: words 0 and 1, then 1 and 2. Word 1 went to unit 1 first, and goes on
// to unit 0: 3 words are read, and each unit's buffer reads half a word more than its 2 operations
// do.
TEST_CASE("neighbours pass on what they got the round before") {
  const TimeloopRun run = read_run(kWindowShape + "  instance: {P: 2, R: 2}\n" + row_of(2) + R"(
mapping:
- {target: DRAM, type: temporal, factors: R=2, permutation: RP}
- {target: DRAM, type: spatial, factors: P=2, permutation: PR}
)");
  const Counts linked = counts_of(run);
  CHECK(node_of(run, linked, "DRAM", "Inputs").reads == 3);
  CHECK(node_of(run, linked, "Buffer", "Inputs").reads == 3);  // 2.5, rounded away from zero
  CHECK(node_of(run, linked, "Buffer", "Inputs").fills == 2);  // 3 / 2 from DRAM and 1 / 2
  const Counts alone = counts_of(run, {.link_transfers = false});
  CHECK(node_of(run, alone, "DRAM", "Inputs").reads == 4);
  CHECK(node_of(run, alone, "Buffer", "Inputs").reads == 2);
  CHECK(node_of(run, alone, "Buffer", "Inputs").fills == 2);
}

TEST_CASE("the directive no_link_transfer keeps neighbours from it") {
  const TimeloopRun run = read_run(kWindowShape + "  instance: {P: 2, R: 2}\n" + row_of(2) + R"(
mapping:
- {target: DRAM, type: temporal, factors: R=2, permutation: RP}
- {target: DRAM, type: spatial, factors: P=2, permutation: PR, no_link_transfer: [Inputs]}
)");
  CHECK(node_of(run, counts_of(run), "DRAM", "Inputs").reads == 4);
}

// 12 outputs of 3 taps: every operation updates the buffer, and reads the sum but for the first of
// each of the 12 words. DRAM gets each word once.
TEST_CASE("first sums are not read, unless a directive or the environment asks for it") {
  const std::string text = kWindowShape + "  instance: {P: 12, R: 3}\n" + row_of(1) + R"(
mapping:
- {target: Buffer, type: temporal, factors: P=12 R=3, permutation: RP}
)";
  const TimeloopRun run = read_run(text);
  CHECK(node_of(run, counts_of(run), "Buffer", "Outputs").updates == 36);
  CHECK(node_of(run, counts_of(run), "Buffer", "Outputs").reads == 24);
  const Counts everywhere = counts_of(run, {.first_touch_everywhere = true});
  CHECK(node_of(run, everywhere, "Buffer", "Outputs").reads == 36);
  CHECK(node_of(run, everywhere, "DRAM", "Outputs").reads == 12);
  const TimeloopRun asked =
      read_run(replaced(text, "permutation: RP}", "permutation: RP, rmw_first_update: [Outputs]}"));
  CHECK(node_of(asked, counts_of(asked), "Buffer", "Outputs").reads == 36);
  CHECK(node_of(asked, counts_of(asked), "DRAM", "Outputs").reads == 0);
}

// 5 outputs on 4 units: 4, then 1. The first unit works in both rounds, 5 / 2 units on average, of
// which Timeloop keeps the whole number.
TEST_CASE("units of a ragged array are an average, cut to a whole number") {
  const TimeloopRun run = read_run(kWindowShape + "  instance: {P: 5, R: 2}\n" + row_of(4) + R"(
mapping:
- {target: DRAM, type: temporal, factors: P=2, permutation: PR}
- {target: DRAM, type: spatial, factors: "P=4,1", permutation: PR}
- {target: Buffer, type: temporal, factors: R=2, permutation: RP}
)");
  const Counts counts = counts_of(run);
  CHECK(counts.compute_instances == 2);
  CHECK(counts.operations == 2 * 2 * 2);  // units, rounds, taps: of 10
  CHECK(node_of(run, counts, "DRAM", "Outputs").updates == 5);
}

TEST_CASE("a nest of more than half a million visits is not walked") {
  Problem problem;
  Tensor output;
  output.role = Role::kOutput;
  TimeloopNest nest(3);
  for (int i = 0; i < 10; ++i) {
    const DimId dim = problem.dims.push_back({std::string(1, static_cast<char>('A' + i)), "", 4});
    if (i < 8) output.ranks.push_back(Rank{{dim, 1}});
    nest[LevelId(0)].temporal.push_back({dim, {2, 2}});
    nest[LevelId(1)].temporal.push_back({dim, {2, 2}});
  }
  problem.tensors.push_back(output);
  CHECK_FALSE(recount(problem, nest).has_value());  // 2^20 visits
  nest[LevelId(1)].temporal.resize(8);
  CHECK(recount(problem, nest).has_value());  // 2^18
}

}  // namespace paretile::interop
