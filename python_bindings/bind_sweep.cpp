// SPDX-License-Identifier: Apache-2.0
#include <pybind11/stl.h>

#include <algorithm>

#include "cli/sweep_flags.h"
#include "explore/design.h"
#include "explore/sweep_file.h"
#include "python_bindings/bindings.h"
#include "python_bindings/source.h"
#include "python_bindings/sweep_value.h"
#include "python_bindings/value_class.h"

namespace paretile::python {
namespace {

using explore::Setting;
using explore::Sweep;
using explore::SweepTexts;
using SharedSweep = std::shared_ptr<SweepValue>;

Source sweep_source(const py::object& given) {
  if (!py::isinstance<py::dict>(given)) {
    Source source = source_of(given, "<sweep>");
    if (!source.text) source.text = io::read_file(source.name);
    return source;
  }
  const py::object text = py::module_::import("paretile._sweep_text").attr("yaml_of")(given);
  return {text.cast<std::string>(), "<sweep>"};
}

SharedSweep read(std::string text, std::string file, std::int64_t max_designs,
                 const SweepTexts* texts) {
  Sweep sweep = explore::parse_sweep(text, file, max_designs, texts);
  return std::make_shared<SweepValue>(
      SweepValue{std::move(text), std::move(file), std::move(sweep)});
}

SharedSweep load(const py::object& given, bool yes) {
  Source source = sweep_source(given);
  const py::gil_scoped_release free;
  return read(std::move(*source.text), std::move(source.name),
              yes ? explore::kMaxGrid : cli::kMaxUnasked, nullptr);
}

SharedSweep load_results(const py::object& given) {
  const py::object path = py::module_::import("os").attr("fspath")(given);
  const std::string file = read_text(path, Place{"db"});
  const py::gil_scoped_release free;
  Sweep sweep = explore::SweepFile(file).sweep();
  std::string text = sweep.text;
  return std::make_shared<SweepValue>(SweepValue{std::move(text), file, std::move(sweep)});
}

using TextsByName = std::map<std::string, std::pair<std::string, std::string>>;

TextsByName plain(const std::map<std::string, io::TableText>& texts) {
  TextsByName all;
  for (const auto& [name, text] : texts) all[name] = {text.file, text.text};
  return all;
}

std::map<std::string, io::TableText> table_texts(const TextsByName& texts) {
  std::map<std::string, io::TableText> all;
  for (const auto& [name, text] : texts) all[name] = {text.first, text.second};
  return all;
}

py::tuple pickled(const SweepValue& self) {
  const SweepTexts& texts = self.sweep.texts;
  return py::make_tuple(self.text, self.file, plain(texts.architectures), plain(texts.workloads));
}

SharedSweep unpickled(const py::tuple& state) {
  std::tuple<std::string, std::string, TextsByName, TextsByName> parts;
  try {
    parts = state.cast<decltype(parts)>();
  } catch (const py::cast_error&) {
    throw py::value_error("not the pickle of a Sweep");
  }
  auto& [text, file, architectures, workloads] = parts;
  const SweepTexts texts{table_texts(architectures), table_texts(workloads)};
  const py::gil_scoped_release free;
  return read(std::move(text), std::move(file), explore::kMaxGrid, &texts);
}

py::object value_of(const Setting& setting) {
  return setting.number ? py::object(py::float_(*setting.number)) : py::str(setting.text);
}

explore::Design design_of(const Sweep& sweep, std::int64_t id) {
  if (!std::binary_search(sweep.designs.begin(), sweep.designs.end(), id)) {
    throw py::key_error("the sweep has no design " + std::to_string(id));
  }
  return *explore::make_design(sweep, id).design;
}

py::dict settings(const SweepValue& self, std::int64_t id) {
  const explore::Design design = design_of(self.sweep, id);
  py::dict all;
  for (std::size_t i = 0; i < design.choice.size(); ++i) {
    const explore::Parameter& parameter = self.sweep.parameters[i];
    all[py::str(parameter.name)] = value_of(parameter.values[design.choice[i]]);
  }
  for (std::size_t i = 0; i < design.derived.size(); ++i) {
    all[py::str(self.sweep.derived[i].name)] = design.derived[i];
  }
  return all;
}

py::dict parameters(const SweepValue& self) {
  py::dict all;
  for (const explore::Parameter& parameter : self.sweep.parameters) {
    py::list values;
    for (const Setting& setting : parameter.values) values.append(value_of(setting));
    all[py::str(parameter.name)] = py::tuple(values);
  }
  return all;
}

py::tuple architectures(const SweepValue& self) {
  py::list names;
  for (const auto& chip : self.sweep.chips) names.append(chip->name);
  return py::tuple(names);
}

std::string summary(const SweepValue& self) {
  const auto designs = static_cast<std::int64_t>(self.sweep.designs.size());
  const std::int64_t grid = explore::grid_size(self.sweep);
  std::string text = "<Sweep " + self.sweep.name + ": " + std::to_string(designs) + " designs";
  if (grid != designs) text += " of a grid of " + std::to_string(grid);
  return text + ", " + self.sweep.workload.name + ">";
}

constexpr const char* kSweep =
    R"(Designs made of a few chips, as a sweep's file describes them. Read-only.

Designs are named by their place in the whole grid: the chip counts slowest, the last parameter
fastest. `len(sweep)` is how many of them keep the constraints. A pickle has all files in it that the
sweep names.

Examples
--------
>>> sweep = paretile.Sweep.from_yaml("examples/sweep_toy.yaml")
>>> sweep
<Sweep toy_split: 9 designs of a grid of 12, toy>
>>> sweep.designs[-1], sweep.settings(9)
(9, {'buffer_bits': 16384.0, 'columns': 4.0, 'buffer_um2': 16384.0, 'unit_um2': 500.0})
>>> sweep.architecture(9).level("buffer").capacity_bits
16384
)";

constexpr const char* kFromYaml =
    R"(A sweep from YAML (docs/yaml_format.md).

Parameters
----------
source : str, os.PathLike or dict
    YAML text (it has more than one line), the path of a file, or the same as a dict. Files that it
    names are looked for beside the sweep's file first; of a text or a dict, in the working folder.
yes : bool
    Take even a grid of more than 10,000 designs.

Raises
------
InputError
    With every mistake of the text, also those of single designs.

Examples
--------
>>> sweep = paretile.Sweep.from_yaml({"format": 1, "name": "clocks", "architectures": ["eyeriss"],
...     "workloads": ["alexnet"], "vary": {"clock": {"field": "clock", "values": ["100 MHz", "200 MHz"]}}})
>>> sweep.parameters
{'clock': (100000000.0, 200000000.0)}
)";

