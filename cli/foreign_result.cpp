// SPDX-License-Identifier: Apache-2.0
#include "cli/foreign_result.h"

#include "cli/foreign_inputs.h"
#include "cli/loads.h"
#include "cli/usage_error.h"
#include "cost_model/evaluator.h"
#include "interop/timeloop.h"
#include "interop/timeloop_compare.h"
#include "interop/timeloop_stats.h"
#include "interop/zigzag.h"
#include "interop/zigzag_compare.h"

namespace paretile::cli {

std::vector<Flag> result_flags() {
  std::vector<Flag> flags = result_files_flags();
  flags.push_back({.name = "--stats",
                   .value = "FILE",
                   .help = "what the tool printed of that mapping (timeloop-*.stats.txt, "
                           "ZigZag's *_complete.json), to set beside ours"});
  flags.push_back(layer_of_tool_flag());
  return flags;
}

ForeignResult load_foreign_result(const Arguments& arguments) {
  const ForeignTool* tool = given_tool(arguments);
  if (tool == nullptr) {
    throw usage_error("--stats of 'compare' needs the files of the tool that printed it",
                      "such as --timeloop problem.yaml architecture.yaml mapping.yaml");
  }
  Loads loads;
  const auto files = loads.attempt([&] { return read_texts(arguments.files(tool->flag.name)); });
  const auto stats = loads.attempt([&] { return read_texts({arguments.text("--stats")}); });
  loads.throw_if_any();
  return tool->compare(*files, stats->front(), arguments);
}

ForeignResult compare_timeloop_files(std::span<const interop::SourceText> files,
                                     const interop::SourceText& stats, const Arguments& arguments) {
  const interop::TimeloopRun run = interop::read_timeloop_run(files);
  ForeignResult result;
  result.given = case_of(run.imported, *given_tool(arguments));
  const Case& given = result.given;
  const interop::TimeloopStats printed =
      interop::read_timeloop_stats(stats, given.layer.problem, given.architecture, run.nest);
  const cost_model::Evaluator evaluator(given.layer.problem, given.architecture, given.options);
  cost_model::Evaluation ours;
  result.verdict = evaluator.evaluate(given.mapping, ours);
  if (result.verdict.fits()) result.compared = interop::compare_with_timeloop(run, ours, printed);
  return result;
}

ForeignResult compare_zigzag_files(std::span<const interop::SourceText> files,
                                   const interop::SourceText& stats, const Arguments& arguments) {
  std::optional<std::string> layer;
  if (arguments.has("--layer")) layer = arguments.text("--layer");
  std::vector<interop::Remark> remarks;
  const interop::ZigzagCase given = interop::read_zigzag_case(files, layer, remarks);
  const interop::ZigzagStats printed = interop::read_zigzag_stats(stats, given);
  const interop::ZigzagCounts ours(given);
  interop::Imported imported = ours.imported();
  imported.remarks.insert(imported.remarks.begin(), remarks.begin(), remarks.end());
  ForeignResult result;
  result.given = case_of(std::move(imported), *given_tool(arguments));
  result.compared = interop::compare_with_zigzag(ours, printed);
  return result;
}

}  // namespace paretile::cli
