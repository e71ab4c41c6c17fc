// SPDX-License-Identifier: Apache-2.0
// Bounds through the choices of the fan-out around a region: one choice serves all tensors.
#include <algorithm>
#include <limits>

#include "cost_model/footprint.h"
#include "mapper/completion.h"

namespace paretile::mapper {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
/// A number of words computed another way may differ by this and still be the same.
constexpr double kRounding = 1e-9;

/// Numbers of an exit; then per tensor the reciprocal of its share and, per parent outside, what
/// that parent costs; then, right inside the outermost region, one per set of coupled tensors.
enum Number : std::size_t { kCopies, kFurtherCopies, kOwnCopies, kWired, kFirstOfTensors };

/// Whether no label costs more through `a` than through `b`.
bool covers(const Completion::Exit& a, const double* a_numbers, const Completion::Exit& b,
            const double* b_numbers, std::size_t width) {
  if (a.children < b.children || a.further_children < b.further_children || a.copies < b.copies ||
      a.further_copies < b.further_copies) {
    return false;
  }
  for (std::size_t i = kWired; i < width; ++i) {
    if (a_numbers[i] > b_numbers[i]) return false;
  }
  return true;
}

}  // namespace

/// The parents a tensor may have outside the fan-out around a region, inner to outer.
template <typename Visit>
void Completion::each_outside(std::size_t region, TensorId t, const Visit& visit) const {
  const std::vector<PlanSlot>& slots = plan_.slots[t];
  const RegionPlan& plan = plan_.regions[region];
  for (std::size_t p = plan.first_slot[t] + plan.num_slots[t]; p <= slots.size(); ++p) {
    visit(p, parents_[t][p]);
    if (p < slots.size() && slots[p].required) return;
  }
}

/// Translates of a set X by n distances have at least |X| + n - 1 words, however they overlap.
Completion::Exit Completion::exit_by(std::size_t region, Tile tile, std::size_t choice) const {
  const Lattice& lattice = plan_.lattice;
  const RegionPlan& outer = plan_.regions[region - 1];
  const Crossing& crossing = outer.crossings[choice];
  Exit exit;
  exit.choice = choice;
  exit.further_copies = copies_[region - 1][tile + crossing.factor];
  exit.copies = crossing.copies * exit.further_copies;
  exit.further_children = children_[region - 1][tile + crossing.factor];
  exit.children = crossing.children * exit.further_children;
  const cost_model::FanoutTable& fanout = plan_.tables.fanouts[outer.fanout];
  for (TensorId t : plan_.tensors) {
    double& share = exit.share[t] = 1;
    if (fanout.sharing[t] == Sharing::kNone) continue;
    share = crossing.sharing[t];
    for (const cost_model::SumRank& rank : plan_.tables.tensors[t].sums) {
      const auto words = static_cast<double>(
          cost_model::rank_words(rank, lattice.extent(tile, rank.first),
                                 lattice.extent(tile, rank.second), plan_.tables.box));
      const auto apart =
          static_cast<double>(std::max(lattice.extent(crossing.factor, rank.first),
                                       lattice.extent(crossing.factor, rank.second)));
      share *= words / (words + apart - 1);
    }
  }
  return exit;
}

/// Appends the numbers of an exit.
void Completion::list_numbers(std::size_t region, Tile tile, const Exit& exit,
                              std::vector<double>& numbers) const {
  const RegionPlan& outer = plan_.regions[region - 1];
  const cost_model::FanoutTable& fanout = plan_.tables.fanouts[outer.fanout];
  const bool has_wires = fanout.send_pj_per_bit > 0 || fanout.deliver_pj_per_bit > 0;
  const Tile factor = outer.crossings[exit.choice].factor;
  numbers.insert(numbers.end(),
                 {exit.copies, exit.further_copies, exit.copies / exit.further_copies,
                  has_wires && factor != 0 ? 1.0 : 0.0});
  for (TensorId t : plan_.tensors) {
    numbers.push_back(1 / exit.share[t]);
    each_outside(region, t, [&](std::size_t, const Parent& parent) {
      numbers.push_back((*parent.outward)[tile + factor]);
    });
  }
  if (region != 1) return;
  for (Coupling::Set set = 0; set <= coupling_->all(); ++set) {
    numbers.push_back(coupling_->outward_pj(set, tile + factor));
  }
}

