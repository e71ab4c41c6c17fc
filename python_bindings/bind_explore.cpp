// SPDX-License-Identifier: Apache-2.0
#include <pybind11/stl.h>

#include "cli/commands.h"
#include "cli/parse.h"
#include "cli/sweep_flags.h"
#include "explore/sweep_file.h"
#include "python_bindings/bindings.h"
#include "python_bindings/search_call.h"
#include "python_bindings/source.h"
#include "python_bindings/sweep_value.h"

namespace paretile::python {
namespace {

using explore::SweepFile;
using explore::SweepProgress;

/// The JSON of `paretile COMMAND` for these flags.
py::dict answer(const std::string& name, const Flags& flags) {
  const cli::Command& command = cli::find_command(name);
  const cli::Arguments arguments = cli::check_arguments(command, {flags.begin(), flags.end()});
  std::string json;
  {
    const py::gil_scoped_release free;
    const std::atomic<bool> never = false;
    json = command.run(arguments, {&never, true}).json;
  }
  return dict_of_json(json);
}

explore::SweepRun run_of(const SweepValue& given, const Flags& flags) {
  std::map<std::string, std::string, std::less<>> values(flags.begin(), flags.end());
  values["sweep"] = given.file;
  return cli::sweep_run(cli::check_arguments(cli::find_command("explore"), std::move(values)));
}

py::dict run(const SweepValue& given, const std::string& path, const Flags& flags,
             const std::optional<std::vector<std::int64_t>>& designs, const py::object& progress,
             Stop& stop) {
  explore::SweepRun run = run_of(given, flags);
  run.stop = &stop.is_set;
  if (designs) run.designs = &*designs;
  ProgressCall call(progress, stop);
  if (call) {
    run.progress = [&call](const SweepProgress& now) {
      call({static_cast<std::size_t>(now.finished), static_cast<std::size_t>(now.total)});
    };
  }
  SweepProgress end;
  {
    const py::gil_scoped_release free;
    SweepFile file(path, given.sweep);
    end = explore::run_sweep(given.sweep, file, run);
  }
  call.rethrow();
  py::dict counts;
  counts["finished"] = end.finished;
  counts["total"] = end.total;
  counts["excluded"] = end.excluded;
  counts["solved"] = end.layers.solved;
  counts["reused"] = end.layers.reused;
  counts["relaxed"] = end.layers.relaxed;
  counts["partly"] = end.layers.partly;
  counts["cached"] = end.layers.cached;
  return counts;
}

/// A file of results with its one writer.
struct Writer {
  SweepFile file;
};

}  // namespace

void bind_explore(py::module_& module) {
  module.def("answer", &answer, py::arg("command"), py::arg("flags"),
             "The dict of `paretile COMMAND --json`; flags by their names on the command line.");
  module.def("explore", &run, py::arg("sweep"), py::arg("db"), py::arg("flags"), py::arg("designs"),
             py::arg("progress"), py::arg("stop"),
             "Solves the designs that the file lacks and puts them into it; the counts as a dict.\n"
             "designs: only these, ascending. Use paretile.explore().");
  module.def(
      "designs_of",
      [](const SweepValue& sweep, const Flags& flags) {
        return explore::designs_of(sweep.sweep, run_of(sweep, flags));
      },
      py::arg("sweep"), py::arg("flags"), "The designs that those flags mean, ascending.");
  py::class_<Writer>(module, "SweepFile", "A file of sweep results, made or gone on with.")
      .def(py::init([](const std::string& path, const SweepValue& sweep) {
             const py::gil_scoped_release free;
             return Writer{SweepFile(path, sweep.sweep)};
           }),
           py::arg("path"), py::arg("sweep"))
      .def(
          "add", [](Writer& self, const std::string& path) { self.file.add(path); },
          py::call_guard<py::gil_scoped_release>(), py::arg("path"),
          "Takes over what another file of the same sweep has and this one lacks.")
      .def(
          "finished",
          [](const Writer& self) {
            const auto ids = self.file.finished();
            return std::vector<std::int64_t>(ids.begin(), ids.end());
          },
          py::call_guard<py::gil_scoped_release>(), "list of int: designs it has, ascending");
}

}  // namespace paretile::python
