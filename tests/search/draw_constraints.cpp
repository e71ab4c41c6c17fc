// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "tests/search/draw.h"

namespace paretile::search {
namespace {

using oracle::Choices;

LevelId draw_inner_level(Choices& choices, const Architecture& chip) {
  return LevelId(static_cast<std::size_t>(choices.pick(1, std::ssize(chip.levels) - 1)));
}

Role draw_role(Choices& choices) {
  return choices.one_of<Role>({Role::kInput, Role::kWeight, Role::kOutput});
}

AxisId draw_axis(Choices& choices, const Architecture& chip) {
  return AxisId(
      static_cast<std::size_t>(choices.pick(0, static_cast<std::int64_t>(chip.num_axes()) - 1)));
}

const Dimension& draw_dim(Choices& choices, const Problem& problem) {
  return problem
      .dims[DimId(static_cast<std::size_t>(choices.pick(0, std::ssize(problem.dims) - 1)))];
}

/// Bounded below, above, or on both sides.
Range draw_range(Choices& choices, std::int64_t largest) {
  Range range;
  if (choices.chance(1, 2)) range.min = choices.pick(1, largest);
  if (choices.chance(1, 2)) range.max = choices.pick(range.min, largest);
  return range;
}

AxisRule draw_axis_rule(Choices& choices, const Question& question) {
  AxisRule rule{draw_axis(choices, question.architecture), {}};
  rule.dims.push_back(draw_dim(choices, question.problem).kind);
  if (choices.chance(1, 2)) rule.dims.push_back(draw_dim(choices, question.problem).kind);
  return rule;
}

void add_rule(Choices& choices, const Question& question, Constraints& rules) {
  const Architecture& chip = question.architecture;
  switch (choices.pick(0, 7)) {
    case 0: {
      const LevelId level = draw_inner_level(choices, chip);
      const Role role = draw_role(choices);
      // A level that may not keep the role would leave nothing or change nothing.
      const bool keep = chip.levels[level].keeps(role) && choices.chance(1, 2);
      rules.keeps.push_back({level, role, keep});
      break;
    }
    case 1:
      rules.axes.push_back(draw_axis_rule(choices, question));
      break;
    case 2: {
      const AxisId axis = draw_axis(choices, chip);
      const std::string dim = draw_dim(choices, question.problem).kind;
      rules.spatial.push_back({axis, dim, draw_range(choices, chip.axis(axis).size)});
      break;
    }
    case 3: {
      const Dimension& dim = draw_dim(choices, question.problem);
      rules.tiles.push_back(
          {draw_inner_level(choices, chip), dim.kind, draw_range(choices, dim.size)});
      break;
    }
    case 4:
      rules.stationary.push_back({draw_inner_level(choices, chip), draw_role(choices)});
      break;
    case 5:
      rules.min_utilization = choices.one_of<double>({0.5, 0.25, 1.0 / 3, 0.1, 1});
      break;
    case 6:
      rules.tiles_stay_across_fanouts = false;
      break;
    default:
      rules.tiles_stay_across_levels = false;
      // Together they are a rule of their own: a node's traffic depends on its place alone.
      if (choices.chance(1, 2)) rules.tiles_stay_across_fanouts = false;
  }
}

}  // namespace

Constraints draw_constraints(Choices& choices, const Question& question) {
  Constraints rules;
  add_rule(choices, question, rules);
  if (choices.chance(1, 3)) add_rule(choices, question, rules);
  return rules;
}

}  // namespace paretile::search