const Completion::Exits& Completion::exits_at(std::size_t region, Tile tile, bool whole) {
  constexpr std::size_t kMostKept = 8'000'000;  // numbers
  Exits& kept = exits_[region][tile];
  if (!kept.all.empty() && (!whole || kept.all.size() == kept.size())) return kept;
  if (whole && latest_region_ == region && latest_tile_ == tile) return latest_;
  Exits built;
  collect_exits(region, tile, built);
  if (kept_numbers_ + built.numbers.size() <= kMostKept) {
    kept_numbers_ += built.numbers.size();
    kept = std::move(built);
    return kept;
  }
  if (kept.all.empty()) kept = firsts_of(built);
  if (!whole) return kept;
  latest_ = std::move(built);
  latest_region_ = region;
  latest_tile_ = tile;
  return latest_;
}

Completion::Exits Completion::firsts_of(const Exits& exits) {
  Exits firsts;
  const std::size_t count = exits.group_ends.size();
  firsts.group_ends = exits.group_ends;
  firsts.all.assign(exits.all.begin(), exits.all.begin() + static_cast<std::ptrdiff_t>(count));
  firsts.width = exits.width;
  firsts.numbers.assign(exits.numbers_of(0), exits.numbers_of(count));
  return firsts;
}

void Completion::collect_exits(std::size_t region, Tile tile, Exits& exits) const {
  const std::vector<Crossing>& crossings = plan_.regions[region - 1].crossings;
  const Tile left = plan_.lattice.last() - tile;
  std::vector<Exit> all;
  std::vector<double> numbers;  // exit by exit
  std::vector<std::vector<std::size_t>> groups;
  std::size_t width = 0;
  const auto first_covers = [&](std::size_t a, std::size_t b) {
    return covers(all[a], &numbers[a * width], all[b], &numbers[b * width], width);
  };
  for (std::size_t c = 0; c < crossings.size(); ++c) {
    if (!plan_.lattice.divides(crossings[c].factor, left)) continue;
    const std::size_t added = all.size();
    all.push_back(exit_by(region, tile, c));
    list_numbers(region, tile, all.back(), numbers);
    if (width == 0) width = numbers.size();
    const auto found = std::find_if(groups.begin(), groups.end(), [&](const auto& group) {
      return first_covers(group.front(), added);
    });
    if (found != groups.end()) {
      found->push_back(added);
      continue;
    }
    std::vector<std::size_t> group = {added};
    std::erase_if(groups, [&](const std::vector<std::size_t>& known) {
      if (!first_covers(added, known.front())) return false;
      group.insert(group.end(), known.begin(), known.end());
      return true;
    });
    groups.push_back(std::move(group));
  }
  std::vector<std::size_t> order;
  for (const std::vector<std::size_t>& group : groups) order.push_back(group.front());
  for (const std::vector<std::size_t>& group : groups) {
    order.insert(order.end(), group.begin() + 1, group.end());
    exits.group_ends.push_back(order.size());
  }
  exits.width = width;
  exits.numbers.reserve(numbers.size());
  for (const std::size_t e : order) {
    exits.all.push_back(all[e]);
    exits.numbers.insert(exits.numbers.end(), &numbers[e * width], &numbers[(e + 1) * width]);
  }
}

