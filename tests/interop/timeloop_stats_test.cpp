// SPDX-License-Identifier: Apache-2.0
#include "interop/timeloop_stats.h"

#include <doctest/doctest.h>

#include <string>

#include "core/diagnostics.h"
#include "cost_model/evaluator.h"
#include "interop/timeloop_compare.h"
#include "tests/interop/timeloop_text.h"

namespace paretile::interop {
namespace {

/// What Timeloop prints of the matrix product of timeloop_text.h: 192 operations on 4 multipliers,
/// which share inputs. Each of 4 * 8 weights is read anew for all 6 columns.
const std::string kGemmStats = R"(Buffer and Arithmetic Levels
----------------------------
Level 0
-------
=== MAC ===

    STATS
    -----
    Utilized instances      : 4
    Computes (total)        : 192
    Cycles                  : 48
    Energy (total)          : 0.00 pJ

Level 1
-------
=== Buffer ===

    SPECS
    -----
        Size                            : 256
        Leakage energy (total)          : 0.00 pJ

    STATS
    -----
    Cycles               : 48
    Weights:
        Utilized capacity                        : 32
        Utilized instances (max)                 : 1
        Scalar reads (per-instance)              : 192
        Scalar fills (per-instance)              : 32
        Scalar updates (per-instance)            : 0
    Inputs:
        Utilized capacity                        : 8
        Scalar reads (per-instance)              : 48
        Scalar fills (per-instance)              : 48
        Scalar updates (per-instance)            : 0
    Outputs:
        Utilized capacity                        : 4
        Scalar reads (per-instance)              : 168
        Scalar fills (per-instance)              : 0
        Scalar updates (per-instance)            : 192

Level 2
-------
=== DRAM ===

