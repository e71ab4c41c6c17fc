// SPDX-License-Identifier: Apache-2.0
#include "mapper/sample.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "cost_model/pricer.h"
#include "mapper/draft_reader.h"
#include "mapper/factors.h"
#include "mapper/moves.h"

namespace paretile::mapper {
namespace {

/// One mapping under construction.
class Sampler {
 public:
  Sampler(const SearchSpace& space, const cost_model::Evaluator& evaluator, Rng& rng)
      : space_(space), rng_(rng), reader_(space, evaluator.tables()), pricer_(evaluator.tables()) {}

  std::optional<Draft> sample() {
    draw_storage();
    draw_spatial();
    if (!make_room()) return std::nullopt;
    move_factors_in();
    return draft_;
  }

 private:
  [[nodiscard]] bool fits() { return reader_.read(draft_, trace_) && pricer_.has_room(trace_); }

  void draw_storage() {
    const bool keep_all = rng_.chance(1, 4);
    std::vector<Slot> kept;
    for (const Slot& slot : space_.slots) {
      if (slot.required || keep_all || rng_.chance(3, 4)) kept.push_back(slot);
    }
    draft_ = draft_with(space_, draw_order(std::move(kept)));
  }

  /// Half of the time by level, half of the time in any order that keeps each tensor's own.
  std::vector<Slot> draw_order(std::vector<Slot> left) {
    if (rng_.chance(1, 2)) return left;
    std::vector<Slot> order;
    while (!left.empty()) {
      std::size_t pick = rng_.below(left.size());
      for (std::size_t i = 0; i < pick; ++i) {  // the outermost slot of the same tensor goes first
        if (left[i].tensor == left[pick].tensor) pick = i;
      }
      order.push_back(left[pick]);
      left.erase(left.begin() + static_cast<std::ptrdiff_t>(pick));
    }
    return order;
  }

  void draw_spatial() {
    left_ = space_.sizes;
    constexpr int kTries = 4;  // the best filled one of a few is a good array
    for (const UsableFanout& fanout : space_.fanouts) {
      const bool eager = !rng_.chance(1, 8);
      Draft best = draft_;
      IdVector<DimId, std::int64_t> best_left = left_;
      std::int64_t best_children = 0;
      for (int i = 0; i < (eager ? kTries : 1); ++i) {
        Draft draft = draft_;
        IdVector<DimId, std::int64_t> left = left_;
        const std::int64_t children = fill(fanout, draft, left);
        if (children <= best_children) continue;
        best_children = children;
        best = std::move(draft);
        best_left = std::move(left);
      }
      draft_ = std::move(best);
      left_ = std::move(best_left);
    }
  }

  /// Gives axes random factors of the dimensions they may carry; returns the children in use.
  std::int64_t fill(const UsableFanout& fanout, Draft& draft, IdVector<DimId, std::int64_t>& left) {
    std::vector<AxisId> axes = fanout.axes;
    rng_.shuffle(axes);
    std::int64_t children = 1;
    for (AxisId axis : axes) {
      std::vector<DimId> dims;
      for (DimId dim : space_.sizes.ids()) {
        if (space_.axis_dims[axis].contains(dim)) dims.push_back(dim);
      }
      rng_.shuffle(dims);
      for (DimId dim : dims) {
        const std::int64_t room = spatial_room(space_, draft, fanout, axis);
        const std::int64_t bound = draw_divisor(left[dim], room);
        draft.spatial[axis][dim] = bound;
        left[dim] /= bound;
        children *= bound;
      }
    }
    return children;
  }

  /// A divisor of `size` up to `room`: the largest three times of four, else any.
  std::int64_t draw_divisor(std::int64_t size, std::int64_t room) {
    std::vector<std::int64_t> choices = divisors(size);
    while (choices.back() > room) choices.pop_back();
    return rng_.chance(3, 4) ? choices.back() : choices[rng_.below(choices.size())];
  }

