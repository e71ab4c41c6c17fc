// SPDX-License-Identifier: Apache-2.0
#include "mapper/bound.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "mapper/factors.h"

namespace paretile::mapper {
namespace {

/// Costs are sums of doubles in another order than these bounds: room for their rounding.
constexpr double kRounding = 1 - 1e-12;

std::int64_t cycles_at_least(double cycles) {
  const double least = std::ceil(cycles * kRounding);
  return static_cast<std::int64_t>(std::min(least, static_cast<double>(kMaxExactCount)));
}

/// Largest product up to `limit` of one divisor of each dimension.
std::int64_t largest_product(const SearchSpace& space, IdSet<DimId> dims, std::int64_t limit) {
  std::vector<std::int64_t> products = {1};
  for (DimId dim : space.sizes.ids()) {
    if (!dims.contains(dim)) continue;
    std::vector<std::int64_t> next;
    for (const std::int64_t divisor : divisors(space.sizes[dim])) {
      for (const std::int64_t product : products) {
        if (product <= limit / divisor) next.push_back(product * divisor);
      }
    }
    std::sort(next.begin(), next.end());
    next.erase(std::unique(next.begin(), next.end()), next.end());
    products = std::move(next);
  }
  return products.back();
}

/// Most children that loops over `dims` can occupy in one fan-out.
std::int64_t most_children(const SearchSpace& space, const UsableFanout& fanout,
                           IdSet<DimId> dims) {
  IdSet<DimId> allowed;
  std::int64_t by_axis = 1;
  for (AxisId axis : fanout.axes) {
    allowed = allowed | space.axis_dims[axis];
    by_axis *= largest_product(space, space.axis_dims[axis] & dims, space.axis_sizes[axis]);
  }
  return fanout.fold ? largest_product(space, allowed & dims, fanout.children) : by_axis;
}

/// Everything the bounds of one tensor are made of.
class TensorBound {
 public:
  TensorBound(const SearchSpace& space, const Problem& problem, const Architecture& architecture,
              const cost_model::Options& options, TensorId id)
      : space_(space),
        problem_(problem),
        architecture_(architecture),
        charge_drains_(options.drains == cost_model::Drains::kCounted),
        id_(id),
        is_output_(problem.tensors[id].role == Role::kOutput),
        bits_(problem.tensors[id].bits),
        words_(static_cast<double>(problem.tensor_words(id))) {}

  [[nodiscard]] double energy_pj() const {
    double least = std::numeric_limits<double>::infinity();
    for (LevelId level : innermost_levels()) least = std::min(least, energy_when_served_by(level));
    return least;
  }

  /// Cycles the ports of the level that serves compute are busy with this tensor alone.
  [[nodiscard]] double serving_cycles() const {
    double least = std::numeric_limits<double>::infinity();
    for (LevelId level : innermost_levels()) {
      const Level& from = architecture_.levels[level];
      const double one_way =
          is_output_ ? from.write_bandwidth_bits_per_cycle : from.read_bandwidth_bits_per_cycle;
      const double bandwidth = std::min(one_way, from.shared_bandwidth_bits_per_cycle);
      least = std::min(least, accesses(level) * bits_ / (most_instances(level) * bandwidth));
    }
    return least;
  }

  /// Bits that cross the ports of a level, per instance, at least: the whole tensor once each way.
  struct Traffic {
    double read_bits = 0;
    double write_bits = 0;
  };
  [[nodiscard]] Traffic traffic(LevelId level) const {
    const double bits = words_ * bits_ / most_instances(level);
    if (level == space_.homes[id_]) return is_output_ ? Traffic{0, bits} : Traffic{bits, 0};
    if (!is_required(level)) return {};
    return {is_output_ && !charge_drains_ ? 0 : bits, bits};
  }

 private:
  [[nodiscard]] bool is_required(LevelId level) const {
    return std::any_of(space_.slots.begin(), space_.slots.end(), [&](const Slot& slot) {
      return slot.required && slot.level == level && slot.tensor == id_;
    });
  }

  /// Levels that can be the innermost to keep the tensor: none outside one that must.
  [[nodiscard]] std::vector<LevelId> innermost_levels() const {
    std::vector<LevelId> levels = {space_.homes[id_]};
    for (const Slot& slot : space_.slots) {
      if (slot.tensor != id_) continue;
      if (slot.required) levels.clear();
      levels.push_back(slot.level);
    }
    return levels;
  }

  /// Dimensions whose spatial loops can let children share a word: all but those alone in a rank.
  [[nodiscard]] IdSet<DimId> shareable_dims() const {
    IdSet<DimId> dims;
    for (DimId dim : space_.sizes.ids()) dims.insert(dim);
    for (const Rank& rank : problem_.tensors[id_].ranks) {
      const auto moves = [&](const Term& term) { return space_.sizes[term.dim] > 1; };
      if (std::count_if(rank.begin(), rank.end(), moves) != 1) continue;
      for (const Term& term : rank) dims.erase(term.dim);
    }
    return dims;
  }

  [[nodiscard]] bool is_inside(const UsableFanout& fanout, LevelId level) const {
    return architecture_.fanouts[fanout.id].levels_outside > level.index();
  }

  /// Most units one access at the level can serve.
  [[nodiscard]] double most_sharing(LevelId level) const {
    double sharing = 1;
    for (const UsableFanout& fanout : space_.fanouts) {
      const Fanout& physical = architecture_.fanouts[fanout.id];
      const bool shares = physical.sharing_of(problem_.tensors[id_].role) != Sharing::kNone;
      if (!shares || !is_inside(fanout, level)) continue;
      sharing *= static_cast<double>(most_children(space_, fanout, shareable_dims()));
    }
    return sharing;
  }

