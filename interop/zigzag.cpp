// SPDX-License-Identifier: Apache-2.0
#include "interop/zigzag.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <utility>

#include "core/diagnostics.h"
#include "core/io/yaml_document.h"
#include "interop/zigzag_allocation.h"
#include "interop/zigzag_space.h"
#include "interop/zigzag_value.h"

namespace paretile::interop {
namespace {

/// A file, parsed and as Python would read it.
struct Parsed {
  io::YamlDocument document;
  io::YamlValue root;
};

bool has_key(const io::YamlValue& map, std::string_view key) {
  return std::any_of(map.keys.begin(), map.keys.end(),
                     [&](const io::YamlValue& candidate) { return candidate.text == key; });
}

/// All files by what they are. Told apart by their first keys, so that a mistake elsewhere in a
/// file does not make it something else.
class FileSet {
 public:
  FileSet(std::span<const SourceText> files, std::vector<Remark>& remarks) : remarks_(remarks) {
    for (const SourceText& file : files) {
      io::YamlDocument document(file.text, file.file);
      io::YamlValue root = document.take_root();
      read_as_python(root, file.file, remarks);
      parsed_.push_back({std::move(document), std::move(root)});
    }
    for (Parsed& file : parsed_) sort(file);
    require(hardware_, "hardware", "a map with 'operational_array' and 'memories'");
    require(workload_, "workload", "a list of layers with 'equation'");
    throw_if_errors();
  }

  ZigzagFiles read() {
    ZigzagFiles files;
    files.hardware = read_zigzag_hardware(hardware_->document, hardware_->root, remarks_);
    files.layers = read_zigzag_layers(workload_->document, workload_->root, remarks_);
    if (mapping_ != nullptr) {
      mappings_ = read_zigzag_mappings(mapping_->document, mapping_->root, remarks_);
    }
    throw_if_errors();
    return files;
  }

  [[nodiscard]] Parsed* mapping_file() { return mapping_; }
  [[nodiscard]] const std::vector<ZigzagMapping>& mappings() const { return mappings_; }
  [[nodiscard]] Parsed& workload_file() { return *workload_; }

  void require(Parsed* file, const char* what, const char* hint) {
    if (file != nullptr || parsed_.empty()) return;
    parsed_.front().document.error(parsed_.front().root,
                                   fmt::format("none of the ZigZag files is a {}", what),
                                   fmt::format("a {} is {}", what, hint));
  }

  void throw_if_errors() const {
    std::vector<Diagnostic> mistakes;
    for (const Parsed& file : parsed_) {
      try {
        file.document.throw_if_errors();
      } catch (const InputError& error) {
        mistakes.insert(mistakes.end(), error.diagnostics().begin(), error.diagnostics().end());
      }
    }
    if (!mistakes.empty()) throw InputError(mistakes);
  }

 private:
  void sort(Parsed& file) {
    const io::YamlValue& root = file.root;
    Parsed** place = nullptr;
    if (root.is_map() && (has_key(root, "operational_array") || has_key(root, "memories"))) {
      place = &hardware_;
    } else if (root.is_list() && !root.items.empty() && root.items.front().is_map()) {
      const io::YamlValue& first = root.items.front();
      const bool is_layer = has_key(first, "equation") || has_key(first, "loop_dims") ||
                            has_key(first, "operator_type");
      place = is_layer ? &workload_ : &mapping_;
    }
    if (place == nullptr) {
      file.document.error(root, "this is no hardware, workload or mapping of ZigZag",
                          "a map with 'memories', a list of layers or a list of mappings");
    } else if (*place != nullptr) {
      file.document.error(
          root, fmt::format("this file is of the same sort as '{}'", (*place)->document.file()),
          "one hardware, one workload and one mapping make a case");
    } else {
      *place = &file;
    }
  }

