// SPDX-License-Identifier: Apache-2.0
// How the time to a proof grows with the layer and the chip, as CSV.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include "benchmarks/growth_series.h"
#include "benchmarks/proof_time.h"
#include "core/keep_memory.h"
#include "hw_specs/catalogue.h"
#include "mapper/parallel.h"

namespace paretile::benchmarks {
namespace {

void print_row(const Question& question, const ProofTime& time) {
  fmt::print("{},{},{},{},{},{:.3f},{},{}\n", question.series, question.chip.name, question.layer,
             question.x, mapper::to_string(question.objective), 1e3 * time.median_seconds,
             time.proven ? "proven" : "not proven", time.points);
  std::fflush(stdout);  // so that a run that is cut short leaves what it found
}

/// A defect of the engine is told with the question that shows it; the others are still asked.
ProofTime answer(const Question& question, const Effort& effort) {
  const mapper::Stopwatch clock;
  try {
    return time_proof(question.problem, question.chip, question.objective, effort);
  } catch (const std::logic_error& defect) {
    fmt::print(stderr, "{} {} {} {}: {}\n", question.chip.name, question.layer, question.x,
               mapper::to_string(question.objective), defect.what());
    return {clock.seconds(), false, 0};
  }
}

/// Point after point; a curve ends at its first point without a proof.
void time_curves(const std::vector<Question>& questions, const Effort& effort) {
  std::map<std::string, bool> ended;
  for (const Question& question : questions) {
    bool& end = ended[question.layer + std::string(mapper::to_string(question.objective))];
    if (end) continue;
    const ProofTime time = answer(question, effort);
    print_row(question, time);
    end = !time.proven;
  }
}

/// Each once, several at a time.
void time_all(const std::vector<Question>& questions, Effort effort, int at_once) {
  effort.runs = 1;
  std::mutex output;
  mapper::parallel_blocks(questions.size(), 1, at_once, nullptr, [&](const mapper::Block& block) {
    const Question& question = questions[block.begin];
    const ProofTime time = answer(question, effort);
    const std::lock_guard<std::mutex> lock(output);
    print_row(question, time);
  });
}

int run(int argc, char** argv) {
  CLI::App app("How the time to a proof grows, as CSV. Run it where README.md is.");
  Effort effort{3, 20};
  int at_once = 0;
  std::vector<std::string> parts = {"size", "levels", "dims", "array", "shipped"};
  app.add_option("parts", parts, "what grows; shipped: all shipped layers (default: all)")
      ->check(CLI::IsMember({"size", "levels", "dims", "array", "shipped"}));
  app.add_option("--runs", effort.runs, "times each point of a curve is proven")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app.add_option("--time-limit", effort.time_limit_seconds, "seconds per layer, then: not proven")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--at-once", at_once, "shipped layers proven side by side; 0: one per core")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  std::vector<std::string> chips;
  for (const io::ShippedFile& file : hw_specs::shipped_architectures()) {
    chips.emplace_back(file.name);
  }
  app.add_option("--chips", chips, "of shipped layers (default: all)")
      ->check(CLI::IsMember(chips))
      ->delimiter(',');
  CLI11_PARSE(app, argc, argv);
  fmt::print("series,chip,layer,x,objective,median_ms,proof,points\n");
  for (const std::string& part : parts) {
    if (part == "size") time_curves(growing_size(), effort);
    if (part == "levels") time_curves(growing_levels(), effort);
    if (part == "dims") time_curves(growing_dims(), effort);
    if (part == "array") time_curves(growing_array(), effort);
    if (part == "shipped") time_all(shipped_layers(chips), effort, at_once);
  }
  return 0;
}

}  // namespace
}  // namespace paretile::benchmarks

int main(int argc, char** argv) {
  paretile::keep_freed_memory();
  return paretile::benchmarks::run(argc, argv);
}
