// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <pybind11/pybind11.h>

#include <memory>
#include <string>

#include "core/architecture.h"
#include "core/mapping.h"
#include "core/workload.h"
#include "cost_model/evaluator.h"

namespace paretile::python {

/// A mapping with the two values its names and numbers are of. Legal by construction.
struct BoundMapping {
  Mapping mapping;
  std::shared_ptr<const Problem> problem;
  std::shared_ptr<const Architecture> architecture;
};

/// A cost model compiled for one layer on one architecture. Bound as paretile.Evaluator.
struct BoundEvaluator {
  std::shared_ptr<const Architecture> architecture;
  Layer layer;  ///< with the bits the chip fixes
  cost_model::Evaluator evaluator;
};

/// The layer meant by a Layer, a Problem, or a Workload of one layer, as the chip computes it: bits
/// the architecture fixes replace those the layer does not state. Throws TypeError or InputError.
[[nodiscard]] Layer layer_of(pybind11::handle given, const Architecture& architecture);

/// "exact", "box"; "counted", "free". Throws InputError with the near miss.
[[nodiscard]] cost_model::Options model_options(const std::string& footprint,
                                                const std::string& drains);

/// A mapping of that problem to that architecture from a Mapping, a text (nest or YAML) or a path.
[[nodiscard]] BoundMapping mapping_of(pybind11::handle given,
                                      std::shared_ptr<const Problem> problem,
                                      std::shared_ptr<const Architecture> architecture);

}  // namespace paretile::python
