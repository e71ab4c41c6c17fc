// SPDX-License-Identifier: Apache-2.0
#include "inner_loop/layer_cost_model.h"

#include <doctest/doctest.h>

#include <limits>
#include <thread>

#include "core/diagnostics.h"
#include "cost_model/evaluator.h"
#include "hw_specs/catalogue.h"
#include "mapper/rng.h"
#include "tests/inner_loop/rows.h"
#include "tests/mapper/cases.h"

namespace paretile::inner_loop {
namespace {

using mapper::ObjectiveKind;
constexpr double kInfinite = std::numeric_limits<double>::infinity();

mapper::Settings settings_for(ObjectiveKind kind) {
  mapper::Settings settings;
  settings.objective.kind = kind;
  settings.threads = 2;
  return settings;
}

/// Small layers of every operator, sizes at random.
std::vector<LayerRow> random_rows(std::size_t count) {
  mapper::Rng rng(11, 0);
  std::vector<LayerRow> rows;
  for (std::size_t i = 0; i < count; ++i) {
    LayerRow row = sample_row(layer_ops()[i % layer_ops().size()].name);
    for (const LayerColumn& column : layer_columns()) {
      const bool is_size = column.name != "op" && row.*column.field != 0;
      if (is_size) row.*column.field = static_cast<std::int32_t>(1 + rng.below(4));
    }
    rows.push_back(row);
  }
  return rows;
}

void check_equal(const LayerCosts& a, const LayerCosts& b) {
  CHECK(a.energy_pj == b.energy_pj);
  CHECK(a.latency_cycles == b.latency_cycles);
  CHECK(a.edp_pj_cycles == b.edp_pj_cycles);
  CHECK(a.gap == b.gap);
  CHECK(a.status == b.status);
}

LayerRow depthwise_as_conv2d() {
  LayerRow row = conv2d_row(8, 8, 4, 3);
  row.groups = 8;
  return row;
}

}  // namespace

TEST_CASE("a layer costs what map finds for it, whatever the objective") {
  const Architecture chip = mapper::small_chip();
  const std::vector<LayerRow> rows = random_rows(36);
  for (const auto kind : {ObjectiveKind::kEnergy, ObjectiveKind::kLatency, ObjectiveKind::kEdp,
                          ObjectiveKind::kEd2p, ObjectiveKind::kWeighted}) {
    const LayerCostModel model(chip, settings_for(kind));
    const LayerCosts costs = model.query(rows);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      CAPTURE(i);
      const mapper::ProblemResult result =
          mapper::map_problem(model.layer(rows[i]).problem, chip, settings_for(kind));
      REQUIRE(result.proof.status == mapper::ProofStatus::kOptimal);
      REQUIRE(result.front.size() == 1);
      CHECK(costs.energy_pj[i] == result.front[0].energy_pj);
      CHECK(costs.latency_cycles[i] == static_cast<double>(result.front[0].latency_cycles));
      CHECK(costs.edp_pj_cycles[i] == result.front[0].edp_pj_cycles);
      CHECK(costs.gap[i] == 0);
      CHECK(costs.status[i] == static_cast<std::uint8_t>(LayerStatus::kOptimal));
    }
  }
}

TEST_CASE("the mapping of an answer costs what the answer says") {
  const LayerCostModel model(hw_specs::load_architecture("eyeriss"),
                             settings_for(ObjectiveKind::kEnergy));
  const LayerRow row = conv2d_row(16, 8, 14, 3);
  const LayerAnswer& answer = model.answer(row);
  Mapping mapping;
  REQUIRE(read_row(answer.nodes, mapping));
  cost_model::Evaluation evaluation;
  const cost_model::Evaluator evaluator(model.layer(row).problem, model.architecture());
  REQUIRE(evaluator.evaluate(mapping, evaluation).fits());
  CHECK(answer.energy_pj == evaluation.cost.energy_pj);
  CHECK(answer.latency_cycles == static_cast<double>(evaluation.cost.latency_cycles));
  CHECK(answer.reason.empty());
}

