// SPDX-License-Identifier: Apache-2.0
// Nests small enough to count by hand: the interpreter and the closed forms both give the number.
#include "tests/oracle/interpreter.h"

#include <doctest/doctest.h>

#include <initializer_list>
#include <vector>

#include "cost_model/evaluator.h"
#include "tests/oracle/counts_text.h"
#include "tests/two_level_chip.h"

namespace paretile::oracle {
namespace {

using cost_model::Counts;
using cost_model::Footprint;

constexpr DimId kP{0};
constexpr DimId kR{1};
constexpr DimId kK{2};
constexpr TensorId kI{0};
constexpr TensorId kO{1};
constexpr LevelId kDram{0};
constexpr LevelId kBuffer{1};
constexpr FanoutId kArray{0};
constexpr AxisId kX{0};

struct Conv {
  std::int64_t outputs = 1;
  std::int64_t kernel = 1;
  std::int64_t channels = 1;
  std::int64_t stride = 1;
  std::int64_t dilation = 1;
};

/// O[k,p] += I[p*stride + r*dilation], 8-bit values, 20-bit partial sums.
Problem conv1d(const Conv& conv) {
  Problem problem;
  problem.name = "conv1d";
  problem.dims = {{"P", "P", conv.outputs}, {"R", "R", conv.kernel}, {"K", "K", conv.channels}};
  Tensor input{"I", Role::kInput, {}, 8, 8};
  input.ranks.push_back({{kP, conv.stride}, {kR, conv.dilation}});
  Tensor output{"O", Role::kOutput, {}, 8, 20};
  output.ranks.push_back({{kK, 1}});
  output.ranks.push_back({{kP, 1}});
  problem.tensors = {input, output};
  return problem;
}

/// dram | buffer | array of units, sharing all roles in one way.
Architecture chip(Sharing sharing = Sharing::kWord) {
  Architecture architecture = two_level_chip(2, 64);
  architecture.fanouts[kArray].sharing.fill(sharing);
  return architecture;
}

Node loop(DimId dim, std::int64_t bound) { return Node::temporal(dim, bound); }
Node parallel(DimId dim, std::int64_t bound) { return Node::spatial(dim, bound, kX); }
Node buffer(TensorId tensor) { return Node::storage(kBuffer, tensor); }

/// Executes the nest below dram[I O], and checks that the closed forms agree in every field.
Executed executed_of(const Problem& problem, std::initializer_list<Node> nodes,
                     const Architecture& architecture = chip(),
                     Footprint footprint = Footprint::kExact) {
  Mapping mapping;
  mapping.nodes = {Node::storage(kDram, kI), Node::storage(kDram, kO)};
  for (const Node& node : nodes) mapping.nodes.push_back(node);
  const Executed executed = execute(problem, architecture, mapping, footprint);
  Executed counted;
  CHECK(cost_model::Evaluator(problem, architecture, {.footprint = footprint})
            .count(mapping, counted.counts, counted.totals));
  CHECK(describe_differences(executed, counted, problem, architecture) == "");
  return executed;
}

Counts counts_of(const Problem& problem, std::initializer_list<Node> nodes,
                 const Architecture& architecture = chip(),
                 Footprint footprint = Footprint::kExact) {
  return executed_of(problem, nodes, architecture, footprint).counts;
}

TEST_CASE("a sliding tile fetches only the rows it has not seen") {
  // Tiles of 2 outputs read 2 + 3 - 1 = 4 inputs; each of 3 further tiles overlaps 2 of them.
  const Counts counts = counts_of(conv1d({.outputs = 8, .kernel = 3}),
                                  {loop(kP, 4), buffer(kI), loop(kP, 2), loop(kR, 3)});
  CHECK(counts.nodes[kBuffer][kI].tile_words == 4);
  CHECK(counts.nodes[kBuffer][kI].fills == 4 + 3 * 2);
  CHECK(counts.nodes[kDram][kI].reads == 4 + 3 * 2);
  CHECK(counts.nodes[kBuffer][kI].reads == 24);  // 8 * 3 steps, one word each
}

TEST_CASE("a loop outside the sliding one starts the tile afresh, one inside it costs nothing") {
  const Problem problem = conv1d({.outputs = 8, .kernel = 3, .channels = 2});
  CHECK(counts_of(problem, {loop(kK, 2), loop(kP, 4), buffer(kI), loop(kP, 2), loop(kR, 3)})
            .nodes[kBuffer][kI]
            .fills == 2 * (4 + 3 * 2));
  CHECK(counts_of(problem, {loop(kP, 4), loop(kK, 2), buffer(kI), loop(kP, 2), loop(kR, 3)})
            .nodes[kBuffer][kI]
            .fills == 4 + 3 * 2);
}

TEST_CASE("a sweep carried on by an outer loop keeps nothing from one round to the next") {
  // Two P loops with nothing between them are one sweep over 4 tiles.
  const Problem problem = conv1d({.outputs = 8, .kernel = 3, .channels = 2});
  CHECK(counts_of(problem,
                  {loop(kP, 2), loop(kP, 2), buffer(kI), loop(kK, 2), loop(kP, 2), loop(kR, 3)})
            .nodes[kBuffer][kI]
            .fills == 4 + 3 * 2);
  // With K between, each of the 2 * 2 rounds fetches a whole tile of 4 and one new part of 2.
  CHECK(counts_of(problem,
                  {loop(kP, 2), loop(kK, 2), loop(kP, 2), buffer(kI), loop(kP, 2), loop(kR, 3)})
            .nodes[kBuffer][kI]
            .fills == 2 * 2 * (4 + 2));
}

TEST_CASE("a stride beyond the kernel leaves holes that only a box fetches") {
  // Outputs at 0, 3, 6, 9 read {0,1}, {3,4}, {6,7}, {9,10}: 8 words in an interval of 11.
  const Problem problem = conv1d({.outputs = 4, .kernel = 2, .stride = 3});
  const std::initializer_list<Node> whole = {buffer(kI), loop(kP, 4), loop(kR, 2)};
  CHECK(counts_of(problem, whole).nodes[kBuffer][kI].tile_words == 8);
  CHECK(counts_of(problem, whole, chip(), Footprint::kBox).nodes[kBuffer][kI].tile_words == 11);
  // Output by output the tiles do not touch: 4 tiles of 2.
  CHECK(counts_of(problem, {loop(kP, 4), buffer(kI), loop(kR, 2)}).nodes[kBuffer][kI].fills == 8);
}

TEST_CASE("tiles that interleave without a common word share nothing") {
  // Dilation 2: tiles {0,2,4} and {1,3,5} interleave; a step of 2 outputs shares {2,4}.
  CHECK(counts_of(conv1d({.outputs = 2, .kernel = 3, .dilation = 2}),
                  {loop(kP, 2), buffer(kI), loop(kR, 3)})
            .nodes[kBuffer][kI]
            .fills == 3 + 3);
  CHECK(counts_of(conv1d({.outputs = 2, .kernel = 3, .stride = 2, .dilation = 2}),
                  {loop(kP, 2), buffer(kI), loop(kR, 3)})
            .nodes[kBuffer][kI]
            .fills == 3 + 1);
}

TEST_CASE("units that need the same words share a read as far as the fan-out can") {
  // 4 outputs x 2 channels in parallel, step r: unit (p, k) needs word p + r, both k the same.
  const Problem problem = conv1d({.outputs = 4, .kernel = 3, .channels = 2});
  const std::initializer_list<Node> nest = {buffer(kI), loop(kR, 3), parallel(kP, 4),
                                            parallel(kK, 2)};
  CHECK(counts_of(problem, nest, chip(Sharing::kWord)).nodes[kBuffer][kI].reads == 3 * 4);
  CHECK(counts_of(problem, nest, chip(Sharing::kTile)).nodes[kBuffer][kI].reads == 3 * 4);
  CHECK(counts_of(problem, nest, chip(Sharing::kNone)).nodes[kBuffer][kI].reads == 3 * 8);
}

TEST_CASE("neighbours that overlap in part share words, but not whole tiles") {
  // The array stands outside the buffers: 4 of them hold {p, p+1, p+2}, together 6 words.
  const Problem problem = conv1d({.outputs = 4, .kernel = 3, .channels = 2});
  const std::initializer_list<Node> nest = {parallel(kP, 4), parallel(kK, 2), buffer(kI),
                                            loop(kR, 3)};
  auto reads = [&](Sharing sharing) {
    Architecture architecture = chip(sharing);
    architecture.fanouts[kArray].levels_outside = 1;
    const Counts counts = counts_of(problem, nest, architecture);
    CHECK(counts.instances[kBuffer] == 8);
    CHECK(counts.nodes[kBuffer][kI].fills == 3);
    CHECK(counts.wires[kArray][kI].sent == counts.nodes[kDram][kI].reads);
    CHECK(counts.wires[kArray][kI].delivered == 8 * 3);
    return counts.nodes[kDram][kI].reads;
  };
  CHECK(reads(Sharing::kWord) == 4 + 3 - 1);
  CHECK(reads(Sharing::kTile) == 4 * 3);
  CHECK(reads(Sharing::kNone) == 8 * 3);
}

TEST_CASE("an output word is read back each time but the first") {
  // R outside P: each of 3 sums comes to the buffer 4 times, unfinished until the last.
  const Problem problem = conv1d({.outputs = 3, .kernel = 4});
  const Counts counts = counts_of(problem, {loop(kR, 4), loop(kP, 3), buffer(kO)});
  CHECK(counts.nodes[kBuffer][kO].drains == 12);
  CHECK(counts.nodes[kBuffer][kO].fills == 12 - 3);
  CHECK(counts.nodes[kDram][kO].updates == 12);
  CHECK(counts.nodes[kDram][kO].reads == 12 - 3);
  CHECK(counts.nodes[kBuffer][kO].upper_bits == 20);
  CHECK(counts.nodes[kDram][kO].lower_bits == 20);
  CHECK(counts.nodes[kDram][kO].tile_bits == 20);
}

TEST_CASE("a sum that stays until it is finished leaves in the narrow width") {
  // P outside R: the buffer accumulates 4 terms of one word, wide, and sends it up once, narrow.
  const Problem problem = conv1d({.outputs = 3, .kernel = 4});
  const Counts counts = counts_of(problem, {loop(kP, 3), loop(kR, 4), buffer(kO)});
  CHECK(counts.nodes[kBuffer][kO].drains == 3);
  CHECK(counts.nodes[kBuffer][kO].fills == 0);
  CHECK(counts.nodes[kBuffer][kO].updates == 12);
  CHECK(counts.nodes[kBuffer][kO].reads == 12 - 3);
  CHECK(counts.nodes[kBuffer][kO].lower_bits == 20);
  CHECK(counts.nodes[kBuffer][kO].upper_bits == 8);
  CHECK(counts.nodes[kBuffer][kO].tile_bits == 20);
  CHECK(counts.nodes[kDram][kO].lower_bits == 8);
}

TEST_CASE("a fan-out that reduces hands on one finished word, one that does not hands on all") {
  const Problem problem = conv1d({.outputs = 3, .kernel = 4});
  const std::initializer_list<Node> nest = {buffer(kO), loop(kP, 3), parallel(kR, 4)};
  const Counts reduced = counts_of(problem, nest, chip(Sharing::kWord));
  CHECK(reduced.nodes[kBuffer][kO].updates == 3);
  CHECK(reduced.nodes[kBuffer][kO].reads == 0);
  CHECK(reduced.nodes[kBuffer][kO].lower_bits == 8);
  CHECK(reduced.wires[kArray][kO].sent == 3);
  CHECK(reduced.wires[kArray][kO].delivered == 4 * 3);  // each unit's only touch of its words
  const Counts separate = counts_of(problem, nest, chip(Sharing::kNone));
  CHECK(separate.nodes[kBuffer][kO].updates == 12);
  CHECK(separate.nodes[kBuffer][kO].reads == 12 - 3);
  CHECK(separate.nodes[kBuffer][kO].lower_bits == 20);
}

TEST_CASE("a buffer inside a spatial reduction sends unfinished sums up") {
  const Problem problem = conv1d({.outputs = 3, .kernel = 4});
  Architecture architecture = chip();
  architecture.fanouts[kArray].levels_outside = 1;
  const Counts counts =
      counts_of(problem, {parallel(kR, 2), buffer(kO), loop(kP, 3), loop(kR, 2)}, architecture);
  CHECK(counts.nodes[kBuffer][kO].upper_bits == 20);
  CHECK(counts.nodes[kBuffer][kO].drains == 3);
  CHECK(counts.nodes[kDram][kO].updates == 3);
  CHECK(counts.nodes[kDram][kO].lower_bits == 8);  // the fan-out adds the two halves
}

TEST_CASE("a ragged nest executes every operation once and fetches the last tile at its size") {
  // 7 outputs in strips of 3: 3, 3 and 1. The strips read 5, 5 and 3 inputs, of which 2 are there.
  const Problem problem = conv1d({.outputs = 7, .kernel = 3});
  const Counts counts = counts_of(problem, {loop(kP, 3), buffer(kI), loop(kP, 3), loop(kR, 3)});
  CHECK(counts.operations == 7 * 3);
  CHECK(counts.temporal_steps == 7 * 3);
  CHECK(counts.nodes[kBuffer][kI].tile_words == 5);
  CHECK(counts.nodes[kBuffer][kI].fills == 5 + 3 + 1);
  CHECK(counts.nodes[kBuffer][kI].reads == 7 * 3);
}

TEST_CASE("units idle at the edge take nothing, and the first one is the busiest") {
  // 7 outputs on 4 units: two rounds, the second with 3 units at work. Buffers stand in the units.
  const Problem problem = conv1d({.outputs = 7, .kernel = 3});
  Architecture architecture = chip(Sharing::kWord);
  architecture.fanouts[kArray].levels_outside = 1;
  const Executed executed =
      executed_of(problem, {loop(kP, 2), parallel(kP, 4), buffer(kO), loop(kR, 3)}, architecture);
  CHECK(executed.counts.operations == 7 * 3);
  CHECK(executed.counts.temporal_steps == 2 * 3);
  CHECK(executed.counts.compute_instances == 4);
  CHECK(executed.counts.nodes[kBuffer][kO].drains == 2);
  CHECK(executed.totals.nodes[kBuffer][kO].drains == 7);
  CHECK(executed.counts.nodes[kDram][kI].reads == 3 * (4 + 3));
  // 3 updates and 2 reads of 20 bits per output word, and a drain of 8.
  CHECK(executed.totals.busiest[kBuffer].read_bits == 2 * (2 * 20 + 8));
  CHECK(executed.totals.busiest[kBuffer].write_bits == 2 * 3 * 20);
}

TEST_CASE("a cut tile shares with no whole one, so that a smaller instance may be the busiest") {
  // 7 outputs over 2 buffers, each over 2 x 2 units with tiles of 2 outputs and 2 taps: 3 inputs.
  // Units (0, 1) and (1, 0) of the first buffer share: 3 tiles of 3. The second buffer has outputs
  // 4, 5 and 6, and the tiles {4 5 6}, {6 7 8}, {6 7} and {8 9} are all different.
  Architecture architecture = two_level_chip(1, 2);
  architecture.levels.push_back({});
  architecture.levels[LevelId(2)].name = "register";
  Fanout units;
  units.name = "units";
  units.levels_outside = 2;
  units.axes = {{"y", 2, {}}, {"z", 2, {}}};
  units.sharing.fill(Sharing::kTile);
  architecture.fanouts.push_back(units);
  const Executed executed = executed_of(
      conv1d({.outputs = 7, .kernel = 4}),
      {parallel(kP, 2), buffer(kI), Node::spatial(kP, 2, AxisId(1)),
       Node::spatial(kR, 2, AxisId(2)), Node::storage(LevelId(2), kI), loop(kP, 2), loop(kR, 2)},
      architecture);
  CHECK(executed.counts.nodes[kBuffer][kI].reads == 3 * 3);
  CHECK(executed.totals.nodes[kBuffer][kI].reads == 3 * 3 + 3 + 3 + 2 + 2);
  CHECK(executed.totals.busiest[kBuffer].read_bits == 8 * (3 + 3 + 2 + 2));
}

}  // namespace
}  // namespace paretile::oracle
