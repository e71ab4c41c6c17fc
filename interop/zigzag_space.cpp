// SPDX-License-Identifier: Apache-2.0
#include "interop/zigzag_space.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/diagnostics.h"
#include "interop/zigzag_chip.h"

namespace paretile::interop {
namespace {

/// What is unrolled along an axis is all it carries, and so many at a time; along an open one
/// goes what is hinted at, or anything.
Constraints unrolled_as(const ZigzagCase& given, const ZigzagChip& chip) {
  Constraints constraints;
  for (std::size_t i = 0; i < given.hardware.axes.size(); ++i) {
    AxisRule rule{chip.axes[i], {}};
    const auto hint = given.hints.find(AxisId(i));
    if (hint != given.hints.end()) {
      for (const DimId dim : hint->second) {
        rule.dims.push_back(given.layer.problem.dims[dim].kind);
      }
    }
    for (const ZigzagSpatial& loop : given.spatial) {
      if (loop.axis != AxisId(i)) continue;
      const std::string& kind = given.layer.problem.dims[loop.dim].kind;
      rule.dims.push_back(kind);
      constraints.spatial.push_back({chip.axes[i], kind, {loop.size, loop.size}});
    }
    const bool is_free = given.open.contains(AxisId(i)) && hint == given.hints.end();
    if (!is_free) constraints.axes.push_back(std::move(rule));
  }
  return constraints;
}

/// How many copies of a memory hold the same is known only where it is known what goes along them.
void refuse_open_copies(const ZigzagCase& given, const ZigzagChip& chip, const std::string& file) {
  std::vector<Diagnostic> mistakes;
  for (std::size_t axis = 0; axis < given.hardware.axes.size(); ++axis) {
    if (!(given.open & chip.copied).contains(AxisId(axis))) continue;
    mistakes.push_back(
        {{file, 1, 1},
         fmt::format("what goes along {} cannot be left open: memories that serve it stand "
                     "inside of it here, as copies that share the energy of one",
                     quoted(given.hardware.axes[axis].name)),
         {},
         "name it under 'spatial_mapping' of the mapping"});
  }
  if (!mistakes.empty()) throw InputError(mistakes);
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
  refuse_open_copies(given, chip, file);
  imported.constraints = unrolled_as(whole, chip);
  imported.problem = whole.layer.problem;
  imported.architecture = std::move(chip.architecture);
  imported.remarks = std::move(remarks);
  return imported;
}

}  // namespace paretile::interop
