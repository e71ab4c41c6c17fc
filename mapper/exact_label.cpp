// SPDX-License-Identifier: Apache-2.0
#include "mapper/exact_label.h"

#include <algorithm>
#include <cmath>

namespace paretile::mapper {
namespace {

/// Sums of the same numbers in another order differ by less.
constexpr double kRounding = 1e-12;

bool nowhere_greater(const double* a, const double* b, std::size_t width) {
  for (std::size_t i = 0; i < width; ++i) {
    if (a[i] > b[i]) return false;
  }
  return true;
}

}  // namespace

LabelId offer(LabelStore& store, LabelList& list, const double* row, const LabelKey& key,
              const LabelOrigin& origin) {
  const std::size_t width = store.width();
  std::array<double, 64> limit;
  for (std::size_t i = 0; i < width; ++i) limit[i] = row[i] + std::abs(row[i]) * kRounding;
  for (const LabelId known : list) {
    if (store.key(known) == key && nowhere_greater(store.row(known), limit.data(), width)) {
      return kNoLabel;
    }
  }
  const auto lost = [&](LabelId known) {
    if (!(store.key(known) == key) || !nowhere_greater(row, store.row(known), width)) return false;
    store.lose(known);
    return true;
  };
  list.erase(std::remove_if(list.begin(), list.end(), lost), list.end());
  const LabelId id = store.add(row, key, origin);
  list.push_back(id);
  return id;
}

double filled_words(const ExactPlan& plan, HaloTable& halos, TensorId t, Tile tile, double still,
                    const Slide& slide) {
  if (slide.bound == 1) return still * plan.moving_left[t][tile] * plan.words[t][tile];
  const HaloId whole = halos.held(t, tile, {});
  const HaloId sliding = halos.held(t, tile, slide);
  return still * plan.moving_left[t][tile] / static_cast<double>(slide.bound) *
         plan.words[t][tile] * (halos.need(sliding) / halos.need(whole));
}

namespace {

/// The slide that saves most words of a tile, and what part of them it fetches per visit.
struct Saving {
  double bound = 1;
  double part = 1;
};

/// Of each dimension only the slide with the largest bound is asked: it saves most.
Saving best_saving(const ExactPlan& plan, const HaloTable& halos, TensorId t, Tile tile) {
  const std::vector<Slide> slides = slides_at(plan, t, tile, 1);
  Saving best;
  for (std::size_t s = 0; s < slides.size(); ++s) {
    if (s + 1 < slides.size() && slides[s + 1].dim == slides[s].dim) continue;
    const Saving saving{static_cast<double>(slides[s].bound),
                        halos.held_need(t, tile, slides[s]) / halos.held_need(t, tile, {})};
    if (saving.part / saving.bound < best.part / best.bound) best = saving;
  }
  return best;
}

}  // namespace

/// What a slide saves depends on the dimensions of sum ranks alone, so it is found once for each of
/// their extents.
std::vector<double> least_filled(const ExactPlan& plan, const HaloTable& halos, TensorId t) {
  const std::size_t size = plan.lattice.size();
  if (!plan.nodes_rise) {
    return std::vector<double>(size, static_cast<double>(plan.tables.tensors[t].words));
  }
  std::vector<double> least(size);
  std::vector<Saving> savings(size);  // by sum part, which comes before or is the tile
  for (Tile tile = 0; tile < size; ++tile) {
    const Tile sum_part = halos.sum_part(t, tile);
    if (sum_part == tile) savings[tile] = best_saving(plan, halos, t, tile);
    const Saving& saving = savings[sum_part];
    least[tile] = plan.still_left[t][tile] * plan.moving_left[t][tile] / saving.bound *
                  plan.words[t][tile] * saving.part;
  }
  return least;
}

std::vector<Slide> slides_at(const ExactPlan& plan, TensorId t, Tile tile,
                             std::int64_t stride_factor) {
  std::vector<Slide> slides;
  const IdArray<DimId, std::int64_t> extents = plan.lattice.extents(tile);
  for (const cost_model::SumRank& rank : plan.tables.tensors[t].sums) {
    const cost_model::RankTile words =
        cost_model::rank_tile(rank, extents[rank.first], extents[rank.second], plan.tables.box);
    const std::int64_t whole =
        cost_model::rank_words(rank, extents[rank.first], extents[rank.second], plan.tables.box);
    for (const bool first : {true, false}) {
      const DimId dim = first ? rank.first : rank.second;
      const std::int64_t left = plan.lattice.left(tile, dim);
      if (left % stride_factor != 0) continue;
      const std::int64_t stride = extents[dim] * stride_factor;
      const std::int64_t shift =
          stride * (first ? rank.first_coefficient : rank.second_coefficient);
      if (cost_model::count_new(words.first, words.second, shift) >= whole) continue;
      for (const std::int64_t bound : plan.lattice.divisors(dim)) {
        if (bound > 1 && left / stride_factor % bound == 0) slides.push_back({dim, stride, bound});
      }
    }
  }
  return slides;
}

}  // namespace paretile::mapper
