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

bool exceeds_axis(const cost_model::Evaluator& evaluator, const Mapping& mapping) {
  return evaluator.check(mapping).reason == cost_model::Verdict::Reason::kAxis;
}

TEST_CASE("moves drawn are those listed, but for axes without room") {
  const Architecture chip = small_chip();
  for (const Problem& problem : {gemm(12, 10, 8), conv1d(12, 3, 10)}) {
    const SearchSpace space = *build_space(problem, chip).space;
    const cost_model::Evaluator evaluator(problem, chip);
    Rng rng(7, 0);
    for (int sample = 0; sample < 10; ++sample) {
      const Draft draft = sample_draft(space, evaluator, rng).value();
      const Mappings all = listed(space, draft);
      const Mappings some = drawn(space, draft, rng);
      for (const Mapping& mapping : some) CHECK(all.contains(mapping));
      for (const Mapping& mapping : all) {
        CHECK((some.contains(mapping) || exceeds_axis(evaluator, mapping)));
      }
    }
  }
}

}  // namespace
}  // namespace paretile::mapper
