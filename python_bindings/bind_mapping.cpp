// SPDX-License-Identifier: Apache-2.0
#include "core/io/load.h"
#include "core/mapping_text.h"
#include "python_bindings/bindings.h"
#include "python_bindings/value_class.h"
#include "python_bindings/values.h"

namespace paretile::python {
namespace {

std::string text_of(const BoundMapping& self) {
  return to_text(self.mapping, *self.problem, *self.architecture);
}

BoundMapping load(const py::object& source, const py::object& problem,
                  const Architecture& architecture) {
  return mapping_of(source, std::make_shared<Problem>(layer_of(problem, architecture).problem),
                    std::make_shared<Architecture>(architecture));
}

py::dict node_dict(const BoundMapping& self, const Node& node) {
  py::dict one;
  if (node.is_storage()) {
    one["kind"] = "storage";
    one["level"] = self.architecture->levels[node.level].name;
    one["tensor"] = self.problem->tensors[node.tensor].name;
    return one;
  }
  one["kind"] = node.is_spatial() ? "spatial" : "temporal";
  one["dim"] = self.problem->dims[node.dim].name;
  one["bound"] = node.bound;
  if (node.is_spatial()) {
    const Fanout& fanout = self.architecture->fanouts[self.architecture->fanout_of(node.axis)];
    one["axis"] = fanout.name + "." + self.architecture->axis(node.axis).name;
  }
  return one;
}

py::dict to_dict(const BoundMapping& self) {
  py::list nodes;
  for (const Node& node : self.mapping.nodes) nodes.append(node_dict(self, node));
  py::dict all;
  all["architecture"] = self.architecture->name;
  all["problem"] = self.problem->name;
  all["nodes"] = nodes;
  return all;
}

bool equal(const BoundMapping& self, const BoundMapping& other) {
  return self.mapping == other.mapping && state_of(*self.problem).equal(state_of(*other.problem)) &&
         state_of(*self.architecture).equal(state_of(*other.architecture));
}

constexpr const char* kMapping =
    R"(A loop nest: where each tensor is kept, which loops run in time and which across the array.

Read-only. Belongs to one problem on one architecture.

Examples
--------
>>> chip = paretile.Architecture.from_yaml("simple_2level")
>>> conv = paretile.Problem.from_yaml("examples/toy_conv.yaml")
>>> nest = paretile.Mapping.from_yaml("examples/toy_conv.nest", conv, chip)
>>> nest
<Mapping dram[WIO] K2 buffer[WIO] C2 R3 K2@array.y P8@array.x>
>>> nest.to_dict()["nodes"][3]
{'kind': 'temporal', 'dim': 'K', 'bound': 2}
)";

constexpr const char* kFromYaml =
    R"(A mapping from the indented nest or the same as YAML (docs/yaml_format.md).

Parameters
----------
source : str or os.PathLike
    The text (it has more than one line), or the path of a file.
problem : Problem, Layer or Workload of one layer
    What is mapped.
architecture : Architecture
    Where.

Raises
------
InputError
    With every mistake of the text.
)";

}  // namespace

void bind_mapping(py::module_& module) {
  py::class_<BoundMapping> type(module, "Mapping", kMapping);
  type.def_static("from_yaml", &load, py::arg("source"), py::arg("problem"),
                  py::arg("architecture"), kFromYaml);
  type.def_property_readonly(
      "problem", [](const BoundMapping& self) { return *self.problem; }, "Problem: what is mapped");
  type.def_property_readonly(
      "architecture", [](const BoundMapping& self) { return *self.architecture; },
      "Architecture: where it is mapped to");
  type.def_property_readonly(
      "is_ragged", [](const BoundMapping& self) { return is_ragged(self.mapping, *self.problem); },
      "bool: bounds of some dimension multiply to more than its size");
  type.def(
      "canonical",
      [](const BoundMapping& self) {
        return BoundMapping{canonical(self.mapping), self.problem, self.architecture};
      },
      "The same nest in its one canonical spelling. Of ragged ones the cost may differ.");
  type.def("to_dict", &to_dict,
           "As plain dicts and lists: `architecture`, `problem` and `nodes`, outermost first.");
  type.def(
      "to_yaml",
      [](const BoundMapping& self) {
        return io::mapping_to_yaml(self.mapping, *self.problem, *self.architecture);
      },
      "str: as YAML, which from_yaml() reads back.");
  type.def("__str__", &text_of);
  type.def("__repr__", [](const BoundMapping& self) {
    return "<Mapping " + to_compact(self.mapping, *self.problem, *self.architecture) + ">";
  });
  type.def("__eq__", [](const BoundMapping& self, const py::object& other) -> py::object {
    if (!py::isinstance<BoundMapping>(other)) {
      return py::reinterpret_borrow<py::object>(Py_NotImplemented);
    }
    return py::bool_(equal(self, other.cast<const BoundMapping&>()));
  });
  type.def("__hash__",
           [](const BoundMapping& self) { return py::hash(py::int_(hash(self.mapping))); });
  type.def("__copy__", [](const py::object& self) { return self; });
  type.def(
      "__deepcopy__", [](const py::object& self, const py::object&) { return self; },
      py::arg("memo"));
  type.def(
      "_repr_html_",
      [](const py::object& self) {
        return py::module_::import("paretile._html").attr("mapping_html")(self);
      },
      "The nest, for notebooks.");
  type.def(py::pickle(
      [](const BoundMapping& self) {
        return py::make_tuple(text_of(self), *self.problem, *self.architecture);
      },
      [](const py::tuple& state) {
        if (state.size() != 3) throw py::value_error("not the pickle of a Mapping");
        Problem problem;
        Architecture architecture;
        from_python(state[1], Place{"Mapping.problem"}, problem);
        from_python(state[2], Place{"Mapping.architecture"}, architecture);
        BoundMapping bound{{},
                           std::make_shared<Problem>(std::move(problem)),
                           std::make_shared<Architecture>(std::move(architecture))};
        bound.mapping = parse_mapping(read_text(state[0], Place{"Mapping"}), *bound.problem,
                                      *bound.architecture);
        return bound;
      }));
}

}  // namespace paretile::python
