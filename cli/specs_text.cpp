// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cmath>

#include "cli/specs.h"
#include "cli/text_table.h"
#include "core/mapping_text.h"
#include "core/units.h"

namespace paretile::cli {
namespace {

using Align = TextTable::Align;

std::string bandwidth(const Level& level) {
  const auto port = [](double limit, const char* name) {
    return std::isinf(limit) ? std::string()
                             : format_quantity(limit, Quantity::kBandwidth) + " " + name;
  };
  std::string text;
  for (const std::string& part : {port(level.read_bandwidth_bits_per_cycle, "read"),
                                  port(level.write_bandwidth_bits_per_cycle, "write"),
                                  port(level.shared_bandwidth_bits_per_cycle, "shared")}) {
    if (!part.empty()) text += (text.empty() ? "" : ", ") + part;
  }
  return text.empty() ? "unlimited" : text;
}

/// ", 28 nm at 0.9 V": as far as the chip states it.
std::string technology_text(const Architecture& architecture) {
  if (architecture.technology_nm == 0) return "";
  std::string text = ", " + format_quantity(architecture.technology_nm, Quantity::kLength);
  if (!architecture.device.empty()) text += " " + architecture.device;
  if (architecture.voltage_v > 0) {
    text += " at " + format_quantity(architecture.voltage_v, Quantity::kVoltage);
  }
  return text;
}

/// "input, weight!": roles a level may hold; `!` = every mapping must place the tensor here.
std::string kept_roles(const Level& level) {
  std::string text;
  for (const Role role : {Role::kInput, Role::kWeight, Role::kOutput}) {
    if (!level.keeps(role)) continue;
    text += (text.empty() ? "" : ", ") + std::string(to_string(role));
    if (level.requires_tensor(role)) text += "!";
  }
  return text;
}

std::string pj(double energy) { return format_quantity(energy, Quantity::kEnergy); }

std::string levels_text(const Architecture& architecture) {
  TextTable table({{"level"},
                   {"instances", Align::kRight},
                   {"capacity", Align::kRight},
                   {"word", Align::kRight},
                   {"read", Align::kRight},
                   {"fill", Align::kRight},
                   {"update", Align::kRight},
                   {"drain", Align::kRight},
                   {"bandwidth", Align::kRight},
                   {"keeps"}});
  for (const LevelId id : architecture.levels.ids()) {
    const Level& level = architecture.levels[id];
    const std::string capacity =
        level.capacity_bits == kUnlimitedBits
            ? "unlimited"
            : format_quantity(static_cast<double>(level.capacity_bits), Quantity::kBits) +
                  (level.buffering > 1 ? fmt::format(" / {}", level.buffering) : "");
    table.add_row({level.name, with_commas(architecture.instances(id)), capacity,
                   fmt::format("{} b", level.word_bits), pj(level.read_pj), pj(level.fill_pj),
                   pj(level.update_pj), pj(level.drain_pj), bandwidth(level), kept_roles(level)});
  }
  return table.str();
}

/// "published: 92 TOPS, 40 W, 331 mm2 (a paper)"; empty where nothing is.
std::string published_text(const PublishedFigures& published) {
  std::vector<std::string> parts;
  const auto add = [&](const std::optional<double>& value, Quantity quantity, const char* unit) {
    if (value) parts.push_back(format_quantity(*value, quantity) + unit);
  };
  add(published.operations_per_second, Quantity::kOperations, "/s");
  add(published.operations_per_joule, Quantity::kOperations, "/J");
  add(published.power_w, Quantity::kPower, "");
  add(published.area_um2, Quantity::kArea, "");
  if (parts.empty()) return "";
  return fmt::format("published: {} ({})\n", fmt::join(parts, ", "), published.source);
}

std::string axis_text(const Axis& axis) {
  const std::string dims =
      axis.dims.empty() ? "any dimension" : fmt::format("{}", fmt::join(axis.dims, " "));
  return fmt::format("{} of {} ({})", axis.name, axis.size, dims);
}

std::string fanouts_text(const Architecture& architecture) {
  TextTable table({{"fan-out"},
                   {"inside"},
                   {"axes"},
                   {"fold"},
                   {"multicast"},
                   {"reduction"},
                   {"send", Align::kRight},
                   {"deliver", Align::kRight}});
  for (const Fanout& fanout : architecture.fanouts) {
    std::string axes;
    for (const Axis& axis : fanout.axes) axes += (axes.empty() ? "" : ", ") + axis_text(axis);
    const std::string inside = fanout.levels_outside == 0
                                   ? "-"
                                   : architecture.levels[LevelId(fanout.levels_outside - 1)].name;
    table.add_row({fanout.name, inside, axes, fanout.fold ? "yes" : "no",
                   fmt::format("input {}, weight {}", to_string(fanout.sharing_of(Role::kInput)),
                               to_string(fanout.sharing_of(Role::kWeight))),
                   std::string(to_string(fanout.sharing_of(Role::kOutput))), pj(fanout.send_pj),
                   pj(fanout.deliver_pj)});
  }
  return table.str();
}

/// "P*2+R".
std::string rank_text(const Rank& rank, const Problem& problem) {
  std::string text;
  for (const Term& term : rank) {
    text += (text.empty() ? "" : "+") + problem.dims[term.dim].name;
    if (term.coefficient != 1) text += fmt::format("*{}", term.coefficient);
  }
  return text;
}

/// "I[N,C,P*2+R,Q*2+S]".
std::string tensor_text(const Tensor& tensor, const Problem& problem) {
  std::string ranks;
  for (const Rank& rank : tensor.ranks) {
    ranks += (ranks.empty() ? "" : ",") + rank_text(rank, problem);
  }
  return tensor.name + "[" + ranks + "]";
}

std::string dims_text(const Problem& problem) {
  std::string text;
  for (const Dimension& dim : problem.dims) {
    text += (text.empty() ? "" : " ") + fmt::format("{}={}", dim.name, dim.size);
    if (dim.kind != dim.name) text += "(" + dim.kind + ")";
  }
  return text;
}

}  // namespace

std::string architecture_text(const Architecture& architecture) {
  const Compute& compute = architecture.compute;
  const double area = architecture.area_um2();
  std::string text = fmt::format("{} at {}{}, {}, area {}\nsource: {}\n\n{}", architecture.name,
                                 format_quantity(architecture.clock_hz, Quantity::kFrequency),
                                 technology_text(architecture),
                                 counted(architecture.compute_instances(), "compute unit"),
                                 area > 0 ? format_quantity(area, Quantity::kArea) : "not stated",
                                 architecture.source, levels_text(architecture));
  if (!architecture.fanouts.empty()) text += "\n" + fanouts_text(architecture);
  const std::string cycles = compute.cycles_per_operation == 1
                                 ? "1 cycle"
                                 : fmt::format("{} cycles", compute.cycles_per_operation);
  text += fmt::format("\ncompute '{}': {} per operation, {} each\n", compute.name,
                      pj(compute.energy_pj), cycles);
  return text + published_text(architecture.published) + cautions_text(architecture.cautions);
}

std::string workload_text(const Workload& workload) {
  TextTable table({{"layer"},
                   {"operator"},
                   {"repeat", Align::kRight},
                   {"MACs", Align::kRight},
                   {"sizes"},
                   {"reads from"}});
  for (const Layer& layer : workload.layers) {
    table.add_row({layer.name, layer.op, std::to_string(layer.repeat),
                   with_commas(macs_per_run(layer)), dims_text(layer.problem),
                   fmt::format("{}", fmt::join(layer.inputs, ", "))});
  }
  return fmt::format("{}: {}\nsource: {}\n\n{}", workload.name,
                     counted(std::ssize(workload.layers), "layer"), workload.source, table.str());
}

std::string layer_text(const Layer& layer) {
  const Problem& problem = layer.problem;
  TextTable table({{"tensor"},
                   {"role"},
                   {"words", Align::kRight},
                   {"bits", Align::kRight},
                   {"psum bits", Align::kRight}});
  // Pooling and element-wise layers multiply nothing: only what they read is said.
  const bool multiplies = macs_per_run(layer) > 0;
  std::string operands;
  for (const TensorId id : problem.tensors.ids()) {
    const Tensor& tensor = problem.tensors[id];
    table.add_row({tensor.name, std::string(to_string(tensor.role)),
                   with_commas(problem.tensor_words(id)), std::to_string(tensor.bits),
                   tensor.role == Role::kOutput ? std::to_string(tensor.psum_bits) : ""});
    if (tensor.role == Role::kOutput) continue;
    operands += (operands.empty() ? "" : multiplies ? " * " : ", ") + tensor_text(tensor, problem);
  }
  return fmt::format("{} ({}), runs {}, {} each\n{} {} {}\n{}\n\n{}", layer.name, layer.op,
                     counted(layer.repeat, "time"), counted(problem.operations(), "operation"),
                     tensor_text(problem.tensors[problem.output()], problem),
                     multiplies ? "+=" : "from", operands, dims_text(problem), table.str());
}

std::string mapping_text(const Case& given) {
  return to_text(given.mapping, given.layer.problem, given.architecture);
}

}  // namespace paretile::cli
