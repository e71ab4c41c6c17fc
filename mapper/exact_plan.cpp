// SPDX-License-Identifier: Apache-2.0
#include "mapper/exact_plan.h"

#include <algorithm>
#include <cmath>

#include "cost_model/footprint.h"

namespace paretile::mapper {
namespace {

double busiest(const ExactPlan& plan) {
  double cycles = static_cast<double>(plan.tables.operations) * plan.tables.cycles_per_operation;
  for (const RegionPlan& region : plan.regions) {
    double most = 1;
    for (const Crossing& crossing : region.crossings) most = std::max(most, crossing.children);
    cycles /= most;
  }
  return cycles;
}

bool limited(double bits_per_cycle) { return std::isfinite(bits_per_cycle) && bits_per_cycle > 0; }

void add_ports(const cost_model::Tables& tables, LevelId level, std::vector<Port>& ports) {
  const cost_model::LevelTable& table = tables.levels[level];
  if (limited(table.read_bits_per_cycle)) {
    ports.push_back({level, true, false, table.read_bits_per_cycle});
  }
  if (limited(table.write_bits_per_cycle)) {
    ports.push_back({level, false, true, table.write_bits_per_cycle});
  }
  if (limited(table.shared_bits_per_cycle)) {
    ports.push_back({level, true, true, table.shared_bits_per_cycle});
  }
}

/// A fan-out outside region `region` may hold parts of one sum apart.
bool sums_meet_outside(const ExactPlan& plan, std::size_t region) {
  for (std::size_t f = 0; f < region; ++f) {
    for (AxisId axis : plan.space.fanouts[f].axes) {
      for (DimId dim : IdRange<DimId>(plan.tables.num_dims)) {
        if (plan.space.axis_dims[axis].contains(dim) &&
            !plan.tables.moves[dim].contains(plan.tables.output)) {
          return true;
        }
      }
    }
  }
  return false;
}

/// cost_model's footprints of all tiles, rank by rank.
std::vector<double> words_of_tiles(const ExactPlan& plan, TensorId t) {
  const Lattice& lattice = plan.lattice;
  std::vector<double> words(lattice.size(), 1);
  for (const cost_model::PlainRank& rank : plan.tables.tensors[t].plain) {
    for (Tile tile = 0; tile < lattice.size(); ++tile) {
      words[tile] *= static_cast<double>(
          cost_model::rank_words(rank, lattice.extent(tile, rank.dim), plan.tables.box));
    }
  }
  for (const cost_model::SumRank& rank : plan.tables.tensors[t].sums) {
    for (Tile tile = 0; tile < lattice.size(); ++tile) {
      words[tile] *= static_cast<double>(
          cost_model::rank_words(rank, lattice.extent(tile, rank.first),
                                 lattice.extent(tile, rank.second), plan.tables.box));
    }
  }
  return words;
}

void fill_tables(ExactPlan& plan) {
  const IdSet<DimId> all = IdSet<DimId>::all(plan.tables.num_dims);
  for (TensorId t : plan.tensors) {
    const IdSet<DimId> moving = plan.tables.tensors[t].moved_by;
    plan.words[t] = words_of_tiles(plan, t);
    plan.still_left[t] = plan.lattice.products(all.without(moving));
    plan.moving_left[t] = plan.lattice.products(moving);
    // What is left of T is last - T.
    std::reverse(plan.still_left[t].begin(), plan.still_left[t].end());
    std::reverse(plan.moving_left[t].begin(), plan.moving_left[t].end());
  }
}

void find_dims_alone(ExactPlan& plan) {
  for (TensorId t : plan.tensors) {
    std::size_t count = 0;
    for (DimId dim : IdRange<DimId>(plan.tables.num_dims)) {
      if (plan.tables.sizes[dim] == 1 || plan.tables.moves[dim].contains(t)) continue;
      plan.leaves_alone[t] = dim;
      ++count;
    }
    if (count != 1) plan.leaves_alone[t] = std::nullopt;
  }
}

void add_slots(ExactPlan& plan) {
  for (std::size_t s = plan.space.slots.size(); s-- > 0;) {
    const Slot& slot = plan.space.slots[s];
    bool stationary = false;
    for (const StationaryRule& rule : plan.constraints.stationary) {
      stationary |= rule.level == slot.level && rule.role == plan.tables.tensors[slot.tensor].role;
    }
    plan.slots[slot.tensor].push_back({slot.level, slot.required, stationary, slot.region});
  }
}

void add_region(ExactPlan& plan, std::size_t index) {
  RegionPlan& region = plan.regions[index];
  IdArray<LevelId, std::size_t> tensors_at{};
  for (TensorId t : plan.tensors) {
    region.first_slot[t] = plan.slots[t].size();
    region.num_slots[t] = 0;
    for (std::size_t s = plan.slots[t].size(); s-- > 0;) {
      if (plan.slots[t][s].region != index) continue;
      region.first_slot[t] = s;
      ++region.num_slots[t];
      ++tensors_at[plan.slots[t][s].level];
    }
    if (region.num_slots[t] == 0) {
      region.first_slot[t] = static_cast<std::size_t>(
          std::count_if(plan.slots[t].begin(), plan.slots[t].end(),
                        [&](const PlanSlot& slot) { return slot.region > index; }));
    }
    region.num_states *= region.num_slots[t] + 1;
  }
  IdArray<LevelId, std::size_t> homes_at{};
  for (TensorId t : plan.tensors) ++homes_at[plan.space.homes[t]];
  for (LevelId level : IdRange<LevelId>(plan.tables.num_levels)) {
    if (tensors_at[level] == 0) continue;
    add_ports(plan.tables, level, region.ports);
    if (tensors_at[level] + homes_at[level] > 1 &&
        plan.tables.levels[level].capacity_bits != kUnlimitedBits) {
      region.shared_levels.push_back(level);
    }
  }
}

/// Inner regions come last: they hand unfinished ports to the region outside them.
void carry_ports(ExactPlan& plan) {
  for (std::size_t r = plan.regions.size(); r-- > 0;) {
    RegionPlan& inner = plan.regions[r];
    inner.carried.assign(inner.ports.size(), kNone);
    if (r == 0 || !sums_meet_outside(plan, r - 1)) continue;
    RegionPlan& outer = plan.regions[r - 1];
    for (std::size_t p = 0; p < inner.ports.size(); ++p) {
      if (!plan.tables.levels[inner.ports[p].level].may_keep.contains(plan.tables.output)) continue;
      inner.carried[p] = outer.ports.size();
      outer.ports.push_back(inner.ports[p]);
    }
  }
}

void lay_out(const ExactPlan& plan, RegionPlan& region) {
  Layout& layout = region.layout;
  layout.promised = layout.delivered + plan.num_tensors;
  layout.credit = layout.promised + plan.num_tensors;
  layout.ports = layout.credit + 1;
  layout.savings = layout.ports + region.ports.size();
  layout.occupied = layout.savings + region.ports.size();
  layout.brought = layout.occupied + region.shared_levels.size();
  layout.width = layout.brought + (plan.constraints.stationary.empty() ? 0 : 2 * plan.num_tensors);
}

void add_tile_ranges(ExactPlan& plan, const Problem& problem) {
  for (const TileRule& rule : plan.constraints.tiles) {
    for (DimId dim : problem.dims.ids()) {
      if (problem.dims[dim].kind != rule.dim) continue;
      Range& range = plan.tile_ranges[rule.level][dim];
      range.min = std::max(range.min, rule.extent.min);
      range.max = std::min(range.max, rule.extent.max);
    }
  }
}

void add_crossings(const ExactPlan& plan, RegionPlan& region) {
  for (const SpatialChoice& choice : region.choices) {
    Crossing& crossing = region.crossings.emplace_back();
    crossing.factor = choice.factor;
    crossing.children = static_cast<double>(choice.children);
  }
  for (TensorId t : plan.tensors) {
    const std::vector<double> sharing = plan.lattice.products(
        IdSet<DimId>::all(plan.tables.num_dims).without(plan.tables.tensors[t].plain_dims));
    for (Crossing& crossing : region.crossings) {
      crossing.alike[t] = plan.still_left[t][plan.lattice.last() - crossing.factor];
      crossing.sharing[t] = sharing[crossing.factor];
      const bool shares = plan.tables.fanouts[region.fanout].sharing[t] != Sharing::kNone;
      crossing.inverse_share[t] = shares ? 1 / crossing.sharing[t] : 1;
      if (plan.is_output(t)) crossing.copies = crossing.alike[t];
    }
  }
}

/// Dimensions that are part of no sum rank.
IdSet<DimId> dims_without_sums(const cost_model::Tables& tables) {
  IdSet<DimId> dims = IdSet<DimId>::all(tables.num_dims);
  for (TensorId t : IdRange<TensorId>(tables.num_tensors)) {
    for (const cost_model::SumRank& rank : tables.tensors[t].sums) {
      dims.erase(rank.first);
      dims.erase(rank.second);
    }
  }
  return dims;
}

}  // namespace

ExactPlan::ExactPlan(const Problem& problem, const Architecture& architecture,
                     const SearchSpace& search_space, const Settings& settings)
    : tables(cost_model::build_tables(problem, architecture, settings.model)),
      lattice(tables),
      space(search_space),
      kind(settings.mapspace),
      nodes_rise(kind == MapspaceKind::kUnevenFree && settings.constraints.tiles.empty()),
      constraints(settings.constraints),
      regions(space.num_regions()),
      num_tensors(tables.num_tensors) {
  for (TensorId t : problem.tensors.ids()) tensors.push_back(t);
  add_tile_ranges(*this, problem);
  fill_tables(*this);
  find_dims_alone(*this);
  add_slots(*this);
  for (std::size_t r = 0; r < regions.size(); ++r) add_region(*this, r);
  carry_ports(*this);
  for (RegionPlan& region : regions) lay_out(*this, region);
  for (std::size_t r = 0; r + 1 < regions.size(); ++r) {
    regions[r].fanout = space.fanouts[r].id;
    regions[r].choices = spatial_choices(space, space.fanouts[r], constraints, problem, lattice);
    add_crossings(*this, regions[r]);
  }
  busy_cycles = busiest(*this);
  IdSet<LevelId> homes;
  for (TensorId t : tensors) homes.insert(space.homes[t]);
  for (LevelId level : architecture.levels.ids()) {
    if (homes.contains(level)) add_ports(tables, level, home_ports);
    leakage_pj_per_cycle += tables.levels[level].leakage_pj_per_cycle;
  }
  leakage_pj_per_cycle += tables.compute_leakage_pj_per_cycle;
  if (nodes_rise && constraints.empty()) rising = dims_without_sums(tables);
  all_rise = rising == IdSet<DimId>::all(tables.num_dims);
  latency_counts = settings.objective.kind != ObjectiveKind::kEnergy ||
                   settings.objective.max_latency_cycles != Objective{}.max_latency_cycles;
}

bool ExactPlan::tile_allowed(LevelId level, Tile tile) const {
  if (constraints.tiles.empty()) return true;
  for (DimId dim : IdRange<DimId>(tables.num_dims)) {
    if (!tile_ranges[level][dim].contains(lattice.extent(tile, dim))) return false;
  }
  return true;
}

}  // namespace paretile::mapper
