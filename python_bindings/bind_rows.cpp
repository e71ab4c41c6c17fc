// SPDX-License-Identifier: Apache-2.0
#include <pybind11/stl.h>

#include <algorithm>

#include "core/diagnostics.h"
#include "cost_model/evaluator.h"
#include "inner_loop/inner_loop.h"
#include "python_bindings/bindings.h"
#include "python_bindings/rows.h"
#include "python_bindings/value_class.h"
#include "python_bindings/values.h"

namespace paretile::python {

using inner_loop::LayerRow;
using inner_loop::NodeRow;

py::module_ rows_module() { return py::module_::import("paretile._rows"); }

namespace {

constexpr int kMaxThreads = 1024;
constexpr std::size_t kMappingsUntilAsked = 65536;  // about 50 ms on one core
constexpr std::size_t kMaxRandomNodes = 1'000'000;  // a minute, and as many as fit in memory

template <typename Row>
bool is_usable(const py::object& given) {
  if (!py::isinstance<py::array_t<Row, py::array::c_style>>(given)) return false;
  const auto address = reinterpret_cast<std::uintptr_t>(py::array(given).data());
  return address % alignof(Row) == 0;
}

/// Rows of the layers, in order.
py::array layer_rows(const py::list& layers) {
  std::vector<LayerRow> rows;
  for (const py::handle layer : layers)
    rows.push_back(inner_loop::to_row(layer.cast<const Layer&>()));
  return py::array_t<LayerRow>(static_cast<py::ssize_t>(rows.size()), rows.data());
}

/// The layers of rows, named layer0, layer1 ...
py::list layers_of(const py::object& given) {
  const py::array array = layer_array(given);
  py::list layers;
  std::vector<Diagnostic> mistakes;
  std::size_t index = 0;
  for (const LayerRow& row : rows_of(array)) {
    inner_loop::LayerOrMistakes read = inner_loop::to_layer(row);
    read.layer.name = "layer" + std::to_string(index);
    for (const KeyMistake& mistake : read.mistakes) {
      const std::string column = mistake.key.empty() ? "" : "." + mistake.key;
      mistakes.push_back({{"layers[" + std::to_string(index) + "]" + column, 0, 0},
                          mistake.message,
                          "",
                          mistake.hint});
    }
    if (read.mistakes.empty()) layers.append(py::cast(std::move(read.layer)));
    ++index;
  }
  if (!mistakes.empty()) throw InputError(std::move(mistakes));
  return layers;
}

/// A table of nodes (mappings, width), read in place.
py::array node_array(const py::object& given) {
  const py::array nodes =
      is_usable<NodeRow>(given) ? py::array(given) : py::array(rows_module().attr("nodes")(given));
  if (!is_usable<NodeRow>(nodes) || nodes.ndim() != 2) {
    throw py::type_error("mappings must be an array of node_dtype with two dimensions");
  }
  return nodes;
}

/// The results of `count` mappings from `begin` on.
inner_loop::MappingCosts part_of(const inner_loop::MappingCosts& out, std::size_t begin,
                                 std::size_t count) {
  return {out.energy_pj.subspan(begin, count), out.latency_cycles.subspan(begin, count),
          out.edp_pj_cycles.subspan(begin, count), out.utilization.subspan(begin, count),
          out.verdict.subspan(begin, count)};
}

/// Without the interpreter, which is asked in between whether Ctrl-C was pressed.
void evaluate_in_parts(const BoundEvaluator& self, std::span<const NodeRow> table,
                       std::size_t width, const inner_loop::MappingCosts& out, int threads) {
  const std::size_t count = out.verdict.size();
  for (std::size_t begin = 0; begin < count; begin += kMappingsUntilAsked) {
    if (PyErr_CheckSignals() != 0) throw py::error_already_set();
    const std::size_t size = std::min(kMappingsUntilAsked, count - begin);
    const py::gil_scoped_release released;
    inner_loop::evaluate_many(self.evaluator, table.subspan(begin * width, size * width), width,
                              part_of(out, begin, size), threads);
  }
}

py::object evaluate_many(const BoundEvaluator& self, const py::object& given, int threads) {
  if (threads < 0 || threads > kMaxThreads) {
    throw py::value_error("threads must be 0 (one per core) to " + std::to_string(kMaxThreads));
  }
  const py::array nodes = node_array(given);
  const py::ssize_t count = nodes.shape(0);
  py::array_t<double> energy(count);
  py::array_t<double> latency(count);
  py::array_t<double> edp(count);
  py::array_t<double> utilization(count);
  py::array_t<std::uint8_t> verdict(count);
  const auto size = static_cast<std::size_t>(count);
  const inner_loop::MappingCosts out{{energy.mutable_data(), size},
                                     {latency.mutable_data(), size},
                                     {edp.mutable_data(), size},
                                     {utilization.mutable_data(), size},
                                     {verdict.mutable_data(), size}};
  const auto width = static_cast<std::size_t>(nodes.shape(1));
  const std::span table(static_cast<const NodeRow*>(nodes.data()), size * width);
  evaluate_in_parts(self, table, width, out, threads);
  return rows_module().attr("MappingCosts")(energy, latency, edp, utilization, verdict);
}

py::array table_array(const inner_loop::MappingTable& table) {
  const std::vector<py::ssize_t> shape = {static_cast<py::ssize_t>(table.size()),
                                          static_cast<py::ssize_t>(table.width)};
  return py::array_t<NodeRow>(shape, table.nodes.data());
}

/// Mappings as a table of nodes.
py::array mapping_nodes(const py::list& mappings, std::size_t width) {
  std::vector<Mapping> plain;
  for (const py::handle one : mappings) plain.push_back(one.cast<const BoundMapping&>().mapping);
  return table_array(inner_loop::to_table(plain, width));
}

py::array random_nodes(const BoundEvaluator& self, std::size_t count, std::uint64_t seed) {
  if (count > kMaxRandomNodes) {
    throw py::value_error("at most " + std::to_string(kMaxRandomNodes) + " mappings at once");
  }
  inner_loop::MappingTable table;
  {
    const py::gil_scoped_release released;
    table = inner_loop::random_table(self.evaluator, count, seed);
  }
  return table_array(table);
}

/// One row of a table as a Mapping, which is legal.
BoundMapping mapping_from_nodes(const BoundEvaluator& self, const py::object& row) {
  if (!is_usable<NodeRow>(row) || py::array(row).ndim() != 1) {
    throw py::type_error("a mapping is one row of an array of node_dtype");
  }
  const py::array nodes(row);
  BoundMapping bound{{}, std::make_shared<Problem>(self.layer.problem), self.architecture};
  const std::span span(static_cast<const NodeRow*>(nodes.data()),
                       static_cast<std::size_t>(nodes.size()));
  if (!inner_loop::read_row(span, bound.mapping)) {
    throw InputError(
        {{{"nodes", 0, 0}, "no mapping: a kind is none of 0 to 3, or too many nodes", "", ""}});
  }
  throw_findings(validate(bound.mapping, self.layer.problem, *self.architecture), "Mapping");
  return bound;
}

constexpr const char* kLayersOf =
    R"(The layers that rows of numbers describe: the inverse of layers().

Parameters
----------
layers : numpy.ndarray of layer_dtype
    Or anything paretile.layers() takes.

Returns
-------
list of Layer
    Named layer0, layer1, ...; bits are those the rows state.

Raises
------
InputError
    With all rows that are no layers.

Examples
--------
>>> [layer] = paretile.layers_of(paretile.layers(op="conv2d", K=8, C=8, P=4, Q=4, R=3, S=3, groups=8))
>>> layer.op
'depthwise_conv2d'
)";

constexpr const char* kEvaluateMany =
    R"(What many mappings cost: evaluate() of each, in one call.

Parameters
----------
mappings : numpy.ndarray of node_dtype, shape (mappings, width), or iterable of Mapping
    One mapping per row: nodes outermost first, then rows of zeros (docs/inner_loop.md). An array that
    is contiguous is read in place.
threads : int
    0 = one per core.

Returns
-------
MappingCosts
    Arrays of one value per mapping: energy_pj, latency_cycles, edp_pj_cycles, utilization, verdict.
    What does not fit, or is no legal nest, costs inf.

Examples
--------
>>> chip = paretile.Architecture.from_yaml("simple_2level")
>>> conv = paretile.Workload.from_yaml("examples/toy_conv.yaml").layers[0]
>>> evaluator = paretile.Evaluator(chip, conv)
>>> table = evaluator.random_nodes(1000)
>>> costs = evaluator.evaluate_many(table)
>>> best = evaluator.mapping(table[costs.energy_pj.argmin()])
>>> bool(evaluator.evaluate(best).energy_pj == costs.energy_pj.min())
True
)";

