// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <pybind11/numpy.h>

#include <span>

#include "inner_loop/layer_row.h"

namespace paretile::python {

/// The array itself if its rows can be read in place, else what paretile.layers() makes of it.
[[nodiscard]] pybind11::array layer_array(const pybind11::object& given);

/// All rows of such an array, whatever its shape; as long as the array lives.
[[nodiscard]] std::span<const inner_loop::LayerRow> rows_of(const pybind11::array& layers);

}  // namespace paretile::python