TEST_CASE("known layers cost what new ones cost, in any order and any number of times") {
  const std::vector<LayerRow> rows = random_rows(24);
  const LayerCostModel model(mapper::small_chip());
  const LayerCosts cold = model.query(rows);
  CHECK(model.counts().solved == model.size());
  check_equal(model.query(rows), cold);
  CHECK(model.counts().solved == model.size());
  CHECK(model.counts().layers == 2 * rows.size());

  std::vector<LayerRow> many;
  for (std::size_t i = 0; i < 5000; ++i) many.push_back(rows[i * 7 % rows.size()]);
  const LayerCosts warm = model.query(many);
  for (std::size_t i = 0; i < many.size(); ++i) {
    REQUIRE(warm.energy_pj[i] == cold.energy_pj[i * 7 % rows.size()]);
    REQUIRE(warm.latency_cycles[i] == cold.latency_cycles[i * 7 % rows.size()]);
  }
}

TEST_CASE("looking up alone solves nothing, and says whether all are known") {
  const LayerCostModel model(mapper::small_chip());
  const std::vector<LayerRow> rows = {gemm_row(2, 3, 4), gemm_row(3, 4, 5)};
  LayerCosts known(2);
  CHECK_FALSE(model.query_known(rows, known.columns()));
  CHECK(model.size() == 0);
  const LayerCosts costs = model.query(rows);
  CHECK(model.query_known(rows, known.columns()));
  check_equal(known, costs);
  CHECK(model.counts().layers == 4);
}

TEST_CASE("a layer is solved once, however it is spelled") {
  LayerRow depthwise = sample_row("depthwise_conv2d");
  depthwise.N = depthwise.stride = 0;
  depthwise.G = 8;
  depthwise.P = depthwise.Q = 4;
  depthwise.R = depthwise.S = 3;
  LayerRow stated = depthwise;
  stated.N = stated.stride = stated.stride_w = stated.dilation = 1;
  stated.input_bits = stated.weight_bits = stated.output_bits = stated.psum_bits = 8;
  const std::vector<LayerRow> rows = {depthwise, stated, depthwise_as_conv2d()};
  const LayerCostModel model(mapper::small_chip());
  const LayerCosts costs = model.query(rows);
  CHECK(model.size() == 1);
  CHECK(model.counts().solved == 1);
  CHECK(costs.energy_pj[0] == costs.energy_pj[1]);
  CHECK(costs.energy_pj[0] == costs.energy_pj[2]);
}

TEST_CASE("the chip's bits hold where a layer states none") {
  Architecture chip = mapper::small_chip();
  chip.precision.input = 16;
  const LayerCostModel model(chip);
  LayerRow stated = gemm_row(4, 6, 8);
  stated.input_bits = 16;
  LayerRow other = gemm_row(4, 6, 8);
  other.input_bits = 8;
  const LayerCosts costs = model.query(std::vector{gemm_row(4, 6, 8), stated, other});
  CHECK(model.size() == 2);
  CHECK(costs.energy_pj[0] == costs.energy_pj[1]);
  CHECK(costs.energy_pj[0] > costs.energy_pj[2]);
}

TEST_CASE("a layer that fits nowhere costs infinitely much, and the reason is kept") {
  Architecture chip = mapper::small_chip();
  chip.levels[LevelId(1)].must_keep = {true, true, true};
  chip.levels[LevelId(1)].capacity_bits = 2 * 8;  // two words where three are needed
  const LayerCostModel model(chip);
  const LayerCosts costs = model.query(std::vector{gemm_row(4, 6, 8)});
  CHECK(costs.status[0] == static_cast<std::uint8_t>(LayerStatus::kInfeasible));
  CHECK(costs.energy_pj[0] == kInfinite);
  CHECK(costs.latency_cycles[0] == kInfinite);
  CHECK(costs.edp_pj_cycles[0] == kInfinite);
  CHECK(costs.gap[0] == 0);
  CHECK(model.answer(gemm_row(4, 6, 8)).reason ==
        "no mapping fits: 'buffer' needs 24 b for its tiles but has 16 b; the largest is that of "
        "'W'");
  CHECK(model.answer(gemm_row(4, 6, 8)).nodes.empty());
}

