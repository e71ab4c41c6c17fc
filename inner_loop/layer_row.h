// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/expansion.h"
#include "core/workload.h"

namespace paretile::inner_loop {

/// A layer as one row of numbers: 26 columns of 32 bits, as a structured numpy array holds them.
/// Columns are named like the keys of a layer in YAML (docs/yaml_format.md) and mean the same;
/// sizes are those of outputs. 0 = not stated: the operator's default, or for bits what the chip
/// fixes, else 8. What the operator does not know must be 0.
struct LayerRow {
  std::int32_t op = 0;  ///< op_code of the operator
  std::int32_t N = 0, K = 0, C = 0, G = 0, P = 0, Q = 0, R = 0, S = 0, Z = 0, T = 0;
  std::int32_t M = 0, B = 0, H = 0, D = 0;
  std::int32_t stride = 0, stride_h = 0, stride_w = 0;
  std::int32_t dilation = 0, dilation_h = 0, dilation_w = 0;
  std::int32_t groups = 0;
  std::int32_t input_bits = 0, weight_bits = 0, output_bits = 0, psum_bits = 0;
  friend bool operator==(const LayerRow&, const LayerRow&) = default;
};

/// One column: its name and where it stands in the row.
struct LayerColumn {
  std::string_view name;
  std::int32_t LayerRow::*field;
};
inline constexpr std::size_t kNumLayerColumns = 26;
static_assert(sizeof(LayerRow) == kNumLayerColumns * sizeof(std::int32_t));

/// All columns, in the order in which they stand in memory, `op` first.
[[nodiscard]] std::span<const LayerColumn, kNumLayerColumns> layer_columns();

/// An operator that is one loop nest, and its number in column `op`: the same in every release.
struct LayerOp {
  std::string_view name;
  std::int32_t code = 0;
};
[[nodiscard]] std::span<const LayerOp> layer_ops();

/// 0 if rows know no operator of that name.
[[nodiscard]] std::int32_t op_code(std::string_view name);

/// The layer a row describes, as a file would (`groups` makes a conv2d a depthwise_conv2d), or what
/// is wrong with the row, by column.
struct LayerOrMistakes {
  Layer layer;
  std::vector<KeyMistake> mistakes;
};
[[nodiscard]] LayerOrMistakes to_layer(const LayerRow& row);

/// The row with everything stated but bits that the layer leaves open: `to_layer(to_row(x))` is
/// x's nest. Throws InputError for an einsum of the user's own, which has no row.
[[nodiscard]] LayerRow to_row(const Layer& layer);

/// The rows of all layers of a network, in its order; repeats are the workload's to say.
[[nodiscard]] std::vector<LayerRow> to_rows(const Workload& workload);

/// A hash of all columns.
[[nodiscard]] std::uint64_t hash(const LayerRow& row);

/// For unordered containers.
struct LayerRowHash {
  [[nodiscard]] std::size_t operator()(const LayerRow& row) const {
    return static_cast<std::size_t>(hash(row));
  }
};

}  // namespace paretile::inner_loop
