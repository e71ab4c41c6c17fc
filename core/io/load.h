// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/architecture.h"
#include "core/constraints.h"
#include "core/mapping.h"
#include "core/problem.h"
#include "core/workload.h"
#include "estimators/technology.h"

namespace paretile::io {

class YamlDocument;

/// Finds the text of an energy table by name ("eyeriss_normalised"); nullopt if there is none.
struct TableText {
  std::string file;  ///< for locations in messages
  std::string text;
};
using TableFinder = std::function<std::optional<TableText>(std::string_view name)>;

/// The technology tables that a `class` estimates from; called only where one is used.
using TechnologyFinder = std::function<const estimators::Technology&()>;

/// The whole file as text. Throws InputError when it cannot be read, is larger than 16 MiB, or is a
/// directory.
[[nodiscard]] std::string read_file(const std::string& path);

/// An architecture from YAML text (docs/yaml_format.md). `file` is for messages. Throws InputError
/// with every mistake of the text; never returns an invalid value. Without technology tables no
/// `class` can be estimated.
[[nodiscard]] Architecture parse_architecture(std::string_view text, const std::string& file,
                                              const TableFinder& tables,
                                              const TechnologyFinder& technology = {});

/// The same of a document that is read already, and perhaps was changed since. Its mistakes are
/// thrown, and stay in it.
[[nodiscard]] Architecture parse_architecture(YamlDocument& document, const TableFinder& tables,
                                              const TechnologyFinder& technology = {});

/// A workload from YAML text: operators expanded into problems. Throws as above.
[[nodiscard]] Workload parse_workload(std::string_view text, const std::string& file);

/// A mapping from a file's text: the indented nest (core/mapping_text.h), or the same as YAML (a
/// map with key `mapping`). Throws as above.
[[nodiscard]] Mapping load_mapping(std::string_view text, const std::string& file,
                                   const Problem& problem, const Architecture& architecture);

/// Constraints on mappings to the architecture. Dimensions are convolution letters, or one of
/// `own_kinds`: those of a workload with einsums of its own. Throws as above.
[[nodiscard]] Constraints load_constraints(std::string_view text, const std::string& file,
                                           const Architecture& architecture,
                                           std::span<const std::string> own_kinds = {});

/// The YAML spelling of a mapping, which load_mapping reads back to an equal value.
[[nodiscard]] std::string mapping_to_yaml(const Mapping& mapping, const Problem& problem,
                                          const Architecture& architecture);

}  // namespace paretile::io