  std::deque<Parsed> parsed_;
  std::vector<Remark>& remarks_;
  std::vector<ZigzagMapping> mappings_;
  Parsed* hardware_ = nullptr;
  Parsed* workload_ = nullptr;
  Parsed* mapping_ = nullptr;
};

const ZigzagLayer& choose_layer(FileSet& set, const std::vector<ZigzagLayer>& layers,
                                const std::optional<std::string>& wanted) {
  if (!wanted && layers.size() == 1) return layers.front();
  std::vector<std::string> names;
  for (const ZigzagLayer& layer : layers) {
    if (wanted && layer.name == *wanted) return layer;
    names.push_back(layer.name);
  }
  Parsed& file = set.workload_file();
  file.document.error(
      file.root,
      wanted ? fmt::format("there is no layer {}", quoted(*wanted))
             : fmt::format("a mapping is of one layer, and here are {}", layers.size()),
      wanted ? suggestion(*wanted, names) : "give --layer NAME");
  set.throw_if_errors();
  return layers.front();
}

/// What is asked about: a layer, and how it is mapped.
struct Chosen {
  ZigzagHardware hardware;
  ZigzagLayer layer;
  const ZigzagMapping* mapping = nullptr;  ///< in the set
  Parsed* file = nullptr;                  ///< of the mapping, in the set
  [[nodiscard]] io::YamlDocument& document() const { return file->document; }
};

Chosen choose(FileSet& set, const std::optional<std::string>& layer) {
  ZigzagFiles read = set.read();
  Chosen chosen;
  chosen.layer = choose_layer(set, read.layers, layer);
  chosen.hardware = std::move(read.hardware);
  set.require(set.mapping_file(), "mapping", "a list of entries with 'memory_operand_links'");
  set.throw_if_errors();
  chosen.file = set.mapping_file();
  chosen.mapping = find_mapping(set.mappings(), chosen.layer.name, chosen.layer.type);
  if (chosen.mapping == nullptr) {
    chosen.document().error(chosen.file->root,
                            fmt::format("no mapping for layer {} of type {}",
                                        quoted(chosen.layer.name), quoted(chosen.layer.type)),
                            "name an entry so, or 'default'");
    set.throw_if_errors();
  }
  return chosen;
}

}  // namespace

ZigzagFiles read_zigzag_files(std::span<const SourceText> files, std::vector<Remark>& remarks) {
  return FileSet(files, remarks).read();
}

ZigzagCase read_zigzag_case(std::span<const SourceText> files,
                            const std::optional<std::string>& layer, std::vector<Remark>& remarks) {
  FileSet set(files, remarks);
  const Chosen chosen = choose(set, layer);
  ZigzagCase joined =
      join(chosen.hardware, chosen.layer, *chosen.mapping, chosen.document(), remarks);
  set.throw_if_errors();
  if (!allocate(joined)) {
    chosen.document().error(*chosen.mapping->at,
                            "tiles do not fit into the memories, in this order of loops");
    set.throw_if_errors();
  }
  return joined;
}

ZigzagCase read_zigzag_unrolled(std::span<const SourceText> files,
                                const std::optional<std::string>& layer,
                                std::vector<Remark>& remarks) {
  FileSet set(files, remarks);
  const Chosen chosen = choose(set, layer);
  ZigzagCase joined =
      unroll(chosen.hardware, chosen.layer, *chosen.mapping, chosen.document(), remarks);
  set.throw_if_errors();
  if (!chosen.mapping->order.empty()) {
    const io::YamlValue& at = *chosen.mapping->order.front().at;
    remarks.push_back({{chosen.document().file(), at.line, at.column},
                       "'temporal_ordering' is not used: the order in time is searched"});
  }
  return joined;
}

Imported read_zigzag(std::span<const SourceText> files, const std::optional<std::string>& layer) {
  std::vector<Remark> remarks;
  const ZigzagCase given = read_zigzag_case(files, layer, remarks);
  return import_case(given, given.hardware.file, std::move(remarks));
}

Imported read_zigzag_space(std::span<const SourceText> files,
                           const std::optional<std::string>& layer) {
  std::vector<Remark> remarks;
  const ZigzagCase given = read_zigzag_unrolled(files, layer, remarks);
  return to_space(given, given.hardware.file, std::move(remarks));
}

}  // namespace paretile::interop
