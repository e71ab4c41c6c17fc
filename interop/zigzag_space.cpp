// SPDX-License-Identifier: Apache-2.0
#include "interop/zigzag_space.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/diagnostics.h"
#include "interop/zigzag_chip.h"

namespace paretile::interop {
namespace {

/// What is unrolled along an axis is all it carries, and so many at a time.
Constraints unrolled_as(const ZigzagCase& given, const ZigzagChip& chip) {
  Constraints constraints;
  for (std::size_t i = 0; i < given.hardware.axes.size(); ++i) {
    AxisRule rule{chip.axes[i], {}};
    for (const ZigzagSpatial& loop : given.spatial) {
      if (loop.axis != AxisId(i)) continue;
      const std::string& kind = given.layer.problem.dims[loop.dim].kind;
      rule.dims.push_back(kind);
      constraints.spatial.push_back({chip.axes[i], kind, {loop.size, loop.size}});
    }
    constraints.axes.push_back(std::move(rule));
  }
  return constraints;
}

void tell_padding(const ZigzagCase& given, const ZigzagCase& whole, std::vector<Remark>& remarks) {
  for (const DimId dim : given.layer.problem.dims.ids()) {
    const Dimension& before = given.layer.problem.dims[dim];
    const std::int64_t size = whole.layer.problem.dims[dim].size;
    if (size == before.size) continue;
    remarks.push_back({{given.layer.file, given.layer.line, 1},
                       fmt::format("{} of {} is {} here, not {}: whole rounds of what is unrolled",
                                   before.name, quoted(given.layer.name), size, before.size)});
  }
}

}  // namespace

ZigzagCase padded(ZigzagCase given) {
  Problem& problem = given.layer.problem;
  for (const DimId dim : problem.dims.ids()) {
    const std::int64_t steps = steps_in_time(given, dim);
    std::int64_t along = 1;
    for (ZigzagSpatial& loop : given.spatial) {
      if (loop.dim != dim) continue;
      along *= loop.size;
      loop.even = static_cast<double>(loop.size);
    }
    problem.dims[dim].size = steps * along;
  }
  return given;
}

Imported to_space(const ZigzagCase& given, const std::string& file, std::vector<Remark> remarks) {
  const ZigzagCase whole = padded(given);
  tell_padding(given, whole, remarks);
  Imported imported;
  ZigzagChip chip = to_chip(whole, file, remarks);
  imported.constraints = unrolled_as(whole, chip);
  imported.problem = whole.layer.problem;
  imported.architecture = std::move(chip.architecture);
  imported.remarks = std::move(remarks);
  return imported;
}

}  // namespace paretile::interop
