// SPDX-License-Identifier: Apache-2.0
#include "mapper/mapspace.h"

#include <algorithm>
#include <bit>
#include <string_view>

#include "mapper/factors.h"

namespace paretile::mapper {
namespace {

std::optional<LevelId> home_of(const Architecture& architecture, Role role) {
  for (LevelId level : architecture.levels.ids()) {
    if (architecture.levels[level].keeps(role)) return level;
  }
  return std::nullopt;
}

IdSet<DimId> allowed_dims(const Problem& problem, const Axis& axis) {
  IdSet<DimId> allowed;
  for (DimId dim : problem.dims.ids()) {
    const Dimension& dimension = problem.dims[dim];
    const bool named = axis.dims.empty() || std::find(axis.dims.begin(), axis.dims.end(),
                                                      dimension.kind) != axis.dims.end();
    if (named && dimension.size > 1) allowed.insert(dim);
  }
  return allowed;
}

/// Fan-outs inside all homes. One no dimension can use still keeps the nodes on its sides apart.
void add_fanouts(const Architecture& architecture, std::size_t deepest_home, SearchSpace& space) {
  for (FanoutId id : architecture.fanouts.ids()) {
    const Fanout& fanout = architecture.fanouts[id];
    UsableFanout usable{id, space.fanouts.size(), fanout.fold, fanout.children(), {}};
    for (std::size_t i = 0; i < fanout.axes.size(); ++i) {
      const AxisId axis(architecture.first_axis(id).index() + i);
      const bool has_room = fanout.fold ? fanout.children() > 1 : fanout.axes[i].size > 1;
      if (has_room && !space.axis_dims[axis].empty()) usable.axes.push_back(axis);
    }
    if (fanout.levels_outside > deepest_home) space.fanouts.push_back(usable);
  }
}

void add_slots(const Problem& problem, const Architecture& architecture, SearchSpace& space) {
  for (LevelId level : architecture.levels.ids()) {
    std::size_t region = 0;
    for (const UsableFanout& fanout : space.fanouts) {
      if (architecture.fanouts[fanout.id].levels_outside <= level.index()) ++region;
    }
    for (TensorId tensor : problem.tensors.ids()) {
      const Role role = problem.tensors[tensor].role;
      if (level <= space.homes[tensor] || !architecture.levels[level].keeps(role)) continue;
      space.slots.push_back(
          {level, tensor, architecture.levels[level].requires_tensor(role), region});
    }
  }
}

/// Rules that contradict the architecture leave nothing.
cost_model::Verdict apply_keep_rules(const Problem& problem, const Constraints& constraints,
                                     SearchSpace& space) {
  std::vector<KeepRule> rules = constraints.keeps;
  for (const StationaryRule& rule : constraints.stationary) {
    rules.push_back({rule.level, rule.role, true});
  }
  for (const KeepRule& rule : rules) {
    for (TensorId tensor : problem.tensors.ids()) {
      if (problem.tensors[tensor].role != rule.role) continue;
      const auto slot = std::find_if(space.slots.begin(), space.slots.end(), [&](const Slot& s) {
        return s.level == rule.level && s.tensor == tensor;
      });
      const bool is_home = space.homes[tensor] == rule.level;
      cost_model::Verdict verdict;
      verdict.level = rule.level;
      verdict.tensor = tensor;
      if (rule.keep && slot == space.slots.end() && !is_home) {
        verdict.reason = cost_model::Verdict::Reason::kMayNotKeep;
      } else if (!rule.keep && (is_home || (slot != space.slots.end() && slot->required))) {
        verdict.reason = cost_model::Verdict::Reason::kMustKeep;
      }
      if (!verdict.fits()) return verdict;
      if (slot == space.slots.end()) continue;
      if (rule.keep) {
        slot->required = true;
      } else {
        space.slots.erase(slot);
      }
    }
  }
  return {};
}

double binomial(std::size_t n, std::size_t k) {
  double result = 1;
  for (std::size_t i = 1; i <= k; ++i) {
    result = result * static_cast<double>(n - k + i) / static_cast<double>(i);
  }
  return result;
}

double factorial(std::size_t n) {
  double result = 1;
  for (std::size_t i = 2; i <= n; ++i) result *= static_cast<double>(i);
  return result;
}

/// Ways to hand the prime factors of one size to `places` places.
double placements(const std::vector<std::int64_t>& primes, std::size_t places) {
  double ways = 1;
  for (std::size_t i = 0; i < primes.size();) {
    std::size_t equal = i;
    while (equal < primes.size() && primes[equal] == primes[i]) ++equal;
    ways *= binomial(equal - i + places - 1, places - 1);
    i = equal;
  }
  return ways;
}

/// Segments of the nest that keeps every tensor wherever it may.
std::size_t most_segments(const SearchSpace& space) {
  return 1 + space.slots.size() + space.fanouts.size();
}

/// Orders of all storage nodes of one region: those of each tensor stay in the order of the levels.
double interleavings(const SearchSpace& space, std::size_t region) {
  std::size_t total = 0;
  IdArray<TensorId, std::size_t> of_tensor{};
  for (const Slot& slot : space.slots) {
    if (slot.region != region) continue;
    ++total;
    ++of_tensor[slot.tensor];
  }
  double orders = factorial(total);
  for (TensorId tensor : IdRange<TensorId>(space.num_tensors)) {
    orders /= factorial(of_tensor[tensor]);
  }
  return orders;
}

/// FNV-1a over 64-bit words, bytes in little-endian order on every machine.
class Hasher {
 public:
  template <typename Int>
  void add(Int value) {
    const auto bits = static_cast<std::uint64_t>(value);
    for (int byte = 0; byte < 8; ++byte) mix((bits >> (8 * byte)) & 0xFFU);
  }
  void add(double value) { add(std::bit_cast<std::uint64_t>(value)); }
  void add(std::string_view text) {
    add(text.size());
    for (const char c : text) mix(static_cast<unsigned char>(c));
  }
  [[nodiscard]] std::uint64_t value() const { return state_; }

