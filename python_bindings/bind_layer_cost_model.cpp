// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/mapping_text.h"
#include "inner_loop/inner_loop.h"
#include "python_bindings/bindings.h"
#include "python_bindings/rows.h"
#include "python_bindings/search_call.h"
#include "python_bindings/value_class.h"

namespace paretile::python {
namespace {

using inner_loop::LayerCostModel;
using inner_loop::LayerRow;

/// Columns to be filled in the shape of an array of layers.
struct CostArrays {
  explicit CostArrays(const py::array& layers)
      : shape(layers.shape(), layers.shape() + layers.ndim()),
        energy(shape),
        latency(shape),
        edp(shape),
        gap(shape),
        status(shape) {}

  inner_loop::LayerCostColumns columns() {
    return {span_of(energy), span_of(latency), span_of(edp), span_of(gap), span_of(status)};
  }
  [[nodiscard]] py::tuple tuple() const {
    return py::make_tuple(energy, latency, edp, gap, status);
  }

  template <typename T>
  static std::span<T> span_of(py::array_t<T>& array) {
    return {array.mutable_data(), static_cast<std::size_t>(array.size())};
  }

  std::vector<py::ssize_t> shape;
  py::array_t<double> energy, latency, edp, gap;
  py::array_t<std::uint8_t> status;
};

/// The columns, or None if some layer is not known.
py::object query_known(const LayerCostModel& model, const py::object& given) {
  const py::array layers = layer_array(given);
  CostArrays costs(layers);
  const auto out = costs.columns();
  bool all_known = false;
  {
    const py::gil_scoped_release free;
    all_known = model.query_known(rows_of(layers), out);
  }
  return all_known ? py::object(costs.tuple()) : py::none();
}

py::tuple query(const LayerCostModel& model, const py::object& given, const py::object& progress,
                Stop& stop) {
  const py::array layers = layer_array(given);
  CostArrays costs(layers);
  const auto out = costs.columns();
  ProgressCall call(progress, stop);
  {
    const py::gil_scoped_release free;
    inner_loop::QueryControl control{&stop.is_set, {}};
    if (call) control.progress = [&call](const mapper::Progress& done) { call(done); };
    model.query(rows_of(layers), out, control);
  }
  call.rethrow();
  return costs.tuple();
}

/// (status, energy_pj, latency_cycles, edp_pj_cycles, gap, nodes, nest, reason) of one known layer.
py::tuple answer(const LayerCostModel& model, const py::object& given) {
  const py::array layers = layer_array(given);
  const LayerRow row = rows_of(layers).front();
  const inner_loop::LayerAnswer& found = [&]() -> const inner_loop::LayerAnswer& {
    const py::gil_scoped_release free;
    return model.answer(row);
  }();
  std::string nest;
  Mapping mapping;
  if (!found.nodes.empty() && inner_loop::read_row(found.nodes, mapping)) {
    nest = to_text(mapping, model.layer(row).problem, model.architecture());
  }
  const py::array_t<inner_loop::NodeRow> nodes(static_cast<py::ssize_t>(found.nodes.size()),
                                               found.nodes.data());
  return py::make_tuple(std::string(to_string(found.status)), found.energy_pj, found.latency_cycles,
                        found.edp_pj_cycles, found.gap, nodes, nest, found.reason);
}

std::shared_ptr<LayerCostModel> make(const Architecture& architecture, const Flags& flags,
                                     const py::object& constraints,
                                     const std::optional<std::string>& cache_file) {
  cli::ChipAndWorkload given{architecture, {}};
  given.workload.name = "layers";  // none yet; flags of `map` want one
  const mapper::Settings settings = settings_of(flags, constraints, given);
  const py::gil_scoped_release free;  // another process may hold the file
  return std::make_shared<LayerCostModel>(architecture, settings, cache_file);
}

}  // namespace

void bind_layer_cost_model(py::module_& module) {
  py::class_<LayerCostModel, std::shared_ptr<LayerCostModel>>(
      module, "LayerCostModel", "The compiled part of paretile.LayerCostModel.")
      .def(py::init(&make), py::arg("architecture"), py::arg("flags"), py::arg("constraints"),
           py::arg("cache_file"))
      .def("query_known", &query_known, py::arg("layers"))
      .def("query", &query, py::arg("layers"), py::arg("progress"), py::arg("stop"))
      .def("answer", &answer, py::arg("layer"))
      .def("layer",
           [](const LayerCostModel& self, const py::object& given) {
             const py::array layers = layer_array(given);
             return self.layer(rows_of(layers).front());
           })
      .def("counts",
           [](const LayerCostModel& self) {
             const inner_loop::QueryCounts counts = self.counts();
             return py::make_tuple(counts.layers, counts.solved, counts.from_file);
           })
      .def("__len__", &LayerCostModel::size);
}

}  // namespace paretile::python
