// SPDX-License-Identifier: Apache-2.0
// Crossing a fan-out: what the exact engine charges, and when.
#include <algorithm>
#include <cmath>

#include "mapper/exact_search.h"

namespace paretile::mapper {
namespace {

constexpr double kRounding = 1e-12;

}  // namespace

void ExactSearch::cross_all(std::size_t region) {
  for (std::size_t state = 0; state < plan_.regions[region].num_states; ++state) {
    if (!is_complete(region, state)) continue;
    const State& from = states_[region][state];
    each_fresh(from, [&](Tile tile) {
      for (const LabelList* labels : {&from.free[tile], &from.owing[tile]}) {
        for (const LabelId id : *labels) {
          if (id >= first_new_[region]) cross_by(region, tile, id);
        }
      }
    });
  }
}

/// Tries each way out; most are hopeless at a glance. After a loop that rises another label
/// crosses, which has that loop still to come. `again`: but those the last limit left open.
void ExactSearch::cross_by(std::size_t region, Tile tile, LabelId id, bool again) {
  const Event& last = stores_[region].origin(id).event;
  if (last.kind == Event::Kind::kLoop && plan_.rising.contains(DimId(last.dim))) return;
  Draft draft;
  load(region, id, draft);
  std::vector<std::size_t> taken;
  if (again) {
    const double limit = gate_.limit();
    gate_.set_limit(last_limit_);
    taken = ways_out(region, tile, draft);
    gate_.set_limit(limit);
  }
  gate_.watch();
  const std::vector<std::size_t> ways = ways_out(region, tile, draft);
  if (gate_.still_matters(gate_.refused())) {
    waiting_to_cross_[region].push_back({gate_.refused(), id, tile, 0, Waiting::Way::kCross});
  }
  for (const std::size_t choice : ways) {
    const bool is_taken = std::find(taken.begin(), taken.end(), choice) != taken.end();
    if (!is_taken) cross(region, tile, id, choice);
  }
}

/// The uses of the fan-out by which a label may be part of the answer.
std::vector<std::size_t> ExactSearch::ways_out(std::size_t region, Tile tile, const Draft& draft) {
  std::vector<std::size_t> ways;
  Inside inside = complete_inside(region);
  if (!is_worth(region, tile, draft, inside)) return ways;
  outlets_.forget();
  find_way_out(region, tile, draft, inside, [&](std::size_t choice) {
    ways.push_back(choice);
    return false;
  });
  return ways;
}

/// A label whose other nodes, if any, are left out.
Inside ExactSearch::complete_inside(std::size_t region) const {
  Inside inside;
  for (TensorId t : plan_.tensors) inside.placed[t] = plan_.regions[region].num_slots[t];
  return inside;
}

/// Whether promises and slides can still be kept behind the fan-out, and what is left of them.
bool ExactSearch::carry_promises(std::size_t region, const Crossing& crossing, Tile outer,
                                 const Draft& inner, Draft& draft) const {
  const Layout& from = plan_.regions[region].layout;
  const Layout& to = plan_.regions[region - 1].layout;
  for (TensorId t : plan_.tensors) {
    const std::size_t i = t.index();
    double& promised = draft.row[to.promised + i];
    promised = inner.row[from.promised + i];
    if (promised > kKept) {
      const double left = -promised / crossing.alike[t];
      if (left < 1 - kRounding || left != std::round(left)) return false;
      promised = -left;
    }
    if (inner.key.slide[i] == 0) continue;
    const Slide& slide = slides_[inner.key.slide[i]];
    const std::int64_t extent = plan_.lattice.extent(outer, slide.dim);
    if (region == 1 ? extent != slide.stride : slide.stride % extent != 0) return false;
    if (plan_.lattice.left(outer, slide.dim) % slide.bound != 0) return false;
  }
  return true;
}

/// Energy and unfinished ports, now that more copies of the output are known to be outside.
void ExactSearch::carry_costs(std::size_t region, const Crossing& crossing, const Draft& inner,
                              Draft& draft) const {
  const RegionPlan& from = plan_.regions[region];
  const RegionPlan& to = plan_.regions[region - 1];
  const double more = crossing.copies - 1;
  const double credit = inner.row[from.layout.credit];
  draft.row[to.layout.energy] = inner.row[from.layout.energy] + credit * more;
  draft.row[to.layout.credit] = credit * crossing.copies;
  double cycles = inner.row[from.layout.cycles];
  for (std::size_t p = 0; p < from.ports.size(); ++p) {
    const double saved = inner.row[from.layout.savings + p];
    const double busy = inner.row[from.layout.ports + p] + saved * more;
    if (from.carried[p] == kNone) {
      cycles = std::max(cycles, busy);
    } else {
      draft.row[to.layout.ports + from.carried[p]] = busy / crossing.children;
      draft.row[to.layout.savings + from.carried[p]] = saved * crossing.copies / crossing.children;
    }
  }
  draft.row[to.layout.cycles] = cycles / crossing.children;
}

/// Words one place right outside the fan-out serves, of those right inside it; remembers how
/// children of a tensor with sum ranks lie.
double ExactSearch::words_outside(std::size_t region, TensorId t, const Crossing& crossing,
                                  Tile tile, double inside, LabelKey& key) {
  const Sharing sharing = plan_.tables.fanouts[plan_.regions[region - 1].fanout].sharing[t];
  HaloId& halo = key.halo[t.index()];
  double outside = inside;
  if (plan_.tables.tensors[t].sums.empty()) {
    if (sharing != Sharing::kNone) outside = inside / crossing.alike[t];
  } else if (sharing != Sharing::kNone) {
    const HaloId spread = halos_.spread(halo, tile, crossing.factor, sharing);
    outside = std::round(inside / crossing.sharing[t] * (halos_.need(spread) / halos_.need(halo)));
    halo = spread;
  }
  if (region == 1) halo = 0;
  return outside;
}

void ExactSearch::cross(std::size_t region, Tile tile, LabelId id, std::size_t choice) {
  const Layout& from = plan_.regions[region].layout;
  const RegionPlan& to = plan_.regions[region - 1];
  const Crossing& crossing = to.crossings[choice];
  const Tile outer = tile + crossing.factor;
  Draft inner;
  load(region, id, inner);
  Draft draft;
  std::fill_n(draft.row.begin(), to.layout.width, 0.0);
  if (!carry_promises(region, crossing, outer, inner, draft)) return;
  carry_costs(region, crossing, inner, draft);
  draft.key = inner.key;
  draft.key.crosses_next = false;
  draft.key.stretch = 0;
  if (crossing.factor != 0 && !plan_.constraints.tiles_stay_across_fanouts) {
    draft.key.must_move |= draft.key.unmoved;
  }
  const cost_model::FanoutTable& fanout = plan_.tables.fanouts[to.fanout];
  for (TensorId t : plan_.tensors) {
    const std::size_t i = t.index();
    const double inside = inner.row[from.delivered + i];
    const double outside = words_outside(region, t, crossing, tile, inside, draft.key);
    draft.row[to.layout.delivered + i] = outside;
    if (!plan_.constraints.stationary.empty()) {
      double* brought = &draft.row[to.layout.brought + 2 * i];
      brought[0] = inner.row[from.brought + 2 * i] / crossing.alike[t];
      brought[1] = -brought[0];
    }
    if (crossing.children == 1) continue;
    const cost_model::TensorTable& tensor = plan_.tables.tensors[t];
    const double first = tensor.is_output ? plan_.output_words() : 0;
    const double ways = tensor.is_output ? 2 : 1;
    const double send = fanout.send_pj_per_bit *
                        (tensor.is_output && outside > first ? tensor.psum_bits : tensor.bits);
    const double deliver = fanout.deliver_pj_per_bit *
                           (tensor.is_output && inside > first ? tensor.psum_bits : tensor.bits);
    draft.row[to.layout.energy] +=
        (ways * outside - first) * send + (ways * inside - first * crossing.copies) * deliver;
    draft.row[to.layout.credit] -= first * (send + crossing.copies * deliver);
  }
  const auto number = static_cast<std::uint32_t>(choice);
  if (insert(region - 1, 0, outer, draft, {id, {Event::Kind::kFanout, 0, 0, 0, number}})) {
    waiting_to_cross_[region].push_back(
        {gate_.refused(), id, tile, number, Waiting::Way::kCrossBy});
  }
}

}  // namespace paretile::mapper
