// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <unordered_map>
#include <vector>

#include "mapper/completion.h"
#include "mapper/gate.h"

namespace paretile::mapper {

/// One of the exits of a tile, and what any label takes outside it at least.
struct Outlet {
  std::uint32_t exit = 0;
  double energy_pj = 0;
  double cycles = 0;
};

/// Exits labels may leave tiles by: all others are hopeless whatever is inside. Found
/// when asked for, once for all labels that stand alike. docs/engine.md, at a glance.
class Outlets {
 public:
  Outlets(const ExactPlan& plan, Completion& completion, Gate& gate);

  struct Ways {
    const std::vector<Exit>& exits;
    std::vector<Outlet>& outlets;  ///< in any order: which was of use once may be so again
  };
  /// For labels that cross at this tile, or at this one or further out. Valid until `forget`.
  Ways at(std::size_t region, Tile tile, bool crosses, std::size_t staying);
  /// For labels that cross at this tile under a promise, so that it can be kept.
  Ways held_at(std::size_t region, Tile tile, std::size_t staying, const Held& held);
  /// Whether a label that has spent so much may be part of the answer, at a glance.
  [[nodiscard]] bool may_matter(const Exit& exit, const Spent& spent, const Outlet& outlet) {
    const double energy_pj = spent.energy_pj + outlet.energy_pj;
    if (gate_.refuses_at_any_latency(energy_pj)) return false;
    const double cycles =
        std::ceil(std::max(spent.cycles / exit.children, outlet.cycles) * (1 - kRounding));
    return gate_.may_matter(energy_pj + plan_.leakage_pj_per_cycle * cycles, cycles);
  }
  /// Gives memory back, when much is held.
  void forget();

 private:
  static constexpr double kRounding = 1e-12;
  /// Whether any label may leave by it, within the limit of this pass or a later one.
  [[nodiscard]] bool may_ever_matter(const Exit& exit, const Spent& spent,
                                     const Outlet& outlet) const;
  const std::vector<Exit>& exits_of(std::size_t region, Tile tile);
  /// Adds the outlet if any label may leave by it.
  void add(std::size_t region, std::uint32_t number, const Exit& exit, Outlet outlet,
           std::vector<Outlet>& outlets);

  const ExactPlan& plan_;
  Completion& completion_;
  Gate& gate_;
  std::vector<std::vector<Spent>> least_spent_;  ///< per region and use of the fan-out around it
  std::unordered_map<std::uint64_t, std::vector<Exit>> exits_;  ///< by region and tile
  struct Asked {
    std::uint64_t where = 0;  ///< tile, region, staying, and whether it crosses or which tensor
    double promised = 0;      ///< 0 for none
    friend bool operator==(const Asked&, const Asked&) = default;
  };
  struct HashAsked {
    std::size_t operator()(const Asked& asked) const {
      return std::hash<std::uint64_t>()(asked.where * 0x9E3779B97F4A7C15U) ^
             std::hash<double>()(asked.promised);
    }
  };
  static Asked asked(std::size_t region, Tile tile, std::size_t staying, std::size_t which,
                     double promised);
  std::unordered_map<Asked, std::vector<Outlet>, HashAsked> outlets_;
  std::size_t bytes_ = 0;  ///< of both, about
};

}  // namespace paretile::mapper
