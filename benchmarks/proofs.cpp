// SPDX-License-Identifier: Apache-2.0
// Times to a full proof beside the times required of them, as a table. Ends with 1 if one is
// missed.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <limits>
#include <string>
#include <vector>

#include "benchmarks/proof_time.h"
#include "core/keep_memory.h"
#include "hw_specs/catalogue.h"
#include "mapper/parallel.h"
#include "mapper/run.h"
#include "workloads/catalogue.h"

namespace paretile::benchmarks {
namespace {

using mapper::ObjectiveKind;

const std::string kPeers = "benchmarks/peers/";  // from the root of the repository

constexpr double kGemmSeconds = 0.020;
constexpr double kNetworkSeconds = 5;  // ResNet-50, all fronts, two threads
constexpr double kSpeedUp = 1.7;       // of two threads

/// What is required of every layer of ResNet-18 on one chip.
struct LayerGoal {
  const char* chip;
  double energy_seconds;
  double front_seconds;
};
constexpr LayerGoal kLayerGoals[] = {{"eyeriss", 0.1, 0.2}, {"tpu_v1", 1, 1}, {"simba_like", 1, 1}};

/// Prints rows and counts those that miss.
class Table {
 public:
  void begin(const std::string& title) {
    fmt::print("{}\n{:<13} {:<18} {:<9} {:>6} {:>10} {:>9}\n", title, "chip", "layer", "objective",
               "points", "median ms", "required");
  }

  void row(const std::string& chip, const std::string& layer, ObjectiveKind objective,
           const ProofTime& time, double required_seconds) {
    const bool fast = time.median_seconds <= required_seconds;
    const char* verdict = !time.proven ? "not proven" : fast ? "ok" : "slow";
    fmt::print("{:<13} {:<18} {:<9} {:>6} {:>10.1f} {:>9.0f}  {}\n", chip, layer,
               mapper::to_string(objective), time.points, 1e3 * time.median_seconds,
               1e3 * required_seconds, verdict);
    std::fflush(stdout);  // a row may take long: show those there are
    count(time.proven && fast);
  }

  void count(bool met) {
    ++rows_;
    if (!met) ++misses_;
  }

  void end() {
    fmt::print("{} of {} as required\n\n", rows_ - misses_, rows_);
    all_misses_ += misses_;
    rows_ = misses_ = 0;
  }

  [[nodiscard]] int misses() const { return all_misses_; }

 private:
  int rows_ = 0;
  int misses_ = 0;
  int all_misses_ = 0;
};

void add_rows(const Workload& workload, const Architecture& chip, const LayerGoal& goal,
              const Effort& effort, Table& table) {
  const Workload network = with_precision(workload, chip);
  for (const UniqueLayer& nest : unique_layers(network)) {
    const Layer& layer = network.layers[nest.first];
    for (ObjectiveKind objective : {ObjectiveKind::kEnergy, ObjectiveKind::kFront}) {
      const double required =
          objective == ObjectiveKind::kEnergy ? goal.energy_seconds : goal.front_seconds;
      table.row(chip.name, layer.name, objective,
                time_proof(layer.problem, chip, objective, effort), required);
    }
  }
}

void time_gemms(const Effort& effort, Table& table) {
  const LayerGoal goal{"", kGemmSeconds, kGemmSeconds};
  const std::vector<std::string> chips = {kPeers + "eyeriss_like.yaml", kPeers + "tpu_like.yaml",
                                          "eyeriss", "tpu_v1", "simba_like"};
  for (const std::string& workload : {kPeers + "gemms.yaml", std::string("bert_base")}) {
    const Workload network = workloads::load_workload(workload);
    table.begin("GEMMs of " + network.name + ", one thread");
    for (const std::string& chip : chips) {
      add_rows(network, hw_specs::load_architecture(chip), goal, effort, table);
    }
    table.end();
  }
}

void time_layers(const Effort& effort, Table& table) {
  const Workload network = workloads::load_workload("resnet18");
  table.begin("layers of resnet18, one thread");
  for (const LayerGoal& goal : kLayerGoals) {
    add_rows(network, hw_specs::load_architecture(goal.chip), goal, effort, table);
  }
  table.end();
}

/// Seconds for the fronts of all layers; infinite if one is not proven.
double network_seconds(const Workload& network, const Architecture& chip, int threads,
                       const Effort& effort) {
  mapper::Settings settings;
  settings.threads = threads;
  settings.time_limit_seconds = effort.time_limit_seconds;
  const mapper::Stopwatch clock;
  const mapper::WorkloadResult result = mapper::map_workload(network, chip, settings);
  const double seconds = clock.seconds();
  const bool proven = std::all_of(result.results.begin(), result.results.end(), [](const auto& r) {
    return r.proof.status == mapper::ProofStatus::kOptimal;
  });
  return proven ? seconds : std::numeric_limits<double>::infinity();
}

/// The best of all runs, which alternate: a disturbance of the machine hits both.
void time_network(const Effort& effort, Table& table) {
  const Architecture chip = hw_specs::load_architecture("eyeriss");
  const Workload network = with_precision(workloads::load_workload("resnet50"), chip);
  fmt::print("fronts of resnet50 on eyeriss, best of {}\n", effort.runs);
  double one = std::numeric_limits<double>::infinity();
  double two = one;
  for (int run = 0; run < effort.runs; ++run) {
    two = std::min(two, network_seconds(network, chip, 2, effort));
    if (two == std::numeric_limits<double>::infinity()) break;
    one = std::min(one, network_seconds(network, chip, 1, effort));
  }
  if (two == std::numeric_limits<double>::infinity()) {
    fmt::print("not proven: a layer takes more than {} s\n", effort.time_limit_seconds);
  } else {
    fmt::print("one thread {:.2f} s, two {:.2f} s (required {}), {:.2f} times as fast ({})\n", one,
               two, kNetworkSeconds, one / two, kSpeedUp);
  }
  table.count(two <= kNetworkSeconds);
  table.count(one / two >= kSpeedUp);
  table.end();
}

int run(int argc, char** argv) {
  CLI::App app(
      "Times to a full proof beside the times required of them. Run it where README.md is.");
  Effort effort;
  std::vector<std::string> parts = {"gemms", "layers", "network"};
  app.add_option("parts", parts, "what to time (default: all)")
      ->check(CLI::IsMember({"gemms", "layers", "network"}));
  app.add_option("--runs", effort.runs, "times each answer is proven")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app.add_option("--time-limit", effort.time_limit_seconds, "seconds per layer, then: not proven")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  Table table;
  for (const std::string& part : parts) {
    if (part == "gemms") time_gemms(effort, table);
    if (part == "layers") time_layers(effort, table);
    if (part == "network") time_network(effort, table);
  }
  return table.misses() == 0 ? 0 : 1;
}

}  // namespace
}  // namespace paretile::benchmarks

int main(int argc, char** argv) {
  paretile::keep_freed_memory();
  return paretile::benchmarks::run(argc, argv);
}
