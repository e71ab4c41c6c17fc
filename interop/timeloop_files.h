// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/io/yaml_document.h"
#include "core/io/yaml_reader.h"
#include "interop/imported.h"

namespace paretile::interop {

/// A top-level key of one of the files.
struct TimeloopSection {
  io::YamlDocument* document = nullptr;
  const io::YamlValue* key = nullptr;
  const io::YamlValue* value = nullptr;
};

/// Constraints written inside a component of version 0.4.
struct TimeloopInline {
  io::YamlDocument* document = nullptr;
  const io::YamlValue* value = nullptr;
  std::string name;     ///< of the component, or of a container
  std::string outside;  ///< the component around it; empty for the outermost
};

/// Several YAML files as one map of top-level keys, and what was remarked while reading them.
class TimeloopFiles {
 public:
  /// Throws InputError where a text is no YAML.
  explicit TimeloopFiles(std::span<const SourceText> files);

  /// The section under any of the names, null if there is none; two of them are a mistake.
  const TimeloopSection* find(std::initializer_list<std::string_view> names);
  /// As find(); its absence is a mistake, told once, at the start of the first file.
  const TimeloopSection* require(std::initializer_list<std::string_view> names);

  void remark(const io::YamlDocument& document, const io::YamlValue& at, std::string text);
  void add_inline(TimeloopInline constraints) { inline_.push_back(std::move(constraints)); }
  [[nodiscard]] const std::vector<TimeloopInline>& inline_constraints() const { return inline_; }
  /// Remarks on every section nobody asked for.
  void remark_unread();
  [[nodiscard]] bool has_errors() const;
  void throw_if_errors() const;
  [[nodiscard]] std::vector<Remark> take_remarks();

 private:
  void refuse_long_files();

  std::deque<std::string> texts_;  ///< which the documents point into
  std::deque<io::YamlDocument> documents_;
  std::map<std::string, TimeloopSection, std::less<>> sections_;
  std::vector<std::string> asked_;
  std::vector<TimeloopInline> inline_;
  std::vector<Remark> remarks_;
};

}  // namespace paretile::interop
