// SPDX-License-Identifier: Apache-2.0
#include "core/mapping_names.h"

#include <fmt/format.h>

#include <vector>

#include "core/diagnostics.h"

namespace paretile {
namespace {

template <typename IdT, typename T>
std::vector<std::string> names_of(const IdVector<IdT, T>& values) {
  std::vector<std::string> names;
  for (const T& value : values) names.push_back(value.name);
  return names;
}

/// "the layer 'conv1'", or "the layer" when it has no name.
std::string layer_of(const Problem& problem) {
  return problem.name.empty() ? "the layer" : "the layer " + quoted(problem.name);
}

}  // namespace

Resolved<LevelId> MappingNames::level(std::string_view name) const {
  if (const auto level = architecture_->find_level(name)) return {level, {}, {}};
  return {{},
          fmt::format("unknown level {}", quoted(name)),
          suggestion(name, names_of(architecture_->levels))};
}

Resolved<TensorId> MappingNames::tensor(std::string_view name) const {
  if (const auto tensor = problem_->find_tensor(name)) return {tensor, {}, {}};
  return {{},
          fmt::format("{} has no tensor {}", layer_of(*problem_), quoted(name)),
          suggestion(name, names_of(problem_->tensors))};
}

Resolved<DimId> MappingNames::dim(std::string_view name) const {
  if (const auto dim = problem_->find_dim(name)) return {dim, {}, {}};
  return {{},
          fmt::format("{} has no dimension {}", layer_of(*problem_), quoted(name)),
          suggestion(name, names_of(problem_->dims))};
}

Resolved<AxisId> MappingNames::axis(std::string_view name) const {
  std::vector<std::string> all;
  std::vector<std::string> matching;
  AxisId found;
  for (std::size_t i = 0; i < architecture_->num_axes(); ++i) {
    const std::string full = axis_name(AxisId(i));
    all.push_back(full);
    if (full == name) return {AxisId(i), {}, {}};
    if (architecture_->axis(AxisId(i)).name != name) continue;
    matching.push_back(full);
    found = AxisId(i);
  }
  if (matching.size() == 1) return {found, {}, {}};
  if (!matching.empty()) {
    return {{},
            fmt::format("more than one fan-out has an axis {}", quoted(name)),
            fmt::format("one of: {}", fmt::join(matching, ", "))};
  }
  std::string hint = suggestion(name, all);
  if (all.empty()) hint = "this architecture has no fan-out";
  return {{}, fmt::format("unknown axis {}", quoted(name)), std::move(hint)};
}

std::string MappingNames::axis_name(AxisId axis) const {
  return fmt::format("{}.{}", architecture_->fanouts[architecture_->fanout_of(axis)].name,
                     architecture_->axis(axis).name);
}

}  // namespace paretile
