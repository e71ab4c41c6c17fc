// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "core/diagnostics.h"
#include "core/validate.h"
#include "interop/zigzag.h"
#include "interop/zigzag_chip.h"
#include "interop/zigzag_nest.h"

namespace paretile::interop {
namespace {

/// Whether copies of a memory in every unit do what it does: not where it adds up sums of several.
bool may_be_in_units(const ZigzagCase& given, const ZigzagMemory& memory) {
  const bool is_lowest =
      std::all_of(memory.operands.begin(), memory.operands.end(), [&](const auto& operand) {
        const auto chain = given.hardware.chain(operand);
        return chain.front() == &memory && chain.back() != &memory;
      });
  const Problem& problem = given.layer.problem;
  const bool adds_up =
      memory.stores("O") &&
      std::any_of(given.spatial.begin(), given.spatial.end(), [&](const ZigzagSpatial& loop) {
        return memory.reached.contains(loop.axis) &&
               problem.relevance(problem.output(), loop.dim) == Relevance::kIrrelevant;
      });
  return is_lowest && !adds_up;
}

/// The lowest memories as copies in every unit: then nothing of the array is between them.
ZigzagCase with_memories_in_units(const ZigzagCase& given) {
  ZigzagCase copied = given;
  for (ZigzagMemory& memory : copied.hardware.memories) {
    memory.in_units = may_be_in_units(copied, memory);
  }
  return copied;
}

InputError mistake_at(const std::string& file, int line, std::string message, std::string hint) {
  return InputError({Diagnostic{{file, line, 1}, std::move(message), {}, std::move(hint)}});
}

/// A case told in our values: its chip and nest, and the remarks on how.
struct Told {
  ZigzagChip chip;
  std::optional<Mapping> nest;
  std::vector<Remark> remarks;
};

void refuse_mistakes(const std::vector<Finding>& findings, const std::string& file, int line = 1) {
  if (findings.empty()) return;
  throw mistake_at(file, line, findings.front().message, findings.front().hint);
}

/// Where the memory is that the first of `findings` is about.
int line_of_memory(const ZigzagCase& given, const Architecture& chip,
                   const std::vector<Finding>& findings) {
  for (const LevelId level : chip.levels.ids()) {
    if (findings.empty() ||
        !findings.front().path.starts_with(fmt::format("levels[{}]", level.index()))) {
      continue;
    }
    for (const ZigzagMemory& memory : given.hardware.memories) {
      if (memory.name == chip.levels[level].name) return memory.line;
    }
  }
  return 1;
}

void refuse_mistakes(const ZigzagCase& given, const Architecture& chip, const std::string& file) {
  const std::vector<Finding> findings = validate(chip);
  refuse_mistakes(findings, file, line_of_memory(given, chip, findings));
}

Told tell(const ZigzagCase& given, const std::string& file, std::vector<Remark> remarks) {
  Told told;
  told.remarks = remarks;
  told.chip = to_chip(given, file, told.remarks);
  refuse_mistakes(given, told.chip.architecture, file);
  told.nest = to_nest(given, told.chip);
  if (told.nest) return told;
  const ZigzagCase in_units = with_memories_in_units(given);
  told.remarks = std::move(remarks);
  told.chip = to_chip(in_units, file, told.remarks);
  told.nest = to_nest(in_units, told.chip);
  return told;
}

}  // namespace

bool has_nest(const ZigzagCase& given) {
  return tell(given, given.hardware.file, {}).nest.has_value();
}

Imported import_case(const ZigzagCase& given, const std::string& file,
                     std::vector<Remark> remarks) {
  Told told = tell(given, file, std::move(remarks));
  if (!told.nest) {
    throw mistake_at(
        file, 1,
        fmt::format("the mapping of {} has no counterpart: an operand keeps loops in a "
                    "memory inside the array that another leaves to one outside it",
                    quoted(given.layer.name)),
        "docs/interop_zigzag.md says why");
  }
  Imported imported;
  imported.problem = given.layer.problem;
  imported.architecture = std::move(told.chip.architecture);
  imported.mapping = std::move(told.nest);
  imported.remarks = std::move(told.remarks);
  refuse_mistakes(validate(*imported.mapping, imported.problem, imported.architecture), file);
  return imported;
}

}  // namespace paretile::interop