TEST_CASE("within a limit the optimum keeps it; a limit nothing keeps leaves no mapping") {
  mapper::Settings settings = settings_for(ObjectiveKind::kEnergy);
  const LayerRow row = gemm_row(16, 24, 8);
  const double free_cycles =
      LayerCostModel(mapper::small_chip(), settings).answer(row).latency_cycles;
  settings.objective.max_latency_cycles = static_cast<std::int64_t>(free_cycles);
  CHECK(LayerCostModel(mapper::small_chip(), settings).answer(row).latency_cycles <= free_cycles);
  settings.objective.max_latency_cycles = 1;
  const LayerCostModel strict(mapper::small_chip(), settings);
  CHECK(strict.answer(row).status == LayerStatus::kInfeasible);
  CHECK(strict.answer(row).reason == "mappings fit, but none keeps within the limits");
}

TEST_CASE("rows that are no layers are all told, and nothing is solved") {
  const LayerCostModel model(mapper::small_chip());
  LayerRow bad = gemm_row(4, 6, 8);
  bad.S = 3;
  LayerRow worse = gemm_row(4, -6, 8);
  CHECK_THROWS_WITH_AS(static_cast<void>(model.query(std::vector{gemm_row(1, 2, 3), bad, worse})),
                       "layers[1].S: error: 'S' means nothing to gemm\n"
                       "  hint: columns an operator does not know are 0\n"
                       "layers[2].N: error: 'N' must be between 1 and 1000000000, not -6",
                       InputError);
  CHECK(model.size() == 0);
}

TEST_CASE("a front is no number: it stands for EDP; random search and padding are refused") {
  CHECK(LayerCostModel(mapper::small_chip()).settings().objective.kind == ObjectiveKind::kEdp);
  mapper::Settings settings;
  settings.strategy = mapper::Strategy::kRandom;
  settings.pad_percent = 10;
  CHECK_THROWS_WITH_AS(LayerCostModel(mapper::small_chip(), settings),
                       "strategy: error: a layer cost model must be 'exact'\n"
                       "pad_percent: error: a layer cost model does not pad layers\n"
                       "  hint: ask for the padded sizes as layers of their own",
                       InputError);
}

TEST_CASE("a stopped query says so, and the layers it left are solved when asked for again") {
  const LayerCostModel model(mapper::small_chip());
  const std::vector<LayerRow> rows = random_rows(12);
  LayerCosts costs(rows.size());
  const std::atomic<bool> stop = true;
  CHECK_FALSE(model.query(rows, costs.columns(), {&stop, {}}));
  CHECK(costs.status == std::vector<std::uint8_t>(rows.size(), 3));
  CHECK(costs.energy_pj[0] == kInfinite);
  CHECK(model.size() == 0);
  check_equal(model.query(rows), LayerCostModel(mapper::small_chip()).query(rows));
}

TEST_CASE("progress ends with all nests solved") {
  const LayerCostModel model(mapper::small_chip());
  LayerCosts costs(2);
  mapper::Progress last;
  model.query(std::vector{gemm_row(2, 3, 4), gemm_row(3, 4, 5)}, costs.columns(),
              {nullptr, [&](const mapper::Progress& progress) { last = progress; }});
  CHECK(last.done == 2);
  CHECK(last.total == 2);
}

TEST_CASE("threads that ask for the same layers at once solve each once and agree") {
  const std::vector<LayerRow> rows = random_rows(60);
  const LayerCostModel model(mapper::small_chip());
  std::vector<LayerCosts> answers(8, LayerCosts(rows.size()));
  std::vector<std::thread> threads;
  for (LayerCosts& answer : answers) {
    threads.emplace_back([&] { model.query(rows, answer.columns()); });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(model.counts().solved == model.size());
  const LayerCosts alone = LayerCostModel(mapper::small_chip()).query(rows);
  for (const LayerCosts& answer : answers) check_equal(answer, alone);
}

TEST_CASE("no layers, no answers") {
  CHECK(LayerCostModel(mapper::small_chip()).query({}).energy_pj.empty());
}

}  // namespace paretile::inner_loop
