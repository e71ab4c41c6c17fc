// SPDX-License-Identifier: Apache-2.0
// What timeloop-mapper found in a minute, and what is optimal on the same chips at the same
// energies. tests/data/timeloop/mapper/ has its inputs and its mappings.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "core/io/load.h"
#include "cost_model/evaluator.h"
#include "interop/timeloop.h"
#include "mapper/constraints.h"
#include "mapper/run.h"

namespace paretile::conformance {
namespace {

const std::string kFolder = PARETILE_SOURCE_DIR "/tests/data/timeloop/mapper/";
constexpr double kBudgetSeconds = 60;

/// A run of timeloop-mapper and the best mapping of it.
struct Run {
  std::string chip;
  std::string layer;
  std::string name;
  double seconds = 0;
  double cpu_seconds = 0;
  double energy_pj = 0;
  double edp_pj_cycles = 0;
  std::optional<double> edp_after_a_minute;
  std::string mapping;
};

const std::vector<Run>& runs() {
  static const std::vector<Run> all = [] {
    std::ifstream file(kFolder + "runs.json");
    const nlohmann::json json = nlohmann::json::parse(file);
    std::vector<Run> read;
    for (const auto& run : json["runs"]) {
      const auto& minute = run["best_at_60s_edp_pj_cycles"];
      read.push_back({run["chip"], run["layer"], run["run"], run["seconds"], run["cpu_seconds"],
                      run["energy_pj"], run["edp_pj_cycles"],
                      minute.is_null() ? std::nullopt : std::optional(minute.get<double>()),
                      run["mapping"]});
    }
    return read;
  }();
  return all;
}

interop::SourceText text_of(const std::string& name) {
  return {name, io::read_file(kFolder + name)};
}

cost_model::Cost cost_here(const Run& run) {
  const std::vector<interop::SourceText> files = {
      text_of(run.chip + ".yaml"), text_of(run.layer + ".yaml"), {"mapping.yaml", run.mapping}};
  const interop::Imported read = interop::read_timeloop(files);
  const cost_model::Evaluator evaluator(read.problem, read.architecture, read.options);
  cost_model::Evaluation evaluation;
  REQUIRE(evaluator.evaluate(*read.mapping, evaluation).fits());
  return evaluation.cost;
}

interop::Imported question(const std::string& chip, const std::string& layer) {
  const std::vector<interop::SourceText> files = {text_of(chip + ".yaml"), text_of(layer + ".yaml"),
                                                  text_of(chip + "_keep.yaml")};
  return interop::read_timeloop_search(files);
}

/// The optimum, and how many seconds all processors worked for its proof.
struct Optimum {
  double edp_pj_cycles = 0;
  double cpu_seconds = 0;
};

Optimum least_edp(const interop::Imported& asked, mapper::MapspaceKind space) {
  mapper::Settings settings;
  settings.mapspace = space;
  settings.objective.kind = mapper::ObjectiveKind::kEdp;
  settings.constraints = asked.constraints.value();
  settings.model = asked.options;
  const std::clock_t start = std::clock();
  const auto result = mapper::map_problem(asked.problem, asked.architecture, settings);
  REQUIRE(result.proof.status == mapper::ProofStatus::kOptimal);
  REQUIRE(result.front.size() == 1);
  return {result.front.front().edp_pj_cycles,
          static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC};
}

std::string in_digits(const char* format, double value) {
  std::array<char, 32> text{};
  (void)std::snprintf(text.data(), text.size(), format, value);
  return text.data();
}
std::string edp_text(double edp) { return in_digits("%.3e", edp); }

/// The run that had found most after a minute.
const Run& best_run(const std::string& chip, const std::string& layer) {
  const Run* best = nullptr;
  for (const Run& run : runs()) {
    if (run.chip != chip || run.layer != layer || !run.edp_after_a_minute) continue;
    if (best == nullptr || *run.edp_after_a_minute < *best->edp_after_a_minute) best = &run;
  }
  REQUIRE(best != nullptr);
  return *best;
}

using Cells = std::vector<std::string>;
/// Of a row: those that time says, and may differ.
constexpr std::size_t kEvenSeconds = 6;
constexpr std::size_t kFreeSeconds = 8;

Cells row_of(const std::string& chip, const std::string& layer) {
  const Run& run = best_run(chip, layer);
  const interop::Imported asked = question(chip, layer);
  const Optimum even = least_edp(asked, mapper::MapspaceKind::kEven);
  const Optimum free = least_edp(asked, mapper::MapspaceKind::kUnevenFree);
  const double here = cost_here(run).edp_pj_cycles;
  CHECK(even.edp_pj_cycles <= here * (1 + 1e-12));
  CHECK(even.edp_pj_cycles <= *run.edp_after_a_minute);
  CHECK(free.edp_pj_cycles <= even.edp_pj_cycles * (1 + 1e-12));
  const double cpu = run.cpu_seconds * std::min(1.0, kBudgetSeconds / run.seconds);
  return {chip,
          layer,
          edp_text(*run.edp_after_a_minute),
          in_digits("%.0f", cpu),
          edp_text(here),
          edp_text(even.edp_pj_cycles),
          in_digits("%.1f", even.cpu_seconds),
          edp_text(free.edp_pj_cycles),
          in_digits("%.1f", free.cpu_seconds),
          in_digits("%.2f", *run.edp_after_a_minute / even.edp_pj_cycles)};
}

std::string to_line(const Cells& cells) {
  std::string line = "|";
  for (const std::string& cell : cells) line += " " + cell + " |";
  return line;
}

/// The rows between the two marks of docs/interop_mappers.md, cell by cell.
std::vector<Cells> documented() {
  std::ifstream file(PARETILE_SOURCE_DIR "/docs/interop_mappers.md");
  std::vector<Cells> rows;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line == "<!-- rows -->") inside = true;
    if (line == "<!-- end of rows -->") inside = false;
    if (!inside || !line.starts_with("| ") || line.starts_with("| --")) continue;
    Cells cells;
    std::istringstream stream(line.substr(2));
    for (std::string cell; std::getline(stream, cell, '|');) {
      const std::size_t first = cell.find_first_not_of(' ');
      if (first == std::string::npos) continue;
      cells.push_back(cell.substr(first, cell.find_last_not_of(' ') - first + 1));
    }
    rows.push_back(cells);
  }
  if (!rows.empty()) rows.erase(rows.begin());  // the names of the columns
  return rows;
}

