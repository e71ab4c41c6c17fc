// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/operators.h"

namespace paretile {

/// One of the loop nests a layer stands for.
struct Part {
  std::string suffix;   ///< empty if the layer is one nest; else the part is called LAYER.suffix
  std::string_view op;  ///< operator of the nest
  Problem problem;      ///< unnamed, default bits
  bool reads_inputs = true;             ///< reads what the layer reads
  std::vector<std::string> reads = {};  ///< suffixes of earlier parts it reads
  bool is_result = true;                ///< readers of the layer read this part
  std::string joins = {};               ///< as Layer::joins
};

/// A value of a layer that does not fit.
struct KeyMistake {
  std::string key;  ///< dimension or number; empty: the layer as a whole
  std::string message;
  std::string hint;
  friend bool operator==(const KeyMistake&, const KeyMistake&) = default;
};

/// The loop nests of a layer, or what is wrong with it.
struct Expansion {
  std::vector<Part> parts;
  std::vector<KeyMistake> mistakes;
};

/// Completes what a layer states (`given`: dimensions, input sizes and numbers of the row by name)
/// with defaults and sizes that follow from others, then makes its loop nests.
[[nodiscard]] Expansion expand(const Operator& op, const NamedNumbers& given);

/// Outputs of a filter sliding over `input` values padded on both sides; 0 if it does not fit.
[[nodiscard]] std::int64_t window_outputs(std::int64_t input, std::int64_t filter,
                                          std::int64_t stride, std::int64_t dilation,
                                          std::int64_t pad);

/// The outputs of a one-dimensional transposed convolution that share one remainder of
/// (output + pad) / stride use the same filter taps, each stride-th one, on neighbouring inputs: a
/// dense convolution of stride 1.
struct TransposedPhase {
  std::int64_t remainder = 0;
  std::int64_t outputs = 0;
  std::int64_t taps = 0;
  friend bool operator==(const TransposedPhase&, const TransposedPhase&) = default;
};

/// The phases that have outputs and taps, by remainder. Taps of all phases add up to `filter` (if
/// every remainder has an output); outputs of a phase without taps are zero and take no work.
[[nodiscard]] std::vector<TransposedPhase> transposed_phases(std::int64_t outputs,
                                                             std::int64_t filter,
                                                             std::int64_t stride, std::int64_t pad);

/// Expanders of the table. conv2d: one nest, grouped or depthwise when `groups` > 1.
[[nodiscard]] Expansion expand_groups(const Operator& op, const NamedNumbers& numbers);
/// transposed_conv2d: one dense conv2d per pair of phases.
[[nodiscard]] Expansion expand_transposed(const Operator& op, const NamedNumbers& numbers);
/// lstm_cell: the GEMM of all gates, then the element-wise products and the sum.
[[nodiscard]] Expansion expand_lstm_cell(const Operator& op, const NamedNumbers& numbers);
/// softmax, layer_norm, rms_norm: what reduces a row and what its values then do with the result.
[[nodiscard]] Expansion expand_softmax(const Operator& op, const NamedNumbers& numbers);
[[nodiscard]] Expansion expand_layer_norm(const Operator& op, const NamedNumbers& numbers);
[[nodiscard]] Expansion expand_rms_norm(const Operator& op, const NamedNumbers& numbers);

}  // namespace paretile
