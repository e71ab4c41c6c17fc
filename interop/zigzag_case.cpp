// SPDX-License-Identifier: Apache-2.0
#include "interop/zigzag_case.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "core/diagnostics.h"

namespace paretile::interop {
namespace {

std::int64_t unrolled(const ZigzagCase& given, DimId dim) {
  std::int64_t product = 1;
  for (const ZigzagSpatial& loop : given.spatial) {
    if (loop.dim == dim) product *= loop.size;
  }
  return product;
}

class Joiner {
 public:
  Joiner(const ZigzagHardware& hardware, const ZigzagLayer& layer, const ZigzagMapping& mapping,
         io::YamlDocument& document, std::vector<Remark>& remarks)
      : mapping_(mapping), document_(document), remarks_(remarks) {
    made_.hardware = hardware;
    made_.layer = layer;
  }

  ZigzagCase unroll() {
    link_operands();
    if (document_.has_errors()) return made_;
    for (const ZigzagUnroll& unroll : mapping_.unrolls) add_spatial(unroll);
    find_open_axes();
    limit_to_innermost_ports();
    std::erase_if(made_.spatial, [](const ZigzagSpatial& loop) { return loop.size == 1; });
    spread_evenly();
    return made_;
  }

  ZigzagCase run() {
    (void)unroll();
    if (!document_.has_errors()) order_loops();
    for (const ZigzagHint& hint : mapping_.hints) {
      remark(*hint.at, "'spatial_mapping_hint' is for a search and not used here");
    }
    return std::move(made_);
  }

 private:
  [[nodiscard]] Problem& problem() { return made_.layer.problem; }

  void remark(const io::YamlValue& at, std::string text) {
    remarks_.push_back({{document_.file(), at.line, at.column}, std::move(text)});
  }

  void link_operands() {
    std::vector<std::string> used;
    for (Tensor& tensor : problem().tensors) {
      const auto link = mapping_.links.find(tensor.name);
      if (link == mapping_.links.end()) {
        document_.error(
            *mapping_.at,
            fmt::format("no memory operand is linked to operand {}", quoted(tensor.name)),
            "name it under 'memory_operand_links'");
        continue;
      }
      const std::string& operand = link->second;
      if ((operand == "O") != (tensor.role == Role::kOutput)) {
        document_.error(*mapping_.at, fmt::format("the output, and only it, is linked to 'O', not "
                                                  "operand {} to {}",
                                                  quoted(tensor.name), quoted(operand)));
      } else if (std::find(used.begin(), used.end(), operand) != used.end()) {
        document_.error(*mapping_.at,
                        fmt::format("two operands are linked to {}", quoted(operand)));
      } else if (made_.hardware.chain(operand).empty()) {
        document_.error(*mapping_.at, fmt::format("no memory of '{}' stores {}",
                                                  made_.hardware.name, quoted(operand)));
      }
      if (operand == "I1") tensor.role = Role::kInput;
      if (operand == "I2") tensor.role = Role::kWeight;
      used.push_back(operand);
      made_.operands.push_back(operand);
    }
  }

  /// Names of dimensions a layer does not have are for other layers; ZigZag drops them, too.
  void add_spatial(const ZigzagUnroll& unroll) {
    const auto& axes = made_.hardware.axes;
    const std::optional<AxisId> axis = find_axis(unroll.axis, *unroll.at);
    const std::optional<DimId> dim = find_dim(unroll.dim);
    if (!axis || !dim) return;
    const AxisId id = *axis;
    std::int64_t room = axes[id.index()].size;
    for (const ZigzagSpatial& other : made_.spatial) {
      if (other.axis == id) room /= other.size;
    }
    const std::int64_t size = std::min({unroll.size, room, problem().dims[*dim].size});
    if (size < unroll.size) {
      remark(*unroll.at, fmt::format("{} {} on {} is more than there is: {}", unroll.dim,
                                     unroll.size, unroll.axis, size));
    }
    made_.spatial.push_back({id, *dim, std::max<std::int64_t>(size, 1), 1});
  }

  /// Reports an axis that is not there.
  std::optional<AxisId> find_axis(const std::string& name, const io::YamlValue& at) {
    std::vector<std::string> names;
    for (const ZigzagAxis& axis : made_.hardware.axes) names.push_back(axis.name);
    const auto found = std::find(names.begin(), names.end(), name);
    if (found != names.end()) return AxisId(found - names.begin());
    document_.error(
        at, fmt::format("'{}' has no array dimension {}", made_.hardware.name, quoted(name)),
        suggestion(name, names));
    return std::nullopt;
  }

  void find_open_axes() {
    made_.open = IdSet<AxisId>::all(made_.hardware.axes.size());
    for (const std::string& name : mapping_.axes) {
      for (std::size_t i = 0; i < made_.hardware.axes.size(); ++i) {
        if (made_.hardware.axes[i].name == name) made_.open.erase(AxisId(i));
      }
    }
    for (const ZigzagHint& hint : mapping_.hints) {
      const std::optional<AxisId> axis = find_axis(hint.axis, *hint.at);
      if (!axis || !made_.open.contains(*axis)) continue;
      std::vector<DimId>& dims = made_.hints[*axis];
      for (const std::string& name : hint.dims) {
        if (const auto dim = find_dim(name)) dims.push_back(*dim);
      }
    }
  }

