// SPDX-License-Identifier: Apache-2.0
#include "interop/our_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "core/io/load.h"
#include "core/io/write.h"
#include "core/io/yaml_text.h"
#include "core/mapping_text.h"
#include "core/operators.h"

namespace paretile::interop {
namespace {

using io::Comment;

/// The last line up to `line` that begins a key or an item at the left margin.
std::string_view section_at(std::string_view text, int line) {
  std::string_view section;
  for (int at = 1; at <= line && !text.empty(); ++at) {
    const std::string_view shown = text.substr(0, text.find('\n'));
    if (!shown.empty() && shown.find_first_of(" \t#]}\r") != 0) section = shown;
    text.remove_prefix(std::min(text.size(), shown.size() + 1));
  }
  return section;
}

/// Comments by the file of ours that they belong to.
struct Comments {
  std::vector<Comment> architecture;
  std::vector<Comment> workload;
  std::vector<Comment> mapping;
};

class CommentSorter {
 public:
  CommentSorter(const Imported& imported, std::span<const SourceText> sources,
                const std::string& head)
      : imported_(imported), sources_(sources) {
    for (auto* comments : {&sorted_.architecture, &sorted_.workload, &sorted_.mapping}) {
      comments->push_back({"", head});
    }
  }

  Comments run() {
    for (const Remark& remark : imported_.remarks) {
      const Comment comment{named_in(remark.text), fmt::format("{}:{}: {}", remark.location.file,
                                                               remark.location.line, remark.text)};
      place_of(remark, !comment.about.empty()).push_back(comment);
    }
    return std::move(sorted_);
  }

 private:
  /// The level, fan-out or compute unit that the remark names in quotes.
  [[nodiscard]] std::string named_in(const std::string& text) const {
    const Architecture& chip = imported_.architecture;
    std::vector<std::string> names;
    for (const Level& level : chip.levels) names.push_back(level.name);
    for (const Fanout& fanout : chip.fanouts) names.push_back(fanout.name);
    names.push_back(chip.compute.name);
    for (const std::string& name : names) {
      if (text.find("'" + name + "'") != std::string::npos) return name;
    }
    return "";
  }

  /// By what stands around the line in the file of the tool.
  std::vector<Comment>& place_of(const Remark& remark, bool is_of_chip) {
    if (is_of_chip) return sorted_.architecture;
    const auto source = std::find_if(
        sources_.begin(), sources_.end(),
        [&](const SourceText& candidate) { return candidate.file == remark.location.file; });
    if (source == sources_.end()) return sorted_.architecture;
    const std::string_view section = section_at(source->text, remark.location.line);
    const bool is_list = section.starts_with("-") || section.starts_with("[");
    const bool has_layers = source->text.find("equation") != std::string::npos;
    if (section.starts_with("problem") || (is_list && has_layers)) return sorted_.workload;
    if (section.starts_with("mapping") || is_list) return sorted_.mapping;
    return sorted_.architecture;
  }

  const Imported& imported_;
  std::span<const SourceText> sources_;
  Comments sorted_;
};

/// An einsum has no '-' in names.
void rename(std::string& name, std::vector<Comment>& comments) {
  if (name.find('-') == std::string::npos) return;
  const std::string before = name;
  std::replace(name.begin(), name.end(), '-', '_');
  comments.push_back({"", fmt::format("'{}' is called '{}' here.", before, name)});
}

Workload workload_of(const Imported& imported, std::vector<Comment>& comments) {
  Layer layer;
  layer.name = imported.problem.name;
  layer.op = kEinsumOperator;
  layer.problem = imported.problem;
  for (Dimension& dim : layer.problem.dims) rename(dim.name, comments);
  for (Tensor& tensor : layer.problem.tensors) rename(tensor.name, comments);
  Workload workload;
  workload.name = layer.name;
  workload.layers.push_back(std::move(layer));
  return workload;
}

/// Throws where the nest is not one of the chip and layer as their files say them.
std::string nest_text(const Mapping& mapping, const Workload& workload, const Architecture& chip,
                      const std::string& workload_text, const std::string& chip_text) {
  const std::string nest = to_text(mapping, workload.layers[0].problem, chip);
  const Workload read = io::parse_workload(workload_text, "workload.yaml");
  const Architecture read_chip = io::parse_architecture(chip_text, "architecture.yaml", {});
  (void)io::load_mapping(nest, "mapping.nest", read.layers[0].problem, read_chip);
  return nest;
}

}  // namespace

std::vector<OurFile> to_our_files(const Imported& imported, std::span<const SourceText> sources,
                                  const std::string& head) {
  Comments comments = CommentSorter(imported, sources, head).run();
  const Workload workload = workload_of(imported, comments.workload);
  std::vector<OurFile> files;
  files.push_back({"architecture.yaml",
                   io::architecture_to_yaml(imported.architecture, comments.architecture)});
  files.push_back({"workload.yaml", io::workload_to_yaml(workload, comments.workload)});
  if (imported.mapping) {
    std::string text;
    for (const Comment& comment : comments.mapping) text += io::yaml_comment(comment.text, 0);
    text +=
        nest_text(*imported.mapping, workload, imported.architecture, files[1].text, files[0].text);
    files.push_back({"mapping.nest", std::move(text)});
  }
  return files;
}

}  // namespace paretile::interop
