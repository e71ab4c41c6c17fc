// SPDX-License-Identifier: Apache-2.0
// Are Timeloop's own input files read as what they mean? The cases of timeloop_test.cpp were
// converted from Timeloop's own dump of what it understood; here the reader gets the files.
#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/mapping.h"
#include "cost_model/evaluator.h"
#include "interop/timeloop.h"
#include "tests/conformance/timeloop_case.h"

namespace paretile::conformance {
namespace {

using interop::Imported;

Imported read_text(const std::string& id, const std::string& text) {
  const std::vector<interop::SourceText> files = {{id + ".yaml", text}};
  return interop::read_timeloop(files);
}

const std::map<std::string, std::string>& texts() {
  static const std::map<std::string, std::string> all = [] {
    std::ifstream file(PARETILE_SOURCE_DIR "/tests/data/timeloop/texts.json");
    return nlohmann::json::parse(file)["texts"].get<std::map<std::string, std::string>>();
  }();
  return all;
}

const std::vector<TimeloopCase>& all_cases() {
  static const std::vector<TimeloopCase> cases =
      load_timeloop_cases(PARETILE_SOURCE_DIR "/tests/data/timeloop/cases.json");
  return cases;
}

cost_model::Evaluation evaluate(const Problem& problem, const Architecture& architecture,
                                const Mapping& mapping, const cost_model::Options& options) {
  const cost_model::Evaluator evaluator(problem, architecture, options);
  cost_model::Evaluation result;
  REQUIRE(evaluator.evaluate(mapping, result).fits());
  return result;
}

/// The reader orders the tensors as the file does.
std::optional<TensorId> same_tensor(TensorId tensor, const Problem& from, const Problem& to) {
  return to.find_tensor(from.tensors[tensor].name);
}

}  // namespace

TEST_CASE("each of the 121 cases has its text") {
  CHECK(texts().size() == 121);
  for (const TimeloopCase& given : all_cases()) CHECK(texts().contains(given.id));
}

TEST_CASE("a text's problem and chip are those of the case") {
  for (const TimeloopCase& given : all_cases()) {
    CAPTURE(given.id);
    const Imported read = read_text(given.id, texts().at(given.id));
    CHECK(read.problem.dims == given.problem.dims);
    CHECK(read.architecture.compute.energy_pj == given.architecture.compute.energy_pj);
    CHECK(read.architecture.compute_instances() == given.architecture.compute_instances());
    REQUIRE(read.architecture.levels.size() == given.architecture.levels.size());
    for (const LevelId id : given.architecture.levels.ids()) {
      const Level& ours = read.architecture.levels[id];
      const Level& expected = given.architecture.levels[id];
      CAPTURE(expected.name);
      CHECK(ours.name == expected.name);
      CHECK(read.architecture.instances(id) == given.architecture.instances(id));
      const bool both_limited = expected.capacity_bits != kUnlimitedBits;
      CHECK((ours.capacity_bits == kUnlimitedBits) == !both_limited);
      if (both_limited) {
        CHECK(ours.capacity_bits / ours.word_bits == expected.capacity_bits / expected.word_bits);
      }
      CHECK(ours.buffering == expected.buffering);
      CHECK(ours.read_bandwidth_bits_per_cycle / ours.word_bits ==
            expected.read_bandwidth_bits_per_cycle / expected.word_bits);
      CHECK(ours.write_bandwidth_bits_per_cycle / ours.word_bits ==
            expected.write_bandwidth_bits_per_cycle / expected.word_bits);
      CHECK(ours.leakage_w == doctest::Approx(expected.leakage_w));
      if (given.id == "s2_cluster" && expected.name == "Buf") {
        CHECK(ours.read_pj == 8.0 / 2 / 4);  // a block of 2 words, for 4 instances at once
        continue;
      }
      CHECK(ours.read_pj == expected.read_pj);
      CHECK(ours.fill_pj == expected.fill_pj);
      CHECK(ours.update_pj == expected.update_pj);
    }
  }
}

TEST_CASE("a text's mapping is that of the case, loop by loop") {
  for (const TimeloopCase& given : all_cases()) {
    CAPTURE(given.id);
    const Imported read = read_text(given.id, texts().at(given.id));
    REQUIRE(read.mapping);
    Mapping loops;
    Mapping expected;
    for (const Node& node : read.mapping->nodes) {
      if (!node.is_storage()) loops.nodes.push_back(node);
    }
    for (const Node& node : given.mapping.nodes) {
      if (!node.is_storage() && node.bound > 1) expected.nodes.push_back(node);
    }
    CHECK(loops == expected);
  }
}

TEST_CASE("counts through the reader are the case's, as integers; so are cycles and energy") {
  for (const TimeloopCase& given : all_cases()) {
    CAPTURE(given.id);
    const Imported read = read_text(given.id, texts().at(given.id));
    REQUIRE(read.mapping);
    const auto ours = evaluate(read.problem, read.architecture, *read.mapping, read.options);
    const auto by_hand =
        evaluate(given.problem, given.architecture, given.mapping,
                 {.footprint = cost_model::Footprint::kBox, .drains = cost_model::Drains::kFree});
    CHECK(ours.cost.latency_cycles == by_hand.cost.latency_cycles);
    CHECK(ours.counts.operations == by_hand.counts.operations);
    if (given.id != "s2_cluster") {
      CHECK(ours.cost.energy_pj == doctest::Approx(by_hand.cost.energy_pj).epsilon(1e-12));
    }
    for (const LevelId level : given.architecture.levels.ids()) {
      for (const TensorId tensor : given.problem.tensors.ids()) {
        const auto mine = same_tensor(tensor, given.problem, read.problem);
        REQUIRE(mine);
        const auto& a = ours.counts.nodes[level][*mine];
        const auto& b = by_hand.counts.nodes[level][tensor];
        CHECK(a.present == b.present);
        CHECK(a.tile_words == b.tile_words);
        CHECK(a.reads == b.reads);
        CHECK(a.fills == b.fills);
        CHECK(a.updates == b.updates);
        CHECK(a.drains == b.drains);
      }
    }
  }
}

TEST_CASE("instances of a cluster share an access; Timeloop spreads those at work over clusters") {
  for (const TimeloopCase& given : all_cases()) {
    if (given.id != "s2_cluster") continue;
    const Imported read = read_text(given.id, texts().at(given.id));
    const auto ours = evaluate(read.problem, read.architecture, *read.mapping, read.options);
    const LevelId buffer = read.architecture.find_level("Buf").value();
    double buffer_pj = 0;
    for (const TensorId tensor : read.problem.tensors.ids()) {
      buffer_pj += ours.cost.actions[buffer][tensor].total_pj();
    }
    // 4 of 8 instances work: a quarter of an access each is one access; in Timeloop, both clusters
    // are at work, which is two.
    CHECK(ours.cost.energy_pj + buffer_pj == doctest::Approx(given.energy_pj).epsilon(1e-6));
  }
}

}  // namespace paretile::conformance
