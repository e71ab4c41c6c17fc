// SPDX-License-Identifier: Apache-2.0
// Do we count as Timeloop counts? NVlabs/timeloop commit 4cf6d4c, timeloop-model; its semantics and
// ours side by side are in docs/model.md section 9. Timeloop shares a word among children whose
// tiles are equal (`tile`), counts holes (`box`) and charges no drains.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "core/validate.h"
#include "cost_model/evaluator.h"
#include "tests/conformance/timeloop_case.h"

namespace paretile::conformance {
namespace {

using cost_model::Drains;
using cost_model::Evaluation;
using cost_model::Evaluator;
using cost_model::Footprint;
using cost_model::NodeCounts;

struct Named {
  std::string_view id;
  std::string_view reason;
};

constexpr std::string_view kImperfect =
    "imperfect factors: Timeloop averages over ragged tiles and reports work that is not there";
constexpr std::string_view kWrap =
    "two loops on one rank: Timeloop remembers the tile of index 1 at the wrap, not the last one";
constexpr std::string_view kSwitch = "a Timeloop switch or directive outside this model";

/// Counts of these differ by intent.
constexpr std::array kExcluded = {
    Named{"q_imperfect_rw", kImperfect},
    Named{"t8_imperfect_K", kImperfect},
    Named{"t8_imperfect_s", kImperfect},
    Named{"t8_imperfect_t", kImperfect},
    Named{"q_wrap_residual", kWrap},
    Named{"s2_PR_dram", kWrap},
    Named{"mapbest_simba_mobilenetv2_dw144_random_pruned_wreg1",
          "a sweep carried on by an outer loop of the same dim keeps its overlap in Timeloop"},
    Named{"s2_no_temporal_reuse", kSwitch},
    Named{"s2_rmw_first", kSwitch},
    Named{"s2_no_elision", kSwitch},
};

/// Energies of these hold something that is not in this model. Of the seven that docs/model.md
/// names, s2_leak is not here: with one instance of everything its leakage is ours.
constexpr std::array kOtherEnergies = {
    Named{"os_wire", "energy per hop and per router of the network"},
    Named{"q_hops_bypass", "energy per hop and per router, hops not rescaled under bypass"},
    Named{"q_hops_partial_X", "energy per hop and per router of a partly used row"},
    Named{"t8_wire", "energy per hop and per router of two networks"},
    Named{"t8_wire2", "energy per bit and millimetre of wire"},
    Named{"s2_cluster", "one access serves the four instances of a cluster"},
};

/// Timeloop's cycles are one too many: 580,752 words at 16 per cycle are 36,297 cycles exactly; its
/// sum of rounded demands per tensor comes out a hair above and is rounded up to 36,298.
constexpr std::string_view kRoundedUpCycles = "ey_mbv2_dw_s2";

bool contains(const auto& table, std::string_view id) {
  return std::any_of(table.begin(), table.end(), [&](const Named& row) { return row.id == id; });
}

const std::vector<TimeloopCase>& all_cases() {
  static const std::vector<TimeloopCase> cases =
      load_timeloop_cases(PARETILE_SOURCE_DIR "/tests/data/timeloop/cases.json");
  return cases;
}

std::vector<TimeloopCase> checked_cases() {
  std::vector<TimeloopCase> checked;
  for (const TimeloopCase& given : all_cases()) {
    if (!contains(kExcluded, given.id)) checked.push_back(given);
  }
  return checked;
}

Evaluation evaluation_of(const TimeloopCase& given) {
  const Evaluator evaluator(given.problem, given.architecture,
                            {.footprint = Footprint::kBox, .drains = Drains::kFree});
  Evaluation result;
  REQUIRE(evaluator.evaluate(given.mapping, result).fits());
  return result;
}

/// Calls visit(level, tensor, expected) for every tensor that Timeloop reports at every level.
void for_each_node(const TimeloopCase& given, const auto& visit) {
  for (LevelId level : given.levels.ids()) {
    for (const auto& [name, expected] : given.levels[level].expected) {
      visit(level, *given.problem.find_tensor(name), expected);
    }
  }
}

bool same_counts(const NodeCounts& ours, const ExpectedNode& expected) {
  return ours.tile_words == expected.tile_words && ours.reads == expected.reads &&
         ours.fills == expected.fills && ours.updates == expected.updates;
}

/// Energy of `words` that move in whole blocks, and how much of it is the unused part of the last.
struct BlockEnergy {
  double energy_pj = 0;
  double rounding_pj = 0;
};

BlockEnergy block_energy(std::int64_t words, std::int64_t block_words, double block_pj) {
  const std::int64_t blocks = (words + block_words - 1) / block_words;
  const auto unused = static_cast<double>(blocks * block_words - words);
  return {static_cast<double>(blocks) * block_pj,
          unused / static_cast<double>(block_words) * block_pj};
}

BlockEnergy node_energy(const CaseLevel& level, const ExpectedNode& node) {
  BlockEnergy sum;
  for (const BlockEnergy& part : {block_energy(node.reads, level.block_words, level.read_pj),
                                  block_energy(node.fills, level.block_words, level.fill_pj),
                                  block_energy(node.updates, level.block_words, level.update_pj)}) {
    sum.energy_pj += part.energy_pj * static_cast<double>(node.instances);
    sum.rounding_pj += part.rounding_pj * static_cast<double>(node.instances);
  }
  return sum;
}

/// Timeloop pays for whole blocks, this model for words: less by the unused part of last blocks.
void check_energy(double ours_pj, double timeloop_pj, double rounding_pj) {
  CHECK(ours_pj + rounding_pj == doctest::Approx(timeloop_pj).epsilon(1e-6));
}

}  // namespace

TEST_CASE("121 Timeloop cases: 111 are checked, ten excluded by name for one of four tags") {
  CHECK(all_cases().size() == 121);
  CHECK(checked_cases().size() == 111);
  for (const TimeloopCase& given : all_cases()) {
    CAPTURE(given.id);
    const bool tagged = given.has_tag("imperfect") || given.has_tag("index-1-wrap") ||
                        given.has_tag("carried-sweep") || given.has_tag("timeloop-switch");
    CHECK(contains(kExcluded, given.id) == tagged);
  }
}

TEST_CASE("Timeloop's problems, chips and mappings are valid here") {
  for (const TimeloopCase& given : all_cases()) {
    CAPTURE(given.id);
    CHECK(validate(given.problem).empty());
    CHECK(validate(given.architecture).empty());
    CHECK(validate(given.mapping, given.problem, given.architecture).empty());
  }
}

TEST_CASE("of imperfect factors every operation is counted, where Timeloop averages some away") {
  for (const TimeloopCase& given : all_cases()) {
    if (!given.has_tag("imperfect")) continue;
    const Evaluation ours = evaluation_of(given);
    CAPTURE(given.id);
    CHECK(ours.counts.operations == given.problem.operations());
    // 13 rows on 8 units in 2 rounds: 8 and 5 rows. Timeloop has 6 units at work in both.
    const bool averages = given.id == "t8_imperfect_s";
    CHECK(given.macs == (averages ? 27'648 : ours.counts.operations));
    if (averages) CHECK(ours.counts.operations == 29'952);
  }
}

TEST_CASE("tiles, instances, reads, fills and updates are Timeloop's, as integers") {
  for (const TimeloopCase& given : checked_cases()) {
    const Evaluation ours = evaluation_of(given);
    CHECK(ours.counts.operations == given.macs);
    for_each_node(given, [&](LevelId level, TensorId tensor, const ExpectedNode& expected) {
      CAPTURE(given.id);
      CAPTURE(given.architecture.levels[level].name);
      CAPTURE(given.problem.tensors[tensor].name);
      const NodeCounts& node = ours.counts.nodes[level][tensor];
      CHECK(node.present);
      CHECK(node.tile_words == expected.tile_words);
      CHECK(ours.counts.instances[level] == expected.instances);
      CHECK(node.reads == expected.reads);
      CHECK(node.fills == expected.fills);
      CHECK(node.updates == expected.updates);
    });
  }
}

TEST_CASE("no case is excluded that would agree") {
  for (const TimeloopCase& given : all_cases()) {
    // Factors that do not multiply to the size are no mapping of this problem yet.
    if (!contains(kExcluded, given.id) || given.has_tag("imperfect")) continue;
    CAPTURE(given.id);
    const Evaluation ours = evaluation_of(given);
    bool all_same = true;
    for_each_node(given, [&](LevelId level, TensorId tensor, const ExpectedNode& expected) {
      all_same = all_same && same_counts(ours.counts.nodes[level][tensor], expected);
    });
    CHECK_FALSE(all_same);
  }
}

TEST_CASE("cycles are Timeloop's where links change nothing") {
  int checked = 0;
  for (const TimeloopCase& given : checked_cases()) {
    if (given.links_change_counts) continue;
    CAPTURE(given.id);
    const std::int64_t slip = given.id == kRoundedUpCycles ? 1 : 0;
    CHECK(evaluation_of(given).cost.latency_cycles + given.network_latency_cycles + slip ==
          given.cycles);
    ++checked;
  }
  CHECK(checked == 97);  // 111 less the 14 with links
}

TEST_CASE("energies are Timeloop's, level by level") {
  int checked = 0;
  for (const TimeloopCase& given : checked_cases()) {
    if (given.id == "s2_cluster") continue;
    const Evaluation ours = evaluation_of(given);
    for_each_node(given, [&](LevelId level, TensorId tensor, const ExpectedNode& expected) {
      CAPTURE(given.id);
      CAPTURE(given.architecture.levels[level].name);
      CAPTURE(given.problem.tensors[tensor].name);
      // Where links changed the counts Timeloop printed no energy of the run without them: its own
      // rule, whole blocks of the counts it did print, stands in.
      const BlockEnergy blocks = node_energy(given.levels[level], expected);
      check_energy(ours.cost.actions[level][tensor].total_pj(),
                   expected.energy_pj.value_or(blocks.energy_pj), blocks.rounding_pj);
      ++checked;
    });
  }
  CHECK(checked == 804);
}

TEST_CASE("total energy is Timeloop's where links change nothing and no network costs energy") {
  int checked = 0;
  for (const TimeloopCase& given : checked_cases()) {
    if (given.links_change_counts || contains(kOtherEnergies, given.id)) continue;
    CAPTURE(given.id);
    double rounding_pj = 0;
    for_each_node(given, [&](LevelId level, TensorId, const ExpectedNode& expected) {
      rounding_pj += node_energy(given.levels[level], expected).rounding_pj;
    });
    check_energy(evaluation_of(given).cost.energy_pj, given.energy_pj, rounding_pj);
    ++checked;
  }
  CHECK(checked == 92);  // 97 less five: os_wire has links as well
}

}  // namespace paretile::conformance
