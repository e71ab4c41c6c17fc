// SPDX-License-Identifier: Apache-2.0
#include "mapper/constraints.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "core/mapping_text.h"
#include "mapper/run.h"
#include "tests/mapper/cases.h"

namespace paretile::mapper {
namespace {

/// dram, buffer, an array of 4 with one axis x, spad.
Architecture chip() {
  Architecture result;
  result.levels = {level("dram", 0, 1, 8), level("buffer", 0, 1, 8), level("spad", 0, 1, 8)};
  result.fanouts = {array_of("row", 2, {{"x", 4, {}}})};
  return result;
}

/// O[m,n] += W[k,n] * I[m,k]; M, N and K are 4, their kinds N, K and C.
Problem product() { return gemm(4, 4, 4); }

Mapping nest(std::string_view text) {
  return parse_mapping("dram [W I O]\n" + std::string(text) + "\nmac", product(), chip());
}

bool keeps(const Constraints& rules, std::string_view text) {
  return satisfies(rules, product(), chip(), nest(text));
}

bool is_in(MapspaceKind kind, std::string_view text) {
  return in_mapspace(kind, product(), chip(), nest(text));
}

Constraints only(const KeepRule& rule) {
  Constraints rules;
  rules.keeps = {rule};
  return rules;
}
Constraints only(const AxisRule& rule) {
  Constraints rules;
  rules.axes = {rule};
  return rules;
}
Constraints only(const SpatialRule& rule) {
  Constraints rules;
  rules.spatial = {rule};
  return rules;
}
Constraints only(const TileRule& rule) {
  Constraints rules;
  rules.tiles = {rule};
  return rules;
}
Constraints only(const StationaryRule& rule) {
  Constraints rules;
  rules.stationary = {rule};
  return rules;
}

constexpr LevelId kBuffer(1);
constexpr LevelId kSpad(2);
constexpr AxisId kX(0);

}  // namespace

TEST_CASE("a level must or must not keep a role") {
  const char* const text = "for M in [0, 4)\n buffer [W]\n for N in [0, 4)\n for K in [0, 4)";
  CHECK(keeps(only(KeepRule{kBuffer, Role::kWeight, true}), text));
  CHECK_FALSE(keeps(only(KeepRule{kBuffer, Role::kWeight, false}), text));
  CHECK(keeps(only(KeepRule{kBuffer, Role::kInput, false}), text));
  CHECK_FALSE(keeps(only(KeepRule{kSpad, Role::kWeight, true}), text));
}

TEST_CASE("an axis carries only the kinds named") {
  const char* const text =
      "for M in [0, 4)\n for N in [0, 2)\n parfor N in [0, 2) on x\n parfor K in [0, 2) on x\n"
      "for K in [0, 2)";
  CHECK(keeps(only(AxisRule{kX, {"K", "C"}}), text));
  CHECK_FALSE(keeps(only(AxisRule{kX, {"K"}}), text));
}

TEST_CASE("a spatial bound is within its range, 1 without a loop") {
  const char* const text =
      "for M in [0, 4)\n for N in [0, 2)\n parfor N in [0, 2) on x\n for K in [0, 4)";
  CHECK(keeps(only(SpatialRule{kX, "K", {2, 2}}), text));
  CHECK_FALSE(keeps(only(SpatialRule{kX, "K", {3, 4}}), text));
  CHECK_FALSE(keeps(only(SpatialRule{kX, "K", {1, 1}}), text));
  CHECK(keeps(only(SpatialRule{kX, "C", {1, 1}}), text));
  CHECK_FALSE(keeps(only(SpatialRule{kX, "R", {2, 4}}), text));  // a gemm has no R
}

// Inside W's tile 2 x 2 iterations of N, inside I's 2.
TEST_CASE("the extent of a dimension is within its range in every tile of the level") {
  const char* const text =
      "for N in [0, 1)\n for M in [0, 4)\n for K in [0, 4)\n buffer [W]\n for N in [0, 2)\n"
      "buffer [I]\n parfor N in [0, 2) on x";
  CHECK(keeps(only(TileRule{kBuffer, "K", {2, 4}}), text));
  CHECK_FALSE(keeps(only(TileRule{kBuffer, "K", {3, 4}}), text));
  CHECK_FALSE(keeps(only(TileRule{kBuffer, "K", {1, 3}}), text));
  CHECK(keeps(only(TileRule{kSpad, "K", {3, 3}}), text));  // no tile there
}

TEST_CASE("stationary tensors are kept at the level and brought once") {
  const Constraints rules = only(StationaryRule{kBuffer, Role::kWeight});
  CHECK(keeps(rules, "for K in [0, 4)\n for N in [0, 4)\n buffer [W]\n for M in [0, 4)"));
  CHECK(keeps(rules, "for K in [0, 4)\n for N in [0, 4)\n for M in [0, 4)\n buffer [W]"));
  CHECK_FALSE(keeps(rules, "for K in [0, 4)\n for M in [0, 4)\n for N in [0, 4)\n buffer [W]"));
  CHECK_FALSE(keeps(rules, "for K in [0, 4)\n for N in [0, 4)\n for M in [0, 4)"));
}

// M does not move W.
TEST_CASE("no tile waits while temporal loops outside a fan-out around it run") {
  Constraints rules;
  rules.tiles_stay_across_fanouts = false;
  CHECK_FALSE(keeps(rules,
                    "for K in [0, 4)\n for N in [0, 2)\n for M in [0, 4)\n"
                    "parfor N in [0, 2) on x\n spad [W]"));
  CHECK(keeps(rules,
              "for K in [0, 4)\n for M in [0, 4)\n for N in [0, 2)\n"
              "parfor N in [0, 2) on x\n spad [W]"));  // N moves it last
  CHECK(keeps(rules,
              "for K in [0, 2)\n for N in [0, 2)\n for M in [0, 4)\n"
              "parfor N in [0, 2) on x\n for K in [0, 2)\n spad [W]"));  // K inside moves it
  CHECK(keeps(rules,
              "for K in [0, 4)\n for N in [0, 4)\n for M in [0, 4)\n spad [W]"));  // no fan-out
  CHECK(keeps(rules,
              "for K in [0, 4)\n for N in [0, 2)\n for M in [0, 4)\n buffer [W]\n"
              "parfor N in [0, 2) on x"));  // the fan-out is not around it
}

// M does not move W.
TEST_CASE("no tile waits while temporal loops outside a node of a more outer level run") {
  Constraints rules;
  rules.tiles_stay_across_levels = false;
  CHECK_FALSE(keeps(rules,
                    "for K in [0, 4)\n for N in [0, 2)\n for M in [0, 4)\n buffer [I]\n"
                    "spad [W]\n for N in [0, 2)"));  // another tensor's node
  CHECK_FALSE(keeps(rules,
                    "for K in [0, 4)\n for N in [0, 2)\n for M in [0, 4)\n buffer [W]\n"
                    "spad [W]\n for N in [0, 2)"));  // its own parent
  CHECK_FALSE(keeps(rules,
                    "for N in [0, 2)\n for M in [0, 2)\n buffer [I]\n for M in [0, 2)\n"
                    "spad [W]\n for N in [0, 2)\n for K in [0, 4)"));  // nor does M inside move it
  CHECK(keeps(rules,
              "for M in [0, 4)\n for N in [0, 2)\n buffer [W]\n spad [W]\n"
              "for N in [0, 2)\n for K in [0, 4)"));  // N moves it last
  CHECK(keeps(rules,
              "for N in [0, 2)\n for M in [0, 4)\n buffer [I]\n for K in [0, 4)\n spad [W]\n"
              "for N in [0, 2)"));  // K inside moves it
  CHECK(keeps(rules,
              "for K in [0, 4)\n for N in [0, 2)\n buffer [I]\n for M in [0, 4)\n spad [W]\n"
              "for N in [0, 2)"));  // it waits for loops inside the buffer's node alone
  CHECK(keeps(rules,
              "for K in [0, 4)\n for N in [0, 2)\n for M in [0, 4)\n buffer [W]\n"
              "for N in [0, 2)"));  // the only level around it is its home
  CHECK(keeps(rules,
              "for K in [0, 4)\n for N in [0, 2)\n for M in [0, 2)\n buffer [O]\n"
              "for M in [0, 2)\n buffer [W]\n for N in [0, 2)"));  // a node of its own level
}

// Where a node of a more inner level can stand outside: no fan-out between the two.
TEST_CASE("nodes of more inner levels hold no tile back, and neighbours stand by level") {
  Architecture without = chip();
  without.fanouts.clear();
  Constraints rules;
  rules.tiles_stay_across_levels = false;
  const auto keeps_rules = [&](std::string_view text) {
    const Mapping mapping =
        parse_mapping("dram [W I O]\n" + std::string(text) + "\nmac", product(), without);
    return satisfies(rules, product(), without, mapping);
  };
  CHECK(keeps_rules(
      "for K in [0, 4)\n for N in [0, 2)\n for M in [0, 2)\n spad [I]\n for M in [0, 2)\n"
      "buffer [W]\n for N in [0, 2)"));
  CHECK_FALSE(
      keeps_rules("for K in [0, 4)\n for N in [0, 2)\n for M in [0, 4)\n spad [W]\n buffer [I]\n"
                  "for N in [0, 2)"));
}

// W stays across the fan-out alone in one nest, across the buffer's node alone in the other.
TEST_CASE("each of the two rules about tiles that stay asks for its own boundary alone") {
  Constraints fanouts;
  fanouts.tiles_stay_across_fanouts = false;
  Constraints levels;
  levels.tiles_stay_across_levels = false;
  const char* const across_fanout =
      "for K in [0, 4)\n for N in [0, 2)\n for M in [0, 4)\n parfor N in [0, 2) on x\n spad [W]";
  const char* const across_level =
      "for K in [0, 4)\n for N in [0, 2)\n for M in [0, 4)\n buffer [I]\n spad [W]\n"
      "for N in [0, 2)";
  CHECK_FALSE(keeps(fanouts, across_fanout));
  CHECK(keeps(levels, across_fanout));
  CHECK(keeps(fanouts, across_level));
  CHECK_FALSE(keeps(levels, across_level));
  levels.tiles_stay_across_fanouts = false;
  CHECK_FALSE(keeps(levels, across_fanout));
  CHECK_FALSE(keeps(levels, across_level));
}

TEST_CASE("all rules are kept together") {
  Constraints rules = only(KeepRule{kBuffer, Role::kWeight, true});
  rules.axes = {{kX, {"C"}}};
  const char* const text =
      "for M in [0, 4)\n buffer [W]\n for N in [0, 4)\n for K in [0, 2)\n parfor K in [0, 2) on x";
  CHECK(keeps(rules, text));
  rules.spatial = {{kX, "C", {4, 4}}};
  CHECK_FALSE(keeps(rules, text));
  CHECK(keeps({}, text));
}

TEST_CASE("an axis no dimension can use may not be asked for") {
  Architecture idle = chip();
  idle.fanouts[FanoutId(0)].axes[0].dims = {"Q"};
  for (const std::int64_t least : {1, 2}) {
    Settings settings;
    settings.constraints.spatial = {{kX, "Q", {least, 4}}};
    const ProblemResult result = map_problem(product(), idle, settings);
    CHECK(result.proof.status == ProofStatus::kOptimal);
    CHECK(result.front.empty() == (least == 2));
  }
}

TEST_CASE("the three spaces are nested, each by one more rule of place") {
  // All nodes of the buffer together.
  const char* const even =
      "for M in [0, 4)\n buffer [W I]\n for N in [0, 4)\n spad [W]\n for K in [0, 4)";
  // A loop between the two nodes of the buffer.
  const char* const hierarchy =
      "for M in [0, 4)\n buffer [W]\n for N in [0, 4)\n buffer [I]\n for K in [0, 4)";
  // A node of the buffer inside one of the spad.
  const char* const no_fanout_between =
      "for M in [0, 4)\n spad [W]\n for N in [0, 4)\n buffer [I]\n for K in [0, 4)";
  for (const MapspaceKind kind :
       {MapspaceKind::kEven, MapspaceKind::kUnevenHierarchy, MapspaceKind::kUnevenFree}) {
    CHECK(is_in(kind, even));
    CHECK(is_in(kind, hierarchy) == (kind != MapspaceKind::kEven));
    CHECK_FALSE(is_in(kind, no_fanout_between));  // the fan-out stands between them, used or not
    Architecture without = chip();
    without.fanouts.clear();
    CHECK(in_mapspace(kind, product(), without, nest(no_fanout_between)) ==
          (kind == MapspaceKind::kUnevenFree));
  }
}

TEST_CASE("a mapping of any space is legal and starts at the homes") {
  const char* const loops = "for M in [0, 4)\n for N in [0, 4)\n for K in [0, 4)";
  CHECK(is_in(MapspaceKind::kUnevenFree, loops));
  Mapping too_short = nest(loops);
  too_short.nodes.pop_back();
  CHECK_FALSE(in_mapspace(MapspaceKind::kUnevenFree, product(), chip(), too_short));
  Architecture inner_home = chip();
  inner_home.levels[LevelId(0)].may_keep = {true, false, true};
  CHECK_FALSE(in_mapspace(MapspaceKind::kUnevenFree, product(), inner_home, nest(loops)));
}

}  // namespace paretile::mapper
