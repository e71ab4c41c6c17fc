// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "cli/catalogue.h"
#include "cli/commands.h"
#include "cli/inputs.h"
#include "cli/output.h"
#include "cli/python_commands.h"
#include "cli/sweep_report.h"
#include "cli/text_table.h"
#include "cli/usage_error.h"
#include "explore/comparison.h"

namespace paretile::cli {
namespace {

/// A mistake at a byte of what was given to --filter.
InputError filter_error(const std::string& filter, std::size_t byte, std::string message,
                        std::string hint) {
  const int column = count_characters(std::string_view(filter).substr(0, byte)) + 1;
  return InputError({{{"--filter", 1, column}, std::move(message), filter, std::move(hint)}});
}

/// A side of a comparison, which begins at that byte of the filter, made of names that rows have.
void check_side(const std::string& filter, std::size_t byte, const std::string& side,
                const std::vector<std::string>& known) {
  for (const NamePlace& name : names_in_arithmetic(side)) {
    if (known.empty() || std::find(known.begin(), known.end(), name.name) != known.end()) continue;
    throw filter_error(filter, byte + name.at, "unknown name " + quoted(name.name),
                       suggestion(name.name, known));
  }
  const Arithmetic tried = evaluate_arithmetic(side, [](std::string_view) { return 1.5; });
  if (tried.value || tried.is_of_numbers) return;
  throw filter_error(filter, byte + tried.at, tried.mistake,
                     "comparisons are < <= == != >= >, with commas between them");
}

std::vector<explore::Comparison> comparisons_of(const std::string& filter,
                                                const std::vector<std::string>& known) {
  std::vector<explore::Comparison> comparisons;
  for (std::size_t begin = 0; begin <= filter.size();) {
    const std::size_t end = std::min(filter.find(',', begin), filter.size());
    const std::string one = filter.substr(begin, end - begin);
    const auto comparison = explore::parse_comparison(one);
    if (!comparison) {
      const std::size_t blanks = std::min(one.find_first_not_of(' '), one.size());
      throw filter_error(filter, begin + blanks, quoted(one.substr(blanks)) + " compares nothing",
                         "such as 'area_mm2 <= 10, latency_s < 0.1'");
    }
    check_side(filter, begin, comparison->left, known);
    check_side(filter, begin + comparison->right_at, comparison->right, known);
    comparisons.push_back(*comparison);
    begin = end + 1;
  }
  return comparisons;
}

/// The rows that keep all comparisons of a text: "area_mm2 <= 10, rows >= 8".
SweepRows filtered(const SweepRows& rows, const std::string& text) {
  const std::vector<std::string> known =
      rows.empty() ? std::vector<std::string>{} : names_of_rows(rows);
  const std::vector<explore::Comparison> comparisons = comparisons_of(text, known);
  SweepRows kept;
  for (const explore::SweepFile::Row& row : rows) {
    const NumberOf number = [&](std::string_view name) { return number_of_row(row, name); };
    const bool is_kept =
        std::all_of(comparisons.begin(), comparisons.end(), [&](const auto& comparison) {
          return explore::holds(comparison, number).value.value_or(false);
        });
    if (is_kept) kept.push_back(row);
  }
  return kept;
}

void sort_by(SweepRows& rows, const std::string& name) {
  const std::vector<std::string> known = names_of_rows(rows);
  if (std::find(known.begin(), known.end(), name) == known.end()) {
    throw usage_error("--sort of 'results': unknown name " + quoted(name), suggestion(name, known));
  }
  const auto key = [&](const auto& row) {
    return number_of_row(row, name).value_or(std::numeric_limits<double>::infinity());
  };
  std::stable_sort(rows.begin(), rows.end(),
                   [&](const auto& a, const auto& b) { return key(a) < key(b); });
}

Outcome run_results(const Arguments& arguments, const Context&) {
  if (arguments.has("--parquet")) throw flag_needs_python("--parquet", "results");
  const std::string path = arguments.text("results");
  const explore::SweepFile file(path);
  const bool is_front = arguments.has("--front");
  SweepRows rows = file.rows(is_front || arguments.has("--points"));
  if (arguments.has("--sort") && !rows.empty()) sort_by(rows, arguments.text("--sort"));
  if (arguments.has("--filter")) rows = filtered(rows, arguments.text("--filter"));
  if (is_front) {
    SweepRows front;
    for (const std::size_t i : explore::front_of(rows)) front.push_back(std::move(rows[i]));
    rows = std::move(front);
  }
  if (arguments.has("--csv")) write_text(arguments.text("--csv"), sweep_rows_csv(rows));
  const SweepSummary summary{file.name(), path, file.num_designs(), std::ssize(file.finished())};
  std::string text;
  if (arguments.text("--csv") != "-") {
    text = fmt::format("{}: {} of {} finished\n\n{}", summary.name, summary.finished,
                       counted(summary.designs, "design"), sweep_rows_text(rows));
  }
  return {kDone, text, sweep_rows_json("results", summary, rows)};
}

Outcome run_merge(const Arguments& arguments, const Context&) {
  const std::vector<std::string> paths = arguments.files("files");
  const std::string target = arguments.text("-o");
  const explore::SweepFile first(paths.front());
  explore::SweepFile merged(target, first);
  for (const std::string& path : paths) merged.add(path);
  const SweepSummary summary{merged.name(), target, merged.num_designs(),
                             std::ssize(merged.finished())};
  std::string text = fmt::format("{}: {} of {} finished, in {}\n", summary.name, summary.finished,
                                 counted(summary.designs, "design"), target);
  if (summary.finished < summary.designs) {
    text += fmt::format("{} in none of the files: 'paretile explore' goes on with {}\n",
                        counted(summary.designs - summary.finished, "design"), target);
  }
  return {kDone, text, sweep_rows_json("merge", summary, {})};
}

}  // namespace

Command results_command() {
  return {.name = "results",
          .summary = "what a file of sweep results holds, filtered and sorted, also as CSV",
          .flags = {{.name = "results",
                     .value = "DB",
                     .help = "file that 'paretile explore' or 'merge' wrote",
                     .required = true},
                    {.name = "--front",
                     .kind = Flag::Kind::kSwitch,
                     .help = "only what no other beats in energy, latency and area"},
                    {.name = "--points",
                     .kind = Flag::Kind::kSwitch,
                     .help = "the whole front of every design, not its optimum alone"},
                    {.name = "--filter",
                     .value = "COMPARISONS",
                     .help = "only rows that keep all: 'area_mm2 <= 10, latency_s < 0.1'"},
                    {.name = "--sort",
                     .value = "NAME",
                     .help = "ascending by a parameter or by energy_pj, latency_cycles, latency_s, "
                             "edp_pj_cycles, power_w, runs_per_second, operations_per_second, "
                             "tops_per_w, area_mm2, compute_units"},
                    {.name = "--csv",
                     .value = "FILE|-",
                     .help = "write the rows as CSV to a file, or to stdout instead of the text"},
                    {.name = "--parquet",
                     .value = "FILE",
                     .help = "write the rows as Parquet: with the Python package and pyarrow"}},
          .example = example_of("results"),
          .run = run_results};
}

Command merge_command() {
  return {.name = "merge",
          .summary = "the results of a sweep's shards in one file",
          .flags = {{.name = "files",
                     .kind = Flag::Kind::kFiles,
                     .value = "DB",
                     .help = "files of shards of one sweep",
                     .required = true},
                    {.name = "-o",
                     .value = "DB",
                     .help = "file to merge them into, made or added to",
                     .required = true}},
          .example = example_of("merge"),
          .run = run_merge};
}

}  // namespace paretile::cli
