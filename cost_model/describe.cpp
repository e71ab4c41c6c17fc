// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "core/units.h"
#include "cost_model/cost.h"
#include "cost_model/verdict.h"

namespace paretile::cost_model {
namespace {

std::string axis_name(const Architecture& architecture, AxisId axis) {
  return architecture.fanouts[architecture.fanout_of(axis)].name + "." +
         architecture.axis(axis).name;
}

std::string bits(std::int64_t count) {
  return format_quantity(static_cast<double>(count), Quantity::kBits);
}

std::string_view port_name(Bottleneck::Kind kind) {
  switch (kind) {
    case Bottleneck::Kind::kCompute:
      return "compute";
    case Bottleneck::Kind::kReads:
      return "reads";
    case Bottleneck::Kind::kWrites:
      return "writes";
    case Bottleneck::Kind::kPort:
      return "port";
  }
  return "";
}

double port_limit(Bottleneck::Kind kind, const Level& level) {
  switch (kind) {
    case Bottleneck::Kind::kReads:
      return level.read_bandwidth_bits_per_cycle;
    case Bottleneck::Kind::kWrites:
      return level.write_bandwidth_bits_per_cycle;
    default:
      return level.shared_bandwidth_bits_per_cycle;
  }
}

}  // namespace

std::string describe(const Verdict& verdict, const Problem& problem,
                     const Architecture& architecture) {
  using Reason = Verdict::Reason;
  switch (verdict.reason) {
    case Reason::kFits:
      return "the mapping fits";
    case Reason::kCapacity:
      return fmt::format("'{}' needs {} for its tiles but has {}; the largest is that of '{}'",
                         architecture.levels[verdict.level].name, bits(verdict.needed),
                         bits(verdict.available), problem.tensors[verdict.tensor].name);
    case Reason::kAxis:
      return fmt::format("spatial loops on '{}' need {} children but it has {}",
                         axis_name(architecture, verdict.axis), verdict.needed, verdict.available);
    case Reason::kFold:
      return fmt::format("spatial loops of '{}' need {} children but all its axes have {}",
                         architecture.fanouts[architecture.fanout_of(verdict.axis)].name,
                         verdict.needed, verdict.available);
    case Reason::kDimNotAllowed:
      return fmt::format("'{}' may not carry dimension '{}'", axis_name(architecture, verdict.axis),
                         problem.dims[verdict.dim].name);
    case Reason::kMayNotKeep:
      return fmt::format("'{}' may not hold '{}'", architecture.levels[verdict.level].name,
                         problem.tensors[verdict.tensor].name);
    case Reason::kMustKeep:
      return fmt::format("'{}' must hold '{}' and the mapping bypasses it",
                         architecture.levels[verdict.level].name,
                         problem.tensors[verdict.tensor].name);
    case Reason::kTooSlow:
      return fmt::format("the latency passes {} cycles (2^53), the most that is counted exactly",
                         verdict.available);
    case Reason::kTooRagged:
      return fmt::format(
          "its ragged tiles fall into more than {} pieces, the most that is looked at",
          verdict.available);
    case Reason::kMalformed:
      return "the loop nest is not legal for this problem and architecture";
  }
  return "";
}

std::string short_name(const Bottleneck& bottleneck, const Architecture& architecture) {
  std::string port(port_name(bottleneck.kind));
  if (bottleneck.kind == Bottleneck::Kind::kCompute) return port;
  return architecture.levels[bottleneck.level].name + " " + port;
}

std::string describe(const Bottleneck& bottleneck, const Cost& cost, const Counts& counts,
                     const Architecture& architecture) {
  if (bottleneck.kind == Bottleneck::Kind::kCompute) {
    return fmt::format("compute: {} of {} units busy", counts.compute_instances,
                       architecture.compute_instances());
  }
  const Level& level = architecture.levels[bottleneck.level];
  return fmt::format("{}: {} cycles at {} bits per cycle, compute needs {}",
                     short_name(bottleneck, architecture),
                     cost.levels[bottleneck.level].latency_cycles,
                     port_limit(bottleneck.kind, level), cost.compute_cycles);
}

}  // namespace paretile::cost_model