constexpr const char* kFromResults =
    R"(The sweep that a file of results is of: its text is in the file, with all files it names.

Parameters
----------
db : str or os.PathLike
    What `paretile explore` or paretile.explore() wrote.

Raises
------
InputError
    There is no such file, or it holds no sweep.

Examples
--------
>>> import os, tempfile
>>> folder = tempfile.TemporaryDirectory()
>>> found = paretile.explore("examples/sweep_toy.yaml", os.path.join(folder.name, "toy.db"), quiet=True)
>>> paretile.Sweep.from_results(found.file) == found.sweep
True
)";

}  // namespace

void bind_sweep(py::module_& module) {
  py::class_<SweepValue, SharedSweep> type(module, "Sweep", kSweep);
  type.def_static("from_yaml", &load, py::arg("source"), py::kw_only(), py::arg("yes") = false,
                  kFromYaml);
  type.def_static("from_results", &load_results, py::arg("db"), kFromResults);
  type.def_property_readonly(
      "name", [](const SweepValue& self) { return self.sweep.name; }, "str");
  type.def_property_readonly(
      "objective",
      [](const SweepValue& self) { return std::string(to_string(self.sweep.objective)); },
      "str: what a design's mappings are chosen by");
  type.def_property_readonly(
      "sampling",
      [](const SweepValue& self) { return std::string(to_string(self.sweep.sampling)); },
      "str: which designs are solved, 'grid' or 'front' (docs/exploring.md)");
  type.def_property_readonly("architectures", &architectures,
                             "tuple of str: the chips to begin with");
  type.def_property_readonly(
      "workload", [](const SweepValue& self) { return self.sweep.workload; },
      "Workload: all networks, each layer as often as it runs");
  type.def_property_readonly(
      "parameters", &parameters,
      "dict: name of a parameter -> tuple of its values, numbers in base units");
  type.def_property_readonly(
      "designs", [](const SweepValue& self) { return py::tuple(py::cast(self.sweep.designs)); },
      "tuple of int: the designs that keep the constraints, ascending");
  type.def_property_readonly(
      "grid_size", [](const SweepValue& self) { return explore::grid_size(self.sweep); },
      "int: designs before constraints");
  type.def(
      "settings", &settings, py::arg("design"),
      "dict: the design's parameters and derived numbers. KeyError if there is no such design.");
  type.def(
      "architecture",
      [](const SweepValue& self, std::int64_t id) {
        return explore::build(self.sweep, design_of(self.sweep, id));
      },
      py::arg("design"),
      "Architecture: the chip of a design. KeyError if there is no such design.");
  type.def("__len__", [](const SweepValue& self) { return self.sweep.designs.size(); });
  type.def("__repr__", &summary);
  type.def("__eq__", [](const SweepValue& self, const py::object& other) -> py::object {
    if (!py::isinstance<SweepValue>(other))
      return py::reinterpret_borrow<py::object>(Py_NotImplemented);
    const Sweep& theirs = other.cast<const SweepValue&>().sweep;
    return py::bool_(self.sweep.name == theirs.name &&
                     self.sweep.description == theirs.description);
  });
  type.def("__hash__",
           [](const SweepValue& self) { return py::hash(py::str(self.sweep.description)); });
  type.def("__copy__", [](const py::object& self) { return self; });
  type.def(
      "__deepcopy__", [](const py::object& self, const py::object&) { return self; },
      py::arg("memo"));
  type.def(py::pickle(&pickled, &unpickled));
}

}  // namespace paretile::python
