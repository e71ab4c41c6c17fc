// SPDX-License-Identifier: Apache-2.0
#include "mapper/exact_plan.h"

#include <doctest/doctest.h>

#include "cost_model/footprint.h"
#include "tests/mapper/prepared.h"

namespace paretile::mapper {
namespace {

Settings with_footprint(cost_model::Footprint footprint) {
  Settings settings;
  settings.model.footprint = footprint;
  return settings;
}

void check_tile(const ExactPlan& plan, TensorId t, Tile tile) {
  const cost_model::TensorTable& tensor = plan.tables.tensors[t];
  const auto extents = plan.lattice.extents(tile);
  CHECK(plan.words[t][tile] == cost_model::plain_footprint(tensor, extents, plan.tables.box) *
                                   cost_model::sum_footprint(tensor, extents, plan.tables.box));
  double still = 1;
  double moving = 1;
  for (DimId dim : IdRange<DimId>(plan.tables.num_dims)) {
    const auto left = static_cast<double>(plan.tables.sizes[dim] / extents[dim]);
    (plan.tables.moves[dim].contains(t) ? moving : still) *= left;
  }
  CHECK(plan.still_left[t][tile] == still);
  CHECK(plan.moving_left[t][tile] == moving);
}

void check_crossing(const ExactPlan& plan, TensorId t, const SpatialChoice& choice,
                    const Crossing& crossing) {
  double alike = 1;
  double sharing = 1;
  for (const Node& loop : choice.loops) {
    const auto bound = static_cast<double>(loop.bound);
    if (!plan.tables.moves[loop.dim].contains(t)) alike *= bound;
    if (!plan.tables.tensors[t].plain_dims.contains(loop.dim)) sharing *= bound;
  }
  CHECK(crossing.alike[t] == alike);
  CHECK(crossing.sharing[t] == sharing);
  if (plan.is_output(t)) CHECK(crossing.copies == alike);
}

}  // namespace

TEST_CASE("the tables of a plan say of each tile and crossing what their definitions say") {
  const Architecture chip = small_chip();
  for (const Problem& problem : {gemm(12, 9, 10), conv1d(12, 4, 6)}) {
    for (const auto footprint : {cost_model::Footprint::kExact, cost_model::Footprint::kBox}) {
      const Prepared made(problem, chip, with_footprint(footprint));
      const ExactPlan& plan = made.plan;
      const RegionPlan& region = plan.regions[0];
      REQUIRE(region.choices.size() == region.crossings.size());
      CHECK(region.choices.size() > 10);
      for (TensorId t : plan.tensors) {
        for (Tile tile = 0; tile < plan.lattice.size(); ++tile) check_tile(plan, t, tile);
        for (std::size_t c = 0; c < region.choices.size(); ++c) {
          check_crossing(plan, t, region.choices[c], region.crossings[c]);
        }
      }
    }
  }
}

}  // namespace paretile::mapper