Completion::Leaving Completion::leaving(std::size_t region, Tile tile, const Inside& inside) const {
  Leaving leaving;
  leaving.energy_pj = inside.energy_pj;
  leaving.credit_pj = inside.credit_pj;
  const RegionPlan& plan = plan_.regions[region];
  const cost_model::FanoutTable& fanout = plan_.tables.fanouts[plan_.regions[region - 1].fanout];
  for (TensorId t : plan_.tensors) {
    const cost_model::TensorTable& tensor = plan_.tables.tensors[t];
    Leaving::Tensor& from = leaving.tensors[t];
    from.is_output = tensor.is_output;
    from.words = static_cast<double>(tensor.words);
    from.several = tensor.is_output ? from.words * (1 + kRounding) : kInfinity;
    from.delivered = std::max(inside.delivered[t], from.words);
    const std::size_t first_outside = plan.first_slot[t] + plan.num_slots[t];
    const std::size_t next = plan.first_slot[t] + inside.placed[t];
    for (std::size_t p = next; p < first_outside && from.leaves; ++p) {
      const Parent& parent = parents_[t][p];
      const bool wide = from.delivered > from.several;
      from.stays.push_back(
          {from.delivered * (wide ? parent.wide_pj : parent.read_pj) + (*parent.outward)[tile],
           wide ? parent.again_pj : 0});
      from.leaves = !plan_.slots[t][p].required;
    }
    const std::size_t member = region == 1 && from.leaves ? coupled(t, next) : kNone;
    each_outside(region, t, [&](std::size_t p, const Parent& parent) {
      double shared = from.delivered;
      for (std::size_t f = parent.region; f + 1 < region; ++f) shared /= sharing_[f][t][tile];
      const bool is_near = member != kNone && p == coupling_->members()[member].slot;
      // Where a node further in may come before, all that is known is that each word comes once.
      if (is_near && p != next) shared = 0;
      from.ways.push_back(
          {shared, parent.read_pj, parent.wide_pj, parent.again_pj, parent.region == 0, is_near});
    });
    from.member = member;
    if (member != kNone) leaving.open |= Coupling::Set{1} << member;
    if (next != first_outside) continue;
    from.send_pj = tensor.bits * fanout.send_pj_per_bit;
    from.deliver_pj = (from.delivered > from.several ? tensor.psum_bits : tensor.bits) *
                      fanout.deliver_pj_per_bit;
  }
  return leaving;
}

namespace {

/// Words an output brings that are read again, of those it brings.
double read_again(double brought, double begun) { return brought > begun ? brought - begun : 0; }

/// What the wires of a fan-out take. Of an output up and down, except where a sum begins: once per
/// word and copy, those further out included.
double wire_pj(const Completion::Leaving::Tensor& from, const double* numbers,
               double inverse_share) {
  const double outside = std::max(from.delivered * inverse_share, from.words);
  if (!from.is_output) return outside * from.send_pj + from.delivered * from.deliver_pj;
  const double begun = from.words * numbers[kFurtherCopies];
  return std::max(outside, 2 * outside - begun) * from.send_pj +
         std::max(from.delivered, 2 * from.delivered - begun * numbers[kOwnCopies]) *
             from.deliver_pj;
}

}  // namespace

Completion::Through Completion::energy_through(const Leaving& leaving,
                                               const double* numbers) const {
  double sum = leaving.energy_pj - leaving.credit_pj * (numbers[kCopies] - 1);
  const double* number = numbers + kFirstOfTensors;
  std::array<double, kMaxTensors> near;
  std::array<double, kMaxTensors> otherwise;
  for (TensorId t : plan_.tensors) {
    const Leaving::Tensor& from = leaving.tensors[t];
    const double inverse_share = *number++;
    double least = kInfinity;
    for (const Leaving::Stay& stay : from.stays) {
      const double again = read_again(from.delivered, from.words * numbers[kCopies]);
      least = std::min(least, stay.cost_pj + stay.again_pj * again);
    }
    const double* const outward = number;
    number += from.ways.size();
    for (std::size_t w = 0; w < from.ways.size() && from.leaves; ++w) {
      const Leaving::Way& way = from.ways[w];
      const double served = std::max(way.shared * inverse_share, from.words);
      double cost = served * (served > from.several ? way.wide_pj : way.read_pj);
      if (from.is_output) {
        const double copies = way.is_home_region ? 1 : numbers[kFurtherCopies];
        cost += way.again_pj * read_again(served, from.words * copies);
      }
      if (way.is_near) {
        near[from.member] = cost;  // the rest is in the numbers of coupled tensors
      } else {
        least = std::min(least, cost + outward[w]);
      }
    }
    if (from.member == kNone) {
      sum += least;
    } else {
      otherwise[from.member] = least;
    }
    sum += numbers[kWired] * wire_pj(from, numbers, inverse_share);
  }
  if (leaving.open == 0) return {sum, 0};
  double least = kInfinity;
  coupling_->for_each_kept(leaving.open, [&](Coupling::Set kept) {
    double cost = number[kept];
    for (std::size_t i = 0; leaving.open >> i != 0; ++i) {
      if ((leaving.open >> i & 1U) != 0) cost += (kept >> i & 1U) != 0 ? near[i] : otherwise[i];
    }
    least = std::min(least, cost);
  });
  return {sum + least, least};
}

