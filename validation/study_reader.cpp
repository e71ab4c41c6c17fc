// SPDX-License-Identifier: Apache-2.0
#include "validation/study_reader.h"

#include <filesystem>

#include "core/io/yaml_reader.h"
#include "validation/case_reader.h"
#include "validation/measure_reader.h"

namespace paretile::validation {

using io::Need;
using io::YamlReader;

Study parse_study(std::string_view text, const std::string& file) {
  io::YamlDocument document(text, file);
  YamlReader reader(document, document.root(), "");
  Study study;
  study.name = std::filesystem::path(file).stem().string();
  reader.integer("format", {1, 1}, Need::kRequired);
  study.title = reader.name("title", Need::kRequired).value_or("");
  study.about = reader.text("about").value_or("");
  study.about.erase(study.about.find_last_not_of(" \n") + 1);
  study.source = reader.name("source", Need::kRequired).value_or("");
  CaseReader cases(document, reader);
  for (YamlReader& entry : reader.maps("cases", Need::kRequired)) cases.read(entry);
  study.cases = cases.take();
  for (YamlReader& entry : reader.maps("measures", Need::kRequired)) {
    study.measures.push_back(MeasureReader(document, entry, study).read());
  }
  reader.finish();
  document.throw_if_errors();
  cases.throw_if_mappings_are_wrong();
  return study;
}

}  // namespace paretile::validation
