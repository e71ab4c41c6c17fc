// SPDX-License-Identifier: Apache-2.0
#include "core/diagnostics.h"
#include "python_bindings/bindings.h"

namespace paretile::python {

namespace py = pybind11;

namespace {

/// paretile.InputError with its diagnostics, as keyword arguments of paretile.Diagnostic.
void raise(const InputError& error) {
  const py::module_ errors = py::module_::import("paretile._errors");
  py::list diagnostics;
  for (const Diagnostic& one : error.diagnostics()) {
    diagnostics.append(errors.attr("Diagnostic")(one.location.file, one.location.line,
                                                 one.location.column, one.message, one.source_line,
                                                 one.hint));
  }
  const py::object type = errors.attr("InputError");
  PyErr_SetObject(type.ptr(), type(py::str(error.what()), diagnostics).ptr());
}

}  // namespace

void bind_errors(py::module_& /*module*/) {
  py::register_local_exception_translator([](std::exception_ptr pointer) {
    try {
      if (pointer) std::rethrow_exception(pointer);
    } catch (const InputError& error) {
      raise(error);
    }
  });
}

}  // namespace paretile::python
