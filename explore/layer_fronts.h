// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "explore/relaxation.h"
#include "inner_loop/front_file.h"

namespace paretile::explore {

/// How layer problems were answered.
struct LayerCounts {
  std::int64_t solved = 0;   ///< searched as a whole
  std::int64_t reused = 0;   ///< the very problem was known
  std::int64_t relaxed = 0;  ///< the front of a chip of more bandwidth was theirs: no search
  std::int64_t partly = 0;   ///< part of it was: only between its points was searched
  std::int64_t cached = 0;   ///< a file of an earlier sweep had what else would have been searched
};

/// Finds fronts of layers on designs of a sweep, none of them twice.
class LayerFronts {
 public:
  /// `cache`: looked into before anything is searched, and given what is found; null: none.
  LayerFronts(const Sweep& sweep, mapper::Settings settings, inner_loop::FrontFile* cache);

  /// Finds what is not known of these; false if it was stopped before. `objective`: of all layers,
  /// always the same. Gives a hash per problem, by which at() knows them until the next call.
  bool find(const std::vector<const Problem*>& problems, const Architecture& chip,
            const mapper::Objective& objective);
  /// The same of the relaxed problems, by which relaxed_at() knows them.
  bool find_relaxed(const std::vector<const Problem*>& problems, const Architecture& chip,
                    const mapper::Objective& objective);
  [[nodiscard]] const mapper::ProblemResult& relaxed_at(std::size_t problem) const {
    return known_.at(relaxed_hashes_[problem]);
  }

  /// Of the problems of the last find(), in their order.
  [[nodiscard]] const mapper::ProblemResult& at(std::size_t problem) const {
    return known_.at(hashes_[problem]);
  }
  [[nodiscard]] std::uint64_t hash(std::size_t problem) const { return hashes_[problem]; }
  [[nodiscard]] const LayerCounts& counts() const { return counts_; }

 private:
  /// A problem to be searched.
  struct Task {
    const Problem* problem;
    Architecture chip;
    mapper::Objective objective;
    std::uint64_t hash = 0;
    mapper::ProblemResult result;
    bool is_cached = false;
  };
  /// A problem whose chip has less bandwidth than another's.
  struct Bound {
    const Problem* problem;
    std::uint64_t hash;
    std::uint64_t relaxed_hash;
    std::vector<mapper::Point> points;
    std::size_t first_task = 0;  ///< searches between its points
    std::size_t num_tasks = 0;
  };

  [[nodiscard]] std::uint64_t hash_of(const Problem& problem, const Architecture& chip) const;
  bool run(std::vector<Task>& tasks) const;
  void run(Task& task) const;
  bool carry_all(std::vector<Bound>& bounds, const Architecture& chip,
                 const mapper::Objective& objective);
  void settle(const Bound& bound, const std::vector<Task>& tasks, const Architecture& chip);

  mapper::Settings settings_;
  inner_loop::FrontFile* cache_;
  Relaxation relaxation_;
  std::unordered_map<std::uint64_t, mapper::ProblemResult> known_;  ///< by mapspace hash
  std::unordered_set<std::uint64_t> unclaimed_;  ///< solved, and no design had them yet
  std::vector<std::uint64_t> hashes_;
  std::vector<std::uint64_t> relaxed_hashes_;
  LayerCounts counts_;
};

}  // namespace paretile::explore
