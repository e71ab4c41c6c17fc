// SPDX-License-Identifier: Apache-2.0
// Placing a storage node: what the exact engine charges, and when.
#include <algorithm>
#include <cmath>

#include "mapper/exact_search.h"

namespace paretile::mapper {
namespace {

constexpr double kRounding = 1e-12;

std::uint8_t bit(TensorId t) { return static_cast<std::uint8_t>(1U << t.index()); }

}  // namespace

void ExactSearch::move_bits(std::size_t region, LevelId level, bool reads, double bits,
                            double saved, double* row) const {
  const RegionPlan& plan = plan_.regions[region];
  for (std::size_t p = 0; p < plan.ports.size(); ++p) {
    const Port& port = plan.ports[p];
    if (port.level != level || !(reads ? port.reads : port.writes)) continue;
    row[plan.layout.ports + p] += bits / port.bits_per_cycle;
    row[plan.layout.savings + p] -= saved / port.bits_per_cycle;
  }
}

/// The lower side of a node: reads of an input, updates and second touches of an output.
void ExactSearch::serve(std::size_t region, TensorId t, LevelId level, double* row) const {
  const Layout& layout = plan_.regions[region].layout;
  const cost_model::TensorTable& tensor = plan_.tables.tensors[t];
  const cost_model::LevelTable& table = plan_.tables.levels[level];
  const double words = row[layout.delivered + t.index()];
  if (!plan_.is_output(t)) {
    row[layout.energy] += words * tensor.bits * table.read_pj_per_bit;
    move_bits(region, level, true, words * tensor.bits, 0, row);
    return;
  }
  const double first = plan_.output_words();
  const double bits = words > first ? tensor.psum_bits : tensor.bits;
  row[layout.energy] +=
      bits * (words * table.update_pj_per_bit + (words - first) * table.read_pj_per_bit);
  row[layout.credit] -= bits * first * table.read_pj_per_bit;
  move_bits(region, level, true, (words - first) * bits, first * bits, row);
  move_bits(region, level, false, words * bits, 0, row);
}

/// The upper side of a node: fills, and drains of an output.
void ExactSearch::fill(std::size_t region, TensorId t, LevelId level, double filled,
                       double* row) const {
  const Layout& layout = plan_.regions[region].layout;
  const cost_model::TensorTable& tensor = plan_.tables.tensors[t];
  const cost_model::LevelTable& table = plan_.tables.levels[level];
  if (!plan_.is_output(t)) {
    row[layout.energy] += filled * tensor.bits * table.fill_pj_per_bit;
    move_bits(region, level, false, filled * tensor.bits, 0, row);
    return;
  }
  const double first = plan_.output_words();
  const double bits = filled > first ? tensor.psum_bits : tensor.bits;
  row[layout.energy] +=
      bits * (filled * table.drain_pj_per_bit + (filled - first) * table.fill_pj_per_bit);
  row[layout.credit] -= bits * first * table.fill_pj_per_bit;
  move_bits(region, level, false, (filled - first) * bits, first * bits, row);
  if (plan_.tables.charge_drains) move_bits(region, level, true, filled * bits, 0, row);
}

bool ExactSearch::occupy(std::size_t region, TensorId t, LevelId level, Tile tile, double delivered,
                         double filled, double* row) const {
  const cost_model::TensorTable& tensor = plan_.tables.tensors[t];
  const bool wide = plan_.is_output(t) && std::max(delivered, filled) > plan_.output_words();
  double bits = plan_.words[t][tile] * (wide ? tensor.psum_bits : tensor.bits);
  const RegionPlan& plan = plan_.regions[region];
  for (std::size_t s = 0; s < plan.shared_levels.size(); ++s) {
    if (plan.shared_levels[s] == level) bits = row[plan.layout.occupied + s] += bits;
  }
  return bits <= plan_.capacity_bits(level);
}

void ExactSearch::place_all(std::size_t region, std::size_t state) {
  const State& here = states_[region][state];
  each_fresh(here, [&](Tile tile) {
    for (const LabelList* labels : {&here.free[tile], &here.owing[tile]}) {
      for (const LabelId id : *labels) {
        if (id < first_new_[region]) continue;
        for (TensorId t : plan_.tensors) place(region, state, tile, id, t);
      }
    }
  });
}

void ExactSearch::place(std::size_t region, std::size_t state, Tile tile, LabelId id, TensorId t) {
  const RegionPlan& plan = plan_.regions[region];
  std::size_t innermost_allowed = plan_.tables.num_levels;
  if (plan_.kind != MapspaceKind::kUnevenFree) {
    const bool beside = plan_.kind != MapspaceKind::kEven || stores_[region].key(id).stretch != 0;
    for (TensorId other : plan_.tensors) {
      const std::size_t count = placed(region, state, other);
      if (count == 0) continue;
      const LevelId last = plan_.slots[other][plan.first_slot[other] + count - 1].level;
      innermost_allowed = std::min(innermost_allowed, last.index() - (beside ? 0 : 1));
    }
  }
  // Nodes with no loop between them stand by level (canonical), which counts where tiles may not
  // stay across nodes of outer levels.
  if (stores_[region].key(id).stretch != 0) {
    innermost_allowed = std::min<std::size_t>(innermost_allowed, stores_[region].key(id).stretch);
  }
  for (std::size_t s = placed(region, state, t); s < plan.num_slots[t]; ++s) {
    const PlanSlot& slot = plan_.slots[t][plan.first_slot[t] + s];
    if (slot.level.index() <= innermost_allowed && plan_.tile_allowed(slot.level, tile)) {
      Draft served;
      load(region, id, served);
      serve(region, t, slot.level, served.row.data());
      place_at(region, state, tile, id, t, s, served);
    }
    if (slot.required) break;
  }
}

void ExactSearch::place_again(std::size_t region, std::size_t state, const Waiting& waiting) {
  const RegionPlan& plan = plan_.regions[region];
  const TensorId t(waiting.tensor);
  Draft served;
  load(region, waiting.label, served);
  serve(region, t, plan_.slots[t][plan.first_slot[t] + waiting.slot].level, served.row.data());
  place_at(region, state, waiting.tile, waiting.label, t, waiting.slot, served, waiting.number,
           waiting.options);
}

const std::vector<ExactSearch::Option>& ExactSearch::options_at(std::size_t region, Tile tile,
                                                                TensorId t) {
  const auto asked = (static_cast<std::uint64_t>(tile) << 8U) | (region << 4U) | t.index();
  const auto [known, is_new] = options_.try_emplace(asked);
  if (is_new) collect_options(region, tile, t, known->second);
  return known->second;
}

void ExactSearch::collect_options(std::size_t region, Tile tile, TensorId t,
                                  std::vector<Option>& options) {
  const double now = plan_.still_left[t][tile];
  const bool free = plan_.nodes_rise;
  // Products of divisors of what is left and does not move the tensor.
  std::vector<double> stills = {now};
  if (!free || region > 0) {
    stills = {1};
    for (DimId dim : IdRange<DimId>(plan_.tables.num_dims)) {
      if (plan_.tables.moves[dim].contains(t)) continue;
      const std::int64_t left = plan_.lattice.left(tile, dim);
      const std::size_t known = stills.size();
      for (const std::int64_t d : plan_.lattice.divisors(dim)) {
        if (d == 1 || left % d != 0) continue;
        for (std::size_t i = 0; i < known; ++i)
          stills.push_back(stills[i] * static_cast<double>(d));
      }
      std::sort(stills.begin(), stills.end());
      stills.erase(std::unique(stills.begin(), stills.end()), stills.end());
    }
  }
  std::vector<std::int64_t> stride_factors = {1};
  if (region > 0 && !plan_.tables.tensors[t].sums.empty()) {
    const auto most = static_cast<std::int64_t>(completion_.children(region, tile));
    for (std::int64_t f = 2; f <= most; ++f) {
      const bool useful =
          std::any_of(plan_.tables.tensors[t].sums.begin(), plan_.tables.tensors[t].sums.end(),
                      [&](const cost_model::SumRank& rank) {
                        return plan_.lattice.left(tile, rank.first) % f == 0 ||
                               plan_.lattice.left(tile, rank.second) % f == 0;
                      });
      if (useful) stride_factors.push_back(f);
    }
  }
  // Slide by slide, the boldest promise first.
  const auto add = [&](const Slide& slide, std::int64_t stride_factor) {
    for (const double still : stills) {
      options.push_back({still, slide, free && (still < now || stride_factor > 1)});
    }
  };
  add({}, 1);
  for (const std::int64_t f : stride_factors) {
    for (const Slide& slide : slides_at(plan_, t, tile, f)) add(slide, f);
  }
}

void ExactSearch::place_at(std::size_t region, std::size_t state, Tile tile, LabelId id, TensorId t,
                           std::size_t slot_index, const Draft& served, std::size_t first,
                           Waiting::Options which) {
  using Options = Waiting::Options;
  const RegionPlan& plan = plan_.regions[region];
  const Layout& layout = plan.layout;
  const PlanSlot& slot = plan_.slots[t][plan.first_slot[t] + slot_index];
  const std::size_t next = with_placed(region, state, t, slot_index + 1);
  const std::uint8_t promised_slide = served.key.slide[t.index()];
  const double promise = -served.row[layout.promised + t.index()];
  const bool has_promised = served.row[layout.promised + t.index()] > kKept;
  const bool slides = !plan_.tables.tensors[t].sums.empty();
  const Event event{Event::Kind::kStorage, 0, static_cast<std::uint8_t>(t.index()),
                    static_cast<std::uint8_t>(slot.level.index()), 0};
  const double least_still = least_promise(region, tile, served, t);
  // After the last node of a region no loop is of use there: it rises.
  const bool is_last = plan_.all_rise && region > 0 && is_full(region, next);
  const Slide* too_dear = nullptr;      // whatever it is charged for the promise
  const Slide* too_dear_now = nullptr;  // if it crosses at this very tile
  const std::vector<Option>& options = options_at(region, tile, t);
  for (std::size_t i = first; i < options.size(); ++i) {
    const Option& option = options[i];
    if (which != Options::kAll && !(option.slide == options[first].slide)) break;
    if (which == Options::kOne && i > first) break;
    if (too_dear != nullptr && *too_dear == option.slide) continue;
    const bool crosses = served.key.crosses_next || option.crosses_next || is_last;
    if (which == Options::kCrossing && !crosses) continue;
    if (crosses && too_dear_now != nullptr && *too_dear_now == option.slide) continue;
    if (has_promised && option.still > promise * (1 + kRounding)) continue;
    if (option.still < least_still * (1 - kRounding)) continue;
    std::uint8_t number = promised_slide;
    if (option.slide.bound > 1) {
      number = slide_number(option.slide);
      if (promised_slide != 0 && promised_slide != number) continue;
    }
    Draft draft = served;
    const double filled = filled_words(plan_, halos_, t, tile, option.still, option.slide);
    fill(region, t, slot.level, filled, draft.row.data());
    if (!occupy(region, t, slot.level, tile, served.row[layout.delivered + t.index()], filled,
                draft.row.data())) {
      continue;
    }
    draft.row[layout.delivered + t.index()] = filled;
    draft.row[layout.promised + t.index()] = -option.still;
    draft.key.slide[t.index()] = number;
    draft.key.halo[t.index()] =
        slides && region > 0 ? halos_.held(t, tile, option.slide) : HaloId{0};
    draft.key.crosses_next = crosses;
    const bool by_level =
        plan_.kind == MapspaceKind::kEven || !plan_.constraints.tiles_stay_across_levels;
    draft.key.stretch = by_level ? static_cast<std::uint8_t>(slot.level.index()) : 0;
    if (!plan_.constraints.tiles_stay_across_levels) {
      draft.key.must_move |= unmoved_inside(region, state, slot.level, draft.key.unmoved);
    }
    if (!plan_.constraints.tiles_stay_across_fanouts ||
        !plan_.constraints.tiles_stay_across_levels) {
      draft.key.unmoved |= bit(t);
    }
    if (slot.stationary) {
      double* brought = &draft.row[layout.brought + 2 * t.index()];
      brought[0] = std::max(brought[0], option.still);
      brought[1] = -brought[0];
    }
    Tried tried = Tried::kAll;
    if (insert(region, next, tile, draft, {id, event}, tried)) {
      Options rest = tried == Tried::kCosts      ? Options::kOfSlide
                     : tried == Tried::kCrossing ? Options::kCrossing
                                                 : Options::kOne;
      if (which != Options::kAll) rest = std::max(rest, which);
      waiting_[region][state].push_back(
          {gate_.refused(), id, tile, static_cast<std::uint32_t>(i), Waiting::Way::kPlace, rest,
           static_cast<std::uint8_t>(t.index()), static_cast<std::uint8_t>(slot_index)});
    }
    if (tried == Tried::kCosts) too_dear = &option.slide;
    if (tried == Tried::kCrossing) too_dear_now = &option.slide;
  }
}

/// Of the tensors no loop has moved, those whose last node belongs to a more inner level.
std::uint8_t ExactSearch::unmoved_inside(std::size_t region, std::size_t state, LevelId level,
                                         std::uint8_t unmoved) const {
  for (TensorId t : plan_.tensors) {
    const std::size_t count = placed(region, state, t);
    if (count == 0) continue;
    const PlanSlot& last = plan_.slots[t][plan_.regions[region].first_slot[t] + count - 1];
    if (last.level <= level) unmoved &= static_cast<std::uint8_t>(~bit(t));
  }
  return unmoved;
}

std::uint8_t ExactSearch::slide_number(const Slide& slide) {
  const auto known = std::find(slides_.begin() + 1, slides_.end(), slide);
  if (known != slides_.end()) return static_cast<std::uint8_t>(known - slides_.begin());
  slides_.push_back(slide);
  return static_cast<std::uint8_t>(slides_.size() - 1);
}

}  // namespace paretile::mapper
