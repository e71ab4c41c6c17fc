// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "core/diagnostics.h"
#include "core/io/load.h"
#include "core/io/mapping_block.h"
#include "core/io/text_check.h"
#include "core/io/yaml_reader.h"
#include "core/mapping_names.h"
#include "core/mapping_text.h"
#include "core/validate.h"

namespace paretile::io {
namespace {

class MappingReader {
 public:
  MappingReader(YamlDocument& document, const Problem& problem, const Architecture& architecture)
      : document_(document), names_(problem, architecture) {}

  Mapping read(YamlReader& file) {
    document_.locate("nodes", *file.value("mapping", Need::kRequired));
    for (YamlReader& entry : file.maps("mapping")) read_entry(entry);
    return mapping_;
  }

 private:
  void read_entry(YamlReader& entry) {
    if (entry.has("storage")) {
      read_storage(entry);
    } else if (entry.has("temporal")) {
      read_loops(entry, "temporal", std::nullopt);
    } else if (entry.has("for")) {
      read_for(entry);
    } else if (entry.has("spatial")) {
      const auto axis = read_name(entry, "on", &MappingNames::axis);
      if (axis) read_loops(entry, "spatial", axis);
      if (!axis) entry.expect("spatial");
    } else {
      for (const char* key : {"storage", "temporal", "for", "spatial"}) entry.expect(key);
      for (const char* key : {"tensors", "bound", "on"}) entry.expect(key);
      if (entry.finish() > 0 || !entry.is_map()) return;
      entry.error(fmt::format("{} is neither storage nor a loop", entry.path()),
                  "give storage, temporal, for or spatial");
      return;
    }
    entry.finish();
  }

  void read_storage(YamlReader& entry) {
    const auto level = read_name(entry, "storage", &MappingNames::level);
    const YamlValue* list = entry.value("tensors", Need::kRequired);
    if (list == nullptr) return;
    const std::vector<YamlReader::Text> tensors = entry.texts("tensors");
    if (tensors.empty() && list->items.empty()) {
      document_.error(*list, fmt::format("{} names no tensor", entry.path_of("tensors")));
    }
    for (const auto& [name, at] : tensors) {
      const auto tensor = resolve(names_.tensor(name), *at);
      if (level && tensor) add(Node::storage(*level, *tensor), *at);
    }
  }

  void read_loops(YamlReader& entry, const char* key, std::optional<AxisId> axis) {
    std::optional<YamlReader> loops = entry.child(key);
    if (!loops) return;
    const auto entries = loops->entries();
    if (entries.empty() && loops->is_map())
      loops->error(fmt::format("{} has no loop", loops->path()));
    for (const YamlReader::Entry& loop : entries) {
      const auto dim = resolve(names_.dim(loop.key), *loop.key_value);
      const auto bound = to_integer(document_, *loop.value, loops->path_of(loop.key), kAtLeastOne);
      if (!dim || !bound) continue;
      add(axis ? Node::spatial(*dim, *bound, *axis) : Node::temporal(*dim, *bound),
          *loop.key_value);
    }
  }

  void read_for(YamlReader& entry) {
    const auto dim = read_name(entry, "for", &MappingNames::dim);
    const auto bound = entry.integer("bound", kAtLeastOne, Need::kRequired);
    if (dim && bound) add(Node::temporal(*dim, *bound), *entry.value("for"));
  }

  template <typename IdT>
  std::optional<IdT> read_name(YamlReader& entry, const char* key,
                               Resolved<IdT> (MappingNames::*find)(std::string_view) const) {
    const std::optional<std::string> name = entry.text(key, Need::kRequired);
    if (!name) return std::nullopt;
    return resolve((names_.*find)(*name), *entry.value(key));
  }

  template <typename IdT>
  std::optional<IdT> resolve(const Resolved<IdT>& resolved, const YamlValue& at) {
    if (!resolved.id) document_.error(at, resolved.message, resolved.hint);
    return resolved.id;
  }

  void add(const Node& node, const YamlValue& at) {
    if (mapping_.nodes.full()) {
      if (!too_long_) document_.error(at, fmt::format("more than {} nodes", kMaxNodes));
      too_long_ = true;
      return;
    }
    document_.locate(fmt::format("nodes[{}]", mapping_.nodes.size()), at);
    mapping_.nodes.push_back(node);
  }

  YamlDocument& document_;
  MappingNames names_;
  Mapping mapping_;
  bool too_long_ = false;
};

/// A nest starts with a storage line; a YAML map has `mapping:` or `format:` at the start of a
/// line.
bool is_yaml(std::string_view text) {
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    for (std::string_view key : {"mapping:", "format:", "{"}) {
      if (line.starts_with(key)) return true;
    }
    text.remove_prefix(std::min(text.size(), line.size() + 1));
  }
  return false;
}

/// A name as YAML text: those that YAML reads as nothing need quotes.
std::string yaml_name(const std::string& name) {
  const bool is_null = name == "null" || name == "Null" || name == "NULL";
  return is_null ? fmt::format("'{}'", name) : name;
}

}  // namespace

Mapping load_mapping(std::string_view text, const std::string& file, const Problem& problem,
                     const Architecture& architecture) {
  text = without_byte_order_mark(text);
  if (!is_yaml(text)) {
    DiagnosticSink sink(file, text);
    check_text(text, YamlDocument::kMaxBytes, sink);
    return parse_mapping(text, problem, architecture, file);
  }
  YamlDocument document(text, file);
  YamlReader reader(document, document.root(), "");
  reader.integer("format", {1, 1}, Need::kRequired);
  reader.name("name");
  reader.text("source");
  const YamlValue* value = reader.value("mapping", Need::kRequired);
  Mapping mapping;
  const bool is_block = value != nullptr && value->is_scalar();
  if (value != nullptr && !is_block) {
    mapping = MappingReader(document, problem, architecture).read(reader);
  }
  if (is_block) check_mapping_block(*value, document);
  reader.finish();
  if (!is_block && !document.has_errors()) {
    document.report(validate(mapping, problem, architecture));
  }
  document.throw_if_errors();
  return is_block ? parse_mapping_block(*value, document, problem, architecture) : mapping;
}

std::string mapping_to_yaml(const Mapping& mapping, const Problem& problem,
                            const Architecture& architecture) {
  const MappingNames names(problem, architecture);
  std::string text = "format: 1\nmapping:\n";
  const auto& nodes = mapping.nodes;
  for (std::size_t i = 0; i < nodes.size();) {
    const Node& first = nodes[i];
    if (!first.is_storage()) {
      const std::string loop =
          fmt::format("{{{}: {}}}", yaml_name(problem.dims[first.dim].name), first.bound);
      text += first.is_temporal()
                  ? fmt::format("  - {{temporal: {}}}\n", loop)
                  : fmt::format("  - {{spatial: {}, on: {}}}\n", loop, names.axis_name(first.axis));
      ++i;
      continue;
    }
    std::vector<std::string> tensors;
    for (; i < nodes.size() && nodes[i].is_storage() && nodes[i].level == first.level; ++i) {
      tensors.push_back(yaml_name(problem.tensors[nodes[i].tensor].name));
    }
    text += fmt::format("  - {{storage: {}, tensors: [{}]}}\n",
                        yaml_name(architecture.levels[first.level].name), fmt::join(tensors, ", "));
  }
  return text;
}

}  // namespace paretile::io
