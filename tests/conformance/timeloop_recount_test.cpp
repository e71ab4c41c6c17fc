// SPDX-License-Identifier: Apache-2.0
// Does the recount print what timeloop-model prints and, without its conventions, what we do?
#include "interop/timeloop_recount.h"

#include <doctest/doctest.h>

#include "cost_model/evaluator.h"
#include "interop/timeloop.h"
#include "interop/timeloop_stats.h"
#include "interop/timeloop_walk.h"
#include "tests/conformance/timeloop_printed.h"

namespace paretile::conformance {
namespace {

using cost_model::Counts;
using cost_model::NodeCounts;
using interop::TimeloopConventions;
using interop::TimeloopRun;

TimeloopRun read(const PrintedRun& run) {
  const std::vector<interop::SourceText> files = {{run.id + ".yaml", run.input}};
  return interop::read_timeloop_run(files);
}

/// Two runs were made with an environment variable set.
TimeloopConventions conventions_of(const PrintedRun& run) {
  TimeloopConventions conventions;
  conventions.link_transfers = run.id != "t8_link_env_off";
  conventions.first_touch_everywhere = run.id == "s2_no_elision";
  return conventions;
}

/// Calls visit(level, tensor) for all that is kept somewhere.
void for_each_kept(const TimeloopRun& run, const auto& visit) {
  for (const LevelId level : run.nest.ids()) {
    for (const TensorId tensor : run.imported.problem.tensors.ids()) {
      if (!interop::has_tensor(run.nest[level].bypassed, tensor)) visit(level, tensor);
    }
  }
}

}  // namespace

TEST_CASE("the recount is what timeloop-model printed, of all 121 runs, as integers") {
  int nodes = 0;
  for (const PrintedRun& printed : printed_runs()) {
    CAPTURE(printed.id);
    const TimeloopRun run = read(printed);
    const Problem& problem = run.imported.problem;
    const auto stats = interop::read_timeloop_stats({"stats.txt", printed.stats}, problem,
                                                    run.imported.architecture, run.nest);
    const Counts counts = interop::recount(problem, run.nest, conventions_of(printed)).value();
    CHECK(static_cast<double>(counts.operations) == stats.operations->value);
    for_each_kept(run, [&](LevelId level, TensorId tensor) {
      CAPTURE(run.imported.architecture.levels[level].name);
      CAPTURE(problem.tensors[tensor].name);
      const NodeCounts& node = counts.nodes[level][tensor];
      const interop::TimeloopNodeStats& expected = stats.nodes[level][tensor];
      CHECK(static_cast<double>(node.tile_words) == expected.tile_words->value);
      CHECK(static_cast<double>(counts.instances[level]) == expected.instances->value);
      CHECK(static_cast<double>(node.reads) == expected.reads->value);
      CHECK(static_cast<double>(node.fills) == expected.fills->value);
      CHECK(static_cast<double>(node.updates) == expected.updates->value);
      ++nodes;
    });
  }
  CHECK(nodes == 882);
}

TEST_CASE("without Timeloop's conventions the recount is ours: no convention is unnamed") {
  int runs = 0;
  for (const PrintedRun& printed : printed_runs()) {
    CAPTURE(printed.id);
    const TimeloopRun run = read(printed);
    if (!interop::uneven_dims(run.nest).empty()) continue;
    const interop::Imported& imported = run.imported;
    const Counts counts =
        interop::recount(imported.problem, run.nest, interop::kOurConventions).value();
    cost_model::Evaluation ours;
    const cost_model::Evaluator evaluator(imported.problem, imported.architecture,
                                          imported.options);
    REQUIRE(evaluator.evaluate(imported.mapping.value(), ours).fits());
    CHECK(counts.operations == ours.counts.operations);
    for_each_kept(run, [&](LevelId level, TensorId tensor) {
      const NodeCounts& node = counts.nodes[level][tensor];
      const NodeCounts& expected = ours.counts.nodes[level][tensor];
      CHECK(node.tile_words == expected.tile_words);
      CHECK(counts.instances[level] == ours.counts.instances[level]);
      CHECK(node.reads == expected.reads);
      CHECK(node.fills == expected.fills);
      CHECK(node.updates == expected.updates);
    });
    ++runs;
  }
  CHECK(runs == 117);
}

}  // namespace paretile::conformance
