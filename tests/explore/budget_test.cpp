// SPDX-License-Identifier: Apache-2.0
#include "explore/budget.h"

#include <doctest/doctest.h>

#include <atomic>

#include "tests/mapper/cases.h"

namespace paretile::explore {
namespace {

using doctest::Approx;
using mapper::ObjectiveKind;

Workload two_layers() {
  Workload workload;
  workload.name = "two";
  workload.layers = {{"wide", "gemm", mapper::gemm(4, 6, 8), {}, 2, {}},
                     {"deep", "gemm", mapper::gemm(1, 12, 16), {}, 1, {"wide"}}};
  return workload;
}

/// A chip on which what is fast costs more than what is slow.
Architecture trading_chip() {
  Architecture chip = mapper::small_chip();
  chip.levels[LevelId(0)].shared_bandwidth_bits_per_cycle = 256;
  chip.levels[LevelId(2)].must_keep = {true, true, true};
  return chip;
}

mapper::WorkloadResult mapped(const Workload& workload, const Architecture& chip,
                              ObjectiveKind kind) {
  mapper::Settings settings;
  settings.objective.kind = kind;
  return mapper::map_workload(workload, chip, settings);
}

/// A chip of 1 GHz that leaves `cycles` to a frame, and exactly `energy_pj`.
Budget budget_of(double cycles, double energy_pj, const Workload& workload) {
  const double frames_per_second = 1e9 / cycles;
  return {frames_per_second, operations_of(workload), energy_pj * 1e-12 * frames_per_second};
}

TEST_CASE("smart glasses: 200 GOP 60 times a second in 10 mW need 1200 TOPS/W") {
  const Need need = need_of({60, 200e9, 10e-3});
  CHECK(need.operations_per_second == 12e12);
  CHECK(need.energy_per_operation_fj == Approx(10e-3 / 12e12 * 1e15));  // 0.83 fJ
  CHECK(need.energy_per_operation_fj == Approx(0.8333).epsilon(1e-4));
  CHECK(need.energy_per_frame_pj == Approx(10e-3 / 60 * 1e12));  // 167 uJ
  CHECK(need.tops_per_w == Approx(1200));
}

TEST_CASE("TOPS/W and fJ per operation are each other's inverse, 1 fJ being 1000 TOPS/W") {
  CHECK(tops_per_w(1) == Approx(1000));
  CHECK(tops_per_w(4) == Approx(250));
}

TEST_CASE("the ceiling of a chip counts two operations per unit and cycle") {
  Architecture chip = mapper::tiny_chip(64);  // 2 units, 1 GHz, 1 pJ
  CHECK(ceiling_of(chip).operations_per_second == 4e9);
  CHECK(ceiling_of(chip).energy_per_operation_fj == 500);
  chip.compute.cycles_per_operation = 2;
  CHECK(ceiling_of(chip).operations_per_second == 2e9);
}

TEST_CASE("by its ceiling a chip is ruled out just beyond it, and never said to meet the budget") {
  const Architecture chip = mapper::tiny_chip(64);  // 4 GOP/s, 500 fJ per operation
  const double exactly_w = 4e9 * 500e-15;
  const Assessment fits = assess({4, 1e9, exactly_w * 1.0001}, chip);
  CHECK_FALSE(fits.is_too_slow);
  CHECK_FALSE(fits.is_over_energy);
  CHECK_FALSE(fits.is_met);
  CHECK(assess({4.0001, 1e9, 1}, chip).is_too_slow);
  CHECK_FALSE(assess({4.0001, 1e9, 1}, chip).is_over_energy);
  CHECK(assess({4, 1e9, exactly_w * 0.9999}, chip).is_over_energy);
}

TEST_CASE("operations of a network are two per multiply-accumulate, repeats counted") {
  CHECK(operations_of(two_layers()) == 2 * (2 * 4 * 6 * 8 + 12 * 16));
}

TEST_CASE("a budget of exactly the least energy at any speed is met, one of less is not") {
  const Workload workload = two_layers();
  const Architecture chip = trading_chip();
  const mapper::WorkloadResult least = mapped(workload, chip, ObjectiveKind::kEnergy);
  const auto cycles = static_cast<double>(least.latency_cycles);
  const Assessment met =
      assess(budget_of(cycles, least.energy_pj * 1.000001, workload), chip, workload, {});
  CHECK(met.is_met);
  CHECK_FALSE(met.is_over_energy);
  REQUIRE(met.frame);
  CHECK(met.frame->energy_pj == Approx(least.energy_pj));
  CHECK(met.frame->is_proven);
  const Assessment missed =
      assess(budget_of(cycles, least.energy_pj * 0.999999, workload), chip, workload, {});
  CHECK_FALSE(missed.is_met);
  CHECK(missed.is_over_energy);
  CHECK_FALSE(missed.is_too_slow);
}

TEST_CASE("a frame of exactly the least latency is fast enough, one of a cycle less is not") {
  const Workload workload = two_layers();
  const Architecture chip = trading_chip();
  const mapper::WorkloadResult fastest = mapped(workload, chip, ObjectiveKind::kLatency);
  const auto cycles = static_cast<double>(fastest.latency_cycles);
  const Assessment met = assess(budget_of(cycles + 0.5, 1e12, workload), chip, workload, {});
  CHECK(met.is_met);
  CHECK_FALSE(met.is_too_slow);
  REQUIRE(met.frame);
  CHECK(met.frame->latency_cycles == fastest.latency_cycles);
  const Assessment missed = assess(budget_of(cycles - 0.5, 1e12, workload), chip, workload, {});
  CHECK_FALSE(missed.is_met);
  CHECK(missed.is_too_slow);
  CHECK_FALSE(missed.is_over_energy);
  REQUIRE(missed.frame);
  CHECK(missed.frame->latency_cycles == fastest.latency_cycles);
}

TEST_CASE("between least energy and least latency the frame is the cheapest one in time") {
  const Workload workload = two_layers();
  const Architecture chip = trading_chip();
  const auto front = mapped(workload, chip, ObjectiveKind::kFront).front.points;
  REQUIRE(front.size() > 2);  // or this shows nothing
  for (const mapper::NetworkPoint& point : front) {
    const auto cycles = static_cast<double>(point.latency_cycles) + 0.5;
    const Assessment met =
        assess(budget_of(cycles, point.energy_pj * 1.000001, workload), chip, workload, {});
    CHECK(met.is_met);
    REQUIRE(met.frame);
    CHECK(met.frame->is_proven);
    CHECK(met.frame->energy_pj == Approx(point.energy_pj));
    CHECK(met.frame->latency_cycles <= point.latency_cycles);
    const Assessment missed =
        assess(budget_of(cycles, point.energy_pj * 0.999999, workload), chip, workload, {});
    CHECK_FALSE(missed.is_met);
    CHECK(missed.is_over_energy);
  }
}

TEST_CASE("a chip without room for a layer has no mapping of it, whatever the budget") {
  Architecture chip = mapper::tiny_chip(2);  // a word of each tensor needs three
  chip.levels[LevelId(1)].must_keep = {true, true, true};
  const Workload workload = two_layers();
  const Assessment answer = assess(budget_of(1e9, 1e12, workload), chip, workload, {});
  CHECK(answer.is_unmapped);
  CHECK_FALSE(answer.is_met);
  CHECK_FALSE(answer.frame);
}

TEST_CASE("a search that was stopped proves nothing it has not seen") {
  const Workload workload = two_layers();
  const Architecture chip = trading_chip();
  const mapper::WorkloadResult least = mapped(workload, chip, ObjectiveKind::kEnergy);
  const std::atomic<bool> stop = true;
  mapper::Settings settings;
  settings.stop = &stop;
  const Assessment answer =
      assess(budget_of(1e9, least.energy_pj * 1.000001, workload), chip, workload, settings);
  CHECK(answer.is_interrupted);
  CHECK_FALSE(answer.is_over_energy);  // it is not: the least energy keeps the budget
  CHECK_FALSE(answer.is_too_slow);
  REQUIRE(answer.frame);
  CHECK_FALSE(answer.frame->is_proven);
}

}  // namespace
}  // namespace paretile::explore
