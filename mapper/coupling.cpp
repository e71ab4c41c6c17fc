// SPDX-License-Identifier: Apache-2.0
#include "mapper/coupling.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>

namespace paretile::mapper {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kRounding = 1e-12;
constexpr std::size_t kMostUnits = 15;
/// Numbers all tables may hold together.
constexpr std::size_t kMostNumbers = 8'000'000;
/// What the rest of a set of one costs, by units of room.
constexpr std::array<double, kMostUnits + 1> kNothing{};

/// Lowers numbers to others plus something, where these are less. They never overlap.
void lower_to(double* __restrict numbers, const double* __restrict others, std::size_t count,
              double more = 0) {
  for (std::size_t i = 0; i < count; ++i) {
    const double other = others[i] + more;
    numbers[i] = other < numbers[i] ? other : numbers[i];
  }
}

}  // namespace

bool binds(const ExactPlan& plan, const Held& held, Tile tile) {
  constexpr double kMostLeft = 1U << 30U;
  return held.left < kMostLeft && plan.still_left[held.tensor][tile] > held.left * (1 + kRounding);
}

bool never_falls(const ExactPlan& plan, const std::vector<double>& numbers, TensorId still) {
  bool falls = false;
  for (const Factor& factor : plan.lattice.factors()) {
    if (plan.tables.moves[factor.dim].contains(still)) continue;
    plan.lattice.for_each_grown(factor, [&](std::size_t tile, std::size_t smaller) {
      falls |= numbers[tile] < numbers[smaller] * (1 - kRounding);
    });
  }
  return !falls;
}

Coupling::Coupling(
    const ExactPlan& plan,
    const std::function<const std::vector<double>&(TensorId, std::size_t)>& node_costs)
    : plan_(plan) {
  choose_level(plan);
  const std::size_t numbers_per_unit = 2 * plan.lattice.size() << members_.size();
  units_ = std::min(kMostUnits, kMostNumbers / numbers_per_unit);
  if (members_.size() < 2 || units_ < 2) {
    members_.clear();
    return;
  }
  room_bits_ = plan.capacity_bits(level_);
  if (whole_bits(plan) <= room_bits_) units_ = 0;
  unit_bits_ = room_bits_;
  if (units_ > 0) choose_unit();
  for (const Member& member : members_)
    node_costs_.push_back(node_costs(member.tensor, member.slot));
  for (TensorId t : plan.tensors) {
    first_is_best_[t] = plan.leaves_alone[t].has_value();
    for (std::size_t i = 0; i < members_.size() && first_is_best_[t]; ++i) {
      const bool waits = members_[i].tensor == t && plan.nodes_rise;
      first_is_best_[t] = waits || never_falls(plan, node_costs_[i], t);
    }
  }
  tables_.resize(all() + 1);
  for (Set set = 1; set <= all(); ++set) tabulate(set, false);
  const cost_model::TensorTable& output = plan.tables.tensors[plan.tables.output];
  output_ = index_of(plan.tables.output);
  if (output_ == kNone || units_ == 0 || output.psum_bits <= output.bits) return;
  partial_bits_ = output.psum_bits;
  partial_tables_.resize(all() + 1);
  for (Set set = 1; set <= all(); ++set) {
    if ((set >> output_ & 1U) != 0) tabulate(set, true);
  }
}

/// The innermost level of the region that is limited and may keep several tensors.
void Coupling::choose_level(const ExactPlan& plan) {
  const RegionPlan& region = plan.regions[0];
  if (region.shared_levels.empty()) return;
  level_ = *std::max_element(region.shared_levels.begin(), region.shared_levels.end());
  for (TensorId t : plan.tensors) {
    for (std::size_t s = 0; s < region.num_slots[t]; ++s) {
      const PlanSlot& slot = plan.slots[t][region.first_slot[t] + s];
      if (slot.level != level_) continue;
      if (slot.required) required_ |= Set{1} << members_.size();
      members_.push_back({t, region.first_slot[t] + s});
    }
  }
}

