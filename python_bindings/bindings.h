// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <pybind11/pybind11.h>

namespace paretile::python {

/// Each adds one part to the module paretile._core, in the order of module.cpp: a class before the
/// functions that take it. One file each, of the same name.
void bind_errors(pybind11::module_& module);
void bind_catalogue(pybind11::module_& module);
void bind_architecture(pybind11::module_& module);
void bind_workload(pybind11::module_& module);
void bind_mapping(pybind11::module_& module);
void bind_evaluator(pybind11::module_& module);
void bind_map(pybind11::module_& module);
void bind_rows(pybind11::module_& module);
void bind_layer_cost_model(pybind11::module_& module);
void bind_sweep(pybind11::module_& module);
void bind_explore(pybind11::module_& module);

}  // namespace paretile::python
