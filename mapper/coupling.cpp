// SPDX-License-Identifier: Apache-2.0
#include "mapper/coupling.h"

#include <algorithm>
#include <array>
#include <limits>

namespace paretile::mapper {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::size_t kMostUnits = 8;
/// Numbers all tables may hold together.
constexpr std::size_t kMostNumbers = 8'000'000;
/// What the rest of a set of one costs, by units of room.
constexpr std::array<double, kMostUnits + 1> kNothing{};

}  // namespace

Coupling::Coupling(
    const ExactPlan& plan,
    const std::function<const std::vector<double>&(TensorId, std::size_t)>& node_pj) {
  choose_level(plan);
  const std::size_t numbers_per_unit = plan.lattice.size() << members_.size();
  units_ = std::min(kMostUnits, kMostNumbers / numbers_per_unit);
  if (members_.size() < 2 || units_ < 2) {
    members_.clear();
    return;
  }
  room_bits_ = plan.capacity_bits(level_);
  if (whole_bits(plan) <= room_bits_) units_ = 0;
  unit_bits_ = room_bits_ / static_cast<double>(std::max<std::size_t>(units_, 1));
  tables_.resize(all() + 1);
  for (Set set = 1; set <= all(); ++set) tabulate(plan, set, node_pj);
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

/// What all members take at most, whole and side by side: an output that is read again is wider.
double Coupling::whole_bits(const ExactPlan& plan) const {
  double bits = 0;
  for (const Member& member : members_) {
    const cost_model::TensorTable& tensor = plan.tables.tensors[member.tensor];
    bits += static_cast<double>(tensor.words) * std::max(tensor.bits, tensor.psum_bits);
  }
  return bits;
}

void Coupling::tabulate(
    const ExactPlan& plan, Set set,
    const std::function<const std::vector<double>&(TensorId, std::size_t)>& node_pj) {
  const std::size_t width = units_ + 1;
  std::vector<double>& table = tables_[set];
  table.assign(plan.lattice.size() * width, kInfinity);
  for (std::size_t i = 0; i < members_.size(); ++i) {
    if ((set >> i & 1U) == 0) continue;
    const Member& member = members_[i];
    const std::vector<double>& nodes_pj = node_pj(member.tensor, member.slot);
    const std::vector<double>& words = plan.words[member.tensor];
    const double bits_per_word = plan.tables.tensors[member.tensor].bits;
    const Set others = set & ~(Set{1} << i);
    for (Tile tile = 0; tile < plan.lattice.size(); ++tile) {
      const double bits = words[tile] * bits_per_word;
      if (bits > plan.capacity_bits(level_)) continue;
      const auto taken = static_cast<std::size_t>(bits / unit_bits_ * (1 - 1e-12));
      const double node = nodes_pj[tile];
      double* const here = &table[tile * width + taken];
      const double* const rest = others == 0 ? kNothing.data() : &tables_[others][tile * width];
      for (std::size_t u = 0; u < width - taken; ++u) here[u] = std::min(here[u], node + rest[u]);
    }
  }
  spread_inward(plan.lattice, width, table, kLeast);
}

double Coupling::outward_pj(Set set, Tile tile, double room_bits) const {
  if (set == 0) return 0;
  if (room_bits < 0) return kInfinity;
  const auto room = static_cast<std::size_t>(room_bits / unit_bits_ * (1 + 1e-12));
  return tables_[set][tile * (units_ + 1) + std::min(room, units_)];
}

}  // namespace paretile::mapper
