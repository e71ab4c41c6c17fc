// SPDX-License-Identifier: Apache-2.0
#include <pybind11/functional.h>
#include <pybind11/stl.h>

#include <memory>

#include "cli/result_json.h"
#include "python_bindings/bindings.h"
#include "python_bindings/search_call.h"
#include "python_bindings/source.h"
#include "python_bindings/value_class.h"

namespace paretile::python {
namespace {

cli::ChipAndWorkload chosen(const Architecture& architecture, const Workload& workload,
                            const std::optional<std::string>& layer) {
  cli::ChipAndWorkload given{architecture, workload};
  if (layer) {
    Layer one = cli::find_layer(workload, *layer);
    one.inputs.clear();  // its producers are not part of the run
    given.workload.layers = {std::move(one)};
  }
  given.workload = with_precision(std::move(given.workload), architecture);
  return given;
}

py::dict map(const Architecture& architecture, const Workload& workload,
             const std::optional<std::string>& layer, const Flags& flags,
             const py::object& constraints, const py::object& progress, Stop& stop) {
  const cli::ChipAndWorkload given = chosen(architecture, workload, layer);
  mapper::Settings settings = settings_of(flags, constraints, given);
  settings.stop = &stop.is_set;
  ProgressCall call(progress, stop);
  if (call) {
    settings.progress = [&call](const mapper::Progress& done) { call(done); };
  }
  std::string json;
  {
    const py::gil_scoped_release free;
    const mapper::WorkloadResult result =
        mapper::map_workload(given.workload, given.architecture, settings);
    const cli::InputNames named{
        .architecture = given.architecture.name, .workload = given.workload.name, .layer = layer};
    json = cli::map_json(named, given, settings, result);
  }
  call.rethrow();
  return dict_of_json(json);
}

}  // namespace

void bind_map(py::module_& module) {
  py::class_<Stop>(module, "Stop", "Ends a search from another thread.")
      .def(py::init<>())
      .def(
          "set", [](Stop& self) { self.is_set = true; }, "Asks the search to end.");
  module.def("map", &map, py::arg("architecture"), py::arg("workload"), py::arg("layer"),
             py::arg("flags"), py::arg("constraints"), py::arg("progress"), py::arg("stop"),
             "The dict of `paretile map --json`; flags by their names on the command line. Use\n"
             "paretile.map().");
}

}  // namespace paretile::python
