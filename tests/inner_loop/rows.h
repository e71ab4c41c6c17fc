// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "core/operators.h"
#include "inner_loop/layer_row.h"

namespace paretile::inner_loop {

/// A small layer of the operator: sizes 2, 3, 4 ... in the order of its dimensions, a stride of 2.
inline LayerRow sample_row(std::string_view name) {
  LayerRow row;
  row.op = op_code(name);
  const Operator& op = *find_operator(name);
  for (const LayerColumn& column : layer_columns()) {
    std::int32_t size = 2;
    for (const OperatorDim& dim : op.dims) {
      if (dim.name == column.name) row.*column.field = size;
      ++size;
    }
    for (const OperatorNumber& number : op.numbers) {
      if (number.name == column.name && column.name == "stride") row.*column.field = 2;
    }
  }
  return row;
}

/// The columns that are not 0, by name.
inline NamedNumbers stated(const LayerRow& row) {
  NamedNumbers numbers;
  for (const LayerColumn& column : layer_columns()) {
    const bool is_size = column.name != "op" && !column.name.ends_with("_bits");
    if (is_size && row.*column.field != 0) numbers.emplace(column.name, row.*column.field);
  }
  return numbers;
}

inline LayerRow gemm_row(std::int32_t m, std::int32_t n, std::int32_t k) {
  LayerRow row;
  row.op = op_code("gemm");
  row.M = m;
  row.N = n;
  row.K = k;
  return row;
}

inline LayerRow conv2d_row(std::int32_t k, std::int32_t c, std::int32_t side, std::int32_t filter) {
  LayerRow row;
  row.op = op_code("conv2d");
  row.K = k;
  row.C = c;
  row.P = row.Q = side;
  row.R = row.S = filter;
  return row;
}

}  // namespace paretile::inner_loop