 private:
  void mix(std::uint64_t byte) { state_ = (state_ ^ byte) * 1099511628211ULL; }
  std::uint64_t state_ = 14695981039346656037ULL;
};

void hash_problem(const Problem& problem, Hasher& hasher) {
  hasher.add(problem.dims.size());
  for (const Dimension& dim : problem.dims) {
    hasher.add(std::string_view(dim.kind));
    hasher.add(dim.size);
  }
  hasher.add(problem.tensors.size());
  for (const Tensor& tensor : problem.tensors) {
    hasher.add(static_cast<int>(tensor.role));
    hasher.add(tensor.bits);
    hasher.add(tensor.psum_bits);
    hasher.add(tensor.ranks.size());
    for (const Rank& rank : tensor.ranks) {
      hasher.add(rank.size());
      for (const Term& term : rank) {
        hasher.add(term.dim.index());
        hasher.add(term.coefficient);
      }
    }
  }
}

void hash_level(const Level& level, Hasher& hasher) {
  for (const std::int64_t number :
       {level.capacity_bits, std::int64_t{level.word_bits}, std::int64_t{level.buffering}}) {
    hasher.add(number);
  }
  for (const double number :
       {level.read_bandwidth_bits_per_cycle, level.write_bandwidth_bits_per_cycle,
        level.shared_bandwidth_bits_per_cycle, level.read_pj, level.fill_pj, level.update_pj,
        level.drain_pj, level.leakage_w}) {
    hasher.add(number);
  }
  for (std::size_t role = 0; role < kNumRoles; ++role) {
    hasher.add((level.may_keep[role] ? 2 : 0) + (level.must_keep[role] ? 1 : 0));
  }
}

void hash_fanout(const Fanout& fanout, Hasher& hasher) {
  hasher.add(fanout.levels_outside);
  hasher.add(fanout.fold ? 1 : 0);
  hasher.add(fanout.axes.size());
  for (const Axis& axis : fanout.axes) {
    hasher.add(axis.size);
    hasher.add(axis.dims.size());
    for (const std::string& dim : axis.dims) hasher.add(std::string_view(dim));
  }
  for (const Sharing sharing : fanout.sharing) hasher.add(static_cast<int>(sharing));
  hasher.add(fanout.word_bits);
  hasher.add(fanout.send_pj);
  hasher.add(fanout.deliver_pj);
}

void hash_architecture(const Architecture& architecture, Hasher& hasher) {
  hasher.add(architecture.clock_hz);
  hasher.add(architecture.levels.size());
  for (const Level& level : architecture.levels) hash_level(level, hasher);
  hasher.add(architecture.fanouts.size());
  for (const Fanout& fanout : architecture.fanouts) hash_fanout(fanout, hasher);
  hasher.add(architecture.compute.energy_pj);
  hasher.add(architecture.compute.cycles_per_operation);
  hasher.add(architecture.compute.leakage_w);
}

void hash_range(const Range& range, Hasher& hasher) {
  hasher.add(range.min);
  hasher.add(range.max);
}

/// Nothing for no constraints, so that they do not change the hash of a space without any.
void hash_constraints(const Constraints& constraints, Hasher& hasher) {
  if (constraints.empty()) return;
  for (const KeepRule& rule : constraints.keeps) {
    hasher.add(std::string_view("keep"));
    hasher.add(rule.level.index());
    hasher.add(static_cast<int>(rule.role));
    hasher.add(rule.keep ? 1 : 0);
  }
  for (const AxisRule& rule : constraints.axes) {
    hasher.add(std::string_view("axis"));
    hasher.add(rule.axis.index());
    hasher.add(rule.dims.size());
    for (const std::string& dim : rule.dims) hasher.add(std::string_view(dim));
  }
  for (const SpatialRule& rule : constraints.spatial) {
    hasher.add(std::string_view("spatial"));
    hasher.add(rule.axis.index());
    hasher.add(std::string_view(rule.dim));
    hash_range(rule.bound, hasher);
  }
  for (const TileRule& rule : constraints.tiles) {
    hasher.add(std::string_view("tile"));
    hasher.add(rule.level.index());
    hasher.add(std::string_view(rule.dim));
    hash_range(rule.extent, hasher);
  }
  for (const StationaryRule& rule : constraints.stationary) {
    hasher.add(std::string_view("stationary"));
    hasher.add(rule.level.index());
    hasher.add(static_cast<int>(rule.role));
  }
  hasher.add(constraints.min_utilization);
  hasher.add(constraints.tiles_stay_across_fanouts ? 1 : 0);
  hasher.add(constraints.tiles_stay_across_levels ? 1 : 0);
}

std::string description_of(const Settings& settings) {
  std::string order;
  switch (settings.mapspace) {
    case MapspaceKind::kEven:
      order = "all storage nodes of a level side by side";
      break;
    case MapspaceKind::kUnevenHierarchy:
      order = "no storage node inside one of a more inner level";
      break;
    case MapspaceKind::kUnevenFree:
      order =
          "storage nodes between two fan-outs in any order that follows the levels tensor by "
          "tensor";
      break;
  }
  return "every tensor has its home at the outermost level that may keep it, and besides every "
         "choice of the levels that may or must keep it; " +
         order +
         "; the prime factors of each dimension placed in any way over the gaps between nodes and "
         "the axes that may carry it; the loops of a gap in any order, the spatial loops of a "
         "fan-out by axis, then dimension" +
         (settings.constraints.empty() ? "" : "; of these, the mappings the constraints allow");
}

}  // namespace

SpaceOrVerdict build_space(const Problem& problem, const Architecture& architecture,
                           const Constraints& constraints) {
  SearchSpace space;
  space.num_tensors = problem.tensors.size();
  std::size_t deepest_home = 0;
  for (TensorId tensor : problem.tensors.ids()) {
    const std::optional<LevelId> home = home_of(architecture, problem.tensors[tensor].role);
    if (!home) {
      SpaceOrVerdict none;
      none.verdict.reason = cost_model::Verdict::Reason::kMayNotKeep;
      none.verdict.tensor = tensor;
      return none;
    }
    space.homes[tensor] = *home;
    deepest_home = std::max(deepest_home, home->index());
  }
  for (const Dimension& dim : problem.dims) {
    space.sizes.push_back(dim.size);
    space.primes.push_back(prime_factors(dim.size));
  }
  for (AxisId axis : IdRange<AxisId>(architecture.num_axes())) {
    space.axis_sizes[axis] = architecture.axis(axis).size;
    space.axis_dims[axis] = allowed_dims(problem, architecture.axis(axis));
  }
  add_fanouts(architecture, deepest_home, space);
  add_slots(problem, architecture, space);
  const cost_model::Verdict verdict = apply_keep_rules(problem, constraints, space);
  if (!verdict.fits()) return {{}, verdict};
  return {std::move(space), {}};
}

double size_at_most(const SearchSpace& space) {
  double size = 1;
  for (const Slot& slot : space.slots) size *= slot.required ? 1 : 2;
  for (std::size_t region = 0; region < space.num_regions(); ++region) {
    size *= interleavings(space, region);
  }
  const std::size_t segments = most_segments(space);
  std::size_t num_loops = 0;  // per segment: dimensions that can have a loop there
  for (DimId dim : space.sizes.ids()) {
    std::size_t axes = 0;
    for (const UsableFanout& fanout : space.fanouts) {
      for (AxisId axis : fanout.axes) axes += space.axis_dims[axis].contains(dim) ? 1 : 0;
    }
    size *= placements(space.primes[dim], segments + axes);
    num_loops += space.sizes[dim] > 1 ? 1 : 0;
  }
  for (std::size_t s = 0; s < segments; ++s) size *= factorial(num_loops);
  return size;
}

Mapspace mapspace_of(const Problem& problem, const Architecture& architecture,
                     const Settings& settings, double size) {
  Mapspace mapspace;
  mapspace.name = to_string(settings.mapspace);
  mapspace.description = description_of(settings);
  mapspace.size = size;
  Hasher hasher;
  hasher.add(std::string_view(mapspace.name));
  hash_problem(problem, hasher);
  hash_architecture(architecture, hasher);
  hash_constraints(settings.constraints, hasher);
  hasher.add(static_cast<int>(settings.model.footprint));
  hasher.add(static_cast<int>(settings.model.drains));
  mapspace.hash = hasher.value();
  return mapspace;
}

}  // namespace paretile::mapper