/// Tiles are counted in whole units, rounded down. Their sizes are products of the same few
/// factors, so some tile is a unit that most of them are multiples of: that which loses least by
/// rounding.
void Coupling::choose_unit() {
  const double finest = room_bits_ / static_cast<double>(units_ + 1) * (1 + kRounding);
  const double coarsest = room_bits_ / static_cast<double>((units_ + 1) / 2);
  std::map<double, double> tiles;  // by size, how many
  for (const Member& member : members_) {
    for (const double words : plan_.words[member.tensor]) {
      const double bits = words * plan_.tables.tensors[member.tensor].bits;
      if (bits > finest && bits <= room_bits_) ++tiles[bits];
    }
  }
  const auto lost = [&](double unit) {
    double sum = 0;
    for (const auto& [bits, count] : tiles) {
      sum += count * (1 - std::floor(bits / unit) * unit / bits);
    }
    return sum;
  };
  unit_bits_ = coarsest;
  double least = lost(coarsest);
  for (const auto& [bits, count] : tiles) {
    if (bits > coarsest) break;
    const double sum = lost(bits);
    if (sum > least) continue;
    least = sum;
    unit_bits_ = bits;
  }
  units_ = static_cast<std::size_t>(room_bits_ / unit_bits_ * (1 + kRounding));
}

/// What all members take at most, whole and side by side: an output that is read again is wider.
double Coupling::whole_bits(const ExactPlan& plan) const {
  double bits = 0;
  for (const Member& member : members_) {
    const cost_model::TensorTable& tensor = plan.tables.tensors[member.tensor];
    bits += static_cast<double>(tensor.words) * std::max(tensor.bits, tensor.psum_bits);
  }
  return bits;
}

void Coupling::tabulate(Set set, bool partial) {
  const std::size_t width = units_ + 1;
  std::vector<double>& all_here = partial ? partial_tables_[set] : tables_[set];
  all_here.assign(plan_.lattice.size() * width, kInfinity);
  for (std::size_t i = 0; i < members_.size(); ++i) {
    if ((set >> i & 1U) == 0) continue;
    const std::vector<double>& words = plan_.words[members_[i].tensor];
    const double bits_per_word = word_bits(i, partial);
    const Set others = set & ~(Set{1} << i);
    for (Tile tile = 0; tile < plan_.lattice.size(); ++tile) {
      const double bits = words[tile] * bits_per_word;
      if (bits > room_bits_) continue;
      const auto taken = static_cast<std::size_t>(bits / unit_bits_);
      const double node = node_costs_[i][tile];
      const double* const rest =
          others == 0 ? kNothing.data() : &table(others, partial)[tile * width];
      lower_to(&all_here[tile * width + taken], rest, width - taken, node);
    }
  }
  spread_inward(plan_.lattice, width, all_here, kLeast);
}

double Coupling::least_of(Set open, const double* kept, const double* otherwise,
                          const double* outward) const {
  std::array<double, std::size_t{1} << kMaxTensors> costs;
  std::array<Set, std::size_t{1} << kMaxTensors> sets;
  costs[0] = 0;
  sets[0] = 0;
  std::size_t count = 1;
  for (std::size_t i = 0; open >> i != 0; ++i) {
    const Set bit = Set{1} << i;
    if ((open & bit) == 0) continue;
    const bool both = (required_ & bit) == 0;
    const std::size_t to = both ? count : 0;
    for (std::size_t k = 0; k < count; ++k) {
      costs[to + k] = costs[k] + kept[i];
      sets[to + k] = sets[k] | bit;
      if (both) costs[k] += otherwise[i];
    }
    count += to;
  }
  double least = kInfinity;
  for (std::size_t k = 0; k < count; ++k) least = std::min(least, costs[k] + outward[sets[k]]);
  return least;
}

double Coupling::outward(Set set, Tile tile, Room room) const {
  if (set == 0) return 0;
  if (room.bits < 0) return kInfinity;
  const auto units = static_cast<std::size_t>(room.bits / unit_bits_ * (1 + kRounding));
  const bool partial = room.for_partial_sums && has_partial_sums();
  return table(set, partial)[tile * (units_ + 1) + std::min(units, units_)];
}

Coupling::PerSet Coupling::all_outward(Tile tile, Room room) const {
  PerSet sets{};
  for (Set set = 1; set <= all(); ++set) sets[set] = outward(set, tile, room);
  return sets;
}

