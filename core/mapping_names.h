// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/architecture.h"
#include "core/problem.h"

namespace paretile {

/// An id, or why a name has none.
template <typename IdT>
struct Resolved {
  std::optional<IdT> id;
  std::string message;  ///< when there is no id
  std::string hint;
};

/// The names a mapping may use: one pair of problem and architecture. Shared by the text and the
/// YAML form, so that both give the same messages.
class MappingNames {
 public:
  MappingNames(const Problem& problem, const Architecture& architecture)
      : problem_(&problem), architecture_(&architecture) {}

  [[nodiscard]] Resolved<LevelId> level(std::string_view name) const;
  [[nodiscard]] Resolved<TensorId> tensor(std::string_view name) const;
  [[nodiscard]] Resolved<DimId> dim(std::string_view name) const;  ///< or an alias of it
  /// `FANOUT.AXIS`, or `AXIS` where one fan-out only has an axis of that name.
  [[nodiscard]] Resolved<AxisId> axis(std::string_view name) const;

  /// `FANOUT.AXIS`.
  [[nodiscard]] std::string axis_name(AxisId axis) const;

 private:
  const Problem* problem_;
  const Architecture* architecture_;
};

}  // namespace paretile
