// SPDX-License-Identifier: Apache-2.0
// Energy, latency, utilization and area of one small nest, every number derived by hand.
#include <doctest/doctest.h>

#include "cost_model/breakdown.h"
#include "cost_model/evaluator.h"
#include "cost_model/roofline.h"
#include "tests/two_level_chip.h"

using namespace paretile;
using namespace paretile::cost_model;

namespace {

constexpr TensorId kI{0};
constexpr TensorId kO{1};
constexpr LevelId kDram{0};
constexpr LevelId kBuffer{1};
constexpr FanoutId kArray{0};

/// O[m] += I[m,k], M=4, K=6: 8-bit values, 16-bit partial sums.
Problem row_sums() {
  Problem problem;
  problem.dims = {{"M", "P", 4}, {"K", "C", 6}};
  Tensor input{"I", Role::kInput, {}, 8, 8};
  input.ranks.push_back({{DimId(0), 1}});
  input.ranks.push_back({{DimId(1), 1}});
  Tensor output{"O", Role::kOutput, {}, 8, 16};
  output.ranks.push_back({{DimId(0), 1}});
  problem.tensors = {input, output};
  return problem;
}

/// dram | 4 x (buffer | unit), nothing costs anything yet.
Architecture chip() { return two_level_chip(1, 4); }

/// dram[IO] K2 parfor M2 buffer[O] M2 K3 buffer[I] unit, so 12 steps on 2 units. Per instance:
///  - dram, I: 24 reads of 8 bits, for the units share no word;
///  - dram, O: 4 updates of 8 bits and no reads, since a buffer keeps its 2 sums until they are
///    finished: no loop outside moves them;
///  - buffer, I: 12 fills and 12 reads of 8 bits, a word at a time;
///  - buffer, O: 12 updates and 12 - 2 reads of 16 bits, 2 drains of 8 bits, no fills.
Mapping nest() {
  Mapping mapping;
  const DimId m(0);
  const DimId k(1);
  mapping.nodes = {Node::storage(kDram, kI),       Node::storage(kDram, kO),   Node::temporal(k, 2),
                   Node::spatial(m, 2, AxisId(0)), Node::storage(kBuffer, kO), Node::temporal(m, 2),
                   Node::temporal(k, 3),           Node::storage(kBuffer, kI)};
  return mapping;
}

Evaluation evaluate(const Architecture& architecture, Options options = {}) {
  Evaluation evaluation;
  REQUIRE(Evaluator(row_sums(), architecture, options).evaluate(nest(), evaluation).fits());
  return evaluation;
}

TEST_CASE("energy is counted pro rata in bits, per action, over all instances") {
  Architecture architecture = chip();
  architecture.levels[kDram].word_bits = 32;  // a word of 8 bits costs a quarter
  architecture.levels[kDram].read_pj = 40;
  architecture.levels[kDram].update_pj = 20;
  architecture.levels[kBuffer].word_bits = 16;
  architecture.levels[kBuffer].read_pj = 3;
  architecture.levels[kBuffer].fill_pj = 5;
  architecture.levels[kBuffer].update_pj = 7;
  architecture.levels[kBuffer].drain_pj = 11;
  architecture.compute.energy_pj = 0.5;
  const Cost cost = evaluate(architecture).cost;
  CHECK(cost.actions[kDram][kI].read_pj == doctest::Approx(24 * 40 * 8 / 32.0));
  CHECK(cost.actions[kDram][kI].fill_pj == 0);
  CHECK(cost.actions[kDram][kO].update_pj == doctest::Approx(4 * 20 * 8 / 32.0));
  CHECK(cost.actions[kDram][kO].read_pj == 0);
  CHECK(cost.actions[kBuffer][kI].fill_pj == doctest::Approx(2 * 12 * 5 * 8 / 16.0));
  CHECK(cost.actions[kBuffer][kI].read_pj == doctest::Approx(2 * 12 * 3 * 8 / 16.0));
  CHECK(cost.actions[kBuffer][kO].update_pj == doctest::Approx(2 * 12 * 7 * 16 / 16.0));
  CHECK(cost.actions[kBuffer][kO].read_pj == doctest::Approx(2 * 10 * 3 * 16 / 16.0));
  CHECK(cost.actions[kBuffer][kO].drain_pj == doctest::Approx(2 * 2 * 11 * 8 / 16.0));
  CHECK(cost.actions[kBuffer][kO].fill_pj == 0);
  CHECK(cost.levels[kDram].energy_pj == doctest::Approx(240 + 20));
  CHECK(cost.levels[kBuffer].energy_pj == doctest::Approx(60 + 36 + 168 + 60 + 22));
  CHECK(cost.compute_energy_pj == doctest::Approx(24 * 0.5));
  CHECK(cost.energy_pj == doctest::Approx(260 + 346 + 12));
}

TEST_CASE("free drains cost neither energy nor bandwidth") {
  Architecture architecture = chip();
  architecture.levels[kBuffer].drain_pj = 11;
  architecture.levels[kBuffer].read_bandwidth_bits_per_cycle = 8;
  // Reads of a buffer: I 12 * 8 + O 10 * 16 = 256 bits; drains 2 * 8 = 16 bits more.
  const Cost counted = evaluate(architecture).cost;
  CHECK(counted.energy_pj == doctest::Approx(2 * 2 * 11 * 8 / 16.0));
  CHECK(counted.levels[kBuffer].latency_cycles == 272 / 8);
  const Evaluation free = evaluate(architecture, {.drains = Drains::kFree});
  CHECK(free.cost.energy_pj == 0);
  CHECK(free.cost.levels[kBuffer].latency_cycles == 256 / 8);
  CHECK(free.counts.nodes[kBuffer][kO].drains == 2);  // still counted
}

TEST_CASE("wires cost per word sent and per word delivered, over all instances") {
  Architecture architecture = chip();
  architecture.fanouts[kArray].word_bits = 16;
  architecture.fanouts[kArray].send_pj = 2;
  architecture.fanouts[kArray].deliver_pj = 3;
  const Evaluation evaluation = evaluate(architecture);
  // No two units want the same words, and no sum comes back: 24 words of I and 4 of O either side.
  CHECK(evaluation.cost.wire_energy_pj[kArray] == doctest::Approx((24 + 4) * (2 + 3) * 8 / 16.0));
  CHECK(evaluation.cost.energy_pj == evaluation.cost.wire_energy_pj[kArray]);
}

TEST_CASE("compute bounds the latency when no port is slower") {
  Architecture architecture = chip();
  Cost cost = evaluate(architecture).cost;
  CHECK(cost.latency_cycles == 2 * 2 * 3);
  CHECK(cost.bottleneck.kind == Bottleneck::Kind::kCompute);
  architecture.compute.cycles_per_operation = 1.3;
  cost = evaluate(architecture).cost;
  CHECK(cost.compute_cycles == 16);  // 12 * 1.3 = 15.6, rounded up
  CHECK(cost.latency_cycles == 16);
}

TEST_CASE("read and write ports are busy side by side") {
  // Per buffer, reads: I 12 * 8 + O 10 * 16 + drains 2 * 8 = 272 bits;
  // writes: I 12 * 8 + O 12 * 16 = 288 bits.
  Architecture architecture = chip();
  architecture.levels[kBuffer].read_bandwidth_bits_per_cycle = 10;
  Cost cost = evaluate(architecture).cost;
  CHECK(cost.latency_cycles == 28);  // 27.2 rounded up
  CHECK(cost.bottleneck.kind == Bottleneck::Kind::kReads);
  CHECK(cost.bottleneck.level == kBuffer);
  architecture.levels[kBuffer].write_bandwidth_bits_per_cycle = 10;
  cost = evaluate(architecture).cost;
  CHECK(cost.latency_cycles == 29);  // 28.8 rounded up
  CHECK(cost.bottleneck.kind == Bottleneck::Kind::kWrites);
}

TEST_CASE("a shared port carries reads and writes together") {
  Architecture architecture = chip();
  architecture.levels[kBuffer].shared_bandwidth_bits_per_cycle = 10;
  Cost cost = evaluate(architecture).cost;
  CHECK(cost.latency_cycles == (272 + 288) / 10);
  CHECK(cost.bottleneck.kind == Bottleneck::Kind::kPort);
  // A port just fast enough hides behind compute, one a little slower does not.
  architecture.levels[kBuffer].shared_bandwidth_bits_per_cycle = 560.0 / 12;
  CHECK(evaluate(architecture).cost.bottleneck.kind == Bottleneck::Kind::kCompute);
  architecture.levels[kBuffer].shared_bandwidth_bits_per_cycle = 559.0 / 12;
  cost = evaluate(architecture).cost;
  CHECK(cost.latency_cycles == 13);
  CHECK(cost.bottleneck.kind == Bottleneck::Kind::kPort);
}

TEST_CASE("bandwidth is per instance, so two buffers take no longer than one") {
  Architecture architecture = chip();
  // dram is one instance: I 24 * 8 read bits, O 4 * 8 written ones.
  architecture.levels[kDram].read_bandwidth_bits_per_cycle = 4;
  CHECK(evaluate(architecture).cost.levels[kDram].latency_cycles == 24 * 8 / 4);
  architecture.levels[kBuffer].write_bandwidth_bits_per_cycle = 4;
  CHECK(evaluate(architecture).cost.levels[kBuffer].latency_cycles == 288 / 4);
}

TEST_CASE("what is on the chip leaks for the whole run, used or not") {
  Architecture architecture = chip();
  architecture.clock_hz = 500e6;  // 2 ns per cycle
  architecture.levels[kBuffer].leakage_w = 1e-3;
  architecture.compute.leakage_w = 2e-3;
  const Cost cost = evaluate(architecture).cost;
  // 4 buffers and 4 units are there although 2 of each work: 12 cycles * 2 ns = 24 ns.
  CHECK(cost.levels[kBuffer].leakage_pj == doctest::Approx(4 * 1e-3 * 24e-9 * 1e12));  // 96 pJ
  CHECK(cost.compute_leakage_pj == doctest::Approx(4 * 2e-3 * 24e-9 * 1e12));          // 192 pJ
  CHECK(cost.levels[kBuffer].energy_pj == 0);
  CHECK(cost.energy_pj == doctest::Approx(96 + 192));
  CHECK(cost.edp_pj_cycles == doctest::Approx((96 + 192) * 12));
  // Waiting leaks like working: a port that takes 48 cycles makes it four times as much.
  architecture.levels[kDram].read_bandwidth_bits_per_cycle = 4;
  CHECK(evaluate(architecture).cost.energy_pj == doctest::Approx(4 * (96 + 192)));
}

TEST_CASE("utilization counts units that idle and cycles that wait") {
  Architecture architecture = chip();
  CHECK(evaluate(architecture).cost.utilization == doctest::Approx(24.0 / (4 * 12)));
  architecture.levels[kDram].read_bandwidth_bits_per_cycle = 4;  // 48 cycles
  CHECK(evaluate(architecture).cost.utilization == doctest::Approx(24.0 / (4 * 48)));
  architecture.levels[kDram].read_bandwidth_bits_per_cycle = kUnlimitedBandwidth;
  architecture.compute.cycles_per_operation = 2;  // units are as busy, and take twice as long
  CHECK(evaluate(architecture).cost.utilization == doctest::Approx(24.0 * 2 / (4 * 24)));
}

TEST_CASE("the roofline bounds the utilization by bytes of the outermost level") {
  Architecture architecture = chip();
  architecture.levels[kDram].shared_bandwidth_bits_per_cycle = 16;
  Counts counts;
  Totals totals;
  REQUIRE(Evaluator(row_sums(), architecture).count(nest(), counts, totals));
  // dram reads 24 and takes back 4 words of 8 bits: 28 bytes for 24 operations
  const double intensity = operations_per_byte(counts, totals);
  CHECK(intensity == doctest::Approx(24.0 / 28));
  const Roofline roofline = roofline_of(architecture);
  CHECK(roofline.peak_operations_per_cycle == 4);
  CHECK(roofline.ridge_operations_per_byte() == 2);  // 4 operations over 2 bytes a cycle
  CHECK(roofline.attainable_utilization(2) == 1);
  CHECK(roofline.attainable_utilization(5) == 1);
  CHECK(roofline.attainable_utilization(1) == 0.5);
  // 28 bytes take 14 cycles, the 12 steps of compute less: the bound is reached
  const Cost cost = evaluate(architecture).cost;
  CHECK(cost.latency_cycles == 14);
  CHECK(cost.utilization == doctest::Approx(roofline.attainable_utilization(intensity)));
}

TEST_CASE("reads and writes over ports of their own together bound the roofline") {
  Architecture architecture = chip();
  CHECK(roofline_of(architecture).ridge_operations_per_byte() == 0);  // unlimited: never bound
  CHECK(roofline_of(architecture).attainable_utilization(0.001) == 1);
  architecture.levels[kDram].read_bandwidth_bits_per_cycle = 24;
  architecture.levels[kDram].write_bandwidth_bits_per_cycle = 8;
  architecture.compute.cycles_per_operation = 2;
  CHECK(roofline_of(architecture).ridge_operations_per_byte() == 0.5);  // 4/2 over 4 bytes
}

TEST_CASE("the breakdown splits the energy by place and role, and loses none") {
  Architecture architecture = chip();
  architecture.levels[kDram].word_bits = 8;
  architecture.levels[kDram].read_pj = 10;
  architecture.levels[kDram].update_pj = 20;
  architecture.levels[kBuffer].word_bits = 16;
  architecture.levels[kBuffer].fill_pj = 5;
  architecture.levels[kBuffer].update_pj = 7;
  architecture.levels[kBuffer].leakage_w = 1e-3;
  architecture.fanouts[kArray].word_bits = 16;
  architecture.fanouts[kArray].send_pj = 2;
  architecture.fanouts[kArray].deliver_pj = 3;
  architecture.compute.energy_pj = 0.5;
  architecture.compute.leakage_w = 2e-3;
  const Evaluation evaluation = evaluate(architecture);
  EnergyBreakdown sum;
  add(sum, Evaluator(row_sums(), architecture), evaluation, 3);
  const auto of = [](const EnergyByRole& energy, Role role) {
    return energy[static_cast<std::size_t>(role)];
  };
  CHECK(of(sum.levels_pj[kDram], Role::kInput) == doctest::Approx(3 * 24 * 10));
  CHECK(of(sum.levels_pj[kDram], Role::kOutput) == doctest::Approx(3 * 4 * 20));
  CHECK(of(sum.levels_pj[kBuffer], Role::kInput) == doctest::Approx(3 * 2 * 12 * 5 * 8 / 16.0));
  CHECK(of(sum.levels_pj[kBuffer], Role::kOutput) == doctest::Approx(3 * 2 * 12 * 7));
  CHECK(of(sum.wires_pj[kArray], Role::kInput) == doctest::Approx(3 * 24 * 5 * 8 / 16.0));
  CHECK(of(sum.wires_pj[kArray], Role::kOutput) == doctest::Approx(3 * 4 * 5 * 8 / 16.0));
  CHECK(of(sum.by_role(), Role::kWeight) == 0);
  CHECK(of(sum.by_role(), Role::kInput) == doctest::Approx(3 * (240 + 60 + 60)));
  CHECK(sum.compute_pj == doctest::Approx(3 * 12));
  // 12 ns of four buffers of 1 mW and four units of 2 mW; a mW ns is a pJ
  CHECK(sum.leakage_pj == doctest::Approx(3 * 12 * 4 * (1 + 2)));
  CHECK(sum.total() == doctest::Approx(3 * evaluation.cost.energy_pj));
}

TEST_CASE("area adds up what is there") {
  Architecture architecture = chip();
  architecture.levels[kDram].area_um2 = 100;
  architecture.levels[kBuffer].area_um2 = 10;
  architecture.fanouts[kArray].area_um2 = 7;
  architecture.compute.area_um2 = 1;
  CHECK(evaluate(architecture).cost.area_um2 == doctest::Approx(100 + 4 * 10 + 7 + 4 * 1));
}

TEST_CASE("a latency beyond exact counting is a verdict, not a wrong number") {
  const std::int64_t limit = std::int64_t{1} << 53;
  Architecture architecture = chip();
  auto verdict_of = [&] {
    Evaluation evaluation;
    return Evaluator(row_sums(), architecture).evaluate(nest(), evaluation);
  };
  // dram moves 24 * 8 read bits; at 192 / 2^53 bits per cycle that takes 2^53 cycles exactly.
  architecture.levels[kDram].read_bandwidth_bits_per_cycle = 192.0 / static_cast<double>(limit);
  CHECK(verdict_of().fits());
  architecture.levels[kDram].read_bandwidth_bits_per_cycle /= 2;
  CHECK(verdict_of().reason == Verdict::Reason::kTooSlow);
  CHECK(verdict_of().available == limit);
  architecture = chip();
  architecture.compute.cycles_per_operation = 1e18;  // 12 steps
  CHECK(verdict_of().reason == Verdict::Reason::kTooSlow);
}

}  // namespace
