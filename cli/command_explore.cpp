// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "cli/catalogue.h"
#include "cli/commands.h"
#include "cli/log.h"
#include "cli/sweep_flags.h"
#include "cli/sweep_report.h"
#include "cli/sweep_watch.h"
#include "cli/text_table.h"
#include "core/io/load.h"
#include "explore/sweep_run.h"

namespace paretile::cli {
namespace {

constexpr std::ptrdiff_t kMaxShown = 50;  // points of the front in the text

std::string designs_text(const explore::Sweep& sweep) {
  const auto designs = std::ssize(sweep.designs);
  const std::int64_t grid = explore::grid_size(sweep);
  std::string text = counted(designs, "design");
  if (grid != designs) text += fmt::format(", of a grid of {}", with_commas(grid));
  return fmt::format("{}: {}, {}\n", sweep.name, text, sweep.workload.name);
}

std::string layers_text(const explore::LayerCounts& layers) {
  std::string text = fmt::format("layer problems: {} solved, {} reused", with_commas(layers.solved),
                                 with_commas(layers.reused + layers.cached));
  if (layers.cached > 0) text += fmt::format(" ({} from the cache)", with_commas(layers.cached));
  if (layers.relaxed + layers.partly > 0) {
    text += fmt::format("; of chips with less bandwidth {} without a search, {} with part of one",
                        with_commas(layers.relaxed), with_commas(layers.partly));
  }
  return text + '\n';
}

/// As many rows as one reads; the others stay in the file.
std::string front_text(const SweepRows& front, const std::string& file) {
  if (std::ssize(front) <= kMaxShown) return sweep_rows_text(front);
  const SweepRows shown(front.begin(), front.begin() + kMaxShown);
  return sweep_rows_text(shown) + fmt::format("and {} more points: paretile results {} --front\n",
                                              with_commas(std::ssize(front) - kMaxShown), file);
}

std::string text_of(const explore::SweepProgress& progress, const SweepSummary& summary,
                    const SweepRows& front) {
  std::string text = fmt::format("{} of {} finished, in {}\n", progress.finished,
                                 counted(progress.total, "design"), summary.file);
  if (progress.excluded > 0) {
    text += fmt::format("{} of them excluded: beaten whatever their mappings\n",
                        with_commas(progress.excluded));
  }
  text += layers_text(progress.layers);
  return text + "\nfront of energy, latency and area:\n" + front_text(front, summary.file);
}

Outcome run_explore(const Arguments& arguments, const Context& context) {
  const std::string path = arguments.text("sweep");
  explore::SweepRun run = sweep_run(arguments);
  const explore::Sweep sweep = explore::parse_sweep(
      io::read_file(path), path, arguments.has("--yes") ? explore::kMaxGrid : kMaxUnasked);
  SweepSummary summary{sweep.name, arguments.text("-o"), std::ssize(sweep.designs), 0};
  if (arguments.has("--dry-run")) {
    return {kDone, designs_text(sweep), sweep_rows_json("explore", summary, {})};
  }
  if (summary.file.empty()) summary.file = sweep.name + ".db";
  const bool is_json = arguments.has("--json-progress");
  std::string announced = designs_text(sweep);
  announced.pop_back();
  if (!is_json) log_info(context, announced);

  explore::SweepFile file(summary.file, sweep);
  SweepWatch watch(context, is_json);
  run.stop = context.stop;
  run.progress = [&](const explore::SweepProgress& progress) { watch.show(progress); };
  const explore::SweepProgress progress = explore::run_sweep(sweep, file, run);
  watch.erase();

  const SweepRows rows = file.rows(true);
  SweepRows front;
  for (const std::size_t i : explore::front_of(rows)) front.push_back(rows[i]);
  summary.finished = std::ssize(file.finished());
  const bool is_interrupted = progress.finished < progress.total;
  return {is_interrupted ? kInterrupted : kDone, text_of(progress, summary, front),
          sweep_rows_json("explore", summary, front)};
}

}  // namespace

Command explore_command() {
  return {.name = "explore",
          .summary =
              "many designs of chips, each judged at its proven optimum; resumes where it "
              "stopped",
          .flags = {{.name = "sweep",
                     .value = "SWEEP",
                     .help = "what is varied, under which constraints: a YAML file",
                     .required = true},
                    {.name = "-o",
                     .value = "DB",
                     .help = "SQLite file of the results, made or gone on with; without, the "
                             "sweep's name and .db"},
                    {.name = "--shard",
                     .value = "I/N",
                     .help = "only the designs of part I, from 0, of N equal parts"},
                    {.name = "--cache",
                     .value = "FILE",
                     .help = "SQLite file of layers' fronts that sweeps share, made or added to"},
                    {.name = "--json-progress",
                     .kind = Flag::Kind::kSwitch,
                     .help = "say on stderr how far it is as JSON objects, one a line"},
                    {.name = "--yes",
                     .kind = Flag::Kind::kSwitch,
                     .help = "explore even a grid of more than 10,000 designs"},
                    {.name = "--dry-run",
                     .kind = Flag::Kind::kSwitch,
                     .help = "check the sweep and say how many designs it has, no more"}},
          .example = example_of("explore"),
          .run = run_explore};
}

}  // namespace paretile::cli
