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

bool ExactPass::has_way_out(std::size_t region, Tile tile, const Draft& draft,
                            const Completion::Inside& inside, bool now,
                            const std::function<bool(std::size_t)>& accept) {
  const Completion::Exits& exits = completion_.exits_at(region, tile, now);
  const std::size_t num_groups = exits.group_ends.size();
  completion_.energies_through(region, tile, inside, exits, 0, num_groups, first_energies_);
  std::size_t begin = num_groups;
  for (std::size_t g = 0; g < num_groups; begin = exits.group_ends[g++]) {
    const auto passes = [&](std::size_t number, double energy) {
      const Completion::Exit& exit = exits.all[number];
      double cycles = inside.cycles / exit.children;
      if (!part_of_answer(energy, cycles)) return false;
      if (now && !may_leave_by(region, draft, exit)) return false;
      if (plan_.leakage_pj_per_cycle > 0 || !gate_.passes_at_any_latency(energy)) {
        cycles = completion_.cycles_through(region, inside, exit);
        if (!part_of_answer(energy, cycles)) return false;
        cycles = std::max(cycles, completion_.home_cycles_through(region, tile, inside, exit));
        if (!part_of_answer(energy, cycles)) return false;
      }
      return !now || passes_held(region, tile, draft, inside, exits, number, energy, cycles);
    };
    const double energy = first_energies_[g];
    if (!part_of_answer(energy, inside.cycles / exits.all[g].children)) continue;
    if (passes(g, energy) && accept(g)) return true;
    if (!now) continue;  // the first speaks for all
    const std::size_t end = exits.group_ends[g];
    completion_.energies_through(region, tile, inside, exits, begin, end, energies_);
    for (std::size_t e = begin; e < end; ++e) {
      if (passes(e, energies_[e - begin]) && accept(e)) return true;
    }
  }
  return false;
}

bool ExactPass::passes_held(std::size_t region, Tile tile, const Draft& draft,
                            const Completion::Inside& inside, const Completion::Exits& exits,
                            std::size_t exit, double energy_pj, double cycles) {
  return std::all_of(plan_.tensors.begin(), plan_.tensors.end(), [&](TensorId t) {
    const double promised = draft.row[plan_.regions[region].layout.promised + t.index()];
    if (is_kept(promised)) return true;
    const double extra =
        completion_.held_extra_pj(region, tile, inside, exits, exit, {t, -promised});
    return part_of_answer(energy_pj + extra, cycles);
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
  Completion::Inside inside;
  for (TensorId t : plan_.tensors) inside.placed[t] = placed(region, state, t);
  if (!is_worth(region, tile, draft, inside)) return false;
  if (!draft.key.crosses_next || region == 0) {
    if (region > 0 &&
        !has_way_out(region, tile, draft, inside, false, [](std::size_t) { return true; })) {
      return false;
    }
    tried = Tried::kPromises;
    return is_worth_held(region, tile, draft, inside);
  }
  tried = Tried::kPromises;
  Draft settled = draft;
  return settle(region, tile, inside.placed, settled) && is_worth(region, tile, settled, inside) &&
         has_way_out(region, tile, settled, inside, true, [](std::size_t) { return true; });
}

/// What each tensor, and all together, cost at least outside. Completes `inside`.
ExactPass::Glance ExactPass::glance(std::size_t region, Tile tile, const Draft& draft,
                                    Completion::Inside& inside) const {
  const RegionPlan& plan = plan_.regions[region];
  const Layout& layout = plan.layout;
  const double copies = completion_.copies(region, tile) - 1;
  inside.energy_pj = draft.row[layout.energy];
  inside.credit_pj = -draft.row[layout.credit];
  inside.cycles = draft.row[layout.cycles];
  for (std::size_t p = 0; p < plan.ports.size(); ++p) {
    inside.cycles = std::max(inside.cycles,
                             draft.row[layout.ports + p] + draft.row[layout.savings + p] * copies);
  }
  double apart = 0;
  double together = 0;
  bool promises = false;
  double cycles = inside.cycles / completion_.children(region, tile);
  IdArray<TensorId, double> home_words;
  for (TensorId t : plan_.tensors) {
    const double delivered = draft.row[layout.delivered + t.index()];
    const std::size_t count = inside.placed[t];
    inside.delivered[t] = delivered;
    if (region > 0) apart += completion_.energy_pj(region, t, count, tile, delivered);
    together += completion_.inside_pj(region, t, count, delivered);
    promises |= count < plan.num_slots[t] || !is_kept(draft.row[layout.promised + t.index()]);
    home_words[t] = completion_.home_words(region, t, count, tile, delivered);
  }
  together += completion_.joint_energy_pj(region, tile, promises);
  if (region == 0) {
    double room_bits = 0;
    for (std::size_t s = 0; s < plan.shared_levels.size(); ++s) {
      const LevelId level = plan.shared_levels[s];
      if (level == completion_.coupling().level()) {
        room_bits = plan_.capacity_bits(level) - draft.row[layout.occupied + s];
      }
    }
    apart = completion_.coupled_energy_pj(tile, inside, room_bits);
    cycles = std::max(cycles, completion_.coupled_cycles(tile, inside, room_bits));
  }
  for (const Port& port : plan_.home_ports) {
    double bits = 0;
    for (TensorId t : plan_.tensors) {
      if (plan_.space.homes[t] != port.level) continue;
      if (plan_.is_output(t) ? port.writes : port.reads) {
        bits += home_words[t] * plan_.tables.tensors[t].bits;
      }
    }
    cycles = std::max(cycles, bits / port.bits_per_cycle);
  }
  return {inside.energy_pj - inside.credit_pj * copies + std::max(apart, together), cycles};
}

bool ExactPass::is_worth(std::size_t region, Tile tile, const Draft& draft,
                         Completion::Inside& inside) {
  const Glance bound = glance(region, tile, draft, inside);
  return part_of_answer(bound.energy_pj, bound.cycles);
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
