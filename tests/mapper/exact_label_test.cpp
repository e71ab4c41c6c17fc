// SPDX-License-Identifier: Apache-2.0
#include "mapper/exact_label.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/mapper/prepared.h"

namespace paretile::mapper {
namespace {

/// Two sliding dimensions, one of them in steps of 2.
Problem strided_conv() {
  const Einsum einsum = parse_einsum("O[k,p,q] += W[k,r,s] * I[2*p+r,q+s]").einsum;
  return to_problem(
      einsum, {{"K", "K", 4}, {"P", "P", 12}, {"Q", "Q", 8}, {"R", "R", 3}, {"S", "S", 5}}, "W");
}

/// Every loop that can slide the tile tried.
double by_trying_all(const ExactPlan& plan, HaloTable& halos, TensorId t, Tile tile) {
  const double still = plan.still_left[t][tile];
  double least = filled_words(plan, halos, t, tile, still, {});
  for (const Slide& slide : slides_at(plan, t, tile, 1)) {
    least = std::min(least, filled_words(plan, halos, t, tile, still, slide));
  }
  return least;
}

}  // namespace

TEST_CASE("the least words that fill a node are those of the best of all slides") {
  const Architecture chip = small_chip();
  int slid = 0;
  for (const Problem& problem : {gemm(12, 9, 10), conv1d(24, 6, 4), strided_conv()}) {
    const Prepared made(problem, chip);
    const ExactPlan& plan = made.plan;
    HaloTable halos(plan.tables, plan.lattice);
    for (TensorId t : plan.tensors) {
      const std::vector<double> least = least_filled(plan, halos, t);
      for (Tile tile = 0; tile < plan.lattice.size(); ++tile) {
        CHECK(least[tile] == doctest::Approx(by_trying_all(plan, halos, t, tile)).epsilon(1e-14));
        const double unslid = filled_words(plan, halos, t, tile, plan.still_left[t][tile], {});
        slid += least[tile] < unslid ? 1 : 0;
      }
    }
  }
  CHECK(slid > 100);
}

TEST_CASE("where nodes may not rise all that is known is that each word is filled once") {
  Settings settings;
  settings.mapspace = MapspaceKind::kUnevenHierarchy;
  const Prepared made(conv1d(24, 6, 4), small_chip(), settings);
  const ExactPlan& plan = made.plan;
  const HaloTable halos(plan.tables, plan.lattice);
  for (TensorId t : plan.tensors) {
    for (const double words : least_filled(plan, halos, t)) {
      CHECK(words == plan.tables.tensors[t].words);
    }
  }
}

}  // namespace paretile::mapper
