// SPDX-License-Identifier: Apache-2.0
#include "interop/timeloop_loop_rules.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <utility>

#include "core/checked.h"
#include "interop/timeloop_architecture.h"

namespace paretile::interop {
namespace {

using Limit = TimeloopLoopRules::Limit;

/// Constraints of Timeloop are about the loops of a level, rules here about the tiles in it. From
/// compute outward, a dimension is a chain of loops, each level's spatial one inside its temporal
/// one. While all loops so far are fixed, so is the tile around them; the same from outside.
class Translation {
 public:
  Translation(const IdVector<LevelId, TimeloopLevelRules>& levels, const Problem& problem,
              const Architecture& architecture, TimeloopFiles& files, Constraints& constraints,
              TimeloopRulePlaces& places)
      : levels_(levels),
        problem_(problem),
        architecture_(architecture),
        files_(files),
        constraints_(constraints),
        places_(places),
        fixed_(levels.size()) {}

  void run() {
    for (const DimId dim : problem_.dims.ids()) fix_the_rest(dim);
    for (const LevelId level : levels_.ids()) add_axes(level);
    for (const DimId dim : problem_.dims.ids()) {
      if (problem_.dims[dim].size > 1) add_tiles(dim);
    }
    for (const auto& [key, extent] : tiles_) {
      const std::string path = fmt::format("tiles[{}]", constraints_.tiles.size());
      places_[path] = extent.place;
      constraints_.tiles.push_back({key.first, problem_.dims[key.second].kind, extent.range});
    }
    for (const auto& [level, unkept] : unkept_) {
      files_.remark(*unkept.place.document, *unkept.place.value,
                    fmt::format("not kept: factors of {} at '{}', whose tiles other free loops of "
                                "these share",
                                fmt::join(unkept.dims, ", "), architecture_.levels[level].name));
    }
    for (const LevelId level : levels_.ids()) remark_order(level);
  }

 private:
  /// What is known of the loops of a level over a dimension; 0: nothing.
  struct Fixed {
    std::int64_t temporal = 0;
    std::int64_t spatial = 0;
  };
  struct Extent {
    Range range;
    TimeloopPlace place;
  };
  struct Unkept {
    std::vector<std::string> dims;
    TimeloopPlace place;
  };
  /// One loop of a chain; `bound` is 0 where it is free.
  struct Link {
    LevelId level;
    bool is_temporal = false;
    std::int64_t bound = 0;
    const Limit* limit = nullptr;
  };

  /// Where the loops that are fixed make the whole size, all others are 1.
  void fix_the_rest(DimId dim) {
    std::int64_t product = 1;
    TimeloopPlace place;
    for (const TimeloopLevelRules& level : levels_) {
      for (const TimeloopLoopRules* rules : {&level.temporal, &level.spatial}) {
        const auto found = rules->limits.find(dim);
        if (found == rules->limits.end() || !found->second.limit.exact) continue;
        product = saturating_product(product, found->second.limit.bound);
        place = found->second.place;
      }
    }
    if (product != problem_.dims[dim].size || product == 1) return;
    for (TimeloopLevelRules& level : levels_) {
      for (TimeloopLoopRules* rules : {&level.temporal, &level.spatial}) {
        const auto [at, is_new] = rules->limits.emplace(dim, Limit{{dim, 1, true, false}, place});
        if (!is_new && !at->second.limit.exact) at->second.limit = {dim, 1, true, false};
      }
    }
  }

  // Axes.

  void add_axes(LevelId level) {
    const TimeloopLoopRules& rules = levels_[level].spatial;
    fixed_[level] = IdVector<DimId, Fixed>(problem_.dims.size());
    const auto x = architecture_.find_axis(architecture_.levels[level].name + kAxisX);
    const auto y = architecture_.find_axis(architecture_.levels[level].name + kAxisY);
    if (!x || !y) {
      for (Fixed& fixed : fixed_[level]) fixed.spatial = 1;
      return;
    }
    std::array<IdSet<DimId>, 2> carried = split_of(rules);
    const std::array<AxisId, 2> axes = {*x, *y};
    for (const DimId dim : problem_.dims.ids()) {
      for (std::size_t a = 0; a < axes.size(); ++a) {
        if (architecture_.axis(axes[a]).size == 1) carried[a].erase(dim);
      }
      add_spatial(level, dim, axes, carried);
    }
    for (std::size_t a = 0; a < axes.size(); ++a) add_axis(rules, axes[a], carried[a]);
  }

  /// The dimensions that may go along X, and along Y.
  std::array<IdSet<DimId>, 2> split_of(const TimeloopLoopRules& rules) {
    IdSet<DimId> all;
    for (const DimId dim : problem_.dims.ids()) all.insert(dim);
    if (!rules.split) return {all, all};
    const std::vector<DimId> order = rules.order.value_or(std::vector<DimId>{});
    const auto num_x = static_cast<std::size_t>(*rules.split);
    if (num_x >= problem_.dims.size()) return {all, IdSet<DimId>{}};
    if (num_x > order.size()) {
      files_.remark(*rules.split_place.document, *rules.split_place.value,
                    "not kept: the permutation does not say which dimensions go along X");
      return {all, all};
    }
    std::array<IdSet<DimId>, 2> carried = {IdSet<DimId>{}, all};
    for (std::size_t i = 0; i < num_x; ++i) {
      carried[0].insert(order[i]);
      carried[1].erase(order[i]);
    }
    return carried;
  }