void check_row(const std::string& chip, const std::string& layer) {
  CAPTURE(chip);
  CAPTURE(layer);
  Cells fresh = row_of(chip, layer);
  const std::string pasted = to_line(fresh);
  INFO(pasted);
  for (const Cells& row : documented()) {
    if (row.size() != fresh.size() || row[0] != chip || row[1] != layer) continue;
    for (const std::size_t seconds : {kEvenSeconds, kFreeSeconds}) fresh[seconds] = row[seconds];
    CHECK(to_line(row) == to_line(fresh));
    return;
  }
  FAIL_CHECK("docs/interop_mappers.md has no such row");
}

std::set<std::pair<std::string, std::string>> questions() {
  std::set<std::pair<std::string, std::string>> all;
  for (const Run& run : runs()) all.insert({run.chip, run.layer});
  return all;
}

}  // namespace

// Neighbours that pass words on make Timeloop's numbers less: four of the 25 mappings have some.
TEST_CASE("Timeloop's best mappings cost here what they cost there, but for forwarding") {
  CHECK(runs().size() == 25);
  int forwarding = 0;
  for (const Run& run : runs()) {
    CAPTURE(run.chip);
    CAPTURE(run.layer);
    CAPTURE(run.name);
    const cost_model::Cost cost = cost_here(run);
    const double ratio = cost.energy_pj / run.energy_pj;
    CHECK(ratio > 1 - 1e-6);
    if (ratio > 1 + 1e-6) {
      ++forwarding;
    } else {
      CHECK(cost.edp_pj_cycles == doctest::Approx(run.edp_pj_cycles).epsilon(1e-6));
    }
  }
  CHECK(forwarding == 4);
}

TEST_CASE("Timeloop's best mappings are in the space 'even' and keep the constraints") {
  for (const Run& run : runs()) {
    CAPTURE(run.chip);
    CAPTURE(run.layer);
    const interop::Imported asked = question(run.chip, run.layer);
    const std::vector<interop::SourceText> files = {
        text_of(run.chip + ".yaml"), text_of(run.layer + ".yaml"), {"mapping.yaml", run.mapping}};
    const interop::Imported read = interop::read_timeloop(files);
    CHECK(asked.remarks.size() == read.remarks.size());
    CHECK(mapper::satisfies(*asked.constraints, read.problem, read.architecture, *read.mapping));
    CHECK(mapper::in_mapspace(mapper::MapspaceKind::kEven, read.problem, read.architecture,
                              *read.mapping));
  }
}

TEST_CASE("docs/interop_mappers.md has a row for each chip and layer") {
  const std::vector<Cells> rows = documented();
  CHECK(rows.size() == questions().size());
}

/// Chips and layers that take about a second together; the test `conformance_long` asks them all.
TEST_CASE("quick rows of docs/interop_mappers.md: on failure, paste what is printed") {
  for (const char* layer : {"resnet50_1x1_256_64", "bert_ffn_gemm", "alexnet_conv2"}) {
    check_row("tpu_ws_16x16", layer);
  }
}

TEST_CASE("all rows of docs/interop_mappers.md: on failure, paste what is printed" *
          doctest::skip()) {
  for (const auto& [chip, layer] : questions()) check_row(chip, layer);
}

}  // namespace paretile::conformance
