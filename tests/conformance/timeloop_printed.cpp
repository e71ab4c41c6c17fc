// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/timeloop_printed.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace paretile::conformance {
namespace {

using Json = nlohmann::ordered_json;

Json load(const std::string& name) {
  std::ifstream file(PARETILE_SOURCE_DIR "/tests/data/timeloop/" + name);
  return Json::parse(file);
}

/// Energies have 12 decimals here: the runs were made by a Timeloop that prints as many.
std::string pj(const Json& energy_pj) { return fmt::format("{:.12f} pJ", energy_pj.get<double>()); }

std::string tensor_text(const std::string& name, const Json& numbers) {
  constexpr std::array<const char*, 5> kWords = {
      "Utilized capacity", "Utilized instances (max)", "Scalar reads (per-instance)",
      "Scalar fills (per-instance)", "Scalar updates (per-instance)"};
  std::string text = "    " + name + ":\n";
  for (std::size_t i = 0; i < kWords.size(); ++i) {
    text += fmt::format("        {:<41}: {}\n", kWords[i], numbers[i].get<std::int64_t>());
  }
  return text + fmt::format("        {:<41}: {}\n", "Energy (total)", pj(numbers[5]));
}

std::string compute_text(const Json& run) {
  const Json& mac = run["mac"];
  return fmt::format(
      "Level 0\n-------\n=== {} ===\n\n    SPECS\n    -----\n    Word bits             : 16\n\n"
      "    STATS\n    -----\n    Utilized instances      : {}\n    Computes (total)        : {}\n"
      "    Cycles                  : {}\n    Energy (total)          : {}\n\n",
      mac["name"].get<std::string>(), mac["instances"].get<std::int64_t>(),
      run["macs"].get<std::int64_t>(), mac["cycles"].get<std::int64_t>(), pj(mac["energy_pj"]));
}

std::string level_text(std::size_t number, const std::string& name, const Json& level) {
  std::string text = fmt::format(
      "Level {}\n-------\n=== {} ===\n\n    SPECS\n    -----\n        Leakage energy (total)       "
      "   "
      ": {}\n\n    STATS\n    -----\n    Cycles               : {}\n    Bandwidth throttling : "
      "1.00\n",
      number, name, pj(level["leakage_pj"]), level["cycles"].get<std::int64_t>());
  for (const auto& [tensor, numbers] : level["tensors"].items()) {
    text += tensor_text(tensor, numbers);
  }
  return text + "\n";
}

/// The networks' part of the total is what the levels do not spend.
double network_pj(const Json& run) {
  double rest = run["energy_pj"].get<double>() - run["mac"]["energy_pj"].get<double>();
  for (const auto& level : run["levels"]) {
    rest -= level["leakage_pj"].get<double>();
    for (const auto& numbers : level["tensors"]) rest -= numbers[5].get<double>();
  }
  const bool is_rounding = rest < 1e-9 * run["energy_pj"].get<double>();
  return is_rounding ? 0 : rest;
}

/// In the words of timeloop-model, innermost level first.
std::string stats_text(const Json& run) {
  std::string text = "Buffer and Arithmetic Levels\n----------------------------\n";
  text += compute_text(run);
  std::size_t number = 0;
  for (const auto& [name, level] : run["levels"].items()) text += level_text(++number, name, level);
  text += fmt::format(
      "Networks\n--------\nNetwork 0\n---------\nall of them\n\n    SPECS\n    -----\n\n    STATS\n"
      "    -----\n    Weights:\n        Energy (total)                          : {}\n\n",
      pj(network_pj(run)));
  return text + fmt::format(
                    "Summary Stats\n-------------\nUtilization: 100.00%\nCycles: {}\n"
                    "Energy: {:.12f} uJ\n",
                    run["cycles"].get<std::int64_t>(), run["energy_pj"].get<double>() / 1e6);
}

std::vector<PrintedRun> load_runs() {
  const Json texts = load("texts.json")["texts"];
  std::vector<PrintedRun> runs;
  const Json cases = load("printed.json")["cases"];
  for (const auto& [id, run] : cases.items()) {
    runs.push_back({id, run["tags"].get<std::vector<std::string>>(), texts[id].get<std::string>(),
                    stats_text(run)});
  }
  return runs;
}

}  // namespace

const std::vector<PrintedRun>& printed_runs() {
  static const std::vector<PrintedRun> runs = load_runs();
  return runs;
}

const PrintedRun& printed_run(const std::string& id) {
  const auto& runs = printed_runs();
  const auto found =
      std::find_if(runs.begin(), runs.end(), [&](const PrintedRun& run) { return run.id == id; });
  if (found == runs.end()) throw std::out_of_range(id);
  return *found;
}

}  // namespace paretile::conformance
