// SPDX-License-Identifier: Apache-2.0
// Which labels are worth keeping: what the exact engine knows about the rest of their nests.
#include <algorithm>
#include <cmath>

#include "mapper/exact_pass.h"

namespace paretile::mapper {
namespace {

constexpr double kRounding = 1e-12;

bool is_whole(double number) {
  return number >= 1 && number == static_cast<double>(static_cast<std::int64_t>(number));
}

}  // namespace

/// Whether the children of an exit leave whole promises.
bool ExactPass::may_leave_by(std::size_t region, const Draft& draft,
                             const Completion::Exit& exit) const {
  const Crossing& crossing = plan_.regions[region - 1].crossings[exit.choice];
  return std::all_of(plan_.tensors.begin(), plan_.tensors.end(), [&](TensorId t) {
    const double promised = draft.row[plan_.regions[region].layout.promised + t.index()];
    return is_kept(promised) || is_whole(-promised / crossing.alike[t]);
  });
}

bool ExactPass::part_of_answer(double energy_pj, double cycles) {
  if (plan_.leakage_pj_per_cycle == 0 && gate_.passes_at_any_latency(energy_pj)) return true;
  cycles = std::ceil(cycles * (1 - kRounding));
  return gate_.passes(energy_pj + plan_.leakage_pj_per_cycle * cycles, cycles);
}

ExactPass::WayOut ExactPass::find_way_out(std::size_t region, Tile tile, const Draft& draft,
                                          const Completion::Inside& inside, bool now,
                                          const std::function<bool(std::size_t)>& accept) {
  WayOut found = WayOut::kTooDear;
  const Completion::Exits& exits = completion_.exits_at(region, tile, now);
  const std::size_t num_groups = exits.group_ends.size();
  const Completion::Leaving leaving = completion_.leaving(region, tile, inside);
  std::size_t begin = num_groups;
  for (std::size_t g = 0; g < num_groups; begin = exits.group_ends[g++]) {
    const auto passes = [&](std::size_t number, const Completion::Through& through) {
      const Completion::Exit& exit = exits.all[number];
      if (now && !may_leave_by(region, draft, exit)) return false;
      double cycles = inside.cycles / exit.children;
      if (plan_.leakage_pj_per_cycle > 0 || !gate_.passes_at_any_latency(through.energy_pj)) {
        cycles = std::max(completion_.cycles_through(region, inside, exit),
                          completion_.home_cycles_through(region, tile, inside, exit));
        if (!part_of_answer(through.energy_pj, cycles)) return false;
      }
      return !now || passes_held(region, tile, draft, inside, exit, through, cycles);
    };
    const auto may_pass = [&](std::size_t number, const Completion::Through& through) {
      return part_of_answer(through.energy_pj, inside.cycles / exits.all[number].children);
    };
    const Completion::Through first = completion_.energy_through(leaving, exits.numbers_of(g));
    if (!may_pass(g, first)) continue;
    found = WayOut::kUnkept;
    if (passes(g, first) && accept(g)) return WayOut::kFound;
    if (!now) continue;  // the first speaks for all
    for (std::size_t e = begin; e < exits.group_ends[g]; ++e) {
      if (!may_leave_by(region, draft, exits.all[e])) continue;
      const Completion::Through other = completion_.energy_through(leaving, exits.numbers_of(e));
      if (may_pass(e, other) && passes(e, other) && accept(e)) return WayOut::kFound;
    }
  }
  return found;
}

bool ExactPass::passes_held(std::size_t region, Tile tile, const Draft& draft,
                            const Completion::Inside& inside, const Completion::Exit& exit,
                            const Completion::Through& through, double cycles) {
  return std::all_of(plan_.tensors.begin(), plan_.tensors.end(), [&](TensorId t) {
    const double promised = draft.row[plan_.regions[region].layout.promised + t.index()];
    if (is_kept(promised)) return true;
    const double extra =
        completion_.held_extra_pj(region, tile, inside, exit, through, {t, -promised});
    return part_of_answer(through.energy_pj + extra, cycles);
  });
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
  const auto any = [](std::size_t) { return true; };
  Completion::Inside inside;
  for (TensorId t : plan_.tensors) inside.placed[t] = placed(region, state, t);
  if (!is_worth(region, tile, draft, inside)) return false;
  if (!draft.key.crosses_next || region == 0) {
    if (region > 0 && find_way_out(region, tile, draft, inside, false, any) != WayOut::kFound) {
      return false;
    }
    tried = Tried::kPromises;
    return is_worth_held(region, tile, draft, inside);
  }
  tried = Tried::kCrossing;
  Draft settled = draft;
  if (!settle(region, tile, inside.placed, settled) || !is_worth(region, tile, settled, inside)) {
    return false;
  }
  const WayOut found = find_way_out(region, tile, settled, inside, true, any);
  if (found != WayOut::kTooDear) tried = Tried::kPromises;
  return found == WayOut::kFound;
}

/// What a label hands on.
void ExactPass::look_inside(std::size_t region, Tile tile, const Draft& draft,
                            Completion::Inside& inside) const {
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
                                  const Completion::Inside& inside) const {
  const RegionPlan& plan = plan_.regions[region];
  double apart = region == 0 ? completion_.coupled_energy_pj(tile, inside, room_bits(draft)) : 0;
  double together = 0;
  bool promises = false;
  for (TensorId t : plan_.tensors) {
    const double delivered = inside.delivered[t];
    const std::size_t count = inside.placed[t];
    if (region > 0) apart += completion_.energy_pj(region, t, count, tile, delivered);
    together += completion_.inside_pj(region, t, count, delivered);
    promises |= count < plan.num_slots[t] || !is_kept(draft.row[plan.layout.promised + t.index()]);
  }
  together += completion_.joint_energy_pj(region, tile, promises);
  return inside.energy_pj - inside.credit_pj * (completion_.copies(region, tile) - 1) +
         std::max(apart, together);
}

/// With what passes the homes at least.
double ExactPass::least_cycles(std::size_t region, Tile tile, const Draft& draft,
                               const Completion::Inside& inside) const {
  double cycles = inside.cycles / completion_.children(region, tile);
  if (region == 0) {
    cycles = std::max(cycles, completion_.coupled_cycles(tile, inside, room_bits(draft)));
  }
  for (const Port& port : plan_.home_ports) {
    double bits = 0;
    for (TensorId t : plan_.tensors) {
      if (plan_.space.homes[t] != port.level) continue;
      if (plan_.is_output(t) ? port.writes : port.reads) {
        bits += completion_.home_words(region, t, inside.placed[t], tile, inside.delivered[t]) *
                plan_.tables.tensors[t].bits;
      }
    }
    cycles = std::max(cycles, bits / port.bits_per_cycle);
  }
  return cycles;
}

/// Completes `inside`. Cycles are asked for only where energy does not decide.
bool ExactPass::is_worth(std::size_t region, Tile tile, const Draft& draft,
                         Completion::Inside& inside) {
  look_inside(region, tile, draft, inside);
  const double energy = bound_pj_ = least_energy_pj(region, tile, draft, inside);
  if (plan_.leakage_pj_per_cycle == 0 && gate_.passes_at_any_latency(energy)) return true;
  if (gate_.refuses_at_any_latency(energy)) return false;
  return part_of_answer(energy, least_cycles(region, tile, draft, inside));
}

/// The same, given each promise of a label that goes on in its region.
bool ExactPass::is_worth_held(std::size_t region, Tile tile, const Draft& draft,
                              const Completion::Inside& inside) {
  const double spent = inside.energy_pj - inside.credit_pj * (completion_.copies(region, tile) - 1);
  return std::all_of(plan_.tensors.begin(), plan_.tensors.end(), [&](TensorId held) {
    const double promised = draft.row[plan_.regions[region].layout.promised + held.index()];
    if (is_kept(promised)) return true;
    double sum = 0;
    for (TensorId t : plan_.tensors) {
      sum += completion_.energy_held_pj(region, t, inside.placed[t], tile, inside.delivered[t],
                                        {held, -promised});
    }
    return part_of_answer(spent + sum, inside.cycles / completion_.children(region, tile));
  });
}

}  // namespace paretile::mapper
