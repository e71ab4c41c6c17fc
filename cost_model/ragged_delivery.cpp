// SPDX-License-Identifier: Apache-2.0
#include "cost_model/ragged_delivery.h"

#include <algorithm>
#include <set>

namespace paretile::cost_model {

Delivery::Delivery(const Tables& tables, const RaggedNest& nest, TensorId tensor,
                   const RaggedPlace& child, std::size_t position, PieceBudget& budget)
    : tables_(tables),
      nest_(nest),
      tensor_(tensor),
      child_(child),
      position_(position),
      budget_(budget),
      is_shared_(nest.loops().size(), false) {
  for (std::size_t i = position; i < child.depth; ++i) {
    const RaggedLoop& loop = nest.loops()[i];
    if (!loop.is_spatial) continue;
    const Sharing sharing = tables.fanouts[loop.fanout].sharing[tensor];
    is_shared_[i] = sharing != Sharing::kNone;
    by_tile_ |= sharing == Sharing::kTile;
  }
  for (const PlainRank& rank : tables.tensors[tensor].plain) rank_dims_.insert(rank.dim);
  for (const SumRank& rank : tables.tensors[tensor].sums) {
    rank_dims_.insert(rank.first);
    rank_dims_.insert(rank.second);
    sums_.push_back(lines(rank));
  }
}

Delivery::Line Delivery::line(DimId dim) {
  Line line{dim,
            {Picks(nest_.loops().size(), 0)},
            {0},
            nest_.whole_extent(dim, child_.depth),
            nest_.last_extent(dim, child_.depth)};
  for (std::size_t i = 0; i < child_.depth; ++i) {
    const RaggedLoop& loop = nest_.loops()[i];
    if (loop.dim != dim || !is_shared_[i]) continue;
    if (!budget_.spend(loop.bound * std::ssize(line.offsets))) return line;
    Line longer{dim, {}, {}, line.whole_extent, line.last_extent};
    for (std::size_t k = 0; k < line.offsets.size(); ++k) {
      for (std::int64_t index = 0; index < loop.bound; ++index) {
        longer.offsets.push_back(line.offsets[k] + index * loop.stride);
        longer.picks.push_back(line.picks[k]);
        longer.picks.back()[i] = index;
      }
    }
    line = std::move(longer);
  }
  return line;
}

Delivery::Lines Delivery::lines(const SumRank& rank) {
  const Line first = line(rank.first);
  const Line second = line(rank.second);
  Lines lines{first, second, Cutter(rank, first.whole_extent, second.whole_extent, tables_.box),
              0,     true,   {}};
  if (child_.slider != RaggedPlace::kNone) {
    const RaggedLoop& slider = nest_.loops()[child_.slider];
    if (slider.dim == rank.first || slider.dim == rank.second) {
      lines.shift = slider.stride;
      lines.slides_first = slider.dim == rank.first;
    }
  }
  return lines;
}

/// Every tick that brings the child something, every child of a fan-out that does not share.
Picks Delivery::ticks(const Picks& outside) const {
  Picks ticks(nest_.loops().size(), 0);
  for (std::size_t i = 0; i < child_.depth; ++i) {
    if (!nest_.loops()[i].is_spatial) {
      if (i < child_.visiting) ticks[i] = kEvery;
    } else if (i < position_) {
      ticks[i] = outside[i];
    } else if (!is_shared_[i]) {
      ticks[i] = kEvery;
    }
  }
  return ticks;
}

std::int64_t Delivery::words(const Picks& outside) {
  const Picks at = ticks(outside);
  std::int64_t words = 1;
  for (std::size_t d = 0; d < tables_.num_dims; ++d) {
    if (!rank_dims_.contains(DimId(d))) words *= nest_.tiles(DimId(d), at, child_.depth).all();
  }
  for (const PlainRank& rank : tables_.tensors[tensor_].plain) words *= plain_words(rank, at);
  for (Lines& lines : sums_) words *= sum_words(lines, at);
  return words;
}

/// Tiles along a rank with one dimension are apart from each other: all of them are handled.
std::int64_t Delivery::plain_words(const PlainRank& rank, Picks ticks) const {
  for (std::size_t i = 0; i < child_.depth; ++i) {
    if (is_shared_[i]) ticks[i] = kEvery;
  }
  const Tiles tiles = nest_.tiles(rank.dim, ticks, child_.depth);
  const auto words = [&](std::int64_t extent) {
    return tables_.box ? rank.coefficient * (extent - 1) + 1 : extent;
  };
  return tiles.whole * words(nest_.whole_extent(rank.dim, child_.depth)) +
         tiles.last * words(nest_.last_extent(rank.dim, child_.depth));
}

/// Child k has work at as many ticks as tiles are picked with its own indices. Where child k + 1
/// has work child k has, too, so the differences say how often exactly k + 1 children have.
std::vector<Group> Delivery::groups(const Line& line, const Picks& ticks, Slide slide) const {
  const auto tiles_of = [&](std::size_t child) {
    Picks picks = ticks;
    for (std::size_t i = 0; i < child_.depth; ++i) {
      if (is_shared_[i]) picks[i] = line.picks[child][i];
    }
    const Tiles anywhere = nest_.tiles(line.dim, picks, child_.depth);
    if (slide == Slide::kAnywhere) return anywhere;
    picks[child_.slider] = 0;
    const Tiles at_start = nest_.tiles(line.dim, picks, child_.depth);
    if (slide == Slide::kAtStart) return at_start;
    return Tiles{anywhere.whole - at_start.whole, anywhere.last - at_start.last};
  };
  std::vector<Group> groups;
  Tiles tiles = tiles_of(0);
  for (std::size_t k = 0; k < line.offsets.size(); ++k) {
    const Tiles next = k + 1 < line.offsets.size() ? tiles_of(k + 1) : Tiles{};
    const auto children = static_cast<std::int64_t>(k) + 1;
    const bool is_cut = line.last_extent < line.whole_extent && tiles.last > 0;
    const std::int64_t times = tiles.all() - next.all() - (is_cut ? 1 : 0);
    if (times > 0) groups.push_back({children, false, times});
    if (is_cut) groups.push_back({children, true, 1});
    tiles = next;
  }
  return groups;
}

std::int64_t Delivery::sum_words(Lines& lines, const Picks& ticks) {
  const auto along = [&](const Line& line, Slide slide) { return groups(line, ticks, slide); };
  if (lines.shift == 0) {
    return sum_words(lines, along(lines.first, Slide::kAnywhere),
                     along(lines.second, Slide::kAnywhere), false);
  }
  const Line& sliding = lines.slides_first ? lines.first : lines.second;
  const Line& other = lines.slides_first ? lines.second : lines.first;
  const std::vector<Group> still = along(other, Slide::kAnywhere);
  const auto both = [&](Slide slide) {
    const std::vector<Group> slid = along(sliding, slide);
    const bool slides = slide == Slide::kOnItsWay;
    return lines.slides_first ? sum_words(lines, slid, still, slides)
                              : sum_words(lines, still, slid, slides);
  };
  return both(Slide::kAtStart) + both(Slide::kOnItsWay);
}

std::int64_t Delivery::sum_words(Lines& lines, const std::vector<Group>& first,
                                 const std::vector<Group>& second, bool slides) {
  std::int64_t words = 0;
  for (const Group& a : first) {
    for (const Group& b : second) words += a.times * b.times * union_words(lines, a, b, slides);
  }
  return words;
}

/// What the children of a group need at a tick along one rank, as the fan-outs share it.
std::int64_t Delivery::union_words(Lines& lines, const Group& first, const Group& second,
                                   bool slides) {
  const auto [known, is_new] =
      lines.known.try_emplace({first.children, first.is_cut ? 1 : 0, second.children,
                               second.is_cut ? 1 : 0, slides ? 1 : 0},
                              0);
  if (!is_new) return known->second;
  const std::int64_t pieces = lines.cutter.pieces_per_window() * (slides ? 2 : 1);
  if (!budget_.spend(first.children * second.children * pieces)) return 0;
  const auto extent = [](const Line& line, const Group& group, std::int64_t child) {
    return group.is_cut && child + 1 == group.children ? line.last_extent : line.whole_extent;
  };
  Pieces all;
  std::set<Pieces> distinct;
  for (std::int64_t i = 0; i < first.children; ++i) {
    for (std::int64_t j = 0; j < second.children; ++j) {
      const Window tile{
          lines.first.offsets[static_cast<std::size_t>(i)], extent(lines.first, first, i),
          lines.second.offsets[static_cast<std::size_t>(j)], extent(lines.second, second, j)};
      const Pieces pieces_of_child = moved(lines, tile, slides);
      if (by_tile_) {
        distinct.insert(pieces_of_child);
      } else {
        all.insert(all.end(), pieces_of_child.begin(), pieces_of_child.end());
      }
    }
  }
  std::int64_t words = count_words(normalised(std::move(all)));
  for (const Pieces& tile : distinct) words += count_words(tile);
  known->second = words;
  return words;
}

/// The whole tile, or where it slides what was not in the tile before it, which was a whole one.
Pieces Delivery::moved(const Lines& lines, const Window& tile, bool slides) {
  const Pieces now = lines.cutter.cut(tile);
  if (!slides) return now;
  Window before = tile;
  if (lines.slides_first) {
    before.first_begin -= lines.shift;
    before.first_extent = lines.first.whole_extent;
  } else {
    before.second_begin -= lines.shift;
    before.second_extent = lines.second.whole_extent;
  }
  return subtract(now, lines.cutter.cut(before));
}

}  // namespace paretile::cost_model
