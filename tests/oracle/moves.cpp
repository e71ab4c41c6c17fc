// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/moves.h"

#include <numeric>
#include <optional>
#include <stdexcept>

namespace paretile::oracle {
namespace {

/// What a storage node moves at a tick of the loops outside it: docs/model.md section 2.
enum class Arrival { kNothing, kNewPart, kWholeTile };

/// The innermost temporal loop outside `depth` that moves the tile, found by moving it.
std::optional<std::size_t> find_mover(const Nest& nest, const TensorWords& words,
                                      std::size_t depth) {
  const Indices start(depth, 0);
  for (std::size_t i = depth; i-- > 0;) {
    if (nest.loops[i].is_spatial) continue;
    Indices stepped = start;
    stepped[i] = 1;
    if (words.tile(stepped) != words.tile(start)) return i;
  }
  return std::nullopt;
}

std::size_t outermost_change(const Indices& before, const Indices& after) {
  std::size_t loop = 0;
  while (before[loop] == after[loop]) ++loop;
  return loop;
}

Arrival arrival(std::size_t ticked, std::optional<std::size_t> mover) {
  if (!mover || ticked > *mover) return Arrival::kNothing;
  return ticked == *mover ? Arrival::kNewPart : Arrival::kWholeTile;
}

}  // namespace

void require(bool claim, const char* what) {
  if (!claim) throw std::logic_error(what);
}

std::int64_t sum(const PerInstance& numbers) {
  return std::accumulate(numbers.begin(), numbers.end(), std::int64_t{0});
}

PerInstance minus(PerInstance numbers, const PerInstance& others) {
  require(numbers.size() == others.size(), "different instances");
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] -= others[i];
  return numbers;
}

Moves moves_of_storage(const Nest& nest, const TensorWords& words, std::size_t depth) {
  Moves moves{depth, walk(nest, depth, Walk::kSpace), {}};
  const std::vector<Indices> ticks = walk(nest, depth, Walk::kTime);
  const std::optional<std::size_t> mover = find_mover(nest, words, depth);
  std::vector<WordSet> held(moves.instances.size());
  for (std::size_t k = 0; k < ticks.size(); ++k) {
    const Arrival now =
        k == 0 ? Arrival::kWholeTile : arrival(outermost_change(ticks[k - 1], ticks[k]), mover);
    std::vector<WordSet>& moved = moves.words.emplace_back();
    for (std::size_t i = 0; i < held.size(); ++i) {
      const WordSet tile = words.tile(combine(ticks[k], moves.instances[i]));
      const bool is_idle = tile.empty();
      require(now != Arrival::kNothing || is_idle || tile == held[i], "a stationary tile moved");
      switch (now) {
        case Arrival::kNothing:
          moved.emplace_back();
          break;
        case Arrival::kNewPart:
          moved.push_back(subtract(tile, held[i]));
          break;
        case Arrival::kWholeTile:
          moved.push_back(tile);
          break;
      }
      if (now != Arrival::kNothing) held[i] = tile;
    }
  }
  return moves;
}

Moves moves_of_compute(const Nest& nest, const TensorWords& words) {
  const std::size_t depth = nest.loops.size();
  Moves moves{depth, walk(nest, depth, Walk::kSpace), {}};
  for (const Indices& tick : walk(nest, depth, Walk::kTime)) {
    std::vector<WordSet>& moved = moves.words.emplace_back();
    for (const Indices& unit : moves.instances) moved.push_back(words.tile(combine(tick, unit)));
  }
  return moves;
}

PerInstance fetched(const Moves& moves) {
  PerInstance total(moves.instances.size(), 0);
  for (const std::vector<WordSet>& tick : moves.words) {
    for (std::size_t i = 0; i < tick.size(); ++i) total[i] += std::ssize(tick[i]);
  }
  return total;
}

}  // namespace paretile::oracle