  void add_spatial(LevelId level, DimId dim, const std::array<AxisId, 2>& axes,
                   std::array<IdSet<DimId>, 2>& carried) {
    const auto& limits = levels_[level].spatial.limits;
    const auto found = limits.find(dim);
    const bool is_one = found != limits.end() && found->second.limit.bound == 1;
    if (is_one) {
      for (IdSet<DimId>& dims : carried) dims.erase(dim);
    }
    const int num_axes = (carried[0].contains(dim) ? 1 : 0) + (carried[1].contains(dim) ? 1 : 0);
    if (num_axes == 0) fixed_[level][dim].spatial = 1;
    if (found == limits.end() || is_one) return;
    const Limit& limit = found->second;
    const std::int64_t bound = limit.limit.bound;
    if (num_axes == 2) {
      files_.remark(*limit.place.document, *limit.place.value,
                    fmt::format("not kept: a factor of {} on X and Y together, {} on each at most",
                                problem_.dims[dim].name, bound));
    }
    for (std::size_t a = 0; a < axes.size(); ++a) {
      if (num_axes > 0 && !carried[a].contains(dim)) continue;
      const bool is_exact = limit.limit.exact && num_axes < 2;
      if (!is_exact && num_axes == 0) continue;
      const std::string path = fmt::format("spatial[{}]", constraints_.spatial.size());
      places_[path] = limit.place;
      constraints_.spatial.push_back(
          {axes[a], problem_.dims[dim].kind, {is_exact ? bound : 1, bound}});
      if (is_exact) fixed_[level][dim].spatial = bound;
      if (num_axes == 0) break;  // one rule that cannot be kept says it
    }
  }

  void add_axis(const TimeloopLoopRules& rules, AxisId axis, const IdSet<DimId>& carried) {
    if (architecture_.axis(axis).size == 1) return;
    AxisRule rule{axis, {}};
    bool is_free = true;
    for (const DimId dim : problem_.dims.ids()) {
      if (carried.contains(dim)) rule.dims.push_back(problem_.dims[dim].kind);
      is_free = is_free && (carried.contains(dim) || problem_.dims[dim].size == 1);
    }
    if (is_free) return;
    const TimeloopPlace place =
        rules.split_place.value != nullptr ? rules.split_place : rules.limits.begin()->second.place;
    places_[fmt::format("axes[{}]", constraints_.axes.size())] = place;
    constraints_.axes.push_back(std::move(rule));
  }

  // Tiles.

  void add_tiles(DimId dim) {
    std::vector<Link> chain;
    for (std::size_t l = levels_.size(); l-- > 0;) {
      const LevelId level(l);
      chain.push_back({level, false, fixed_[level][dim].spatial, nullptr});
      const auto& limits = levels_[level].temporal.limits;
      const auto found = limits.find(dim);
      const Limit* limit = found == limits.end() ? nullptr : &found->second;
      const bool is_fixed = limit != nullptr && (limit->limit.exact || limit->limit.bound == 1);
      chain.push_back({level, true, is_fixed ? limit->limit.bound : 0, limit});
    }
    if (!check_product(dim, chain)) return;
    for (const Link& link : chain) {
      if (link.is_temporal) fixed_[link.level][dim].temporal = link.bound;
    }
    fix_tiles(dim, chain);
    limit_tiles(dim, chain);
  }

  bool check_product(DimId dim, const std::vector<Link>& chain) {
    const std::int64_t size = problem_.dims[dim].size;
    std::int64_t product = 1;
    bool all_fixed = true;
    for (const Link& link : chain) {
      all_fixed = all_fixed && link.bound != 0;
      if (link.bound != 0) product = saturating_product(product, link.bound);
    }
    if (size % product == 0 && (!all_fixed || product == size)) return true;
    const Link* told = nullptr;  // at the largest factor
    for (const Link& link : chain) {
      if (link.limit != nullptr && (told == nullptr || link.bound > told->bound)) told = &link;
    }
    const TimeloopPlace place = told == nullptr ? place_of(dim) : told->limit->place;
    place.document->error(*place.value,
                          fmt::format("the factors of '{}' make {} of its {}",
                                      problem_.dims[dim].name, product, size),
                          "all of them together, over all levels, must divide it");
    return false;
  }

  static std::size_t first_free(const std::vector<Link>& chain) {
    return static_cast<std::size_t>(std::ranges::find(chain, 0, &Link::bound) - chain.begin());
  }
  static std::size_t after_last_free(const std::vector<Link>& chain) {
    for (std::size_t i = chain.size(); i-- > 0;) {
      if (chain[i].bound == 0) return i + 1;
    }
    return 0;
  }

