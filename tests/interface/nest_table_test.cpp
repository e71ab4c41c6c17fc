// SPDX-License-Identifier: Apache-2.0
#include "cli/nest_table.h"

#include <doctest/doctest.h>

#include "core/mapping_text.h"
#include "core/operators.h"

namespace paretile::cli {
namespace {

/// dram, glb, four units in a row with a register each.
Architecture chip(Sharing multicast) {
  Architecture result;
  for (const char* name : {"dram", "glb", "reg"}) {
    Level level;
    level.name = name;
    result.levels.push_back(level);
  }
  Fanout fanout;
  fanout.name = "row";
  fanout.levels_outside = 2;
  fanout.axes = {{"x", 4, {}}};
  fanout.sharing = {multicast, multicast, multicast};
  result.fanouts = {fanout};
  return result;
}

std::string table(const std::string& nest, Sharing multicast = Sharing::kWord) {
  const Problem problem = make_problem(
      *find_operator("conv1d"),
      {{"N", 1}, {"K", 4}, {"C", 2}, {"P", 8}, {"R", 3}, {"stride", 1}, {"dilation", 1}});
  const Architecture architecture = chip(multicast);
  const Mapping mapping = parse_mapping(nest, problem, architecture, "nest");
  return nest_table(mapping, cost_model::Evaluator(problem, architecture));
}

}  // namespace

TEST_CASE("a nest is read tensor by tensor: where tiles are and what loops do to them") {
  // The weights stay for all P; the inputs slide: of 4 - 1 + 3 = 6 words 2 are there already.
  CHECK(table("dram [W I O]\n"
              "for C in [0, 2)\n"
              "  glb [W]\n"
              "  for P in [0, 2)\n"
              "    glb [I]\n"
              "    parfor K in [0, 4) on row.x\n"
              "      reg [W O]\n"
              "      for P in [0, 4)\n"
              "        for R in [0, 3)\n") ==
        "nest                             W                   I                   O\n"
        "dram [W I O]                     K4 C2 R3: 24 words  C2 P8 R3: 20 words  K4 P8: 32 words\n"
        "for C in [0, 2)                  moves               moves               again\n"
        "  glb [W]                        K4 R3: 12 words\n"
        "  for P in [0, 2)                stays               slides              moves\n"
        "    glb [I]                                          P4 R3: 6 words\n"
        "    parfor K in [0, 4) on row.x  split               shared              split\n"
        "      reg [W O]                  R3: 3 words                             P4: 4 words\n"
        "      for P in [0, 4)            again               moves               moves\n"
        "        for R in [0, 3)          moves               moves               again\n");
}

TEST_CASE("sums meet on the way out, and copies are made where a fan-out does not share") {
  const std::string nest =
      "dram [W I O]\nfor K in [0, 4)\n  for P in [0, 8)\n    for R in [0, 3)\n"
      "      parfor C in [0, 2) on row.x\n";
  CHECK(table(nest).ends_with("split               summed\n"));
  CHECK(table(nest, Sharing::kNone).ends_with("split               kept apart\n"));
}

}  // namespace paretile::cli
