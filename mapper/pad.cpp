// SPDX-License-Identifier: Apache-2.0
#include "mapper/pad.h"

#include <algorithm>
#include <queue>
#include <string>

#include "core/validate.h"
#include "mapper/factors.h"
#include "mapper/pareto.h"

namespace paretile::mapper {
namespace {

std::int64_t largest_size(std::int64_t size, int percent) {
  return size + static_cast<std::int64_t>(static_cast<double>(size) * percent / 100);
}

/// The dimension shares a rank with another that is, or with padding may become, a real one.
bool has_halo(const Problem& problem, DimId dim, int percent) {
  for (const Tensor& tensor : problem.tensors) {
    for (const Rank& rank : tensor.ranks) {
      const bool is_there =
          std::any_of(rank.begin(), rank.end(), [&](const Term& term) { return term.dim == dim; });
      const bool has_other = std::any_of(rank.begin(), rank.end(), [&](const Term& term) {
        return term.dim != dim && largest_size(problem.dims[term.dim].size, percent) > 1;
      });
      if (is_there && has_other) return true;
    }
  }
  return false;
}

/// A combination of sizes, by the place of each in its dimension's list.
struct Combination {
  double operations = 1;
  std::vector<std::size_t> places;
  std::size_t last = 0;  ///< dimensions before it are at their first place from now on
};

Combination make_combination(const std::vector<std::vector<std::int64_t>>& lists,
                             std::vector<std::size_t> places, std::size_t last) {
  Combination result{1, std::move(places), last};
  for (std::size_t i = 0; i < lists.size(); ++i) {
    result.operations *= static_cast<double>(lists[i][result.places[i]]);
  }
  return result;
}

/// Up to `limit` combinations by operations: each has one predecessor, which has fewer, and is made
/// when that one is taken.
std::vector<Sizes> smallest_products(const std::vector<std::vector<std::int64_t>>& lists,
                                     std::size_t limit) {
  const auto later = [](const Combination& a, const Combination& b) {
    return a.operations != b.operations ? a.operations > b.operations : a.places > b.places;
  };
  std::priority_queue<Combination, std::vector<Combination>, decltype(later)> open(later);
  open.push(make_combination(lists, std::vector<std::size_t>(lists.size(), 0), 0));
  std::vector<Sizes> result;
  while (!open.empty() && result.size() < limit) {
    const Combination next = open.top();
    open.pop();
    Sizes sizes;
    for (std::size_t i = 0; i < lists.size(); ++i) sizes.push_back(lists[i][next.places[i]]);
    result.push_back(std::move(sizes));
    for (std::size_t i = next.last; i < lists.size(); ++i) {
      std::vector<std::size_t> places = next.places;
      if (++places[i] < lists[i].size()) open.push(make_combination(lists, std::move(places), i));
    }
  }
  return result;
}

Mapspace padded_space(const std::vector<ProblemResult>& results, const Paddings& paddings,
                      int percent) {
  Mapspace space = results.front().proof.mapspace;
  space.name += " padded up to " + std::to_string(percent) + " %";
  const auto num_paddings = std::to_string(paddings.sizes.size());
  space.description += "; over all paddings that can matter, " + num_paddings;
  if (static_cast<double>(paddings.sizes.size()) < paddings.total) {
    space.description += " of them, those of fewest operations";
  }
  for (std::size_t i = 1; i < results.size(); ++i) {
    space.size += results[i].proof.mapspace.size;
    space.hash = join_hashes(space.hash, results[i].proof.mapspace.hash);
  }
  return space;
}

/// Of paddings without a mapping nothing need be proved unless that was not searched to its end.
bool bears_on_proof(const ProblemResult& result) {
  return !result.front.empty() || result.proof.status != ProofStatus::kOptimal;
}

Proof joint_proof(const std::vector<ProblemResult>& results) {
  Proof proof = results.front().proof;  // stays where no padding has a mapping
  bool is_first = true;
  for (const ProblemResult& result : results) {
    if (!result.infeasible.fits() || !bears_on_proof(result)) continue;
    const Proof& other = result.proof;
    if (is_first) {
      proof = other;
      is_first = false;
      continue;
    }
    proof.status = std::max(proof.status, other.status);  // optimal, bounded, none
    LowerBound& bound = proof.lower_bound;
    bound.energy_pj = std::min(bound.energy_pj, other.lower_bound.energy_pj);
    bound.latency_cycles = std::min(bound.latency_cycles, other.lower_bound.latency_cycles);
    bound.edp_pj_cycles = std::min(bound.edp_pj_cycles, other.lower_bound.edp_pj_cycles);
  }
  return proof;
}

ProblemResult join(std::vector<ProblemResult> results, const Paddings& paddings,
                   const Settings& settings) {
  ProblemResult all;
  all.infeasible = results.front().infeasible;
  Front front;
  for (std::size_t i = 0; i < results.size(); ++i) {
    for (Point& point : results[i].front) {
      if (i > 0) point.padded_sizes = paddings.sizes[i];
      const auto costs_the_same = [&](const Point& other) {
        return other.energy_pj == point.energy_pj && other.latency_cycles == point.latency_cycles;
      };
      // Of equal costs the padding of fewer operations stays.
      const std::vector<Point>& points = front.points();
      if (std::none_of(points.begin(), points.end(), costs_the_same)) front.offer(point);
    }
    all.seconds += results[i].seconds;
    all.evaluations += results[i].evaluations;
  }
  all.front = front.points();
  all.proof = joint_proof(results);
  all.proof.mapspace = padded_space(results, paddings, settings.pad_percent);
  if (!all.front.empty()) all.infeasible = {};
  if (all.proof.status == ProofStatus::kOptimal) all.proof.gap = 0;
  if (all.proof.status == ProofStatus::kBounded && !all.front.empty()) {
    all.proof.gap = gap_to(all.proof.lower_bound, all.front, settings.objective);
  }
  return all;
}

}  // namespace

std::uint64_t join_hashes(std::uint64_t first, std::uint64_t second) {
  return first * 0x100000001b3U ^ second;
}

Problem with_sizes(Problem problem, const Sizes& sizes) {
  for (const DimId dim : problem.dims.ids()) problem.dims[dim].size = sizes[dim];
  return problem;
}

Problem problem_of(const Point& point, const Problem& problem) {
  return point.padded_sizes.empty() ? problem : with_sizes(problem, point.padded_sizes);
}

// Why sizes may be left out. Take a mapping of the problem with n iterations of a dimension that
// stands alone in its ranks, and a prime factor p of n. Some loop of the dimension has a bound
// that is a multiple of p: give it (p - 1)/p of the bound, or take it out if that leaves 1. This is
// a mapping of n - n/p iterations, and nothing in it grows: tiles, words moved, instances, steps
// and children on axes are products of bounds (section 2 to 4 of docs/model.md; sums of two
// dimensions are not, which is why `only_products` is asked for), and without a loop tiles stay
// longer and fewer sums are unfinished. So where n - n/p still holds `size`, n is not needed; and n
// - n/p is largest for the largest p. Constraints may forbid the smaller loop: with them all sizes
// count.
std::vector<std::int64_t> padded_sizes(std::int64_t size, int percent, bool only_products) {
  std::vector<std::int64_t> sizes = {size};
  for (std::int64_t n = size + 1; n <= largest_size(size, percent); ++n) {
    if (!only_products || n - n / prime_factors(n).back() < size) sizes.push_back(n);
  }
  return sizes;
}

Paddings list_paddings(const Problem& problem, const Settings& settings) {
  std::vector<std::vector<std::int64_t>> lists;
  Paddings paddings;
  paddings.total = 1;
  for (const DimId dim : problem.dims.ids()) {
    const bool only_products =
        settings.constraints.empty() && !has_halo(problem, dim, settings.pad_percent);
    lists.push_back(padded_sizes(problem.dims[dim].size, settings.pad_percent, only_products));
    paddings.total *= static_cast<double>(lists.back().size());
  }
  paddings.sizes = smallest_products(lists, settings.max_paddings);
  // Past the numbers that are counted exactly nothing can be mapped.
  std::erase_if(paddings.sizes,
                [&](const Sizes& sizes) { return !validate(with_sizes(problem, sizes)).empty(); });
  return paddings;
}

std::vector<ProblemResult> search_paddings(const std::vector<const Problem*>& problems,
                                           const Settings& settings, const SearchAll& search_all) {
  if (settings.pad_percent == 0) return search_all(problems);
  std::vector<Paddings> paddings;
  std::vector<Problem> padded;
  for (const Problem* problem : problems) {
    paddings.push_back(list_paddings(*problem, settings));
    for (const Sizes& sizes : paddings.back().sizes) padded.push_back(with_sizes(*problem, sizes));
  }
  std::vector<const Problem*> all;
  for (const Problem& problem : padded) all.push_back(&problem);
  std::vector<ProblemResult> found = search_all(all);
  std::vector<ProblemResult> results;
  auto next = found.begin();
  for (const Paddings& own : paddings) {
    const auto end = next + static_cast<std::ptrdiff_t>(own.sizes.size());
    results.push_back(
        join({std::make_move_iterator(next), std::make_move_iterator(end)}, own, settings));
    next = end;
  }
  return results;
}

}  // namespace paretile::mapper
