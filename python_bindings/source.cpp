// SPDX-License-Identifier: Apache-2.0
#include "python_bindings/source.h"

#include "core/io/load.h"
#include "python_bindings/convert.h"

namespace paretile::python {

Source source_of(py::handle given, const char* inline_name) {
  if (PyUnicode_Check(given.ptr()) != 0) {
    std::string text = read_text(given, Place{inline_name});
    if (text.find('\n') == std::string::npos) return {std::nullopt, std::move(text)};
    return {std::move(text), inline_name};
  }
  if (!py::hasattr(given, "__fspath__")) {
    refuse(given, Place{"source"}, "YAML text, a shipped name or a path");
  }
  const py::object path = py::module_::import("os").attr("fspath")(given);
  if (PyUnicode_Check(path.ptr()) == 0) refuse(given, Place{"source"}, "a path of text");
  const std::string name = read_text(path, Place{"source"});
  return {io::read_file(name), name};
}

py::dict dict_of_json(const std::string& json) {
  py::dict answer = py::module_::import("json").attr("loads")(json);
  for (const char* key : {"schema_version", "command"}) {
    if (answer.contains(key)) PyDict_DelItemString(answer.ptr(), key);
  }
  return answer;
}

}  // namespace paretile::python
