// SPDX-License-Identifier: Apache-2.0
#include "cli/result_json.h"
#include "python_bindings/bindings.h"
#include "python_bindings/source.h"
#include "python_bindings/value_class.h"
#include "python_bindings/values.h"

namespace paretile::python {
namespace {

/// What `paretile evaluate --json -` prints of the mapping.
std::string evaluate_json(const BoundEvaluator& self, const Mapping& mapping,
                          const std::string& workload) {
  cli::Case given;
  given.architecture = *self.architecture;
  given.workload.name = workload;
  given.layer = self.layer;
  given.mapping = mapping;
  given.options = self.evaluator.options();
  cost_model::Evaluation evaluation;
  const cost_model::Verdict verdict = self.evaluator.evaluate(mapping, evaluation);
  if (!verdict.fits()) return cli::verdict_json("evaluate", given, verdict);
  cost_model::Totals totals;
  self.evaluator.count(mapping, evaluation.counts, totals);
  return cli::evaluation_json("evaluate", given, evaluation, totals);
}

py::object evaluate(const BoundEvaluator& self, const py::object& given,
                    const std::string& workload) {
  const BoundMapping bound =
      mapping_of(given, std::make_shared<Problem>(self.layer.problem), self.architecture);
  std::string json;
  {
    const py::gil_scoped_release free;
    json = evaluate_json(self, bound.mapping, workload);
  }
  return py::module_::import("paretile._evaluation").attr("Evaluation")(bound, dict_of_json(json));
}

std::shared_ptr<BoundEvaluator> make(const Architecture& architecture, const py::object& problem,
                                     const std::string& footprint, const std::string& drains) {
  Layer layer = layer_of(problem, architecture);
  cost_model::Evaluator evaluator(layer.problem, architecture, model_options(footprint, drains));
  return std::make_shared<BoundEvaluator>(BoundEvaluator{
      std::make_shared<Architecture>(architecture), std::move(layer), std::move(evaluator)});
}

py::tuple state_of_evaluator(const BoundEvaluator& self) {
  const cost_model::Options& options = self.evaluator.options();
  return py::make_tuple(*self.architecture, self.layer, std::string(to_string(options.footprint)),
                        std::string(to_string(options.drains)));
}

constexpr const char* kEvaluator =
    R"(The cost model compiled for one layer on one chip: any number of mappings scored by it.

Safe to share by threads.

Parameters
----------
architecture : Architecture
problem : Problem, Layer or Workload of one layer
    Of a layer, bits that the chip fixes replace those the layer does not state, as everywhere; a
    bare Problem is taken as it is.
footprint : {'exact', 'box'}
    Words of a tile with holes: those used, or the box around them (docs/model.md).
drains : {'counted', 'free'}
    Whether reading outputs to send them outward costs anything.

Examples
--------
>>> chip = paretile.Architecture.from_yaml("simple_2level")
>>> conv = paretile.Workload.from_yaml("examples/toy_conv.yaml").layers[0]
>>> evaluator = paretile.Evaluator(chip, conv)
>>> evaluator.evaluate("examples/toy_conv.nest").latency_cycles
12
)";

}  // namespace

void bind_evaluator(py::module_& module) {
  py::class_<BoundEvaluator, std::shared_ptr<BoundEvaluator>> type(module, "Evaluator", kEvaluator);
  type.def(py::init(&make), py::arg("architecture"), py::arg("problem"),
           py::arg("footprint") = "exact", py::arg("drains") = "counted");
  type.def_property_readonly(
      "architecture", [](const BoundEvaluator& self) { return *self.architecture; },
      "Architecture: the chip");
  type.def_property_readonly(
      "problem", [](const BoundEvaluator& self) { return self.layer.problem; },
      "Problem: what is mapped, with the bits the chip gives it");
  type.def_property_readonly(
      "layer", [](const BoundEvaluator& self) { return self.layer; },
      "Layer: what is mapped, with the bits the chip gives it");
  type.def("evaluate", &evaluate, py::arg("mapping"), py::arg("workload") = "",
           R"(What one mapping costs.

Parameters
----------
mapping : Mapping, str or os.PathLike
    The nest, its text, or the path of a file.
workload : str
    Name of the network, for the result.

Returns
-------
Evaluation
    Also of a mapping that does not fit: `fits` is False then, and `verdict` says why.

Raises
------
InputError
    The text is no legal nest.
)");
  type.def("__repr__", [](const BoundEvaluator& self) {
    return "<Evaluator of " + self.layer.name + " on " + self.architecture->name + ">";
  });
  type.def("__copy__", [](const py::object& self) { return self; });
  type.def(
      "__deepcopy__", [](const py::object& self, const py::object&) { return self; },
      py::arg("memo"));
  type.def(py::pickle(&state_of_evaluator, [](const py::tuple& state) {
    if (state.size() != 4) throw py::value_error("not the pickle of an Evaluator");
    Architecture architecture;
    from_python(state[0], Place{"Evaluator.architecture"}, architecture);
    return make(architecture, state[1], read_text(state[2], Place{"Evaluator.footprint"}),
                read_text(state[3], Place{"Evaluator.drains"}));
  }));
}

}  // namespace paretile::python
