// SPDX-License-Identifier: Apache-2.0
// What another tool's files give when read, they give as files of ours: number by number.
#include "interop/our_files.h"

#include <doctest/doctest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/diagnostics.h"
#include "core/io/load.h"
#include "cost_model/evaluator.h"
#include "interop/timeloop.h"
#include "interop/zigzag.h"
#include "tests/interop/zigzag_cases.h"

namespace paretile::interop {
namespace {

using cost_model::Evaluation;

std::optional<Evaluation> evaluate(const Problem& problem, const Architecture& chip,
                                   const Mapping& mapping, const cost_model::Options& options) {
  const cost_model::Evaluator evaluator(problem, chip, options);
  Evaluation result;
  if (!evaluator.evaluate(mapping, result).fits()) return std::nullopt;
  return result;
}

/// The files read back, as `paretile evaluate` does.
struct ReadBack {
  Problem problem;
  Architecture chip;
  Mapping mapping;
};
ReadBack read_back(const std::vector<OurFile>& files) {
  REQUIRE(files.size() == 3);
  ReadBack read;
  read.chip = io::parse_architecture(files[0].text, files[0].name, {});
  Workload workload = io::parse_workload(files[1].text, files[1].name);
  workload = with_precision(std::move(workload), read.chip);
  read.problem = workload.layers.at(0).problem;
  read.mapping = io::load_mapping(files[2].text, files[2].name, read.problem, read.chip);
  return read;
}

void check_same(const Imported& given, const ReadBack& read) {
  const auto direct = evaluate(given.problem, given.architecture, *given.mapping, given.options);
  const auto ours = evaluate(read.problem, read.chip, read.mapping, given.options);
  REQUIRE(direct.has_value() == ours.has_value());
  if (!direct) return;
  CHECK(ours->cost.energy_pj == direct->cost.energy_pj);
  CHECK(ours->cost.latency_cycles == direct->cost.latency_cycles);
  CHECK(ours->counts.operations == direct->counts.operations);
  for (const LevelId level : given.architecture.levels.ids()) {
    for (const TensorId tensor : given.problem.tensors.ids()) {
      const auto mine = read.problem.find_tensor(given.problem.tensors[tensor].name);
      REQUIRE(mine);
      const auto& a = direct->counts.nodes[level][tensor];
      const auto& b = ours->counts.nodes[level][*mine];
      REQUIRE(a.present == b.present);
      if (!a.present) continue;
      CHECK(a.tile_words == b.tile_words);
      CHECK(a.tile_bits == b.tile_bits);
      CHECK(a.fills == b.fills);
      CHECK(a.reads == b.reads);
      CHECK(a.updates == b.updates);
      CHECK(a.drains == b.drains);
      CHECK(ours->cost.actions[level][*mine].total_pj() ==
            direct->cost.actions[level][tensor].total_pj());
    }
  }
}

std::map<std::string, std::string> timeloop_texts() {
  return nlohmann::json::parse(
      io::read_file(PARETILE_SOURCE_DIR "/tests/data/timeloop/texts.json"))["texts"];
}

}  // namespace

TEST_CASE("all of Timeloop's texts give the same numbers as files of ours") {
  std::size_t done = 0;
  for (const auto& [id, text] : timeloop_texts()) {
    CAPTURE(id);
    const std::vector<SourceText> sources = {{id + ".yaml", text}};
    const Imported given = read_timeloop(sources);
    REQUIRE(given.mapping);
    check_same(given, read_back(to_our_files(given, sources, "From Timeloop.")));
    ++done;
  }
  CHECK(done == 121);
}

TEST_CASE("all of ZigZag's cases that are read give the same numbers as files of ours") {
  std::size_t done = 0;
  for (const ZigzagReference& reference : zigzag_references()) {
    CAPTURE(reference.id);
    Imported given;
    try {
      given = read_zigzag(reference.files, std::nullopt);
    } catch (const InputError&) {
      continue;  // has no counterpart here: zigzag_counts_test.cpp says which
    }
    check_same(given, read_back(to_our_files(given, reference.files, "From ZigZag.")));
    ++done;
  }
  CHECK(done == 76);
}

TEST_CASE("every remark is a comment, above the level that it names or at the head of its file") {
  for (const auto& [id, text] : timeloop_texts()) {
    CAPTURE(id);
    const std::vector<SourceText> sources = {{"f", text}};
    const Imported given = read_timeloop(sources);
    std::string all;
    for (const OurFile& file : to_our_files(given, sources, "Head.")) {
      CHECK(file.text.starts_with("# Head.\n"));
      all += file.text;
    }
    for (const Remark& remark : given.remarks) {
      CHECK(all.find("f:" + std::to_string(remark.location.line) + ":") != std::string::npos);
    }
  }
}

TEST_CASE("names that an einsum cannot hold are written otherwise, with a comment") {
  const std::vector<SourceText> sources = {
      {"f",
       "problem:\n  shape:\n    dimensions: [M]\n    data_spaces:\n"
       "    - {name: In-A, projection: [[[M]]]}\n"
       "    - {name: Out, projection: [[[M]]], read_write: true}\n"
       "  instance: {M: 4}\n"
       "arch:\n  storage:\n  - {name: Main, technology: DRAM}\n  arithmetic: {name: ALU}\n"
       "mapping:\n- {target: Main, type: temporal, factors: M4}\n"}};
  const std::vector<OurFile> files = to_our_files(read_timeloop(sources), sources, "Head.");
  CHECK(files[1].text.find("# 'In-A' is called 'In_A' here.\n") != std::string::npos);
  CHECK(files[2].text == "# Head.\nMain [In_A Out]\nfor M in [0, 4)\n  ALU\n");
}

}  // namespace paretile::interop
