// SPDX-License-Identifier: Apache-2.0
#include <pybind11/stl.h>

#include <string>
#include <vector>

#include "core/operators.h"
#include "hw_specs/catalogue.h"
#include "python_bindings/bindings.h"
#include "workloads/catalogue.h"

namespace paretile::python {

namespace py = pybind11;

namespace {

std::vector<std::string> names_of(const std::vector<io::ShippedFile>& files) {
  std::vector<std::string> names;
  for (const io::ShippedFile& file : files) names.emplace_back(file.name);
  return names;
}

}  // namespace

void bind_catalogue(py::module_& module) {
  module.def(
      "list_architectures", [] { return names_of(hw_specs::shipped_architectures()); },
      R"(Names of the shipped chips.

Returns
-------
list of str
    What `Architecture.from_yaml` and the argument `arch` accept besides files.

Examples
--------
>>> "eyeriss" in paretile.list_architectures()
True
)");
  module.def(
      "list_workloads", [] { return names_of(workloads::shipped_workloads()); },
      R"(Names of the shipped networks.

Returns
-------
list of str
    What `Workload.from_yaml` and the argument `workload` accept besides files.

Examples
--------
>>> "resnet18" in paretile.list_workloads()
True
)");
}

}  // namespace paretile::python
