// SPDX-License-Identifier: Apache-2.0
// Which labels are worth keeping: what the exact engine knows about the rest of their nests.
#include <algorithm>
#include <cmath>
#include <utility>

#include "mapper/exact_search.h"

namespace paretile::mapper {
namespace {

constexpr double kRounding = 1e-12;

}  // namespace

/// Whether slides are left whole outside a fan-out, at a tile.
bool ExactSearch::leaves_slides(std::size_t region, const Draft& draft, Tile outside) const {
  for (TensorId t : plan_.tensors) {
    if (draft.key.slide[t.index()] == 0) continue;
    const Slide& slide = slides_[draft.key.slide[t.index()]];
    const std::int64_t extent = plan_.lattice.extent(outside, slide.dim);
    if (region == 1 ? extent != slide.stride : slide.stride % extent != 0) return false;
    if (plan_.lattice.left(outside, slide.dim) % slide.bound != 0) return false;
  }
  return true;
}

bool ExactSearch::part_of_answer(double energy_pj, double cycles) {
  if (plan_.leakage_pj_per_cycle == 0 && gate_.passes_at_any_latency(energy_pj)) return true;
  cycles = std::ceil(cycles * (1 - kRounding));
  return gate_.passes(energy_pj + plan_.leakage_pj_per_cycle * cycles, cycles);
}

/// Of which tensors tiles may still stay where they are: see Staying.
std::size_t ExactSearch::may_stay(std::size_t region, const Draft& draft,
                                  const Inside& inside) const {
  const RegionPlan& plan = plan_.regions[region];
  std::size_t staying = kNoneStays;
  for (TensorId t : plan_.tensors) {
    const bool held = !is_kept(draft.row[plan.layout.promised + t.index()]);
    if (held && completion_.one_at_a_time()) return kOneStays + t.index();
    if (held || inside.placed[t] < plan.num_slots[t]) staying = kAnyStays;
  }
  return staying;
}

/// The same of a label that may grow before it crosses: kept promises make room for others.
std::size_t ExactSearch::may_stay_yet(std::size_t region, const Draft& draft,
                                      const Inside& inside) const {
  const RegionPlan& plan = plan_.regions[region];
  std::size_t staying = kNoneStays;
  for (TensorId t : plan_.tensors) {
    if (inside.placed[t] < plan.num_slots[t]) return kAnyStays;
    if (is_kept(draft.row[plan.layout.promised + t.index()])) continue;
    const bool is_only = staying == kNoneStays && region == 1 && completion_.one_at_a_time();
    staying = is_only ? kOneStays + t.index() : static_cast<std::size_t>(kAnyStays);
  }
  return staying;
}

/// Whether `visit` says yes to any exit that a label may leave by at a glance.
template <typename Visit>
bool ExactSearch::any_way(const Inside& inside, const Leaving& leaving, const Outlets::Ways& ways,
                          const Visit& visit) {
  double inside_pj = inside.energy_pj;
  for (TensorId t : plan_.tensors) {
    inside_pj += completion_.inside_pj(leaving.region, t, inside.placed[t], leaving.tile,
                                       inside.delivered[t]);
  }
  for (Outlet& outlet : ways.outlets) {
    const Exit& exit = ways.exits[outlet.exit];
    Spent spent{inside_pj - inside.credit_pj * (exit.copies - 1), inside.cycles_with(exit.copies)};
    if (exit.is_wired) spent.energy_pj += completion_.handed_pj(leaving, exit.copies);
    if (outlets_.may_matter(exit, spent, outlet) && visit(exit, outlet)) {
      std::swap(outlet, ways.outlets.front());
      return true;
    }
  }
  return false;
}

bool ExactSearch::may_go_on(std::size_t region, Tile tile, const Draft& draft,
                            const Inside& inside) {
  const Leaving leaving = completion_.leaving(region, tile, inside);
  const Outlets::Ways ways = outlets_.at(region, tile, false, may_stay_yet(region, draft, inside));
  return any_way(inside, leaving, ways, [&](const Exit& exit, const Outlet&) {
    return passes_through(inside, leaving, exit, completion_.outside_at(region, exit.outside));
  });
}

/// Whether a label can be part of the answer through an exit, keeping each of its promises.
bool ExactSearch::keeps_promises(std::size_t region, const Draft& draft, const Inside& inside,
                                 const Leaving& leaving, const Exit& exit) {
  const Crossing& crossing = plan_.regions[region - 1].crossings[exit.choice];
  return std::all_of(plan_.tensors.begin(), plan_.tensors.end(), [&](TensorId t) {
    const double promised = draft.row[plan_.regions[region].layout.promised + t.index()];
    if (is_kept(promised)) return true;
    const double left = -promised / crossing.alike[t];
    if (!is_whole(left)) return false;
    const std::uint32_t at = completion_.outside_held(region, exit.outside, {t, left}).outside;
    return passes_through(inside, leaving, exit,
                          completion_.outside_numbers(region, exit.outside, at));
  });
}

bool ExactSearch::passes_through(const Inside& inside, const Leaving& leaving, const Exit& exit,
                                 const double* outside) {
  const double energy_pj = completion_.energy_through(leaving, exit, outside);
  if (!part_of_answer(energy_pj, inside.cycles_with(exit.copies) / exit.children)) return false;
  if (plan_.leakage_pj_per_cycle == 0 && gate_.passes_at_any_latency(energy_pj)) return true;
  const std::size_t region = leaving.region;
  return part_of_answer(energy_pj,
                        std::max(completion_.cycles_through(region, inside, exit),
                                 completion_.home_cycles_through(region, inside, exit, outside)));
}

bool ExactSearch::find_way_out(std::size_t region, Tile tile, const Draft& draft,
                               const Inside& inside,
                               const std::function<bool(std::size_t)>& accept) {
  const double* const promised = &draft.row[plan_.regions[region].layout.promised];
  const auto holder = std::find_if(plan_.tensors.begin(), plan_.tensors.end(),
                                   [&](TensorId t) { return !is_kept(promised[t.index()]); });
  const bool holds = holder != plan_.tensors.end();
  const std::size_t staying = may_stay(region, draft, inside);
  const Outlets::Ways ways =
      holds ? outlets_.held_at(region, tile, staying, {*holder, -promised[holder->index()]})
            : outlets_.at(region, tile, true, staying);
  const Leaving leaving = completion_.leaving(region, tile, inside);
  return any_way(inside, leaving, ways, [&](const Exit& exit, const Outlet&) {
    return leaves_slides(region, draft, exit.outside) &&
           (holds ? keeps_promises(region, draft, inside, leaving, exit)
                  : passes_through(inside, leaving, exit,
                                   completion_.outside_at(region, exit.outside))) &&
           accept(exit.choice);
  });
}

bool ExactSearch::could_leave(std::size_t region, Tile tile, const Draft& draft,
                              const Inside& inside) {
  const Leaving leaving = completion_.leaving(region, tile, inside);
  const Outlets::Ways ways = outlets_.at(region, tile, true, may_stay(region, draft, inside));
  return any_way(inside, leaving, ways, [&](const Exit& exit, const Outlet&) {
    const double* const any = completion_.outside_at(region, exit.outside);
    return part_of_answer(completion_.energy_through(leaving, exit, any),
                          inside.cycles_with(exit.copies) / exit.children);
  });
}

/// Places what a label that crosses next still has to: at this tile, and what it takes at least.
bool ExactSearch::settle(std::size_t region, Tile tile, IdArray<TensorId, std::size_t>& count,
                         Draft& draft) const {
  const RegionPlan& plan = plan_.regions[region];
  for (TensorId t : plan_.tensors) {
    for (; count[t] < plan.num_slots[t]; ++count[t]) {
      const PlanSlot& slot = plan_.slots[t][plan.first_slot[t] + count[t]];
      if (!slot.required) break;
      double& delivered = draft.row[plan.layout.delivered + t.index()];
      const bool holds = !is_kept(draft.row[plan.layout.promised + t.index()]);
      const double filled = holds ? static_cast<double>(plan_.tables.tensors[t].words)
                                  : completion_.held_filled(t, tile);
      serve(region, t, slot.level, draft.row.data());
      fill(region, t, slot.level, filled, draft.row.data());
      if (!plan_.tile_allowed(slot.level, tile) ||
          !occupy(region, t, slot.level, tile, delivered, filled, draft.row.data())) {
        return false;
      }
      delivered = filled;
    }
  }
  return true;
}

bool ExactSearch::can_pass(std::size_t region, std::size_t state, Tile tile, const Draft& draft,
                           Tried& tried) {
  tried = Tried::kCosts;
  outlets_.forget();
  Inside inside;
  for (TensorId t : plan_.tensors) inside.placed[t] = placed(region, state, t);
  if (!is_worth(region, tile, draft, inside)) return false;
  if (!draft.key.crosses_next || region == 0) {
    if (region > 0 && !may_go_on(region, tile, draft, inside)) return false;
    tried = Tried::kPromises;
    return is_worth_held(region, tile, draft, inside);
  }
  tried = Tried::kCrossing;
  Draft settled = draft;
  if (!settle(region, tile, inside.placed, settled) || !is_worth(region, tile, settled, inside)) {
    return false;
  }
  const bool leaves = find_way_out(region, tile, settled, inside, [](std::size_t) { return true; });
  if (leaves || could_leave(region, tile, settled, inside)) tried = Tried::kPromises;
  return leaves;
}

/// What a label hands on.
void ExactSearch::look_inside(std::size_t region, Tile tile, const Draft& draft,
                              Inside& inside) const {
  const Layout& layout = plan_.regions[region].layout;
  inside.energy_pj = draft.row[layout.energy];
  inside.credit_pj = -draft.row[layout.credit];
  inside.busy = draft.row[layout.cycles];
  inside.ports.clear();
  for (std::size_t p = 0; p < plan_.regions[region].ports.size(); ++p) {
    const Inside::Port port{draft.row[layout.ports + p], -draft.row[layout.savings + p]};
    if (port.saved > 0) {
      inside.ports.push_back(port);
    } else {
      inside.busy = std::max(inside.busy, port.cycles);
    }
  }
  inside.cycles = inside.cycles_with(completion_.copies(region, tile));
  for (TensorId t : plan_.tensors) {
    inside.delivered[t] = draft.row[layout.delivered + t.index()];
  }
}

/// What is left of the outermost region's level that tensors are coupled by.
double ExactSearch::room_bits(const Draft& draft) const {
  const RegionPlan& plan = plan_.regions[0];
  for (std::size_t s = 0; s < plan.shared_levels.size(); ++s) {
    const LevelId level = plan.shared_levels[s];
    if (level != completion_.coupling().level()) continue;
    return plan_.capacity_bits(level) - draft.row[plan.layout.occupied + s];
  }
  return 0;
}

/// With what each tensor, and all together, cost at least outside.
double ExactSearch::least_energy_pj(std::size_t region, Tile tile, const Draft& draft,
                                    const Inside& inside) const {
  double apart = region == 0 ? completion_.coupled_energy_pj(tile, inside, room_bits(draft)) : 0;
  double together = completion_.joint_energy_pj(region, tile, may_stay_yet(region, draft, inside));
  for (TensorId t : plan_.tensors) {
    const double delivered = inside.delivered[t];
    const std::size_t count = inside.placed[t];
    if (region > 0) apart += completion_.energy_pj(region, t, count, tile, delivered);
    together += completion_.inside_pj(region, t, count, tile, delivered);
  }
  return inside.energy_pj - inside.credit_pj * (completion_.copies(region, tile) - 1) +
         std::max(apart, together);
}

/// With what passes the homes at least.
double ExactSearch::least_cycles(std::size_t region, Tile tile, const Draft& draft,
                                 const Inside& inside) const {
  double cycles = inside.cycles / completion_.children(region, tile);
  const double joint =
      region == 0 ? completion_.coupled_cycles(tile, inside, room_bits(draft))
                  : completion_.joint_cycles(region, tile, may_stay_yet(region, draft, inside));
  return std::max({cycles, joint, completion_.home_cycles(region, tile, inside)});
}

/// Completes `inside`. Cycles are asked for only where energy does not decide.
bool ExactSearch::is_worth(std::size_t region, Tile tile, const Draft& draft, Inside& inside) {
  look_inside(region, tile, draft, inside);
  const double energy = least_energy_pj(region, tile, draft, inside);
  if (plan_.leakage_pj_per_cycle == 0 && gate_.passes_at_any_latency(energy)) return true;
  if (gate_.refuses_at_any_latency(energy)) return false;
  return part_of_answer(energy, least_cycles(region, tile, draft, inside));
}

/// The same, given each promise of a label that goes on in its region.
bool ExactSearch::is_worth_held(std::size_t region, Tile tile, const Draft& draft,
                                const Inside& inside) {
  const double spent = inside.energy_pj - inside.credit_pj * (completion_.copies(region, tile) - 1);
  return std::all_of(plan_.tensors.begin(), plan_.tensors.end(), [&](TensorId held) {
    const double promised = draft.row[plan_.regions[region].layout.promised + held.index()];
    if (is_kept(promised)) return true;
    const Held promise{held, -promised};
    double sum =
        region == 0 ? completion_.coupled_held_pj(tile, inside, room_bits(draft), promise) : 0;
    for (TensorId t : plan_.tensors) {
      if (region == 0) break;
      sum += completion_.energy_held_pj(region, t, inside.placed[t], tile, inside.delivered[t],
                                        promise);
    }
    double cycles = inside.cycles / completion_.children(region, tile);
    if (!part_of_answer(spent + sum, cycles)) return false;
    if (region > 0 || gate_.passes_at_any_latency(spent + sum)) return true;
    cycles =
        std::max(cycles, completion_.coupled_held_cycles(tile, inside, room_bits(draft), promise));
    return part_of_answer(spent + sum, cycles);
  });
}

}  // namespace paretile::mapper
