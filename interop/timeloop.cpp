// SPDX-License-Identifier: Apache-2.0
#include "interop/timeloop.h"

#include <utility>

#include "interop/timeloop_architecture.h"
#include "interop/timeloop_constraints.h"
#include "interop/timeloop_files.h"
#include "interop/timeloop_mapping.h"
#include "interop/timeloop_problem.h"

namespace paretile::interop {
namespace {

/// Timeloop counts words whatever their width; the levels have one width, and so do the tensors.
void give_bits(Problem& problem, const Architecture& architecture) {
  for (Tensor& tensor : problem.tensors) {
    tensor.bits = architecture.levels.begin()->word_bits;
    tensor.psum_bits = tensor.bits;
  }
}

/// Everything but the mapping.
Imported read_inputs(TimeloopFiles& files) {
  Imported imported;
  imported.problem = read_timeloop_problem(files);
  imported.architecture = read_timeloop_architecture(files);
  if (!imported.architecture.levels.empty()) give_bits(imported.problem, imported.architecture);
  imported.options = {.footprint = cost_model::Footprint::kBox,
                      .drains = cost_model::Drains::kFree};
  return imported;
}

Imported finish(TimeloopFiles& files, Imported imported) {
  files.remark_unread();
  files.throw_if_errors();
  imported.remarks = files.take_remarks();
  return imported;
}

}  // namespace

Imported read_timeloop(std::span<const SourceText> texts) {
  TimeloopFiles files(texts);
  Imported imported = read_inputs(files);
  imported.mapping = read_timeloop_mapping(files, imported.problem, imported.architecture);
  for (const TimeloopInline& given : files.inline_constraints()) {
    files.remark(*given.document, *given.value,
                 "'constraints' are not read: a mapping is evaluated as it is");
  }
  return finish(files, std::move(imported));
}

Imported read_timeloop_search(std::span<const SourceText> texts) {
  TimeloopFiles files(texts);
  Imported imported = read_inputs(files);
  if (!files.has_errors()) {
    imported.constraints =
        read_timeloop_constraints(files, imported.problem, imported.architecture);
  }
  return finish(files, std::move(imported));
}

}  // namespace paretile::interop
