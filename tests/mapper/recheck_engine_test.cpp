// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <string>

#include "mapper/recheck.h"
#include "mapper/run.h"
#include "tests/mapper/cases.h"

namespace paretile::mapper {
namespace {

struct Case {
  const char* name;
  Problem problem;
  Architecture chip;
};

Problem conv(std::int64_t filters, std::int64_t channels, std::int64_t outputs,
             const std::string& window) {
  const Einsum einsum = parse_einsum("O[k,p] += W[k,c,r] * I[c," + window + "]").einsum;
  return to_problem(
      einsum, {{"K", "K", filters}, {"C", "C", channels}, {"P", "P", outputs}, {"R", "R", 3}}, "W");
}

/// Ports slow enough for fronts of several points, sums wider than outputs.
Architecture slow_chip() {
  Architecture chip = small_chip();
  chip.levels[LevelId(0)].shared_bandwidth_bits_per_cycle = 12;
  chip.levels[LevelId(1)].shared_bandwidth_bits_per_cycle = 24;
  chip.levels[LevelId(2)].shared_bandwidth_bits_per_cycle = 20;
  return chip;
}

/// Weights pinned inside the array while activations pass through a buffer that must keep them.
Architecture pinning_chip() {
  Architecture chip = small_chip();
  chip.levels[LevelId(1)].capacity_bits = 64 * 8;
  chip.levels[LevelId(1)].may_keep = {true, false, true};
  chip.levels[LevelId(1)].must_keep = {true, false, true};
  return chip;
}

Architecture unreduced_chip() {
  Architecture chip = slow_chip();
  chip.fanouts[FanoutId(0)].sharing = {Sharing::kTile, Sharing::kTile, Sharing::kNone};
  return chip;
}

std::vector<Case> cases() {
  Problem wide = gemm(8, 8, 12);
  wide.tensors[wide.output()].psum_bits = 24;
  return {{"a gemm", gemm(8, 8, 12), small_chip()},
          {"a gemm with wide sums behind slow ports", wide, slow_chip()},
          {"a gemm with pinned weights", gemm(12, 8, 8), pinning_chip()},
          {"sums that the array does not add", wide, unreduced_chip()},
          {"a convolution", conv(8, 8, 8, "p+r"), small_chip()},
          {"a convolution behind slow ports", conv(4, 4, 8, "p+r"), slow_chip()},
          {"a strided convolution", conv(8, 4, 8, "2*p+r"), unreduced_chip()}};
}

}  // namespace

TEST_CASE("the search and the second method find the same fronts on mid-size problems") {
  for (const Case& c : cases()) {
    for (const MapspaceKind kind :
         {MapspaceKind::kEven, MapspaceKind::kUnevenHierarchy, MapspaceKind::kUnevenFree}) {
      CAPTURE(c.name);
      CAPTURE(static_cast<int>(kind));
      Settings settings;
      settings.mapspace = kind;
      const ProblemResult result = map_problem(c.problem, c.chip, settings);
      const Recheck again = solve_again(c.problem, c.chip, settings);
      REQUIRE(again.finished);
      CHECK(result.proof.status == ProofStatus::kOptimal);
      CHECK(result.front.size() == again.front.size());
      CHECK(same_front(result.front, again.front, 1e-9));
    }
  }
}

}  // namespace paretile::mapper