double Completion::cycles_through(std::size_t region, const Inside& inside,
                                  const Exit& exit) const {
  double cycles = inside.cycles / exit.children;
  const double outside = exit.further_children;
  IdArray<LevelId, double> read_bits{};
  IdArray<LevelId, double> written_bits{};
  for (TensorId t : plan_.tensors) {
    const cost_model::TensorTable& tensor = plan_.tables.tensors[t];
    const auto words = static_cast<double>(tensor.words);
    const std::vector<PlanSlot>& slots = plan_.slots[t];
    const RegionPlan& plan = plan_.regions[region];
    const std::size_t next = plan.first_slot[t] + inside.placed[t];
    const bool leaves = next == plan.first_slot[t] + plan.num_slots[t];
    const LevelId home = plan_.space.homes[t];
    double to_home = words;
    if (leaves && (next == slots.size() || slots[next].required)) {
      const Parent& parent = parents_[t][next];
      const double served = std::max(words, inside.delivered[t] / exit.share[t]);
      if (next == slots.size()) {
        if (region == 1) to_home = served;
      } else if (parent.region + 1 == region) {
        const LevelId level = slots[next].level;
        (tensor.is_output ? written_bits : read_bits)[level] += served * tensor.bits;
      }
    }
    (tensor.is_output ? written_bits : read_bits)[home] += to_home * tensor.bits * outside;
  }
  const auto add_port = [&](const Port& port) {
    const double bits =
        (port.reads ? read_bits[port.level] : 0) + (port.writes ? written_bits[port.level] : 0);
    cycles = std::max(cycles, bits / port.bits_per_cycle / outside);
  };
  for (const Port& port : plan_.regions[region - 1].ports) add_port(port);
  for (const Port& port : plan_.home_ports) add_port(port);
  return cycles;
}

double Completion::home_cycles_through(std::size_t region, Tile tile, const Inside& inside,
                                       const Exit& exit) const {
  if (region != 1 || home_ports_.empty()) return 0;
  double cycles = 0;
  Outermost from;
  for (TensorId t : plan_.tensors) {
    const RegionPlan& plan = plan_.regions[region];
    from.next[t] = plan.first_slot[t] + inside.placed[t];
    const bool leaves = inside.placed[t] == plan.num_slots[t];
    from.served[t] = leaves ? inside.delivered[t] / exit.share[t] : 0;
  }
  const Tile outer_tile = tile + plan_.regions[0].crossings[exit.choice].factor;
  for (const HomePort& home : home_ports_) {
    cycles = std::max(cycles, home_cycles(home, outer_tile, from, coupling_->room_bits()));
  }
  return cycles;
}

/// Parents in the region right outside stand where the promise lets the nest grow to. Of coupled
/// tensors only the sum is compared: which nodes are the least is not the same for all at once.
double Completion::held_extra_pj(std::size_t region, Tile tile, const Inside& inside,
                                 const Exit& exit, const Through& through, const Held& held) {
  const Crossing& crossing = plan_.regions[region - 1].crossings[exit.choice];
  const Tile outer_tile = tile + crossing.factor;
  const Held outside{held.tensor, held.left / crossing.alike[held.tensor]};
  double extra = 0;
  double coupled_pj = 0;
  for (TensorId t : plan_.tensors) {
    double freely = kInfinity;
    double in_truth = kInfinity;
    each_outside(region, t, [&](std::size_t p, const Parent& parent) {
      double served = inside.delivered[t] / exit.share[t];
      for (std::size_t f = parent.region; f + 1 < region; ++f) served /= sharing_[f][t][tile];
      const double outward = (*parent.outward)[outer_tile];
      const double cost =
          cost_from(t, parent, outward, served, parent.region == 0 ? 1 : exit.further_copies);
      const bool is_near = p < plan_.slots[t].size() && parent.region + 1 == region;
      const double more = is_near ? held_outward(t, p, outer_tile, outside) - outward : 0;
      freely = std::min(freely, cost);
      in_truth = std::min(in_truth, cost + more);
    });
    const std::size_t next = plan_.regions[region].first_slot[t] + inside.placed[t];
    if (region == 1 && coupled(t, next) != kNone) {
      coupled_pj += in_truth;
    } else {
      extra += in_truth - freely;
    }
  }
  return extra + std::max(0.0, coupled_pj - through.coupled_pj);
}

}  // namespace paretile::mapper
