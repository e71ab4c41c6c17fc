// SPDX-License-Identifier: Apache-2.0
#include "python_bindings/values.h"

#include <algorithm>

#include "core/io/load.h"
#include "core/validate.h"
#include "python_bindings/source.h"
#include "python_bindings/value_class.h"

namespace paretile::python {
namespace {

Layer only_layer(const Workload& workload) {
  if (workload.layers.size() == 1) return workload.layers.front();
  std::vector<std::string> names;
  for (const Layer& layer : workload.layers) names.push_back(layer.name);
  throw InputError(
      {Diagnostic{{"paretile", 0, 0},
                  "workload '" + workload.name + "' has " + std::to_string(names.size()) +
                      " layers and a mapping is of one: name the layer",
                  {},
                  suggestion("", names)}});
}

Layer anonymous_layer(const Problem& problem) {
  Layer layer;
  layer.name = problem.name.empty() ? "problem" : problem.name;
  layer.op = "einsum";
  layer.problem = problem;
  for (const Tensor& tensor : problem.tensors) {  // a problem states all its bits
    Precision& bits = layer.stated_bits;
    if (tensor.role == Role::kWeight) bits.weight = tensor.bits;
    if (tensor.role == Role::kInput) bits.input = tensor.bits;
    if (tensor.role == Role::kOutput) {
      bits.output = tensor.bits;
      bits.psum = tensor.psum_bits;
    }
  }
  return layer;
}

}  // namespace

Layer layer_of(py::handle given, const Architecture& architecture) {
  if (py::isinstance<Problem>(given)) return anonymous_layer(given.cast<const Problem&>());
  Workload workload;
  if (py::isinstance<Layer>(given)) {
    workload.layers = {given.cast<const Layer&>()};
  } else if (py::isinstance<Workload>(given)) {
    workload.layers = {only_layer(given.cast<const Workload&>())};
  } else {
    refuse(given, Place{"problem"}, "a Layer, a Problem or a Workload of one layer");
  }
  return with_precision(std::move(workload), architecture).layers.front();
}

cost_model::Options model_options(const std::string& footprint, const std::string& drains) {
  const auto chosen = [](const std::string& word, const char* what,
                         const std::vector<std::string>& words) {
    if (word == words[0]) return false;
    if (word == words[1]) return true;
    refuse_name(std::string(what) + " must be one of " + words[0] + ", " + words[1] + ", not", word,
                words);
  };
  cost_model::Options options;
  if (chosen(footprint, "footprint", {"exact", "box"})) {
    options.footprint = cost_model::Footprint::kBox;
  }
  if (chosen(drains, "drains", {"counted", "free"})) options.drains = cost_model::Drains::kFree;
  return options;
}

BoundMapping mapping_of(py::handle given, std::shared_ptr<const Problem> problem,
                        std::shared_ptr<const Architecture> architecture) {
  BoundMapping bound{{}, std::move(problem), std::move(architecture)};
  if (py::isinstance<BoundMapping>(given)) {
    bound.mapping = given.cast<const BoundMapping&>().mapping;
    throw_findings(validate(bound.mapping, *bound.problem, *bound.architecture), "mapping");
    return bound;
  }
  Source source = source_of(given, "<mapping>");
  if (!source.text) source.text = io::read_file(source.name);
  bound.mapping = io::load_mapping(*source.text, source.name, *bound.problem, *bound.architecture);
  return bound;
}

}  // namespace paretile::python