constexpr const char* kRandomNodes =
    R"(Random mappings that fit, to begin a search with: an array for evaluate_many().

Parameters
----------
count : int
    Mappings wanted, at most 1,000,000; fewer come back where hardly any fits.
seed : int
    The same seed gives the same mappings, on every machine.

Returns
-------
numpy.ndarray of node_dtype, shape (mappings, width)
)";

void add_to_evaluator(py::module_& module) {
  auto type = py::reinterpret_borrow<py::class_<BoundEvaluator, std::shared_ptr<BoundEvaluator>>>(
      module.attr("Evaluator"));
  type.def("evaluate_many", &evaluate_many, py::arg("mappings"), py::kw_only(),
           py::arg("threads") = 1, kEvaluateMany);
  type.def("random_nodes", &random_nodes, py::arg("count"), py::arg("seed") = 1, kRandomNodes);
  type.def("mapping", &mapping_from_nodes, py::arg("nodes"),
           "Mapping: one row of nodes; InputError if it is no legal nest.");
}

}  // namespace

py::array layer_array(const py::object& given) {
  if (is_usable<LayerRow>(given)) return py::array(given);
  return py::array(rows_module().attr("layers")(given));
}

std::span<const LayerRow> rows_of(const py::array& layers) {
  return {static_cast<const LayerRow*>(layers.data()), static_cast<std::size_t>(layers.size())};
}

