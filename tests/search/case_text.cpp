// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <string>

#include "tests/search/families.h"

namespace paretile::search {
namespace {

std::string problem_text(const Problem& problem) {
  std::string text = "problem";
  for (const Dimension& dim : problem.dims) text += fmt::format(" {}={}", dim.name, dim.size);
  for (const Tensor& tensor : problem.tensors) {
    text += fmt::format("\n  {} {} of {} bits, sums {}:", to_string(tensor.role), tensor.name,
                        tensor.bits, tensor.psum_bits);
    for (const Rank& rank : tensor.ranks) {
      text += " [";
      for (const Term& term : rank) {
        text += fmt::format("{}{}*{}", &term == rank.begin() ? "" : " + ", term.coefficient,
                            problem.dims[term.dim].name);
      }
      text += "]";
    }
  }
  return text;
}

std::string roles_text(const std::array<bool, kNumRoles>& roles) {
  std::string text;
  for (std::size_t role = 0; role < kNumRoles; ++role) {
    if (roles[role]) text += (text.empty() ? "" : ",") + std::string(to_string(Role(role)));
  }
  return text.empty() ? "none" : text;
}

std::string level_text(const Level& level) {
  const std::string room = level.capacity_bits == kUnlimitedBits
                               ? "unlimited"
                               : fmt::format("{} bits", level.capacity_bits);
  return fmt::format(
      "\n  level {}: {}, words of {}, buffering {}, may keep {}, must {}\n"
      "    pJ read {} fill {} update {} drain {}, leakage {} W, bits per cycle read {} write {} "
      "shared {}",
      level.name, room, level.word_bits, level.buffering, roles_text(level.may_keep),
      roles_text(level.must_keep), level.read_pj, level.fill_pj, level.update_pj, level.drain_pj,
      level.leakage_w, level.read_bandwidth_bits_per_cycle, level.write_bandwidth_bits_per_cycle,
      level.shared_bandwidth_bits_per_cycle);
}

std::string fanout_text(const Fanout& fanout) {
  std::string text = fmt::format("\n  fan-out {} inside {} levels{}:", fanout.name,
                                 fanout.levels_outside, fanout.fold ? ", folding" : "");
  for (const Axis& axis : fanout.axes) {
    text += fmt::format(" {} of {} ({})", axis.name, axis.size,
                        axis.dims.empty() ? "any" : fmt::format("{}", fmt::join(axis.dims, ",")));
  }
  return text + fmt::format("; input {}, weight {}, output {}; send {} deliver {} pJ per {} bits",
                            to_string(fanout.sharing[0]), to_string(fanout.sharing[1]),
                            to_string(fanout.sharing[2]), fanout.send_pj, fanout.deliver_pj,
                            fanout.word_bits);
}

std::string chip_text(const Architecture& chip) {
  std::string text = "\nchip";
  for (const Level& level : chip.levels) text += level_text(level);
  for (const Fanout& fanout : chip.fanouts) text += fanout_text(fanout);
  return text + fmt::format("\n  compute: {} pJ, {} cycles, leakage {} W", chip.compute.energy_pj,
                            chip.compute.cycles_per_operation, chip.compute.leakage_w);
}

std::string range_text(const Range& range) {
  return fmt::format("in [{}, {}]", range.min, range.max);
}

std::string constraints_text(const Constraints& rules, const Architecture& chip) {
  std::string text;
  for (const KeepRule& rule : rules.keeps) {
    text += fmt::format("\n  {} {} {}", chip.levels[rule.level].name,
                        rule.keep ? "keeps" : "bypasses", to_string(rule.role));
  }
  for (const AxisRule& rule : rules.axes) {
    text +=
        fmt::format("\n  {} carries only {}", chip.axis(rule.axis).name, fmt::join(rule.dims, ","));
  }
  for (const SpatialRule& rule : rules.spatial) {
    text +=
        fmt::format("\n  {} on {} {}", rule.dim, chip.axis(rule.axis).name, range_text(rule.bound));
  }
  for (const TileRule& rule : rules.tiles) {
    text += fmt::format("\n  {} inside {} {}", rule.dim, chip.levels[rule.level].name,
                        range_text(rule.extent));
  }
  for (const StationaryRule& rule : rules.stationary) {
    text +=
        fmt::format("\n  {} stationary in {}", to_string(rule.role), chip.levels[rule.level].name);
  }
  if (rules.min_utilization > 0) text += fmt::format("\n  utilization {}", rules.min_utilization);
  if (!rules.tiles_stay_across_fanouts) text += "\n  no tile stays across fan-outs";
  if (!rules.tiles_stay_across_levels) text += "\n  no tile stays across levels";
  return text.empty() ? "" : "\nconstraints" + text;
}

std::string_view mapspace_name(mapper::MapspaceKind kind) {
  switch (kind) {
    case mapper::MapspaceKind::kEven:
      return "even";
    case mapper::MapspaceKind::kUnevenHierarchy:
      return "uneven-hierarchy";
    case mapper::MapspaceKind::kUnevenFree:
      break;
  }
  return "uneven-free";
}

}  // namespace

std::string to_text(const Case& drawn) {
  const Question& question = drawn.question;
  return problem_text(question.problem) + chip_text(question.architecture) +
         constraints_text(question.constraints, question.architecture) +
         fmt::format(
             "\nmapspace {}, footprint {}, drains {}\nagain: --family={} --seed={} --cases=1",
             mapspace_name(question.mapspace), to_string(question.model.footprint),
             to_string(question.model.drains), kFamilyNames[static_cast<std::size_t>(drawn.family)],
             drawn.seed);
}

}  // namespace paretile::search
