// SPDX-License-Identifier: Apache-2.0
#include "python_bindings/value_class.h"

namespace paretile::python {

void refuse_name(const std::string& what, const std::string& name,
                 const std::vector<std::string>& names) {
  throw InputError(
      {Diagnostic{{"paretile", 0, 0}, what + " " + quoted(name), {}, suggestion(name, names)}});
}

void throw_findings(const std::vector<Finding>& findings, const std::string& of) {
  if (findings.empty()) return;
  std::vector<Diagnostic> diagnostics;
  for (const Finding& finding : findings) {
    diagnostics.push_back({{of + "." + finding.path, 0, 0}, finding.message, {}, finding.hint});
  }
  throw InputError(std::move(diagnostics));
}

}  // namespace paretile::python
