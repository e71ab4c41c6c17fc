// SPDX-License-Identifier: Apache-2.0
#include "core/mapping_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/mapping_names.h"

namespace paretile {
namespace {

/// Calls `visit(level, tensors)` for each stretch of neighbouring storage nodes of one level, and
/// `visit(loop)` for each loop, outermost first.
template <typename OnStorage, typename OnLoop>
void for_each_line(const Mapping& mapping, const Problem& problem, OnStorage on_storage,
                   OnLoop on_loop) {
  for (std::size_t i = 0; i < mapping.nodes.size(); ++i) {
    const Node& node = mapping.nodes[i];
    if (!node.is_storage()) {
      on_loop(node);
      continue;
    }
    std::vector<std::string> tensors = {problem.tensors[node.tensor].name};
    while (i + 1 < mapping.nodes.size() && mapping.nodes[i + 1].is_storage() &&
           mapping.nodes[i + 1].level == node.level) {
      tensors.push_back(problem.tensors[mapping.nodes[++i].tensor].name);
    }
    on_storage(node.level, tensors);
  }
}

bool is_letter(const std::string& name) { return name.size() == 1; }

}  // namespace

std::string to_text(const Mapping& mapping, const Problem& problem,
                    const Architecture& architecture) {
  const MappingNames names(problem, architecture);
  std::string text;
  std::string indent;
  for_each_line(
      mapping, problem,
      [&](LevelId level, const std::vector<std::string>& tensors) {
        text += fmt::format("{}{} [{}]\n", indent, architecture.levels[level].name,
                            fmt::join(tensors, " "));
      },
      [&](const Node& loop) {
        text += fmt::format("{}{} {} in [0, {})", indent, loop.is_spatial() ? "parfor" : "for",
                            problem.dims[loop.dim].name, loop.bound);
        if (loop.is_spatial()) text += " on " + names.axis_name(loop.axis);
        text += '\n';
        indent += "  ";
      });
  return text + indent + architecture.compute.name + "\n";
}

std::string to_compact(const Mapping& mapping, const Problem& problem,
                       const Architecture& architecture) {
  const MappingNames names(problem, architecture);
  std::vector<std::string> parts;
  for_each_line(
      mapping, problem,
      [&](LevelId level, const std::vector<std::string>& tensors) {
        const bool letters = std::all_of(tensors.begin(), tensors.end(), is_letter);
        parts.push_back(fmt::format("{}[{}]", architecture.levels[level].name,
                                    fmt::join(tensors, letters ? "" : ",")));
      },
      [&](const Node& loop) {
        parts.push_back(fmt::format("{}{}", problem.dims[loop.dim].name, loop.bound));
        if (loop.is_spatial()) parts.back() += "@" + names.axis_name(loop.axis);
      });
  return fmt::format("{}", fmt::join(parts, " "));
}

}  // namespace paretile
