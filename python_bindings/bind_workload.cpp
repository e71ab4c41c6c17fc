// SPDX-License-Identifier: Apache-2.0
#include "cli/inputs.h"
#include "cli/specs.h"
#include "core/io/load.h"
#include "core/io/write.h"
#include "core/operators.h"
#include "python_bindings/bindings.h"
#include "python_bindings/source.h"
#include "python_bindings/value_class.h"
#include "workloads/catalogue.h"

namespace paretile::python {
namespace {

Workload load(const py::object& given) {
  const Source source = source_of(given, "<workload>");
  const py::gil_scoped_release free;
  if (!source.text) return workloads::load_workload(source.name);
  return io::parse_workload(*source.text, source.name);
}

Problem load_problem(const py::object& given) {
  Workload workload = load(given);
  if (workload.layers.size() == 1) return workload.layers.front().problem;
  throw InputError({Diagnostic{{"paretile", 0, 0},
                               "a problem is one layer, and workload '" + workload.name + "' has " +
                                   std::to_string(workload.layers.size()),
                               {},
                               "take one of Workload.from_yaml(...).layers"}});
}

std::int64_t total_macs(const Workload& self) {
  std::int64_t total = 0;
  for (const Layer& layer : self.layers) total += macs(layer);
  return total;
}

py::dict problem_dict(const Problem& self) {
  Layer layer;
  layer.problem = self;
  const py::dict all = dict_of_json(cli::layer_json(layer));
  py::dict own;
  own["name"] = self.name;
  for (const char* key : {"operations", "dims", "tensors"}) own[key] = all[key];
  return own;
}

std::string sizes_text(const Problem& problem) {
  std::string text;
  for (const Dimension& dim : problem.dims) {
    text += (text.empty() ? "" : " ") + dim.name + "=" + std::to_string(dim.size);
  }
  return text;
}

constexpr const char* kWorkload =
    R"(A network: layers in the order they run. Read-only.

Examples
--------
>>> network = paretile.Workload.from_yaml("resnet18")
>>> network
<Workload resnet18: 21 layers, 1,814,073,344 MACs>
>>> network.layer("conv1").problem.sizes["K"]
64
)";

constexpr const char* kFromYaml =
    R"(A network from YAML (docs/yaml_format.md).

Parameters
----------
source : str or os.PathLike
    YAML text (it has more than one line), a shipped name (`list_workloads()`) or a path.

Raises
------
InputError
    With every mistake of the text.

Examples
--------
>>> text = """format: 1
... name: own
... layers:
...   - {name: fc, op: gemm, M: 1, N: 1000, K: 512}
... """
>>> paretile.Workload.from_yaml(text).macs
512000
)";

constexpr const char* kToYaml =
    R"(As YAML, which from_yaml() reads back to an equal network.

Returns
-------
str

Raises
------
InputError
    Something the format cannot say, such as a name with '-'.

Examples
--------
>>> network = paretile.Workload.from_yaml("resnet18")
>>> paretile.Workload.from_yaml(network.to_yaml()) == network
True
)";

void bind_problem(py::module_& module) {
  bind_value<Dimension>(module, "Dimension", "One loop dimension of a problem.");
  bind_value<Tensor>(module, "Tensor", "One tensor of a problem and how loops address it.");
  auto type = bind_value<Problem>(
      module, "Problem", "One loop nest: dimensions, tensors and how loops address them.",
      [](const Problem& self) { return "<Problem " + self.name + ": " + sizes_text(self) + ">"; });
  bind_replace(type, "Problem");
  type.def_static("from_yaml", &load_problem, py::arg("source"),
                  "The problem of a workload of one layer; see Workload.from_yaml().");
  type.def_property_readonly("operations", &Problem::operations,
                             "int: product of all sizes (multiply-accumulates of a convolution)");
  type.def_property_readonly(
      "sizes",
      [](const Problem& self) {
        py::dict sizes;
        for (const Dimension& dim : self.dims) sizes[py::str(dim.name)] = dim.size;
        return sizes;
      },
      "dict: iterations by the name of the dimension");
  type.def("to_dict", &problem_dict,
           "As plain dicts and lists: `name`, `operations`, `dims` and `tensors`.");
}

void bind_layer(py::module_& module) {
  auto type = bind_value<Layer>(
      module, "Layer", "One node of a network: a problem and its repeats.", [](const Layer& self) {
        return "<Layer " + self.name + ": " + self.op + " " + sizes_text(self.problem) + ">";
      });
  bind_replace(type, "Layer");
  type.def_property_readonly("macs", &cli::macs_per_run,
                             "int: multiply-accumulates of one run; 0 for pooling and the like");
  type.def(
      "to_dict", [](const Layer& self) { return dict_of_json(cli::layer_json(self)); },
      "As plain dicts and lists, with the keys of `paretile show --workload ... --layer ...`.");
}

std::string summary(const Workload& self) {
  const py::object count = py::int_(total_macs(self)).attr("__format__")(",");
  return "<Workload " + self.name + ": " + std::to_string(self.layers.size()) + " layers, " +
         count.cast<std::string>() + " MACs>";
}

}  // namespace

void bind_workload(py::module_& module) {
  bind_problem(module);
  bind_layer(module);
  auto type = bind_value<Workload>(module, "Workload", kWorkload, &summary);
  bind_replace(type, "Workload");
  type.def_static("from_yaml", &load, py::arg("source"), kFromYaml);
  type.def(
      "layer",
      [](const Workload& self, const std::string& name) { return cli::find_layer(self, name); },
      py::arg("name"), "The layer of that name. Raises InputError with the near miss.");
  type.def_property_readonly("macs", &total_macs,
                             "int: multiply-accumulates of all layers and repeats");
  type.def(
      "to_yaml", [](const Workload& self) { return io::workload_to_yaml(self); }, kToYaml);
  type.def(
      "to_dict", [](const Workload& self) { return dict_of_json(cli::workload_json(self)); },
      "As plain dicts and lists, with the keys of `paretile show --workload NAME --json -`.");
  type.def(
      "_repr_html_",
      [](const py::object& self) {
        return py::module_::import("paretile._html").attr("workload_html")(self);
      },
      "The layers as a table, for notebooks.");
}

}  // namespace paretile::python