    STATS
    -----
    Cycles               : 48
    Weights:
        Scalar reads (per-instance)              : 32
        Scalar fills (per-instance)              : 0
        Scalar updates (per-instance)            : 0
    Inputs:
        Scalar reads (per-instance)              : 48
        Scalar fills (per-instance)              : 0
        Scalar updates (per-instance)            : 0
    Outputs:
        Scalar reads (per-instance)              : 0
        Scalar fills (per-instance)              : 0
        Scalar updates (per-instance)            : 24

Networks
--------

Summary Stats
-------------
Cycles: 48
Energy: 0.00 uJ
)";

TimeloopRun gemm() {
  const std::vector<SourceText> files = {{"a.yaml", kGemmProblem + kGemmChip + kGemmMapping}};
  return read_timeloop_run(files);
}

TimeloopStats read_stats(const std::string& text) {
  const TimeloopRun run = gemm();
  return read_timeloop_stats({"stats.txt", text}, run.imported.problem, run.imported.architecture,
                             run.nest);
}

std::string errors_of(const std::string& text) {
  try {
    (void)read_stats(text);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

SideBySide compared(const std::string& text) {
  const TimeloopRun run = gemm();
  const Imported& imported = run.imported;
  cost_model::Evaluation ours;
  const cost_model::Evaluator evaluator(imported.problem, imported.architecture, imported.options);
  REQUIRE(evaluator.evaluate(imported.mapping.value(), ours).fits());
  return compare_with_timeloop(run, ours, read_stats(text));
}

}  // namespace

TEST_CASE("counts, cycles and energies are read as printed") {
  const TimeloopStats stats = read_stats(kGemmStats);
  const TimeloopNodeStats& weights = stats.nodes[LevelId(1)][TensorId(0)];
  CHECK(weights.tile_words->value == 32);
  CHECK(weights.reads->value == 192);
  CHECK_FALSE(weights.energy_pj);
  CHECK(stats.operations->value == 192);
  CHECK(stats.cycles->value == 48);
  CHECK(stats.level_cycles == 48);
}

TEST_CASE("a printed number is exact to half of its last digit") {
  const PrintedNumber two_decimals{3.14, 0.005};
  CHECK(two_decimals.is(3.1449));
  CHECK(two_decimals.is(3.135));
  CHECK_FALSE(two_decimals.is(3.1451));
  const PrintedNumber whole{48, 0.5};
  CHECK(whole.is(48));
  CHECK_FALSE(whole.is(49));
}

TEST_CASE("of tensors some of whose words are skipped, all words are meant") {
  const std::string sparse = replaced(kGemmStats, "Scalar reads (per-instance)              : 192",
                                      "Algorithmic scalar reads (per-instance)  : 192\n"
                                      "        Actual scalar reads (per-instance)       : 96");
  CHECK(read_stats(sparse).nodes[LevelId(1)][TensorId(0)].reads->value == 192);
}

TEST_CASE("all numbers equal; energies are not compared without an ERT") {
  const SideBySide all = compared(kGemmStats);
  CHECK(all.num(Standing::kUnexplained) == 0);
  CHECK(all.num(Standing::kExplained) == 0);
  // 9 words moved at either level, 3 tiles and 1 number of instances, operations and cycles.
  CHECK(all.num(Standing::kEqual) == 24);
  REQUIRE(all.notes.size() == 1);
  CHECK(all.notes[0] == "energies are not compared: the files give none (no 'ERT')");
}

TEST_CASE("a count that no convention gives is unexplained") {
  const SideBySide all = compared(replaced(kGemmStats, "fills (per-instance)              : 32",
                                           "fills (per-instance)              : 33"));
  CHECK(all.num(Standing::kUnexplained) == 1);
  for (const ComparedNumber& number : all.numbers) {
    if (number.standing == Standing::kEqual) continue;
    CHECK(number.level == "Buffer");
    CHECK(number.tensor == "Weights");
    CHECK(number.what == "fills");
    CHECK(number.theirs == 33);
    CHECK(number.ours == 32);
    CHECK(number.conventions.empty());
  }
}

TEST_CASE("sums read back everywhere: the environment is recognized, and said") {
  std::string text = replaced(kGemmStats, ": 168", ": 192");
  text = replaced(text,
                  "reads (per-instance)              : 0\n        Scalar fills (per-instance)   "
                  "           : 0\n        Scalar updates (per-instance)            : 24",
                  "reads (per-instance)              : 24\n        Scalar fills (per-instance)   "
                  "           : 0\n        Scalar updates (per-instance)            : 24");
  text = replaced(text,
                  "fills (per-instance)              : 0\n        Scalar updates (per-instance)   "
                  "         : 192",
                  "fills (per-instance)              : 24\n        Scalar updates (per-instance)   "
                  "         : 192");
  const SideBySide all = compared(text);
  CHECK(all.num(Standing::kUnexplained) == 0);
  CHECK(all.num(Standing::kExplained) == 3);
  REQUIRE(all.notes.size() == 2);
  CHECK(all.notes[1] ==
        "it reads sums back before the first, as with TIMELOOP_ENABLE_FIRST_READ_ELISION=0");
}

TEST_CASE("every mistake of a stats file has its line and a caret") {
  CHECK(errors_of("hello\n") ==
        "stats.txt:1:1: error: no level is in the file, such as '=== DRAM ==='\n"
        "  hello\n"
        "  ^\n"
        "  hint: timeloop-model and timeloop-mapper write 'timeloop-*.stats.txt'");
  CHECK(errors_of(replaced(kGemmStats, "=== Buffer ===", "=== Bufer ===")) ==
        "stats.txt:16:5: error: no memory or arithmetic unit is called 'Bufer'\n"
        "  === Bufer ===\n"
        "      ^\n"
        "  hint: did you mean 'Buffer'?");
  std::string two = replaced(kGemmStats, "    Inputs:\n", "    Inptus:\n");
  two = replaced(two, ": 192\n        Scalar fills", ": 19x\n        Scalar fills");
  CHECK(errors_of(two) ==
        "stats.txt:29:52: error: '19x' is no number from 0\n"
        "          Scalar reads (per-instance)              : 19x\n"
        "                                                     ^\n"
        "stats.txt:32:5: error: no data space is called 'Inptus'\n"
        "      Inptus:\n"
        "      ^\n"
        "  hint: did you mean 'Inputs'?");
  CHECK(errors_of(
            replaced(kGemmStats, "        Scalar updates (per-instance)            : 0\n", "")) ==
        "stats.txt:16:1: error: 'Buffer' says no scalar updates (per-instance) of 'Weights', which "
        "the mapping keeps there\n"
        "  === Buffer ===\n"
        "  ^");
}

TEST_CASE("numbers of another mapping are refused where it keeps other tensors") {
  const std::vector<SourceText> files = {
      {"a.yaml", kGemmProblem + kGemmChip + kGemmMapping +
                     "- {target: Buffer, type: bypass, bypass: [Inputs]}\n"}};
  const TimeloopRun run = read_timeloop_run(files);
  CHECK_THROWS_WITH_AS((void)read_timeloop_stats({"stats.txt", kGemmStats}, run.imported.problem,
                                                 run.imported.architecture, run.nest),
                       "stats.txt:32:5: error: 'Inputs' bypasses 'Buffer' in the mapping\n"
                       "      Inputs:\n"
                       "      ^\n"
                       "  hint: these are the numbers of another mapping",
                       InputError);
}

}  // namespace paretile::interop
