// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <string>

#include "core/io/load.h"
#include "cost_model/evaluator.h"
#include "interop/zigzag_chip.h"
#include "interop/zigzag_differences.h"
#include "interop/zigzag_nest.h"
#include "interop/zigzag_space.h"
#include "mapper/run.h"
#include "tests/interop/zigzag_baseline.h"

namespace paretile::interop {
namespace {

/// What one layer costs: as ZigZag says of its best mapping, the same mapping here, the optimum.
struct Values {
  double theirs = 0;
  double same = 0;
  double optimum = 0;

  void add(const Values& other, double times) {
    theirs += times * other.theirs;
    same += times * other.same;
    optimum += times * other.optimum;
  }
};

struct LayerValues {
  Values energy_pj;
  Values latency_cycles;
  bool padded = false;
  int worse = 0;  ///< of the two, where the optimum is more than the same mapping
  double cpu_seconds = 0;
};

/// The nest of padded sizes at the sizes given: bounds that would go further end there.
Mapping shortened(Mapping mapping, const Problem& problem) {
  std::vector<std::int64_t> strides(problem.dims.size(), 1);
  for (std::size_t i = mapping.nodes.size(); i-- > 0;) {
    Node& node = mapping.nodes[i];
    if (node.is_storage()) continue;
    std::int64_t& stride = strides[node.dim.index()];
    node.bound = std::min(node.bound, (problem.dims[node.dim].size + stride - 1) / stride);
    stride *= node.bound;
  }
  return mapping;
}

/// Whether a case has a nest on the chip that is searched, where all tiles have room.
bool is_in_space(const ZigzagCase& given) {
  std::vector<Remark> unused;
  return to_nest(given, to_chip(given, given.hardware.file, unused)) && ZigzagCounts(given).fits();
}

class LayerCheck {
 public:
  LayerCheck(const ZigzagRun& run, const ZigzagSearched& searched) : searched_(searched) {
    std::vector<Remark> unused;
    given_ = read_zigzag_unrolled(run.files, searched.layer, unused);
    whole_ = padded(given_);
    space_ = to_space(given_, given_.hardware.file, {});
  }

  LayerValues run() {
    mapper::Settings settings;
    settings.constraints = *space_.constraints;
    settings.model = space_.options;
    const std::clock_t start = std::clock();
    const mapper::ProblemResult result =
        mapper::map_problem(space_.problem, space_.architecture, settings);
    values_.cpu_seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    REQUIRE(!result.front.empty());
    CHECK(result.proof.status == mapper::ProofStatus::kOptimal);
    values_.padded = given_.layer.problem.dims != whole_.layer.problem.dims;
    values_.energy_pj.theirs = searched_.energy.energy_pj;
    values_.latency_cycles.theirs = searched_.latency.latency_cycles;
    compare(values_.energy_pj, searched_.energy, result.front.front(), energy);
    compare(values_.latency_cycles, searched_.latency, result.front.back(), latency);
    return values_;
  }

 private:
  using Measure = double (*)(double energy_pj, std::int64_t latency_cycles);
  static double energy(double energy_pj, std::int64_t /*cycles*/) { return energy_pj; }
  static double latency(double /*pj*/, std::int64_t cycles) { return static_cast<double>(cycles); }

  void compare(Values& values, const ZigzagBest& best, const mapper::Point& point,
               Measure measure) {
    const ZigzagCounts same(with_mapping(given_, best));
    values.same = measure(same.energy_pj(), same.latency_cycles());
    const cost_model::Cost cost = at_real_sizes(point.mapping);
    values.optimum = measure(cost.energy_pj, cost.latency_cycles);
    const ZigzagCase whole = with_mapping(whole_, best);
    const bool in_space = is_in_space(whole);
    if (in_space) {
      const ZigzagCounts counts(whole);
      CHECK(measure(point.energy_pj, point.latency_cycles) <=
            measure(counts.energy_pj(), counts.latency_cycles()) * (1 + 1e-12));
    }
    if (values.optimum <= values.same * (1 + 1e-12)) return;
    ++values_.worse;
    CHECK(!in_space);  // or else it would be no optimum
  }

  [[nodiscard]] cost_model::Cost at_real_sizes(const Mapping& mapping) const {
    const Problem& problem = given_.layer.problem;
    const cost_model::Evaluator evaluator(problem, space_.architecture, space_.options);
    cost_model::Evaluation evaluation;
    REQUIRE(evaluator.evaluate(shortened(mapping, problem), evaluation).fits());
    return evaluation.cost;
  }

  const ZigzagSearched& searched_;
  ZigzagCase given_;
  ZigzagCase whole_;
  Imported space_;
  LayerValues values_;
};

std::string columns(const Values& values, double unit) {
  return fmt::format(" {:.5g} | {:.5g} | {:.5g} |", values.theirs / unit, values.same / unit,
                     values.optimum / unit);
}

/// A row of the table in docs/interop_zigzag.md, but for the seconds spent here.
struct Row {
  std::string text;
  double cpu_seconds = 0;
};

Row row_of(const ZigzagRun& run) {
  LayerValues sum;
  int padded = 0;
  for (const ZigzagSearched& layer : run.layers) {
    CAPTURE(layer.layer);
    const LayerValues values = LayerCheck(run, layer).run();
    sum.energy_pj.add(values.energy_pj, layer.times);
    sum.latency_cycles.add(values.latency_cycles, layer.times);
    sum.cpu_seconds += values.cpu_seconds;
    sum.worse += values.worse;
    padded += values.padded ? 1 : 0;
  }
  return {fmt::format("| {} | {} | {} | {} |{}{} {} | {:.0f} |", run.workload, run.hardware,
                      run.layers.size(), padded, columns(sum.energy_pj, 1e9),
                      columns(sum.latency_cycles, 1e6), sum.worse, run.cpu_seconds),
          sum.cpu_seconds};
}

TEST_CASE("no mapping ZigZag found is better here than the optimum of its space") {
  const std::string document = io::read_file(PARETILE_SOURCE_DIR "/docs/interop_zigzag.md");
  std::string table;
  bool is_fresh = true;
  for (const ZigzagRun& run : zigzag_runs()) {
    CAPTURE(run.workload);
    CAPTURE(run.hardware);
    const Row row = row_of(run);
    is_fresh = is_fresh && document.find("\n" + row.text) != std::string::npos;
    table += fmt::format("{} {:.1f} |\n", row.text, row.cpu_seconds);
  }
  INFO("the rows are:\n" << table);
  CHECK(is_fresh);
}

}  // namespace
}  // namespace paretile::interop
