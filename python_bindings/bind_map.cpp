// SPDX-License-Identifier: Apache-2.0
#include <pybind11/functional.h>
#include <pybind11/stl.h>

#include <atomic>
#include <map>
#include <memory>

#include "cli/commands.h"
#include "cli/map_flags.h"
#include "cli/parse.h"
#include "cli/result_json.h"
#include "core/io/load.h"
#include "python_bindings/bindings.h"
#include "python_bindings/source.h"
#include "python_bindings/value_class.h"

namespace paretile::python {
namespace {

/// Ends a search from another thread; what was found until then is its result.
struct Stop {
  std::atomic<bool> is_set = false;
};

/// Calls a Python function from the threads of a search. What it raises ends the search.
class ProgressCall {
 public:
  ProgressCall(py::object function, Stop& stop) : function_(std::move(function)), stop_(stop) {}

  void operator()(const mapper::Progress& progress) {
    const py::gil_scoped_acquire hold;
    if (failure_) return;
    try {
      function_(progress.done, progress.total);
    } catch (py::error_already_set& error) {
      failure_ = std::make_unique<py::error_already_set>(std::move(error));
      stop_.is_set = true;
    }
  }
  void rethrow() {
    if (failure_) throw py::error_already_set(std::move(*failure_));
  }

 private:
  py::object function_;
  Stop& stop_;
  std::unique_ptr<py::error_already_set> failure_;
};

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

using Flags = std::map<std::string, std::string>;

mapper::Settings settings_of(const Flags& flags, const py::object& constraints,
                             const cli::ChipAndWorkload& given) {
  std::map<std::string, std::string, std::less<>> values(flags.begin(), flags.end());
  values["--arch"] = given.architecture.name;
  values["--workload"] = given.workload.name;
  const cli::Arguments arguments =
      cli::check_arguments(cli::find_command("map"), std::move(values));
  mapper::Settings settings = cli::search_settings(arguments, given);
  if (!constraints.is_none()) {
    Source source = source_of(constraints, "<constraints>");
    if (!source.text) source.text = io::read_file(source.name);
    settings.constraints = cli::read_constraints(*source.text, source.name, given);
  }
  return settings;
}

py::dict map(const Architecture& architecture, const Workload& workload,
             const std::optional<std::string>& layer, const Flags& flags,
             const py::object& constraints, const py::object& progress, Stop& stop) {
  const cli::ChipAndWorkload given = chosen(architecture, workload, layer);
  mapper::Settings settings = settings_of(flags, constraints, given);
  settings.stop = &stop.is_set;
  ProgressCall call(progress, stop);
  if (!progress.is_none()) {
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
