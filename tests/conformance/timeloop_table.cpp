// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/timeloop_table.h"

#include <fmt/format.h>

#include <map>
#include <set>
#include <stdexcept>

#include "cost_model/evaluator.h"
#include "interop/timeloop.h"
#include "interop/timeloop_compare.h"
#include "interop/timeloop_stats.h"

namespace paretile::conformance {
namespace {

using interop::ComparedNumber;
using interop::Standing;

constexpr std::string_view kBegin = "<!-- counts -->\n";
constexpr std::string_view kEnd = "<!-- end of counts -->";

/// Of one run: what explains its counts, its energies, its cycles; whether something does not.
struct RunStanding {
  std::set<std::string> counts;
  std::set<std::string> energies;
  std::set<std::string> cycles;
  bool is_unexplained = false;
};

RunStanding standing_of(const PrintedRun& run) {
  RunStanding standing;
  for (const ComparedNumber& number : side_by_side(run).numbers) {
    const bool is_energy = number.what.ends_with("_pj") || number.what.ends_with("_uj");
    std::set<std::string>& names = is_energy                         ? standing.energies
                                   : number.what == "latency_cycles" ? standing.cycles
                                                                     : standing.counts;
    names.insert(number.conventions.begin(), number.conventions.end());
    if (number.standing == Standing::kUnexplained) standing.is_unexplained = true;
  }
  return standing;
}

/// Runs of one tag.
struct Row {
  int runs = 0;
  int equal = 0;
  int explained = 0;
  int unexplained = 0;
  std::set<std::string> conventions;

  void add(const RunStanding& run) {
    ++runs;
    ++(run.is_unexplained ? unexplained : run.counts.empty() ? equal : explained);
    conventions.insert(run.counts.begin(), run.counts.end());
  }
  [[nodiscard]] std::string line(const std::string& tag) const {
    std::string names;
    for (const std::string& name : conventions) names += (names.empty() ? "" : ", ") + name;
    return fmt::format("| {} | {} | {} | {} | {} | {} |\n", tag, runs, equal, explained, names,
                       unexplained);
  }
};

/// Runs in which a convention explains counts, energies or cycles.
std::string convention_table(const std::vector<RunStanding>& runs) {
  std::map<std::string, std::array<int, 3>> rows;
  for (const RunStanding& run : runs) {
    for (const std::string& name : run.counts) ++rows[name][0];
    for (const std::string& name : run.energies) ++rows[name][1];
    for (const std::string& name : run.cycles) ++rows[name][2];
  }
  std::string text =
      "| explained by | counts | energies | cycles |\n| --- | ---: | ---: | ---: |\n";
  for (const auto& [name, num] : rows) {
    text += fmt::format("| {} | {} | {} | {} |\n", name, num[0], num[1], num[2]);
  }
  return text;
}

}  // namespace

interop::SideBySide side_by_side(const PrintedRun& printed) {
  const std::vector<interop::SourceText> files = {{printed.id + ".yaml", printed.input}};
  const interop::TimeloopRun run = interop::read_timeloop_run(files);
  const interop::Imported& imported = run.imported;
  const cost_model::Evaluator evaluator(imported.problem, imported.architecture, imported.options);
  cost_model::Evaluation ours;
  if (!evaluator.evaluate(imported.mapping.value(), ours).fits()) {
    throw std::logic_error(printed.id + " does not fit");
  }
  const interop::TimeloopStats stats =
      interop::read_timeloop_stats({printed.id + ".stats.txt", printed.stats}, imported.problem,
                                   imported.architecture, run.nest);
  return interop::compare_with_timeloop(run, ours, stats);
}

std::string interop_tables() {
  std::map<std::string, Row> rows;
  Row all;
  std::vector<RunStanding> runs;
  for (const PrintedRun& run : printed_runs()) {
    runs.push_back(standing_of(run));
    all.add(runs.back());
    for (const std::string& tag : run.tags) rows[tag].add(runs.back());
  }
  std::string text =
      "| tag | runs | equal | explained | by | unexplained |\n"
      "| --- | ---: | ---: | ---: | --- | ---: |\n";
  for (const auto& [tag, row] : rows) text += row.line(tag);
  return text + all.line("all") + "\n" + convention_table(runs);
}

std::string with_tables(const std::string& document) {
  const std::size_t begin = document.find(kBegin);
  const std::size_t end = document.find(kEnd);
  if (begin == std::string::npos || end == std::string::npos) {
    throw std::logic_error("the marks of the tables are not in the document");
  }
  return document.substr(0, begin + kBegin.size()) + interop_tables() + document.substr(end);
}

}  // namespace paretile::conformance
