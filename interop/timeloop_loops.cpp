// SPDX-License-Identifier: Apache-2.0
#include "interop/timeloop_loops.h"

#include <algorithm>

namespace paretile::interop {
namespace {

std::vector<WalkedLoop> real_loops(const std::vector<TimeloopLoop>& loops) {
  std::vector<WalkedLoop> real;
  for (const TimeloopLoop& loop : loops) {
    if (loop.factor.bound > 1)
      real.push_back({loop.dim, loop.factor.bound, loop.factor.last, 1, 0});
  }
  return real;
}

void add_level(LevelId level, const TimeloopLevel& of_level, DimId any,
               std::vector<WalkedBlock>& blocks) {
  const auto add = [&](std::vector<WalkedLoop> loops, bool is_array) {
    WalkedBlock block;
    block.level = level;
    block.is_array = is_array;
    block.starts_level = blocks.empty() || blocks.back().level != level;
    block.loops = std::move(loops);
    blocks.push_back(std::move(block));
  };
  for (const WalkedLoop& loop : real_loops(of_level.temporal)) add({loop}, false);
  if (blocks.empty() || blocks.back().level != level) add({WalkedLoop{any, 1, 1, 1, 0}}, false);
  const std::vector<WalkedLoop> spatial = real_loops(of_level.spatial);
  if (!spatial.empty()) add(spatial, true);
}

void set_strides(const Problem& problem, std::vector<WalkedBlock>& blocks) {
  IdVector<DimId, std::int64_t> extents(problem.dims.size(), 1);
  IdVector<DimId, std::int64_t> last_extents(problem.dims.size(), 1);
  for (auto block = blocks.rbegin(); block != blocks.rend(); ++block) {
    for (auto loop = block->loops.rbegin(); loop != block->loops.rend(); ++loop) {
      loop->stride = extents[loop->dim];
      last_extents[loop->dim] += loop->stride * (loop->last - 1);
      extents[loop->dim] *= loop->bound;
    }
    block->extents = extents;
    block->last_extents = last_extents;
  }
}

bool moves(const WalkedBlock& block, const Tensor& tensor) {
  if (block.is_array || block.loops.front().bound == 1) return false;
  const DimId dim = block.loops.front().dim;
  return std::any_of(tensor.ranks.begin(), tensor.ranks.end(), [&](const Rank& rank) {
    return std::any_of(rank.begin(), rank.end(), [&](const Term& term) { return term.dim == dim; });
  });
}

/// Whether nothing is kept between a loop and the next outside, which are then one loop.
bool continues(const std::vector<WalkedBlock>& blocks, std::size_t inner, const TimeloopNest& nest,
               std::uint8_t all) {
  const WalkedBlock& in = blocks[inner];
  const WalkedBlock& out = blocks[inner - 1];
  if (out.is_array || out.loops.front().dim != in.loops.front().dim) return false;
  return out.level == in.level || nest[in.level].bypassed == all;
}

void find_movers(const Problem& problem, const TimeloopNest& nest,
                 std::vector<WalkedBlock>& blocks) {
  const auto all = static_cast<std::uint8_t>((1U << problem.tensors.size()) - 1);
  for (std::size_t place = 0; place < blocks.size(); ++place) {
    for (const TensorId tensor : problem.tensors.ids()) {
      std::size_t mover = place;
      while (mover > 0 && !moves(blocks[mover - 1], problem.tensors[tensor])) --mover;
      if (mover > 0) --mover;
      while (mover > 0 && continues(blocks, mover, nest, all)) --mover;
      blocks[place].first_mover[tensor] = mover;
    }
  }
}

}  // namespace

std::vector<WalkedBlock> blocks_of(const Problem& problem, const TimeloopNest& nest) {
  std::vector<WalkedBlock> blocks;
  for (const LevelId level : nest.ids()) add_level(level, nest[level], DimId(0), blocks);
  set_strides(problem, blocks);
  find_movers(problem, nest, blocks);
  return blocks;
}

}  // namespace paretile::interop
