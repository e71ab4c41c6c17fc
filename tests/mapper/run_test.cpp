// SPDX-License-Identifier: Apache-2.0
#include "mapper/run.h"

#include <doctest/doctest.h>

#include <bit>
#include <cstdint>

#include "core/validate.h"
#include "cost_model/evaluator.h"
#include "hw_specs/catalogue.h"
#include "mapper/exact.h"
#include "mapper/pareto.h"
#include "tests/mapper/cases.h"
#include "workloads/catalogue.h"

namespace paretile::mapper {
namespace {

Settings quick() {
  Settings settings;
  settings.strategy = Strategy::kRandom;
  settings.samples = 500;
  settings.kicks = 5;
  settings.threads = 2;
  return settings;
}

bool same_bytes(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

void check_same(const ProblemResult& a, const ProblemResult& b) {
  CHECK(a.evaluations == b.evaluations);
  CHECK(a.proof.status == b.proof.status);
  CHECK(same_bytes(a.proof.gap, b.proof.gap));
  CHECK(same_bytes(a.proof.lower_bound.energy_pj, b.proof.lower_bound.energy_pj));
  CHECK(a.proof.mapspace.hash == b.proof.mapspace.hash);
  REQUIRE(a.front.size() == b.front.size());
  for (std::size_t i = 0; i < a.front.size(); ++i) {
    CHECK(same_bytes(a.front[i].energy_pj, b.front[i].energy_pj));
    CHECK(same_bytes(a.front[i].edp_pj_cycles, b.front[i].edp_pj_cycles));
    CHECK(a.front[i].latency_cycles == b.front[i].latency_cycles);
    CHECK(a.front[i].mapping == b.front[i].mapping);
  }
}

Workload three_layers() {
  Workload workload;
  workload.name = "three";
  workload.layers.resize(3);
  for (std::size_t i = 0; i < 3; ++i) workload.layers[i].name = "layer" + std::to_string(i);
  workload.layers[0].problem = gemm(16, 24, 8);
  workload.layers[1].problem = conv1d(16, 3, 8);
  workload.layers[2].problem = gemm(16, 24, 8);
  workload.layers[2].repeat = 5;
  return workload;
}

}  // namespace

TEST_CASE("the same seed gives the same answer, byte by byte, for any number of threads") {
  const Workload workload = three_layers();
  Settings settings = quick();
  settings.threads = 1;
  const WorkloadResult one = map_workload(workload, small_chip(), settings);
  for (const int threads : {2, 3, 8}) {
    CAPTURE(threads);
    settings.threads = threads;
    const WorkloadResult many = map_workload(workload, small_chip(), settings);
    CHECK(same_bytes(one.energy_pj, many.energy_pj));
    CHECK(one.latency_cycles == many.latency_cycles);
    for (std::size_t i = 0; i < one.results.size(); ++i)
      check_same(one.results[i], many.results[i]);
  }
}

TEST_CASE("another seed may find other mappings") {
  Settings settings = quick();
  const Problem problem = gemm(48, 60, 36);
  const ProblemResult a = map_problem(problem, small_chip(), settings);
  settings.seed = 2;
  const ProblemResult b = map_problem(problem, small_chip(), settings);
  CHECK(a.evaluations != b.evaluations);
  CHECK(a.proof.mapspace.hash == b.proof.mapspace.hash);
}

TEST_CASE("each distinct nest is mapped once and counts for all its layers and repeats") {
  const WorkloadResult result = map_workload(three_layers(), small_chip(), quick());
  REQUIRE(result.results.size() == 2);
  CHECK(result.unique[0].members == std::vector<std::size_t>{0, 2});
  REQUIRE(result.best.has_value());
  const NetworkPoint& best = result.front.points[*result.best];
  const Point& gemm_point = result.results[0].front[best.choice[0]];
  const Point& conv_point = result.results[1].front[best.choice[1]];
  // The GEMM runs 1 + 5 times.
  CHECK(result.energy_pj == doctest::Approx(6 * gemm_point.energy_pj + conv_point.energy_pj));
  CHECK(result.latency_cycles == 6 * gemm_point.latency_cycles + conv_point.latency_cycles);
  CHECK(result.edp_pj_cycles ==
        doctest::Approx(result.energy_pj * static_cast<double>(result.latency_cycles)));
  for (const NetworkPoint& point : result.front.points) {
    const double edp = point.energy_pj * static_cast<double>(point.latency_cycles);
    CHECK(edp >= result.edp_pj_cycles);
  }
  CHECK_FALSE(result.interrupted);
}

TEST_CASE("a limit is on the network, and what breaks it is no choice") {
  Settings settings = quick();
  settings.objective.kind = ObjectiveKind::kEnergy;
  const WorkloadResult free = map_workload(three_layers(), small_chip(), settings);
  settings.objective.max_latency_cycles = free.latency_cycles - 1;
  const WorkloadResult limited = map_workload(three_layers(), small_chip(), settings);
  REQUIRE(limited.best.has_value());
  CHECK(limited.latency_cycles < free.latency_cycles);
  CHECK(limited.energy_pj > free.energy_pj);
  settings.objective.max_latency_cycles = 1;
  CHECK_FALSE(map_workload(three_layers(), small_chip(), settings).best.has_value());
}

TEST_CASE("a layer gets the same mapping alone and in a network") {
  const Workload workload = three_layers();
  const WorkloadResult network = map_workload(workload, small_chip(), quick());
  check_same(map_problem(workload.layers[1].problem, small_chip(), quick()), network.results[1]);
}

TEST_CASE("every point of a front is legal, fits and costs what it says") {
  const Problem problem = gemm(48, 60, 36);
  const Architecture chip = small_chip();
  const ProblemResult result = map_problem(problem, chip, quick());
  const cost_model::Evaluator evaluator(problem, chip);
  REQUIRE(!result.front.empty());
  for (std::size_t i = 0; i < result.front.size(); ++i) {
    const Point& point = result.front[i];
    CHECK(validate(point.mapping, problem, chip).empty());
    CHECK(point.mapping == canonical(point.mapping));
    cost_model::Evaluation evaluation;
    REQUIRE(evaluator.evaluate(point.mapping, evaluation).fits());
    CHECK(same_bytes(evaluation.cost.energy_pj, point.energy_pj));
    CHECK(evaluation.cost.latency_cycles == point.latency_cycles);
    if (i > 0) CHECK(point.latency_cycles < result.front[i - 1].latency_cycles);
  }
}

TEST_CASE("a random search claims a bound and a gap, not optimality") {
  const ProblemResult result = map_problem(gemm(48, 60, 36), small_chip(), quick());
  CHECK(result.proof.status == ProofStatus::kBounded);
  const double best = best_edp(result.front).edp_pj_cycles;
  CHECK(result.proof.gap ==
        doctest::Approx((best - result.proof.lower_bound.edp_pj_cycles) / best));
  CHECK(result.proof.mapspace.size > 200'000);
}

TEST_CASE("random search finds the optimum of a small problem") {
  const Problem problem = gemm(4, 4, 4);
  Architecture chip = tiny_chip(12);
  const ProblemResult optimal = map_problem(problem, chip);
  const ProblemResult found = map_problem(problem, chip, quick());
  REQUIRE(optimal.proof.status == ProofStatus::kOptimal);
  CHECK(found.proof.status == ProofStatus::kBounded);
  CHECK(best_edp(found.front).edp_pj_cycles == best_edp(optimal.front).edp_pj_cycles);
}

TEST_CASE("a stopped search says so and returns what it has, if only the plainest mapping") {
  std::atomic<bool> stop{true};
  Settings settings = quick();
  settings.stop = &stop;
  const WorkloadResult at_once = map_workload(three_layers(), small_chip(), settings);
  CHECK(at_once.interrupted);
  for (const ProblemResult& result : at_once.results) {
    CHECK(result.front.size() == 1);
    CHECK(result.proof.status == ProofStatus::kBounded);
  }
  stop = false;
  settings.progress = [&](const Progress& progress) { stop = progress.done >= 2; };
  const WorkloadResult later = map_workload(three_layers(), small_chip(), settings);
  CHECK(later.energy_pj > 0);
}

TEST_CASE(
    "stopped early, every layer has been sampled and none is left with the plainest mapping") {
  const Architecture chip = hw_specs::load_architecture("eyeriss");
  const Workload network = with_precision(workloads::load_workload("resnet50"), chip);
  const std::size_t num_nests = unique_layers(network).size();
  std::atomic<bool> stop{true};
  Settings settings;
  settings.strategy = Strategy::kRandom;
  settings.samples = 100'000'000;  // hours
  settings.stop = &stop;
  const WorkloadResult plainest = map_workload(network, chip, settings);
  for (const int threads : {1, 2}) {
    stop = false;
    settings.threads = threads;
    // One thread has then finished a unit of every layer; of two, neither is rounds behind.
    settings.progress = [&](const Progress& progress) {
      stop = progress.done >= (threads == 1 ? 1 : 5) * num_nests;
    };
    const WorkloadResult result = map_workload(network, chip, settings);
    CHECK(result.interrupted);
    for (std::size_t i = 0; i < num_nests; ++i) {
      CAPTURE(network.layers[result.unique[i].first].name);
      CHECK(result.results[i].evaluations >= 100);
      CHECK(best_edp(result.results[i].front).edp_pj_cycles <
            best_edp(plainest.results[i].front).edp_pj_cycles / 2);
    }
  }
}

TEST_CASE("progress ends with all units done") {
  Progress last;
  Settings settings = quick();
  settings.progress = [&](const Progress& progress) { last = progress; };
  (void)map_workload(three_layers(), small_chip(), settings);
  CHECK(last.total > 0);
  CHECK(last.done == last.total);
}

TEST_CASE("where nothing fits the verdict names the limit") {
  Architecture chip = tiny_chip(2);  // three tensors of a word each must be there
  chip.levels[LevelId(1)].must_keep = {true, true, true};
  for (const Strategy strategy : {Strategy::kExact, Strategy::kRandom}) {
    Settings settings = quick();
    settings.strategy = strategy;
    const ProblemResult result = map_problem(gemm(2, 2, 4), chip, settings);
    CHECK(result.front.empty());
    CHECK(result.infeasible.reason == cost_model::Verdict::Reason::kCapacity);
    CHECK(result.infeasible.level == LevelId(1));
    CHECK(result.infeasible.needed == 24);
    CHECK(result.infeasible.available == 16);
  }
  chip.levels[LevelId(1)].capacity_bits = 24;  // exactly full
  CHECK_FALSE(map_problem(gemm(2, 2, 4), chip, quick()).front.empty());
}

TEST_CASE("tensors that their home cannot hold whole are infeasible at once, at any size") {
  const Problem large = gemm(4096, 4096, 4096);  // 3 tensors of 2^24 words, 8 bits each
  for (const std::int64_t spare : {0, -1}) {
    CAPTURE(spare);
    Architecture chip = tiny_chip(12);
    chip.levels[LevelId(0)].capacity_bits = 3 * (std::int64_t{1} << 27) + spare;
    Settings settings;
    settings.time_limit_seconds = 1e-9;  // of a search; none is needed where the home is too small
    const ProblemResult result = solve_exact(large, chip, settings);
    const bool has_room = spare == 0;
    CHECK((result.proof.status == ProofStatus::kOptimal) == !has_room);
    if (has_room) continue;
    CHECK(result.front.empty());
    CHECK(result.evaluations == 0);
    CHECK(result.infeasible.reason == cost_model::Verdict::Reason::kCapacity);
    CHECK(result.infeasible.level == LevelId(0));
    CHECK(result.infeasible.available == chip.levels[LevelId(0)].capacity_bits);
  }
}

TEST_CASE("a tensor no level may keep is infeasible at once") {
  Architecture chip = tiny_chip(16);
  for (Level& level : chip.levels) level.may_keep = {true, false, true};
  const ProblemResult result = map_problem(gemm(2, 2, 4), chip, quick());
  CHECK(result.front.empty());
  CHECK(result.infeasible.reason == cost_model::Verdict::Reason::kMayNotKeep);
  CHECK(result.infeasible.tensor == *gemm(2, 2, 4).find_tensor("W"));
}

TEST_CASE("every layer of the shipped networks maps onto the shipped chips") {
  Settings settings = quick();
  settings.samples = 250;
  settings.kicks = 0;
  for (const char* chip_name : {"eyeriss", "tpu_v1", "simba_like"}) {
    const Architecture chip = hw_specs::load_architecture(chip_name);
    for (const char* name :
         {"resnet18", "alexnet", "mobilenet_v2", "bert_base", "gpt2_small_decode"}) {
      const Workload workload = with_precision(workloads::load_workload(name), chip);
      const WorkloadResult result = map_workload(workload, chip, settings);
      for (std::size_t i = 0; i < result.results.size(); ++i) {
        CAPTURE(chip_name);
        CAPTURE(workload.layers[result.unique[i].first].name);
        CHECK_FALSE(result.results[i].front.empty());
      }
    }
  }
}

TEST_CASE("a 3x3 layer of ResNet-18 fills the Eyeriss array") {
  const Architecture chip = hw_specs::load_architecture("eyeriss");
  const Workload network = with_precision(workloads::load_workload("resnet18"), chip);
  for (const Layer& layer : network.layers) {
    if (layer.name != "layer1.0.conv1") continue;
    const ProblemResult result = map_problem(layer.problem, chip);
    // 115,605,504 MACs on 168 PEs take 688,128 cycles at least.
    CHECK(result.proof.lower_bound.latency_cycles == 688'128);
    CHECK(best_edp(result.front).latency_cycles < 688'128 * 11 / 10);
    return;
  }
  FAIL("no such layer");
}

}  // namespace paretile::mapper