void bind_rows(py::module_& module) {
  PYBIND11_NUMPY_DTYPE(LayerRow, op, N, K, C, G, P, Q, R, S, Z, T, M, B, H, D, stride, stride_h,
                       stride_w, dilation, dilation_h, dilation_w, groups, input_bits, weight_bits,
                       output_bits, psum_bits);
  PYBIND11_NUMPY_DTYPE(NodeRow, kind, level, tensor, dim, axis, bound);
  module.attr("layer_dtype") = py::dtype::of<LayerRow>();
  module.attr("node_dtype") = py::dtype::of<NodeRow>();
  py::dict codes;
  for (const inner_loop::LayerOp& op : inner_loop::layer_ops()) {
    codes[py::str(std::string(op.name))] = op.code;
  }
  module.attr("op_codes") = codes;
  py::list verdicts;
  for (const std::string_view name : inner_loop::verdict_names()) {
    verdicts.append(py::str(std::string(name)));
  }
  module.attr("verdict_names") = py::tuple(verdicts);
  module.def(
      "suggest",
      [](const std::string& word, const std::vector<std::string>& names) {
        return suggestion(word, names);
      },
      py::arg("word"), py::arg("names"));
  module.def("layer_rows", &layer_rows, py::arg("layers"));
  module.def("layers_of", &layers_of, py::arg("layers"), kLayersOf);
  module.def("mapping_nodes", &mapping_nodes, py::arg("mappings"), py::arg("width"));
  add_to_evaluator(module);
}

}  // namespace paretile::python
