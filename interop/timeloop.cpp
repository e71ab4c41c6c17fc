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
TimeloopArchitecture read_inputs(TimeloopFiles& files, Imported& imported) {
  imported.problem = read_timeloop_problem(files);
  TimeloopArchitecture chip = read_timeloop_architecture(files);
  imported.architecture = chip.architecture;
  if (!imported.architecture.levels.empty()) give_bits(imported.problem, imported.architecture);
  imported.options = {.footprint = cost_model::Footprint::kBox,
                      .drains = cost_model::Drains::kFree};
  return chip;
}

void finish(TimeloopFiles& files, Imported& imported) {
  files.throw_if_errors();
  files.remark_unread();
  imported.remarks = files.take_remarks();
}

}  // namespace

Imported read_timeloop(std::span<const SourceText> files) {
  return read_timeloop_run(files).imported;
}

Imported read_timeloop_search(std::span<const SourceText> texts) {
  TimeloopFiles files(texts);
  Imported imported;
  (void)read_inputs(files, imported);
  if (!files.has_errors()) {
    imported.constraints =
        read_timeloop_constraints(files, imported.problem, imported.architecture);
  }
  finish(files, imported);
  return imported;
}

TimeloopRun read_timeloop_run(std::span<const SourceText> texts) {
  TimeloopFiles files(texts);
  TimeloopRun run;
  Imported& imported = run.imported;
  const TimeloopArchitecture chip = read_inputs(files, imported);
  auto mapping = read_timeloop_mapping(files, imported.problem, imported.architecture);
  for (const TimeloopInline& given : files.inline_constraints()) {
    files.remark(*given.document, *given.value,
                 "'constraints' are not read: a mapping is evaluated as it is");
  }
  finish(files, imported);
  if (!mapping) return run;
  imported.mapping = mapping->mapping;
  run.nest = std::move(mapping->nest);
  for (const LevelId level : run.nest.ids()) run.nest[level].block = chip.blocks[level];
  return run;
}

}  // namespace paretile::interop