  /// Puts all temporal loops outermost; gives up spatial loops until the rest fits.
  bool make_room() {
    std::vector<DimId> dims;
    for (DimId dim : space_.sizes.ids()) dims.push_back(dim);
    rng_.shuffle(dims);
    for (DimId dim : dims) {
      if (left_[dim] > 1) add_inner(draft_.segments[0], {dim, left_[dim]});
    }
    while (!fits()) {
      if (!drop_spatial_loop()) return false;
    }
    return true;
  }

  bool drop_spatial_loop() {
    std::vector<Node> loops;
    for (const UsableFanout& fanout : space_.fanouts) {
      for (AxisId axis : fanout.axes) {
        for (DimId dim : space_.sizes.ids()) {
          const std::int64_t bound = draft_.spatial[axis][dim];
          if (bound > 1) loops.push_back(Node::spatial(dim, bound, axis));
        }
      }
    }
    if (loops.empty()) return false;
    const Node& loop = loops[rng_.below(loops.size())];
    draft_.spatial[loop.axis][loop.dim] = 1;
    add_inner(draft_.segments[0], {loop.dim, loop.bound});
    return true;
  }

  /// From the innermost segment out, each takes of what still stands outermost.
  void move_factors_in() {
    for (std::size_t s = draft_.segments.size(); s-- > 1;) {
      const Segment& segment = draft_.segments[s];
      if (is_closed(space_, draft_, segment)) continue;
      const std::size_t appetite = 1 + rng_.below(4);  // in quarters
      std::vector<Loop> factors;
      for (const Loop& loop : draft_.segments[0].loops) {
        for (const std::int64_t prime : prime_factors(loop.bound)) {
          if (rng_.chance(appetite, 4)) factors.push_back({loop.dim, prime});
        }
      }
      rng_.shuffle(factors);
      IdArray<DimId, std::int64_t> too_large;  // per dimension, the least factor without room
      too_large.fill(std::numeric_limits<std::int64_t>::max());
      for (const Loop& factor : factors) {
        if (factor.bound >= too_large[factor.dim]) continue;
        if (!try_move_in(s, factor)) too_large[factor.dim] = factor.bound;
      }
    }
  }

  bool try_move_in(std::size_t s, const Loop& factor) {
    const Segment outer = draft_.segments[0];
    const Segment inner = draft_.segments[s];
    divide(draft_.segments[0], factor.dim, factor.bound);
    if (rng_.chance(1, 2)) {
      add_inner(draft_.segments[s], factor);
    } else {
      add_outer(draft_.segments[s], factor);
    }
    if (fits()) return true;
    draft_.segments[0] = outer;
    draft_.segments[s] = inner;
    return false;
  }

  const SearchSpace& space_;
  Rng& rng_;
  Draft draft_;
  DraftReader reader_;
  cost_model::Pricer pricer_;
  cost_model::Trace trace_;
  IdVector<DimId, std::int64_t> left_;  ///< of each size, what no spatial loop took
};

}  // namespace

Draft least_draft(const SearchSpace& space, const Problem& problem) {
  std::vector<Slot> required;
  for (const Slot& slot : space.slots) {
    if (slot.required) required.push_back(slot);
  }
  Draft draft = draft_with(space, required);
  for (DimId dim : space.sizes.ids()) {
    if (space.sizes[dim] == 1) continue;
    const Loop loop{dim, space.sizes[dim]};
    const bool reduces = problem.relevance(problem.output(), dim) == Relevance::kIrrelevant;
    if (reduces) {
      add_inner(draft.segments[0], loop);
    } else {
      add_outer(draft.segments[0], loop);
    }
  }
  return draft;
}

std::optional<Draft> sample_draft(const SearchSpace& space, const cost_model::Evaluator& evaluator,
                                  Rng& rng) {
  return Sampler(space, evaluator, rng).sample();
}

}  // namespace paretile::mapper
