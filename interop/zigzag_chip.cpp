// SPDX-License-Identifier: Apache-2.0
#include "interop/zigzag_chip.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

namespace paretile::interop {
namespace {

using Type = ZigzagPort::Type;

/// Picojoules per word of `word_bits`, for the first operand that moves so.
double energy_pj(const ZigzagMemory& memory, ZigzagDirection direction, double access_pj,
                 int word_bits) {
  for (const std::string& operand : memory.operands) {
    const ZigzagPort* port = memory.port(operand, direction);
    if (port != nullptr) return access_pj * word_bits / static_cast<double>(port->max_bits);
  }
  return 0;
}

/// Ports are one for reads, one for writes or one for both here: ZigZag's, all together.
void set_bandwidths(const ZigzagMemory& memory, Level& level) {
  double reads = 0;
  double writes = 0;
  double both = 0;
  for (const ZigzagPort& port : memory.ports) {
    if (port.uses.empty()) continue;
    (port.type == Type::kRead    ? reads
     : port.type == Type::kWrite ? writes
                                 : both) += static_cast<double>(port.max_bits);
  }
  if (both > 0) level.shared_bandwidth_bits_per_cycle = reads + writes + both;
  if (reads > 0) level.read_bandwidth_bits_per_cycle = reads + both;
  if (writes > 0) level.write_bandwidth_bits_per_cycle = writes + both;
}

/// The axes inside of a memory.
IdSet<AxisId> inside(const ZigzagMemory& memory) {
  return memory.in_units ? IdSet<AxisId>() : memory.reached;
}

bool within(IdSet<AxisId> part, IdSet<AxisId> whole) { return part.without(whole).empty(); }

class ChipMaker {
 public:
  ChipMaker(const ZigzagCase& given, const std::string& file, std::vector<Remark>& remarks)
      : given_(given), hardware_(given.hardware), file_(file), remarks_(remarks) {
    made_.axes.resize(hardware_.axes.size());
  }

  ZigzagChip run() {
    made_.architecture.name = hardware_.name;
    made_.architecture.compute.energy_pj = hardware_.unit_energy_pj;
    made_.architecture.compute.cycles_per_operation = hardware_.cycles_per_operation;
    const IdSet<AxisId> all = IdSet<AxisId>::all(hardware_.axes.size());
    std::vector<bool> placed(hardware_.memories.size(), false);
    for (std::size_t i = 0; i < placed.size(); ++i) {
      const std::size_t next = choose(placed);
      const ZigzagMemory& memory = hardware_.memories[next];
      placed[next] = true;
      fan_out(all.without(inside(memory)));
      add_level(memory);
      made_.memories.push_back(next);
    }
    fan_out(all);
    return std::move(made_);
  }

 private:
  /// Whether memory `a` must stand outside memory `b`.
  [[nodiscard]] bool is_outside(std::size_t a, std::size_t b) const {
    const ZigzagMemory& outer = hardware_.memories[a];
    const ZigzagMemory& inner = hardware_.memories[b];
    const bool same_chain =
        a > b && std::any_of(outer.operands.begin(), outer.operands.end(),
                             [&](const std::string& operand) { return inner.stores(operand); });
    const bool serves_more =
        within(inside(inner), inside(outer)) && !within(inside(outer), inside(inner));
    return same_chain || serves_more;
  }

  /// The next from the outside: of those nothing has to surround, one with outputs, whose sums
  /// would otherwise meet elsewhere; then the highest of the file.
  [[nodiscard]] std::size_t choose(const std::vector<bool>& placed) const {
    std::optional<std::size_t> best;
    for (std::size_t i = placed.size(); i-- > 0;) {
      if (placed[i]) continue;
      bool is_free = true;
      for (std::size_t j = 0; j < placed.size(); ++j) {
        is_free = is_free && (placed[j] || j == i || !is_outside(j, i));
      }
      if (!is_free) continue;
      const bool has_outputs = hardware_.memories[i].stores("O");
      if (!best || (has_outputs && !hardware_.memories[*best].stores("O"))) best = i;
    }
    return best.value_or(0);
  }

