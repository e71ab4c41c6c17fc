// SPDX-License-Identifier: Apache-2.0
// Which labels are worth keeping: what the exact engine knows about the rest of their nests.
#include <algorithm>
#include <cmath>

#include "mapper/exact_pass.h"

namespace paretile::mapper {
namespace {

constexpr double kRounding = 1e-12;

}  // namespace

/// Whether slides are left whole outside a fan-out, at a tile.
bool ExactPass::leaves_slides(std::size_t region, const Draft& draft, Tile outside) const {
  for (TensorId t : plan_.tensors) {
    if (draft.key.slide[t.index()] == 0) continue;
    const Slide& slide = slides_[draft.key.slide[t.index()]];
    const std::int64_t extent = plan_.lattice.extent(outside, slide.dim);
    if (region == 1 ? extent != slide.stride : slide.stride % extent != 0) return false;
    if (plan_.lattice.left(outside, slide.dim) % slide.bound != 0) return false;
  }
  return true;
}

bool ExactPass::part_of_answer(double energy_pj, double cycles) {
  if (plan_.leakage_pj_per_cycle == 0 && gate_.passes_at_any_latency(energy_pj)) return true;
  cycles = std::ceil(cycles * (1 - kRounding));
  return gate_.passes(energy_pj + plan_.leakage_pj_per_cycle * cycles, cycles);
}

/// The same at a glance: what is refused here is refused there.
bool ExactPass::may_matter(double energy_pj, double cycles) {
  cycles = std::ceil(cycles * (1 - kRounding));
  return gate_.may_matter(energy_pj + plan_.leakage_pj_per_cycle * cycles, cycles);
}

/// Of which tensors tiles may still stay where they are: see Staying.
std::size_t ExactPass::may_stay(std::size_t region, const Draft& draft,
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
std::size_t ExactPass::may_stay_yet(std::size_t region, const Draft& draft,
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

/// What a label takes at least that has spent so much when it leaves by an exit.
bool ExactPass::may_matter(const Exit& exit, const Spent& spent, const Least& least) {
  const double energy_pj = spent.energy_pj + least.energy_pj + (exit.is_wired ? least.sent_pj : 0);
  return !gate_.refuses_at_any_latency(energy_pj) &&
         may_matter(energy_pj, std::max(spent.cycles / exit.children, least.cycles));
}

/// What any label takes from a tile outside that crosses to it now, or to there or further.
const std::vector<Least>& ExactPass::least_from(std::size_t region, bool crosses,
                                                std::size_t staying) {
  return crosses ? completion_.least_outside(region, staying) : completion_.joint(region, staying);
}

/// Exits some label may leave a tile by: all others are hopeless whatever is inside.
const std::vector<Exit>& ExactPass::exits_at(std::size_t region, Tile tile, bool crosses,
                                             std::size_t staying) {
  const std::uint64_t asked = (static_cast<std::uint64_t>(tile) << 8U) | (region << 5U) |
                              (staying << 1U) | (crosses ? 1U : 0U);
  const auto [known, is_new] = exits_.try_emplace(asked);
  std::vector<Exit>& exits = known->second;
  if (!is_new) return exits;
  const std::vector<Least>& least = least_from(region, crosses, staying);
  const std::vector<Crossing>& crossings = plan_.regions[region - 1].crossings;
  const Tile left = plan_.lattice.last() - tile;
  for (std::size_t choice = 0; choice < crossings.size(); ++choice) {
    if (!plan_.lattice.divides(crossings[choice].factor, left)) continue;
    const Exit exit = completion_.exit_by(region, tile, choice);
    if (!may_matter(exit, least_spent_[region][choice], least[exit.outside])) continue;
    exits.push_back(exit);
    completion_.share(region, tile, exits.back());
  }
  return exits;
}

/// Whether `visit` says yes to any exit that a label may leave by at a glance.
template <typename Visit>
bool ExactPass::any_exit(const Inside& inside, const Leaving& leaving, Tile tile, bool crosses,
                         std::size_t staying, const Visit& visit) {
  const std::vector<Least>& least = least_from(leaving.region, crosses, staying);
  for (const Exit& exit : exits_at(leaving.region, tile, crosses, staying)) {
    Spent spent{inside.energy_pj - inside.credit_pj * (exit.copies - 1), inside.cycles};
    if (exit.is_wired) spent.energy_pj += completion_.handed_pj(leaving, exit.copies);
    if (may_matter(exit, spent, least[exit.outside]) && visit(exit, spent)) return true;
  }
  return false;
}

bool ExactPass::may_go_on(std::size_t region, Tile tile, const Draft& draft, const Inside& inside) {
  const Leaving leaving = completion_.leaving(region, tile, inside);
  const std::size_t staying = may_stay_yet(region, draft, inside);
  return any_exit(inside, leaving, tile, false, staying, [&](const Exit& exit, const Spent&) {
    return passes_through(inside, leaving, exit, completion_.outside_at(region, exit.outside));
  });
}

/// Whether a label that leaves by an exit and keeps its promises may matter, at a glance.
bool ExactPass::may_keep(std::size_t region, const Draft& draft, const Exit& exit,
                         const Spent& spent) {
  const Crossing& crossing = plan_.regions[region - 1].crossings[exit.choice];
  return std::all_of(plan_.tensors.begin(), plan_.tensors.end(), [&](TensorId t) {
    const double promised = draft.row[plan_.regions[region].layout.promised + t.index()];
    if (is_kept(promised)) return true;
    const double left = -promised / crossing.alike[t];
    return is_whole(left) &&
           may_matter(exit, spent, completion_.outside_held(region, exit.outside, {t, left}).least);
  });
}

/// Whether a label can be part of the answer through an exit, keeping its promises.
bool ExactPass::may_pass_by(std::size_t region, const Draft& draft, const Inside& inside,
                            const Leaving& leaving, const Exit& exit) {
  const Crossing& crossing = plan_.regions[region - 1].crossings[exit.choice];
  bool holds = false;
  for (TensorId t : plan_.tensors) {
    const double promised = draft.row[plan_.regions[region].layout.promised + t.index()];
    if (is_kept(promised)) continue;
    holds = true;
    const Held held{t, -promised / crossing.alike[t]};
    const double* const outside = completion_.outside_held(region, exit.outside, held).outside;
    if (!passes_through(inside, leaving, exit, outside)) return false;
  }
  return holds ||
         passes_through(inside, leaving, exit, completion_.outside_at(region, exit.outside));
}

bool ExactPass::passes_through(const Inside& inside, const Leaving& leaving, const Exit& exit,
                               const double* outside) {
  const double energy_pj = completion_.energy_through(leaving, exit, outside);
  if (!part_of_answer(energy_pj, inside.cycles / exit.children)) return false;
  if (plan_.leakage_pj_per_cycle == 0 && gate_.passes_at_any_latency(energy_pj)) return true;
  const std::size_t region = leaving.region;
  return part_of_answer(energy_pj,
                        std::max(completion_.cycles_through(region, inside, exit),
                                 completion_.home_cycles_through(region, inside, exit, outside)));
}

ExactPass::WayOut ExactPass::find_way_out(std::size_t region, Tile tile, const Draft& draft,
                                          const Inside& inside,
                                          const std::function<bool(std::size_t)>& accept) {
  WayOut found = WayOut::kTooDear;
  const Leaving leaving = completion_.leaving(region, tile, inside);
  const std::size_t staying = may_stay(region, draft, inside);
  any_exit(inside, leaving, tile, true, staying, [&](const Exit& exit, const Spent& spent) {
    const bool keeps =
        may_keep(region, draft, exit, spent) && leaves_slides(region, draft, exit.outside);
    if (found != WayOut::kTooDear && !keeps) return false;
    if (found == WayOut::kTooDear) {
      const double* const any = completion_.outside_at(region, exit.outside);
      const double energy_pj = completion_.energy_through(leaving, exit, any);
      if (!part_of_answer(energy_pj, inside.cycles / exit.children)) return false;
      found = WayOut::kUnkept;
    }
    if (keeps && may_pass_by(region, draft, inside, leaving, exit) && accept(exit.choice)) {
      found = WayOut::kFound;
    }
    return found == WayOut::kFound;
  });
  return found;
}

/// Places what a label that crosses next still has to: at this tile, and what it takes at least.
bool ExactPass::settle(std::size_t region, Tile tile, IdArray<TensorId, std::size_t>& count,
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

bool ExactPass::can_pass(std::size_t region, std::size_t state, Tile tile, const Draft& draft,
                         Tried& tried) {
  tried = Tried::kCosts;
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
  const auto any = [](std::size_t) { return true; };
  const WayOut found = find_way_out(region, tile, settled, inside, any);
  if (found != WayOut::kTooDear) tried = Tried::kPromises;
  return found == WayOut::kFound;
}

/// What a label hands on.
void ExactPass::look_inside(std::size_t region, Tile tile, const Draft& draft,
                            Inside& inside) const {
  const Layout& layout = plan_.regions[region].layout;
  const double copies = completion_.copies(region, tile) - 1;
  inside.energy_pj = draft.row[layout.energy];
  inside.credit_pj = -draft.row[layout.credit];
  inside.cycles = draft.row[layout.cycles];
  for (std::size_t p = 0; p < plan_.regions[region].ports.size(); ++p) {
    inside.cycles = std::max(inside.cycles,
                             draft.row[layout.ports + p] + draft.row[layout.savings + p] * copies);
  }
  for (TensorId t : plan_.tensors) {
    inside.delivered[t] = draft.row[layout.delivered + t.index()];
  }
}

/// What is left of the outermost region's level that tensors are coupled by.
double ExactPass::room_bits(const Draft& draft) const {
  const RegionPlan& plan = plan_.regions[0];
  for (std::size_t s = 0; s < plan.shared_levels.size(); ++s) {
    const LevelId level = plan.shared_levels[s];
    if (level != completion_.coupling().level()) continue;
    return plan_.capacity_bits(level) - draft.row[plan.layout.occupied + s];
  }
  return 0;
}

/// With what each tensor, and all together, cost at least outside.
double ExactPass::least_energy_pj(std::size_t region, Tile tile, const Draft& draft,
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
double ExactPass::least_cycles(std::size_t region, Tile tile, const Draft& draft,
                               const Inside& inside) const {
  double cycles = inside.cycles / completion_.children(region, tile);
  const double joint =
      region == 0 ? completion_.coupled_cycles(tile, inside, room_bits(draft))
                  : completion_.joint_cycles(region, tile, may_stay_yet(region, draft, inside));
  return std::max({cycles, joint, completion_.home_cycles(region, tile, inside)});
}

/// Completes `inside`. Cycles are asked for only where energy does not decide.
bool ExactPass::is_worth(std::size_t region, Tile tile, const Draft& draft, Inside& inside) {
  look_inside(region, tile, draft, inside);
  const double energy = least_energy_pj(region, tile, draft, inside);
  if (plan_.leakage_pj_per_cycle == 0 && gate_.passes_at_any_latency(energy)) return true;
  if (gate_.refuses_at_any_latency(energy)) return false;
  return part_of_answer(energy, least_cycles(region, tile, draft, inside));
}

/// The same, given each promise of a label that goes on in its region.
bool ExactPass::is_worth_held(std::size_t region, Tile tile, const Draft& draft,
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
