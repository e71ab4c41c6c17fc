// SPDX-License-Identifier: Apache-2.0
#include "mapper/outlets.h"

#include <algorithm>
#include <cmath>

#include "mapper/exact_label.h"

namespace paretile::mapper {
namespace {

constexpr std::size_t kMostBytes = 100'000'000;
/// An entry of a map takes about so much, however short its list.
constexpr std::size_t kBytesPerList = 100;

}  // namespace

Outlets::Outlets(const ExactPlan& plan, Completion& completion, Gate& gate)
    : plan_(plan), completion_(completion), gate_(gate), least_spent_(plan.regions.size()) {
  for (std::size_t region = 1; region < plan.regions.size(); ++region) {
    for (const Crossing& crossing : plan.regions[region - 1].crossings) {
      least_spent_[region].push_back(
          completion.least_spent(region, crossing.copies * completion.copies(region - 1, 0)));
    }
  }
}

bool Outlets::may_ever_matter(const Exit& exit, const Spent& spent, const Outlet& outlet) const {
  const double energy_pj = spent.energy_pj + outlet.energy_pj;
  if (gate_.refuses_at_any_latency(energy_pj)) return false;
  if (!gate_.is_front()) return true;
  const double cycles =
      std::ceil(std::max(spent.cycles / exit.children, outlet.cycles) * (1 - kRounding));
  return gate_.may_ever_matter(energy_pj + plan_.leakage_pj_per_cycle * cycles, cycles);
}

void Outlets::forget() {
  if (bytes_ < kMostBytes) return;
  exits_.clear();
  outlets_.clear();
  bytes_ = 0;
}

/// Those that some label may leave by that crosses here or further out.
const std::vector<Exit>& Outlets::exits_of(std::size_t region, Tile tile) {
  const auto [known, is_new] =
      exits_.try_emplace((static_cast<std::uint64_t>(tile) << 3U) | region);
  std::vector<Exit>& exits = known->second;
  if (!is_new) return exits;
  const std::vector<Least>& joint = completion_.joint(region, kAnyStays);
  const std::vector<Crossing>& crossings = plan_.regions[region - 1].crossings;
  const Tile left = plan_.lattice.last() - tile;
  for (std::size_t choice = 0; choice < crossings.size(); ++choice) {
    const Spent& spent = least_spent_[region][choice];
    const Least& least = joint[tile + crossings[choice].factor];
    if (!plan_.lattice.divides(crossings[choice].factor, left) ||
        gate_.refuses_at_any_latency(spent.energy_pj + least.energy_pj)) {
      continue;
    }
    const Exit exit = completion_.exit_by(region, tile, choice);
    if (!may_ever_matter(exit, spent, {0, least.energy_pj, least.cycles})) continue;
    exits.push_back(exit);
    completion_.share(region, tile, exits.back());
  }
  exits.shrink_to_fit();
  bytes_ += kBytesPerList + exits.size() * sizeof(Exit);
  return exits;
}

Outlets::Asked Outlets::asked(std::size_t region, Tile tile, std::size_t staying, std::size_t which,
                              double promised) {
  return {(static_cast<std::uint64_t>(tile) << 12U) | (region << 9U) | (staying << 5U) | which,
          promised};
}

void Outlets::add(std::size_t region, std::uint32_t number, const Exit& exit, Outlet outlet,
                  std::vector<Outlet>& outlets) {
  if (!may_ever_matter(exit, least_spent_[region][exit.choice], outlet)) return;
  outlet.exit = number;
  outlets.push_back(outlet);
  bytes_ += sizeof(Outlet);
}

Outlets::Ways Outlets::at(std::size_t region, Tile tile, bool crosses, std::size_t staying) {
  const std::vector<Exit>& exits = exits_of(region, tile);
  const auto [known, is_new] =
      outlets_.try_emplace(asked(region, tile, staying, crosses ? 1 : 0, 0));
  std::vector<Outlet>& outlets = known->second;
  if (!is_new) return {exits, outlets};
  bytes_ += kBytesPerList;
  const std::vector<Least>& least =
      crosses ? completion_.least_outside(region, staying) : completion_.joint(region, staying);
  for (std::uint32_t i = 0; i < exits.size(); ++i) {
    const Least& from = least[exits[i].outside];
    const double sent_pj = exits[i].is_wired ? from.sent_pj : 0;
    add(region, i, exits[i], {0, from.energy_pj + sent_pj, from.cycles}, outlets);
  }
  return {exits, outlets};
}

Outlets::Ways Outlets::held_at(std::size_t region, Tile tile, std::size_t staying,
                               const Held& held) {
  const auto [exits, freely] = at(region, tile, true, staying);
  const auto [known, is_new] =
      outlets_.try_emplace(asked(region, tile, staying, held.tensor.index(), held.left));
  std::vector<Outlet>& outlets = known->second;
  if (!is_new) return {exits, outlets};
  bytes_ += kBytesPerList;
  const std::vector<Crossing>& crossings = plan_.regions[region - 1].crossings;
  for (const Outlet& outlet : freely) {
    const Exit& exit = exits[outlet.exit];
    const double left = held.left / crossings[exit.choice].alike[held.tensor];
    if (!is_whole(left)) continue;
    const Least least = completion_.least_held(region, exit.outside, {held.tensor, left});
    const double sent_pj = exit.is_wired ? least.sent_pj : 0;
    add(region, outlet.exit, exit,
        {0, std::max(outlet.energy_pj, least.energy_pj + sent_pj),
         std::max(outlet.cycles, least.cycles)},
        outlets);
  }
  return {exits, outlets};
}

}  // namespace paretile::mapper
