// SPDX-License-Identifier: Apache-2.0
#include "inner_loop/evaluate_many.h"

#include <doctest/doctest.h>

#include <bit>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "cost_model/evaluator.h"
#include "hw_specs/catalogue.h"
#include "inner_loop/random_table.h"
#include "mapper/sample.h"
#include "tests/mapper/cases.h"
#include "workloads/catalogue.h"

namespace paretile::inner_loop {
namespace {

using Reason = cost_model::Verdict::Reason;
constexpr double kInfinite = std::numeric_limits<double>::infinity();

struct Columns {
  explicit Columns(std::size_t count)
      : energy_pj(count),
        latency_cycles(count),
        edp_pj_cycles(count),
        utilization(count),
        verdict(count) {}
  MappingCosts out() { return {energy_pj, latency_cycles, edp_pj_cycles, utilization, verdict}; }
  std::vector<double> energy_pj, latency_cycles, edp_pj_cycles, utilization;
  std::vector<std::uint8_t> verdict;
};

std::vector<Mapping> random_mappings(const Problem& problem, const Architecture& chip,
                                     std::size_t count) {
  const mapper::SearchSpace space = *mapper::build_space(problem, chip).space;
  const cost_model::Evaluator evaluator(problem, chip);
  mapper::Rng rng(7, 0);
  std::vector<Mapping> mappings;
  while (mappings.size() < count) {
    const auto draft = mapper::sample_draft(space, evaluator, rng);
    if (draft) mappings.push_back(mapper::to_mapping(space, *draft));
  }
  return mappings;
}

/// The batch says of every row what the evaluator says of its mapping.
void check_as_one_by_one(const cost_model::Evaluator& evaluator, const MappingTable& table,
                         int threads) {
  Columns columns(table.size());
  CHECK(evaluate_many(evaluator, table.nodes, table.width, columns.out(), threads));
  for (std::size_t i = 0; i < table.size(); ++i) {
    CAPTURE(i);
    Mapping mapping;
    cost_model::Evaluation one;
    const Reason reason = read_row(table.row(i), mapping) ? evaluator.evaluate(mapping, one).reason
                                                          : Reason::kMalformed;
    REQUIRE(columns.verdict[i] == static_cast<std::uint8_t>(reason));
    if (reason == Reason::kFits) {
      REQUIRE(columns.energy_pj[i] == one.cost.energy_pj);
      REQUIRE(columns.latency_cycles[i] == static_cast<double>(one.cost.latency_cycles));
      REQUIRE(columns.edp_pj_cycles[i] == one.cost.edp_pj_cycles);
      REQUIRE(columns.utilization[i] == one.cost.utilization);
    } else {
      REQUIRE(columns.energy_pj[i] == kInfinite);
      REQUIRE(columns.latency_cycles[i] == kInfinite);
      REQUIRE(columns.edp_pj_cycles[i] == kInfinite);
      REQUIRE(columns.utilization[i] == 0);
    }
  }
}

Problem resnet_layer(const Architecture& chip) {
  return with_precision(workloads::load_workload("resnet18"), chip).layers[1].problem;
}

}  // namespace

TEST_CASE("mappings go into a table and come back") {
  const Architecture chip = hw_specs::load_architecture("eyeriss");
  const Problem problem = resnet_layer(chip);
  const std::vector<Mapping> mappings = random_mappings(problem, chip, 200);
  const MappingTable table = to_table(mappings);
  REQUIRE(table.size() == mappings.size());
  for (std::size_t i = 0; i < mappings.size(); ++i) {
    Mapping again;
    REQUIRE(read_row(table.row(i), again));
    CHECK(again == mappings[i]);
    CHECK(to_table({&again, 1}, table.width).nodes ==
          std::vector<NodeRow>(table.row(i).begin(), table.row(i).end()));
  }
}

TEST_CASE("a batch gives what one evaluation after the other gives, on any number of threads") {
  for (const char* name : {"eyeriss", "tpu_v1", "simba_like"}) {
    CAPTURE(name);
    const Architecture chip = hw_specs::load_architecture(name);
    const Problem problem = resnet_layer(chip);
    const cost_model::Evaluator evaluator(problem, chip);
    const MappingTable table = to_table(random_mappings(problem, chip, 3000));
    for (const int threads : {1, 2, 5}) check_as_one_by_one(evaluator, table, threads);
  }
}

TEST_CASE("rows changed at random are judged as the evaluator judges them, and end no program") {
  const Architecture chip = mapper::small_chip();
  const Problem problem = mapper::gemm(16, 24, 36);
  const cost_model::Evaluator evaluator(problem, chip);
  MappingTable table = to_table(random_mappings(problem, chip, 5000));
  mapper::Rng rng(3, 1);
  for (std::size_t i = 0; i < table.size(); ++i) {
    NodeRow& node = table.nodes[i * table.width + rng.below(table.width)];
    std::uint8_t bytes[sizeof(NodeRow)];
    std::memcpy(bytes, &node, sizeof(node));
    bytes[rng.below(sizeof(NodeRow))] = static_cast<std::uint8_t>(rng.below(256));
    std::memcpy(&node, bytes, sizeof(node));
  }
  check_as_one_by_one(evaluator, table, 1);
  Columns columns(table.size());
  evaluate_many(evaluator, table.nodes, table.width, columns.out());
  CHECK(std::count(columns.verdict.begin(), columns.verdict.end(), 0) > 100);
  const auto malformed = static_cast<std::uint8_t>(Reason::kMalformed);
  CHECK(std::count(columns.verdict.begin(), columns.verdict.end(), malformed) > 1000);
}

TEST_CASE("random tables hold as many mappings as asked for, all fit, the same for the same seed") {
  const Architecture chip = hw_specs::load_architecture("eyeriss");
  const cost_model::Evaluator evaluator(resnet_layer(chip), chip);
  const MappingTable table = random_table(evaluator, 500, 3);
  CHECK(table.size() == 500);
  Columns columns(table.size());
  evaluate_many(evaluator, table.nodes, table.width, columns.out());
  CHECK(columns.verdict == std::vector<std::uint8_t>(500, 0));
  CHECK(random_table(evaluator, 500, 3).nodes == table.nodes);
  CHECK(random_table(evaluator, 500, 4).nodes != table.nodes);
  CHECK(random_table(evaluator, 0, 1).size() == 0);
}

TEST_CASE("where nothing fits there are no random mappings, and the search for them ends") {
  Architecture chip = mapper::tiny_chip(1);
  chip.levels[LevelId(1)].must_keep = {true, true, true};
  const cost_model::Evaluator evaluator(mapper::gemm(4, 4, 4), chip);
  CHECK(random_table(evaluator, 10, 1).size() == 0);
}

TEST_CASE("every verdict has a word") {
  CHECK(verdict_names().size() == static_cast<std::size_t>(Reason::kMalformed) + 1);
  CHECK(verdict_names()[static_cast<std::size_t>(Reason::kFits)] == "fits");
  CHECK(verdict_names()[static_cast<std::size_t>(Reason::kMustKeep)] == "must_keep");
  CHECK(verdict_names()[static_cast<std::size_t>(Reason::kMalformed)] == "malformed");
}

TEST_CASE("a ragged mapping is counted exactly in a batch, too") {
  // 7 rows on 2 units: 4 steps, the last with one unit idle.
  const Architecture chip = mapper::tiny_chip(64);
  const Problem problem = mapper::gemm(7, 1, 1);
  Mapping mapping;
  for (const TensorId tensor : problem.tensors.ids()) {
    mapping.nodes.push_back(Node::storage(LevelId(0), tensor));
  }
  mapping.nodes.push_back(Node::temporal(*problem.find_dim("M"), 4));
  mapping.nodes.push_back(Node::spatial(*problem.find_dim("M"), 2, AxisId(0)));
  CHECK(is_ragged(mapping, problem));
  check_as_one_by_one(cost_model::Evaluator(problem, chip), to_table({&mapping, 1}), 1);
}

TEST_CASE("a row of 128 nodes is read, one of 129 is malformed, and so is an empty one") {
  const Problem problem = mapper::gemm(1, 1, 1);
  std::vector<NodeRow> row;
  for (std::uint8_t tensor = 0; tensor < 3; ++tensor) {
    row.push_back({NodeKind::kStorage, 0, tensor, 0, 0, {}, 0});
  }
  row.resize(kMaxNodes, {NodeKind::kTemporal, 0, 0, 0, 0, {}, 1});
  const cost_model::Evaluator evaluator(problem, mapper::tiny_chip(64));
  const auto verdict_of = [&](const std::vector<NodeRow>& nodes) {
    std::uint8_t verdict = 255;
    evaluate_many(evaluator, nodes, nodes.size(), {{}, {}, {}, {}, {&verdict, 1}});
    return static_cast<Reason>(verdict);
  };
  CHECK(verdict_of(row) == Reason::kFits);
  row.push_back(row.back());
  CHECK(verdict_of(row) == Reason::kMalformed);
  CHECK(verdict_of({NodeRow{}}) == Reason::kMalformed);
}

TEST_CASE("nothing in, nothing out; columns not wanted are not written") {
  const cost_model::Evaluator evaluator(mapper::gemm(2, 2, 2), mapper::tiny_chip(64));
  CHECK(evaluate_many(evaluator, {}, 0, {}));
  CHECK(evaluate_many(evaluator, {}, 5, {}));
  const MappingTable table =
      to_table(random_mappings(evaluator.problem(), evaluator.architecture(), 10));
  CHECK(evaluate_many(evaluator, table.nodes, table.width, {}));
}

TEST_CASE("a stop leaves the rest as it was") {
  const cost_model::Evaluator evaluator(mapper::gemm(2, 2, 2), mapper::tiny_chip(64));
  const MappingTable table =
      to_table(random_mappings(evaluator.problem(), evaluator.architecture(), 3000));
  for (const int threads : {1, 2}) {
    Columns columns(table.size());
    const std::atomic<bool> stop = true;
    CHECK_FALSE(evaluate_many(evaluator, table.nodes, table.width, columns.out(), threads, &stop));
    CHECK(columns.energy_pj == std::vector<double>(table.size()));
  }
}

}  // namespace paretile::inner_loop