Coupling::PerSet Coupling::all_outward(Tile tile, Room room, const Held& held) {
  if (!binds(plan_, held, tile) || room.bits < 0 || members_.empty())
    return all_outward(tile, room);
  const std::size_t width = units_ + 1;
  const auto units = static_cast<std::size_t>(room.bits / unit_bits_ * (1 + kRounding));
  const bool partial = room.for_partial_sums && has_partial_sums();
  if (first_is_best_[held.tensor]) {
    const std::optional<Tile> kept = kept_at(plan_, held, tile);
    if (kept) return place_first(tile, *kept, std::min(units, units_), partial, held);
  }
  const double* const row = &held_[tabulate_held(tile, held, partial) + std::min(units, units_)];
  PerSet sets{};
  for (Set set = 1; set <= all(); ++set) sets[set] = row[set * width];
  return sets;
}

/// As tabulate_held, where no node that comes before the promise is kept does better than at once:
/// its tile is the smallest there, and costs no more than later ones.
Coupling::PerSet Coupling::place_first(Tile tile, Tile kept, std::size_t units, bool partial,
                                       const Held& held) const {
  const std::size_t width = units_ + 1;
  PerSet sets;
  std::fill_n(sets.begin(), all() + 1, kInfinity);
  for (Set first = 0; first <= all(); ++first) {
    double cost = 0;
    std::size_t taken = 0;
    for (std::size_t i = 0; first >> i != 0; ++i) {
      if ((first >> i & 1U) == 0) continue;
      const TensorId t = members_[i].tensor;
      const double bits = plan_.words[t][tile] * word_bits(i, partial);
      const bool waits = t == held.tensor && plan_.nodes_rise;
      cost += waits || bits > room_bits_ ? kInfinity : node_costs_[i][tile];
      taken += bits > room_bits_ ? 0 : static_cast<std::size_t>(bits / unit_bits_);
    }
    if (cost == kInfinity || taken > units) continue;
    const std::size_t at = kept * width + units - taken;
    sets[first] = std::min(sets[first], cost);
    const Set others = all() & ~first;
    for (Set later = others; later != 0; later = (later - 1) & others) {
      sets[first | later] = std::min(sets[first | later], cost + table(later, partial)[at]);
    }
  }
  return sets;
}

/// Until the promise is kept the nest grows by loops that leave the tensor alone.
std::size_t Coupling::tabulate_held(Tile tile, const Held& held, bool partial) {
  const std::uint64_t asked = (static_cast<std::uint64_t>(held.left) << 34U) |
                              (static_cast<std::uint64_t>(tile) << 4U) | (partial ? 8U : 0U) |
                              held.tensor.index();
  if (const std::size_t* known = held_at_.find(asked)) return *known;
  const std::size_t width = units_ + 1;
  const auto each_further = [&](const auto& visit) {
    for (const Factor& factor : plan_.lattice.factors()) {
      if (plan_.tables.moves[factor.dim].contains(held.tensor)) continue;
      if (plan_.lattice.can_grow(tile, factor)) visit(tile + factor.stride);
    }
  };
  each_further([&](Tile further) {
    if (binds(plan_, held, further)) tabulate_held(further, held, partial);
  });
  const std::size_t at = held_.size();
  held_.resize(at + (all() + 1) * width, kInfinity);
  each_further([&](Tile further) {
    const bool kept = !binds(plan_, held, further);
    const std::size_t from = kept ? 0 : tabulate_held(further, held, partial);
    for (Set set = 1; set <= all(); ++set) {
      lower_to(&held_[at + set * width],
               kept ? &table(set, partial)[further * width] : &held_[from + set * width], width);
    }
  });
  place_held(tile, held, partial, at);
  held_at_.keep(asked, at);
  return at;
}

/// A node of the tensor itself waits: it can stand further out.
void Coupling::place_held(Tile tile, const Held& held, bool partial, std::size_t at) {
  const std::size_t width = units_ + 1;
  for (Set set = 1; set <= all(); ++set) {
    for (std::size_t i = 0; i < members_.size(); ++i) {
      if ((set >> i & 1U) == 0) continue;
      const TensorId t = members_[i].tensor;
      if (t == held.tensor && plan_.nodes_rise) continue;
      const double bits = plan_.words[t][tile] * word_bits(i, partial);
      if (bits > room_bits_) continue;
      const auto taken = static_cast<std::size_t>(bits / unit_bits_);
      const Set others = set & ~(Set{1} << i);
      const double* const rest = others == 0 ? kNothing.data() : &held_[at + others * width];
      lower_to(&held_[at + set * width + taken], rest, width - taken, node_costs_[i][tile]);
    }
  }
}

}  // namespace paretile::mapper
