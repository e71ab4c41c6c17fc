// SPDX-License-Identifier: Apache-2.0
#include "python_bindings/bindings.h"

namespace paretile::python {

PYBIND11_MODULE(_core, module) {
  module.doc() = "The compiled part of the package paretile; use it through `import paretile`.";
  module.attr("__version__") = PARETILE_VERSION;
  bind_errors(module);
  bind_catalogue(module);
  bind_architecture(module);
  bind_workload(module);
  bind_mapping(module);
  bind_evaluator(module);
  bind_map(module);
  bind_rows(module);
  bind_layer_cost_model(module);
  bind_sweep(module);
  bind_explore(module);
}

}  // namespace paretile::python
