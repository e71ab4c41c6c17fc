// SPDX-License-Identifier: Apache-2.0
// What bounds know of sums that come in parts: each part begins once, and is drained once.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <string>

#include "core/mapping_text.h"
#include "cost_model/evaluator.h"
#include "tests/mapper/prepared.h"

namespace paretile::mapper {
namespace {

constexpr std::array<bool, kNumRoles> kOutputsOnly = {false, false, true};

/// Memory at 100 pJ a word, a row of two units, in each a register for a sum: an update costs 1 pJ,
/// a second look 10.
Architecture chip_of_registers(double drain_pj) {
  Architecture chip = tiny_chip(0);
  chip.fanouts[FanoutId(0)].levels_outside = 1;
  Level& sums = chip.levels[LevelId(1)];
  sums = level("sums", 1, 1, kUnlimitedBandwidth);
  sums.read_pj = 10;
  sums.drain_pj = drain_pj;
  sums.may_keep = sums.must_keep = kOutputsOnly;
  return chip;
}

cost_model::Cost cost_of(const Prepared& made, const std::string& nest) {
  const cost_model::Evaluator evaluator(made.problem, made.chip, made.settings.model);
  cost_model::Evaluation evaluation;
  REQUIRE(evaluator.evaluate(parse_mapping(nest, made.problem, made.chip), evaluation).fits());
  return evaluation.cost;
}

/// The use of the fan-out around a region that has so many children.
Exit exit_of(const Bounded& made, std::size_t region, double children) {
  const std::vector<Crossing>& crossings = made.plan.regions[region - 1].crossings;
  const auto found = std::find_if(crossings.begin(), crossings.end(),
                                  [&](const Crossing& use) { return use.children == children; });
  REQUIRE(found != crossings.end());
  Exit exit =
      made.completion.exit_by(region, 0, static_cast<std::size_t>(found - crossings.begin()));
  made.completion.share(region, 0, exit);
  return exit;
}

/// Compute: every operation asks for a word of each tensor.
Inside operations(const Bounded& made) {
  Inside inside;
  inside.placed.fill(0);
  inside.delivered.fill(static_cast<double>(made.plan.tables.operations));
  return inside;
}

Problem sum_of(std::int64_t products, int psum_bits) {
  Problem problem = gemm(1, 1, products);
  problem.tensors[problem.output()].psum_bits = psum_bits;
  return problem;
}

}  // namespace

// A sum of 4 products. In one part it is updated 4 times and read again 3 times: 4 + 30 pJ, then
// drained. In two parts each is read again once and drained: 4 + 20 pJ, and two drains. Memory
// takes the sum, once: 100 pJ. Beside it, 4 operations of 1 pJ, and 8 reads of 100.
TEST_CASE("a copy of a sum saves reading it again, but for its own drain") {
  const double others_pj = 4 * 1 + 8 * 100;
  for (const double drain_pj : {0.0, 4.0, 10.0, 20.0}) {
    CAPTURE(drain_pj);
    const Bounded made(sum_of(4, 8), chip_of_registers(drain_pj));
    const double one_part_pj = 4 + 30 + drain_pj + 100;
    const double two_parts_pj = 4 + 20 + 2 * drain_pj + 100;
    CHECK(cost_of(made, "dram [W I O]\nsums [O]\nfor K in [0, 4)\nmac").energy_pj ==
          doctest::Approx(one_part_pj + others_pj));
    CHECK(cost_of(made, "dram [W I O]\nparfor K in [0, 2) on row.x\nsums [O]\nfor K in [0, 2)\nmac")
              .energy_pj == doctest::Approx(two_parts_pj + others_pj));
    const double least_pj = std::min(one_part_pj, two_parts_pj);
    CHECK(made.completion.energy_pj(1, made.problem.output(), 0, 0, 4) ==
          doctest::Approx(least_pj));
    Inside inside = operations(made);
    inside.energy_pj = 4 * 1;
    const Exit exit = exit_of(made, 1, 2);
    CHECK(made.completion.energy_through(made.completion.leaving(1, 0, inside), exit,
                                         made.completion.outside_at(1, exit.outside)) ==
          doctest::Approx(least_pj + others_pj));
  }
}

TEST_CASE("where drains are free a copy of a sum saves all of reading it again") {
  Settings settings;
  settings.model.drains = cost_model::Drains::kFree;
  const Bounded made(sum_of(4, 8), chip_of_registers(20), settings);
  CHECK(made.completion.energy_pj(1, made.problem.output(), 0, 0, 4) ==
        doctest::Approx(4 + 20 + 100));
}

// Memory serves 4 products of 8 + 8 bits, takes 4 sums of 16 bits, and gives back 3 of them.
TEST_CASE("sums go down a home's port again to be added to, except where they begin") {
  struct Ports {
    double shared, read, write, cycles;
  };
  const double none = kUnlimitedBandwidth;
  for (const Ports& ports :
       {Ports{16, none, none, (64 + 64 + 48) / 16.0}, Ports{none, 16, none, (64 + 48) / 16.0},
        Ports{none, none, 4, 64 / 4.0}}) {
    CAPTURE(ports.cycles);
    Architecture chip = tiny_chip(0);
    chip.fanouts.clear();
    chip.levels = {chip.levels[LevelId(0)]};
    Level& dram = chip.levels[LevelId(0)];
    dram.shared_bandwidth_bits_per_cycle = ports.shared;
    dram.read_bandwidth_bits_per_cycle = ports.read;
    dram.write_bandwidth_bits_per_cycle = ports.write;
    const Bounded made(sum_of(4, 16), chip);
    Inside inside = operations(made);
    CHECK(made.completion.home_cycles(0, 0, inside) == ports.cycles);
    CHECK(cost_of(made, "dram [W I O]\nfor K in [0, 4)\nmac").latency_cycles == ports.cycles);
    // A sum that comes once comes finished, in 8 bits, and stays up.
    inside.delivered[made.problem.output()] = 1;
    const double finished_bits = (ports.read == 16 ? 0 : 8) + (ports.write == 4 ? 0 : 64);
    CHECK(made.completion.home_cycles(0, 0, inside) ==
          finished_bits / std::min({ports.shared, ports.read, ports.write}));
  }
}

// Two buffers of two units each add 8 products: 4 sums of two come to the buffers, 2 of them begin,
// 2 are added to. Each buffer moves (2 + 1) * 16 bits. Of 2 products one finished sum comes.
TEST_CASE("sums begin once in every copy that stands further out") {
  Architecture chip = tiny_chip(4);
  chip.levels[LevelId(0)].shared_bandwidth_bits_per_cycle = kUnlimitedBandwidth;
  Level& buffer = chip.levels[LevelId(1)];
  buffer.shared_bandwidth_bits_per_cycle = 1;
  buffer.may_keep = buffer.must_keep = kOutputsOnly;
  chip.fanouts = {array_of("far", 1, {{"f", 2, {}}}), array_of("row", 2, {{"x", 2, {}}})};
  Settings settings;
  settings.model.drains = cost_model::Drains::kFree;
  const Bounded eight(sum_of(8, 16), chip, settings);
  CHECK(eight.completion.cycles_through(2, operations(eight), exit_of(eight, 2, 2)) == 48);
  CHECK(cost_of(eight,
                "dram [W I O]\nparfor K in [0, 2) on far.f\nbuffer [O]\nfor K in [0, 2)\n"
                "parfor K in [0, 2) on row.x\nmac")
            .latency_cycles == 48);
  const Bounded two(sum_of(2, 16), chip, settings);
  CHECK(two.completion.cycles_through(2, operations(two), exit_of(two, 2, 2)) == 8);
}

}  // namespace paretile::mapper