  /// ZigZag's own names only: its B is its batch, and D1 never a filter.
  std::optional<DimId> find_dim(const std::string& name) {
    for (const DimId dim : problem().dims.ids()) {
      if (problem().dims[dim].name == name) return dim;
    }
    return std::nullopt;
  }

  /// Whether no operand has a memory below this one.
  [[nodiscard]] bool is_lowest(const ZigzagMemory& memory) const {
    return std::all_of(memory.operands.begin(), memory.operands.end(), [&](const auto& operand) {
      return made_.hardware.chain(operand).front() == &memory;
    });
  }

  /// What an innermost memory moves per cycle limits what it may feed along the axes it serves.
  void limit_to_innermost_ports() {
    for (const TensorId tensor : problem().tensors.ids()) {
      const ZigzagMemory& memory = *made_.hardware.chain(made_.operands[tensor]).front();
      const bool is_output = tensor == problem().output();
      const ZigzagPort* port =
          memory.port(made_.operands[tensor],
                      is_output ? ZigzagDirection::kWriteFromBelow : ZigzagDirection::kReadToBelow);
      if (port == nullptr || !is_lowest(memory)) continue;
      const std::int64_t bits = std::max(problem().tensors[tensor].psum_bits, 1);
      for (ZigzagSpatial& loop : made_.spatial) {
        const bool feeds = memory.served.contains(loop.axis) &&
                           problem().relevance(tensor, loop.dim) != Relevance::kIrrelevant;
        if (!feeds) continue;
        const std::int64_t limit = std::max<std::int64_t>(port->max_bits / bits, 1);
        if (loop.size <= limit) continue;
        remark(*mapping_.at,
               fmt::format("{} {} on {} is more than the port of '{}' feeds: {}",
                           problem().dims[loop.dim].name, loop.size,
                           made_.hardware.axes[loop.axis.index()].name, memory.name, limit));
        loop.size = limit;
      }
    }
  }

  void spread_evenly() {
    for (ZigzagSpatial& loop : made_.spatial) loop.even = static_cast<double>(loop.size);
    for (const DimId dim : problem().dims.ids()) {
      ZigzagSpatial* largest = nullptr;
      for (ZigzagSpatial& loop : made_.spatial) {
        if (loop.dim == dim && (largest == nullptr || loop.size > largest->size)) largest = &loop;
      }
      if (largest == nullptr) continue;
      const double others = static_cast<double>(unrolled(made_, dim) / largest->size);
      largest->even = static_cast<double>(problem().dims[dim].size) /
                      static_cast<double>(steps_in_time(made_, dim)) / others;
    }
  }

  void order_loops() {
    std::vector<std::int64_t> left;
    for (const DimId dim : problem().dims.ids()) left.push_back(steps_in_time(made_, dim));
    for (const ZigzagLoop& loop : mapping_.order) {
      if (loop.dim == "*") {
        document_.error(*loop.at, "the order of loops is left open here",
                        "an evaluation needs every loop in its place");
        continue;
      }
      const std::optional<DimId> dim = find_dim(loop.dim);
      if (!dim) continue;
      std::int64_t& rest = left[dim->index()];
      const std::int64_t size = loop.size == 0 ? rest : loop.size;
      if (size > rest || rest % size != 0) {
        document_.error(*loop.at, fmt::format("a loop of {} over {} does not divide the {} left",
                                              size, loop.dim, rest));
        continue;
      }
      rest /= size;
      if (size > 1) made_.loops.push_back({*dim, size});
    }
    if (document_.has_errors()) return;
    std::string missing;
    for (const DimId dim : problem().dims.ids()) {
      if (left[dim.index()] == 1) continue;
      missing += fmt::format("{}{} {}", missing.empty() ? "" : ", ", problem().dims[dim].name,
                             left[dim.index()]);
    }
    if (missing.empty()) return;
    document_.error(*mapping_.at,
                    fmt::format("loops of layer {} have no place in time: {}",
                                quoted(made_.layer.name), missing),
                    "list all under 'temporal_ordering', innermost first: - [K, 4]");
  }

  const ZigzagMapping& mapping_;
  io::YamlDocument& document_;
  std::vector<Remark>& remarks_;
  ZigzagCase made_;
};

}  // namespace

ZigzagCase unroll(const ZigzagHardware& hardware, const ZigzagLayer& layer,
                  const ZigzagMapping& mapping, io::YamlDocument& document,
                  std::vector<Remark>& remarks) {
  return Joiner(hardware, layer, mapping, document, remarks).unroll();
}

std::int64_t steps_in_time(const ZigzagCase& given, DimId dim) {
  const std::int64_t along = unrolled(given, dim);
  return (given.layer.problem.dims[dim].size + along - 1) / along;
}

ZigzagCase join(const ZigzagHardware& hardware, const ZigzagLayer& layer,
                const ZigzagMapping& mapping, io::YamlDocument& document,
                std::vector<Remark>& remarks) {
  return Joiner(hardware, layer, mapping, document, remarks).run();
}

}  // namespace paretile::interop