  /// Most instances of a level that loops over `dims` can occupy.
  [[nodiscard]] double most_copies(LevelId level, IdSet<DimId> dims) const {
    double copies = 1;
    for (const UsableFanout& fanout : space_.fanouts) {
      if (is_inside(fanout, level)) continue;
      copies *= static_cast<double>(most_children(space_, fanout, dims));
    }
    return copies;
  }
  [[nodiscard]] double most_instances(LevelId level) const {
    return most_copies(level, IdSet<DimId>::all(space_.sizes.size()));
  }

  /// Accesses of compute at the level that serves it, all instances.
  [[nodiscard]] double accesses(LevelId level) const {
    return std::max(words_, static_cast<double>(problem_.operations()) / most_sharing(level));
  }

  /// Picojoules per word of this tensor.
  struct WordEnergy {
    double read = 0;
    double fill = 0;
    double update = 0;
    double drain = 0;
  };
  [[nodiscard]] WordEnergy word_energy(LevelId id) const {
    const Level& level = architecture_.levels[id];
    const double share = static_cast<double>(bits_) / level.word_bits;
    return {level.read_pj * share, level.fill_pj * share, level.update_pj * share,
            charge_drains_ ? level.drain_pj * share : 0};
  }

  /// Moving every word once through a level, from or to the home.
  [[nodiscard]] double passing_pj(LevelId level) const {
    const WordEnergy word = word_energy(level);
    return words_ * (is_output_ ? word.update + word.drain : word.fill + word.read);
  }

  [[nodiscard]] double energy_when_served_by(LevelId level) const {
    const LevelId home = space_.homes[id_];
    const WordEnergy word = word_energy(level);
    double energy = accesses(level) * (is_output_ ? word.update : word.read);
    if (is_output_) {
      // All but the first touch of a word by each instance is read back before it is added to.
      const double first = words_ * most_copies(level, shareable_dims());
      energy += std::max(0.0, accesses(level) - first) * word.read;
    }
    if (level == home) return energy;
    energy += words_ * (is_output_ ? word.drain : word.fill);
    const WordEnergy at_home = word_energy(home);
    energy += words_ * (is_output_ ? at_home.update : at_home.read);
    for (const Slot& slot : space_.slots) {
      const bool passed = slot.required && slot.tensor == id_ && slot.level != level;
      if (passed) energy += passing_pj(slot.level);
    }
    return energy;
  }

  const SearchSpace& space_;
  const Problem& problem_;
  const Architecture& architecture_;
  bool charge_drains_;
  TensorId id_;
  bool is_output_;
  int bits_;
  double words_;
};

std::int64_t compute_cycles(const SearchSpace& space, const Problem& problem,
                            const Architecture& architecture) {
  double units = 1;
  for (const UsableFanout& fanout : space.fanouts) {
    units *=
        static_cast<double>(most_children(space, fanout, IdSet<DimId>::all(space.sizes.size())));
  }
  const double steps = std::ceil(static_cast<double>(problem.operations()) / units * kRounding);
  return cycles_at_least(steps * architecture.compute.cycles_per_operation);
}

std::int64_t port_cycles(const Level& level, double read_bits, double write_bits) {
  return cycles_at_least(
      std::max({read_bits / level.read_bandwidth_bits_per_cycle,
                write_bits / level.write_bandwidth_bits_per_cycle,
                (read_bits + write_bits) / level.shared_bandwidth_bits_per_cycle}));
}

double leakage_pj(const Architecture& architecture, std::int64_t cycles) {
  constexpr double kPicojoulesPerJoule = 1e12;
  double watts =
      architecture.compute.leakage_w * static_cast<double>(architecture.compute_instances());
  for (LevelId level : architecture.levels.ids()) {
    watts +=
        architecture.levels[level].leakage_w * static_cast<double>(architecture.instances(level));
  }
  return watts * kPicojoulesPerJoule / architecture.clock_hz * static_cast<double>(cycles);
}

}  // namespace

LowerBound lower_bound(const SearchSpace& space, const Problem& problem,
                       const Architecture& architecture, const cost_model::Options& options) {
  LowerBound bound;
  bound.latency_cycles = compute_cycles(space, problem, architecture);
  double energy_pj = static_cast<double>(problem.operations()) * architecture.compute.energy_pj;
  std::vector<TensorBound> tensors;
  for (TensorId id : problem.tensors.ids()) {
    tensors.emplace_back(space, problem, architecture, options, id);
    energy_pj += tensors.back().energy_pj();
    bound.latency_cycles =
        std::max(bound.latency_cycles, cycles_at_least(tensors.back().serving_cycles()));
  }
  for (LevelId level : architecture.levels.ids()) {
    TensorBound::Traffic all;
    for (const TensorBound& tensor : tensors) {
      all.read_bits += tensor.traffic(level).read_bits;
      all.write_bits += tensor.traffic(level).write_bits;
    }
    bound.latency_cycles =
        std::max(bound.latency_cycles,
                 port_cycles(architecture.levels[level], all.read_bits, all.write_bits));
  }
  bound.energy_pj = (energy_pj + leakage_pj(architecture, bound.latency_cycles)) * kRounding;
  bound.edp_pj_cycles = bound.energy_pj * static_cast<double>(bound.latency_cycles) * kRounding;
  return bound;
}

}  // namespace paretile::mapper
