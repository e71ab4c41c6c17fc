// SPDX-License-Identifier: Apache-2.0
#include "mapper/draw_move.h"

#include <doctest/doctest.h>

#include <optional>
#include <set>

#include "cost_model/evaluator.h"
#include "mapper/sample.h"
#include "tests/mapper/cases.h"

namespace paretile::mapper {
namespace {

struct Less {
  bool operator()(const Mapping& a, const Mapping& b) const { return compare(a, b) < 0; }
};
using Mappings = std::set<Mapping, Less>;

Mapping after(const SearchSpace& space, const Move& move, Draft draft) {
  apply(space, move, draft);
  return to_mapping(space, draft);
}

Mappings listed(const SearchSpace& space, const Draft& draft) {
  Mappings result;
  for (const Move& move : list_moves(space, draft)) result.insert(after(space, move, draft));
  return result;
}

Mappings drawn(const SearchSpace& space, const Draft& draft, Rng& rng) {
  constexpr int kDraws = 20'000;  // of about a hundred
  const MoveDrawer drawer(space);
  Mappings result;
  for (int i = 0; i < kDraws; ++i) {
    const std::optional<Move> move = drawer.draw(draft, rng);
    if (move) result.insert(after(space, *move, draft));
  }
  return result;
}

bool exceeds_axis(const Architecture& chip, const Mapping& mapping) {
  IdArray<AxisId, std::int64_t> used;
  used.fill(1);
  for (const Node& node : mapping.nodes) {
    if (node.is_spatial()) used[node.axis] *= node.bound;
  }
  for (AxisId axis : IdRange<AxisId>(chip.num_axes())) {
    if (used[axis] > chip.axis(axis).size) return true;
  }
  return false;
}

TEST_CASE("all moves listed can be drawn but for axes without room, and lead to legal nests") {
  const Architecture chip = small_chip();
  for (const Problem& problem : {gemm(12, 10, 8), conv1d(12, 3, 10)}) {
    const SearchSpace space = *build_space(problem, chip).space;
    const cost_model::Evaluator evaluator(problem, chip);
    Rng rng(7, 0);
    for (int sample = 0; sample < 10; ++sample) {
      const Draft draft = sample_draft(space, evaluator, rng).value();
      const Mappings all = listed(space, draft);
      const Mappings some = drawn(space, draft, rng);
      for (const Mapping& mapping : some) {
        CHECK(evaluator.check(mapping).reason != cost_model::Verdict::Reason::kMalformed);
        CHECK_FALSE(exceeds_axis(chip, mapping));
      }
      for (const Mapping& mapping : all) {
        CHECK((some.contains(mapping) || exceeds_axis(chip, mapping)));
      }
    }
  }
}

}  // namespace
}  // namespace paretile::mapper