  void fix_tiles(DimId dim, const std::vector<Link>& chain) {
    const std::size_t first = first_free(chain);
    const std::size_t behind = after_last_free(chain);
    std::int64_t inside = 1;
    for (std::size_t i = 0; i < first; ++i) {
      inside *= chain[i].bound;
      if (chain[i].is_temporal) limit_tile(dim, chain[i], {inside, inside});
    }
    std::int64_t around = problem_.dims[dim].size;
    for (std::size_t i = chain.size(); i-- > std::max(behind, first);) {
      around /= chain[i].bound;
      if (!chain[i].is_temporal && i > 0) limit_tile(dim, chain[i - 1], {around, around});
    }
    for (std::size_t i = 0; i < chain.size(); ++i) {
      const Link& link = chain[i];
      if (!link.is_temporal || link.bound == 0 || link.limit == nullptr) continue;
      const bool is_around = i > behind;  // as its spatial loop is, the one before
      const bool is_kept = keeps_nothing(link.level) ? link.bound == 1 : i < first || is_around;
      if (!is_kept && first < chain.size()) add_unkept(dim, link);
    }
  }

  /// Its loops are as good as those of the level around it.
  [[nodiscard]] bool keeps_nothing(LevelId level) const {
    return std::ranges::all_of(problem_.tensors, [&](const Tensor& tensor) {
      const KeepRule bypass{level, tensor.role, false};
      return std::ranges::find(constraints_.keeps, bypass) != constraints_.keeps.end();
    });
  }

  /// At most so often: the tile around is limited where all inside is fixed, the tile inside where
  /// all around is.
  void limit_tiles(DimId dim, const std::vector<Link>& chain) {
    const std::size_t first = first_free(chain);
    const std::size_t behind = after_last_free(chain);
    std::int64_t inside = 1;
    for (std::size_t i = 0; i < first; ++i) inside *= chain[i].bound;
    std::int64_t around = problem_.dims[dim].size;
    for (std::size_t i = chain.size(); i-- > behind;) around /= chain[i].bound;
    for (std::size_t i = first; i < chain.size(); ++i) {
      const Link& link = chain[i];
      if (link.bound != 0 || link.limit == nullptr) continue;
      const std::int64_t most = link.limit->limit.bound;
      if (most >= problem_.dims[dim].size) continue;
      if (i == first) {
        limit_tile(dim, link, {1, saturating_product(inside, most)});
      } else if (i + 1 == behind && chain[i - 1].bound != 0 && i >= 2) {
        const std::int64_t rounds = saturating_product(most, chain[i - 1].bound);
        limit_tile(dim, chain[i - 2], {(around + rounds - 1) / rounds, around});
      } else {
        add_unkept(dim, link);
      }
    }
  }

  /// Of the level of that link; its tiles are around its temporal loop.
  void limit_tile(DimId dim, const Link& link, Range range) {
    if (link.level.index() == 0) return;  // it holds all there is
    const Range all{1, problem_.dims[dim].size};
    if (range.min <= all.min && range.max >= all.max) return;
    Extent& extent = tiles_[{link.level, dim}];
    extent.range = {std::max(extent.range.min, range.min), std::min(extent.range.max, range.max)};
    extent.place = place_of(dim);
  }

  /// The first factor of the dimension; without any, what leaves it no axis.
  TimeloopPlace place_of(DimId dim) const {
    TimeloopPlace split;
    for (const TimeloopLevelRules& level : levels_) {
      for (const TimeloopLoopRules* rules : {&level.temporal, &level.spatial}) {
        const auto found = rules->limits.find(dim);
        if (found != rules->limits.end()) return found->second.place;
        if (rules->split) split = rules->split_place;
      }
    }
    return split;
  }

  void add_unkept(DimId dim, const Link& link) {
    Unkept& unkept = unkept_[link.level];
    unkept.dims.push_back(problem_.dims[dim].name);
    unkept.place = link.limit->place;
  }

  /// Which order loops stand in matters only where there are two.
  void remark_order(LevelId level) {
    const TimeloopLoopRules& rules = levels_[level].temporal;
    if (!rules.order) return;
    int loops = 0;
    for (const DimId dim : problem_.dims.ids()) {
      if (problem_.dims[dim].size > 1 && fixed_[level][dim].temporal != 1) ++loops;
    }
    if (loops < 2) return;
    files_.remark(*rules.order_place.document, *rules.order_place.value,
                  fmt::format("not kept: loops of '{}' are searched in any order",
                              architecture_.levels[level].name));
  }

  IdVector<LevelId, TimeloopLevelRules> levels_;
  const Problem& problem_;
  const Architecture& architecture_;
  TimeloopFiles& files_;
  Constraints& constraints_;
  TimeloopRulePlaces& places_;
  IdVector<LevelId, IdVector<DimId, Fixed>> fixed_;
  std::map<std::pair<LevelId, DimId>, Extent> tiles_;
  std::map<LevelId, Unkept> unkept_;
};

}  // namespace

void add_loop_rules(const IdVector<LevelId, TimeloopLevelRules>& levels, const Problem& problem,
                    const Architecture& architecture, TimeloopFiles& files,
                    Constraints& constraints, TimeloopRulePlaces& places) {
  Translation(levels, problem, architecture, files, constraints, places).run();
}

}  // namespace paretile::interop