  void fan_out(IdSet<AxisId> wanted) {
    const IdSet<AxisId> added = wanted.without(fanned_);
    Fanout fanout;
    for (std::size_t i = 0; i < hardware_.axes.size(); ++i) {
      if (!added.contains(AxisId(i))) continue;
      made_.axes[i] = AxisId(num_axes_++);
      fanout.axes.push_back({hardware_.axes[i].name, hardware_.axes[i].size, {}});
      if (fanout.axes.size() == 2) add(std::exchange(fanout, {}));
    }
    if (!fanout.axes.empty()) add(std::move(fanout));
    fanned_ = fanned_ | added;
  }

  /// ZigZag multicasts and adds up only what is the same tile.
  void add(Fanout fanout) {
    auto& architecture = made_.architecture;
    fanout.name = fmt::format("array{}", architecture.fanouts.size() + 1);
    fanout.levels_outside = architecture.levels.size();
    fanout.sharing.fill(Sharing::kTile);
    architecture.fanouts.push_back(std::move(fanout));
  }

  void add_level(const ZigzagMemory& memory) {
    Level level;
    level.name = memory.name;
    level.capacity_bits = memory.size_bits;
    level.word_bits = static_cast<int>(
        std::max_element(memory.ports.begin(), memory.ports.end(),
                         [](const auto& a, const auto& b) { return a.max_bits < b.max_bits; })
            ->max_bits);
    const double share = share_of_copy(memory);
    const auto priced = [&](ZigzagDirection direction, double access_pj) {
      return energy_pj(memory, direction, access_pj, level.word_bits) * share;
    };
    level.read_pj = priced(ZigzagDirection::kReadToBelow, memory.read_pj);
    level.fill_pj = priced(ZigzagDirection::kWriteFromAbove, memory.write_pj);
    level.update_pj = priced(ZigzagDirection::kWriteFromBelow, memory.write_pj);
    level.drain_pj = priced(ZigzagDirection::kReadToAbove, memory.read_pj);
    if (memory.differs_in_width(ZigzagDirection::kReadToBelow) ||
        memory.differs_in_width(ZigzagDirection::kWriteFromAbove)) {
      remark(memory, fmt::format("operands use ports of '{}' of different widths: bits of all cost "
                                 "what those of '{}' do",
                                 memory.name, memory.operands.front()));
    }
    set_bandwidths(memory, level);
    level.may_keep.fill(false);
    for (const TensorId tensor : given_.layer.problem.tensors.ids()) {
      if (!memory.stores(given_.operands[tensor])) continue;
      const auto role = static_cast<std::size_t>(given_.layer.problem.tensors[tensor].role);
      level.may_keep[role] = true;
    }
    level.must_keep = level.may_keep;
    made_.architecture.levels.push_back(std::move(level));
  }

  void remark(const ZigzagMemory& memory, std::string text) {
    remarks_.push_back({{file_, memory.line, 1}, std::move(text)});
  }

  /// One instance serves several units: as many copies of it hold the same.
  double share_of_copy(const ZigzagMemory& memory) {
    const IdSet<AxisId> copied = fanned_ & memory.reached;
    if (copied.empty()) return 1;
    made_.copied = made_.copied | copied;
    std::int64_t copies = 1;
    for (const ZigzagSpatial& loop : given_.spatial) {
      if (copied.contains(loop.axis) && is_irrelevant(memory, loop.dim)) copies *= loop.size;
    }
    remark(memory, fmt::format("'{}' serves an axis inside of which it has to stand: {} copies "
                               "share the energy of one",
                               memory.name, copies));
    return 1.0 / static_cast<double>(copies);
  }

  [[nodiscard]] bool is_irrelevant(const ZigzagMemory& memory, DimId dim) const {
    const Problem& problem = given_.layer.problem;
    for (const TensorId tensor : problem.tensors.ids()) {
      if (memory.stores(given_.operands[tensor]) &&
          problem.relevance(tensor, dim) != Relevance::kIrrelevant) {
        return false;
      }
    }
    return true;
  }

  const ZigzagCase& given_;
  const ZigzagHardware& hardware_;
  const std::string& file_;
  std::vector<Remark>& remarks_;
  ZigzagChip made_;
  IdSet<AxisId> fanned_;
  std::size_t num_axes_ = 0;
};

}  // namespace

ZigzagChip to_chip(const ZigzagCase& given, const std::string& file, std::vector<Remark>& remarks) {
  return ChipMaker(given, file, remarks).run();
}

}  // namespace paretile::interop
