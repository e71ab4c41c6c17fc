// SPDX-License-Identifier: Apache-2.0
#include "interop/timeloop_recount.h"

#include <cmath>
#include <vector>

#include "interop/timeloop_walk.h"

namespace paretile::interop {
namespace {

using cost_model::Counts;
using cost_model::NodeCounts;

/// One tensor at one level while the bypassed levels are taken out.
struct Share {
  LevelTraffic traffic;
  double reads = 0;         ///< of an instance, for the levels inside
  double received = 0;      ///< by all its children
  double fills = 0;         ///< received by an instance from outside
  double from_peers = 0;    ///< received by, and read for, neighbours
  std::int64_t first = 0;   ///< distinct words it ever sees
  std::int64_t fanout = 1;  ///< children of an instance
  std::int64_t instances = 1;
  bool is_kept = true;
  bool passes = false;
};

std::int64_t spatial_product(const TimeloopLevel& level) {
  std::int64_t product = 1;
  for (const TimeloopLoop& loop : level.spatial) product *= loop.factor.bound;
  return product;
}

/// Levels of one tensor, outermost first, as if all kept it.
std::vector<Share> shares_of(const TimeloopWalk& walk, const TimeloopNest& nest, TensorId tensor) {
  std::vector<Share> shares;
  std::int64_t instances = 1;
  for (const LevelId level : nest.ids()) {
    Share share;
    share.traffic = walk.levels[level][tensor];
    share.reads = static_cast<double>(share.traffic.reads);
    share.received = static_cast<double>(share.traffic.received);
    share.passes = share.traffic.passed > 0;
    share.fanout = spatial_product(nest[level]);
    share.instances = instances;
    share.is_kept = !has_tensor(nest[level].bypassed, tensor);
    instances *= share.fanout;
    shares.push_back(share);
  }
  return shares;
}

/// An instance sees its part of what the instance outside sees; it gets an even part of what the
/// one outside hands out.
void share_out(std::vector<Share>& shares) {
  shares.front().first = shares.front().traffic.tile;
  for (std::size_t i = 1; i < shares.size(); ++i) {
    const Share& outer = shares[i - 1];
    const std::int64_t tile = shares[i].traffic.tile;
    const std::int64_t of_all = outer.traffic.children > 0 ? outer.traffic.children : tile;
    shares[i].first = of_all > 0 ? outer.first * tile / of_all : outer.first;
    shares[i].fills = outer.received / static_cast<double>(outer.fanout);
  }
}

/// The level outside a bypassed one hands out what that one did.
void take_out_bypassed(std::vector<Share>& shares) {
  for (std::size_t i = shares.size() - 1; i > 0; --i) {
    Share& level = shares[i];
    if (level.is_kept) continue;
    Share& outer = shares[i - 1];
    const double more =
        outer.received > 0 ? level.reads * static_cast<double>(outer.fanout) / outer.received : 0;
    outer.reads *= more;
    outer.received *= more;
    outer.passes = false;
  }
  for (Share& level : shares) {
    if (!level.is_kept) continue;
    level.fills = 0;  // the outermost that keeps it
    break;
  }
}

/// What neighbours pass on is read and written in the level inside, an even part in each instance
/// of the whole chip.
void add_peers(std::vector<Share>& shares) {
  for (std::size_t i = 0; i + 1 < shares.size(); ++i) {
    if (!shares[i].passes) continue;
    shares[i + 1].from_peers += static_cast<double>(shares[i].traffic.passed) /
                                static_cast<double>(shares[i + 1].instances);
  }
}

std::int64_t rounded(double words) { return std::llround(words); }

NodeCounts input_counts(const Share& share) {
  NodeCounts node;
  node.reads = rounded(share.reads + share.from_peers);
  node.fills = static_cast<std::int64_t>(share.fills + share.from_peers);
  return node;
}

/// Sums are not read back before the first of a word is added, unless `reads_first`.
NodeCounts output_counts(const Share& share, bool is_outermost, bool reads_first) {
  const auto first = reads_first ? 0.0 : static_cast<double>(share.first);
  NodeCounts node;
  node.updates = rounded(share.reads);
  node.reads = rounded(share.reads + share.from_peers - first);
  node.fills = rounded(share.fills + share.from_peers - (is_outermost ? 0 : first));
  return node;
}

void count_tensor(const Problem& problem, const TimeloopNest& nest, TensorId tensor,
                  const TimeloopConventions& conventions, const TimeloopWalk& walk,
                  Counts& counts) {
  std::vector<Share> shares = shares_of(walk, nest, tensor);
  share_out(shares);
  take_out_bypassed(shares);
  add_peers(shares);
  bool is_outermost = true;
  for (const LevelId level : nest.ids()) {
    const Share& share = shares[level.index()];
    if (!share.is_kept) continue;
    const bool reads_first =
        conventions.first_touch_everywhere ||
        (conventions.first_touch && has_tensor(nest[level].reads_first, tensor));
    NodeCounts& node = counts.nodes[level][tensor];
    node = problem.tensors[tensor].role == Role::kOutput
               ? output_counts(share, is_outermost, reads_first)
               : input_counts(share);
    node.present = true;
    node.tile_words = share.traffic.tile;
    is_outermost = false;
  }
}

/// Instances at work outside a spatial loop and inside it: in ragged ones, the average over all
/// rounds of the loops over its dimension.
double loops_at_work(const Problem& problem, const TimeloopNest& nest, const TimeloopLoop& loop) {
  if (loop.factor.bound == loop.factor.last) return static_cast<double>(loop.factor.bound);
  double others = 1;
  for (const TimeloopLevel& level : nest) {
    for (const auto* loops : {&level.temporal, &level.spatial}) {
      for (const TimeloopLoop& other : *loops) {
        if (other.dim == loop.dim && &other != &loop)
          others *= static_cast<double>(other.factor.bound);
      }
    }
  }
  return static_cast<double>(problem.dims[loop.dim].size) / others;
}

void count_instances(const Problem& problem, const TimeloopNest& nest, const TimeloopWalk& walk,
                     Counts& counts) {
  double instances = 1;
  for (const LevelId level : nest.ids()) {
    counts.instances[level] = static_cast<std::int64_t>(instances);
    for (const TimeloopLoop& loop : nest[level].spatial) {
      instances *= loops_at_work(problem, nest, loop);
    }
    for (const TimeloopLoop& loop : nest[level].temporal)
      counts.temporal_steps *= loop.factor.bound;
  }
  counts.compute_instances = static_cast<std::int64_t>(instances);
  counts.operations =
      static_cast<std::int64_t>(walk.operations * static_cast<double>(counts.compute_instances));
}

}  // namespace

std::optional<Counts> recount(const Problem& problem, const TimeloopNest& nest,
                              const TimeloopConventions& conventions) {
  const std::optional<TimeloopWalk> walked = walk(problem, nest, conventions);
  if (!walked) return std::nullopt;
  Counts counts;
  for (const TensorId tensor : problem.tensors.ids()) {
    count_tensor(problem, nest, tensor, conventions, *walked, counts);
  }
  count_instances(problem, nest, *walked, counts);
  return counts;
}

}  // namespace paretile::interop
