// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/io/yaml_reader.h"
#include "validation/study.h"

namespace paretile::validation {

/// Reads the cases of a study one after the other; later ones may name earlier ones.
class CaseReader {
 public:
  /// `file` holds the architecture and the workload of cases that name none.
  CaseReader(io::YamlDocument& document, io::YamlReader& file);

  void read(io::YamlReader& entry);
  [[nodiscard]] std::vector<Case> take() { return std::move(cases_); }
  /// Mistakes in the text of mappings; known only where names are.
  void throw_if_mappings_are_wrong() const;

 private:
  [[nodiscard]] std::optional<Architecture> read_architecture(io::YamlReader& map);
  [[nodiscard]] std::optional<Workload> read_workload(io::YamlReader& map);
  void read_parts(io::YamlReader& entry, Case& made);
  void read_question(io::YamlReader& entry, Case& made);
  void read_mapping(io::YamlReader& entry, Case& made);
  void choose_layer(io::YamlReader& entry, Case& made);
  void read_densities(io::YamlReader& entry, Case& made);

  io::YamlDocument& document_;
  bool names_architecture_;
  bool names_workload_;
  std::optional<Architecture> architecture_;
  std::optional<Workload> workload_;
  std::vector<Case> cases_;
  std::vector<Diagnostic> mapping_mistakes_;
};

/// The index of the case of that name; reports an unknown one at its place.
[[nodiscard]] std::optional<std::size_t> find_case(const std::vector<Case>& cases,
                                                   const std::string& name, const io::YamlValue& at,
                                                   io::YamlDocument& document);

}  // namespace paretile::validation
