// SPDX-License-Identifier: Apache-2.0
#include "core/operators.h"

#include <algorithm>
#include <cassert>

#include "core/expansion.h"

namespace paretile {
namespace {

// Dimensions and numbers that mean the same in several rows.
constexpr OperatorDim kBatch = {"N", "N", 1, "batch"};
constexpr OperatorDim kOutputChannels = {"K", "K", 0, "output channels"};
constexpr OperatorDim kInputChannels = {"C", "C", 0, "input channels"};
constexpr OperatorDim kGroups = {"G", "G", 0, "groups"};
constexpr OperatorDim kOutputRows = {"P", "P", 0, "output rows"};
constexpr OperatorDim kOutputColumns = {"Q", "Q", 0, "output columns"};
constexpr OperatorDim kFilterRows = {"R", "R", 0, "filter rows"};
constexpr OperatorDim kFilterColumns = {"S", "S", 0, "filter columns"};

constexpr OperatorNumber kStride = {"stride", 1, "", "step of the filter"};
constexpr OperatorNumber kStrideH = {"stride_h", 1, "stride", "step along rows"};
constexpr OperatorNumber kStrideW = {"stride_w", 1, "stride", "step along columns"};
constexpr OperatorNumber kDilation = {"dilation", 1, "", "distance of filter taps"};
constexpr OperatorNumber kDilationH = {"dilation_h", 1, "dilation", "distance of taps along rows"};
constexpr OperatorNumber kDilationW = {"dilation_w", 1, "dilation",
                                       "distance of taps along columns"};
constexpr OperatorNumber kPad = {"pad", 0, "", "zeros around the input, each side", 0};
constexpr OperatorNumber kPadH = {"pad_h", 0, "pad", "zeros above and below", 0};
constexpr OperatorNumber kPadW = {"pad_w", 0, "pad", "zeros left and right", 0};
constexpr OperatorNumber kOutputPad = {"output_pad", 0, "", "outputs added at the end", 0};
constexpr OperatorNumber kOutputPadW = {"output_pad_w", 0, "output_pad", "columns added at the end",
                                        0};
constexpr OperatorNumber kGroupCount = {"groups", 1, "", "splits K and C, which are totals"};

std::vector<OperatorDim> element_wise_dims() {
  return {kBatch, {"C", "G", 0, "channels"}, {"P", "P", 1, "rows"}, {"Q", "Q", 1, "columns"}};
}

std::vector<OperatorDim> row_dims() {
  return {{"M", "P", 1, "rows"}, {"N", "G", 0, "values of a row"}};
}

std::vector<OperatorNumber> plane_numbers() {
  return {kStride, kStrideW, kDilation, kDilationW, kPad, kPadW};
}

constexpr Window kRows = {"H", "P", "R", "stride", "dilation", "pad", ""};
constexpr Window kColumns = {"W", "Q", "S", "stride_w", "dilation_w", "pad_w", ""};

Operator conv1d() {
  return {.name = "conv1d",
          .einsum = "O[n,k,p] += W[k,c,r] * I[n,c,p*stride+r*dilation]",
          .dims = {kBatch, kOutputChannels, kInputChannels, kOutputRows, kFilterRows},
          .numbers = {kStride, kDilation, kPad},
          .windows = {kRows},
          .weight = "W",
          .has_parameters = true,
          .help = "convolution along one axis"};
}

Operator conv2d() {
  return {.name = "conv2d",
          .einsum = "O[n,k,p,q] += W[k,c,r,s] * I[n,c,p*stride+r*dilation,q*stride_w+s*dilation_w]",
          .dims = {kBatch, kOutputChannels, kInputChannels, kOutputRows, kOutputColumns,
                   kFilterRows, kFilterColumns},
          .numbers = {kStride, kStrideW, kDilation, kDilationW, kPad, kPadW, kGroupCount},
          .windows = {kRows, kColumns},
          .weight = "W",
          .has_parameters = true,
          .expander = expand_groups,
          .help = "convolution; `groups` > 1 makes it a grouped_conv2d or a depthwise_conv2d"};
}

Operator grouped_conv2d() {
  return {.name = "grouped_conv2d",
          .einsum =
              "O[n,g,k,p,q] += W[g,k,c,r,s] * "
              "I[n,g,c,p*stride+r*dilation,q*stride_w+s*dilation_w]",
          .dims = {kBatch,
                   kGroups,
                   {"K", "K", 0, "output channels of one group"},
                   {"C", "C", 0, "input channels of one group"},
                   kOutputRows,
                   kOutputColumns,
                   kFilterRows,
                   kFilterColumns},
          .numbers = plane_numbers(),
          .windows = {kRows, kColumns},
          .weight = "W",
          .has_parameters = true,
          .help = "convolution in groups of channels that do not see each other"};
}

Operator depthwise_conv2d() {
  return {.name = "depthwise_conv2d",
          .einsum =
              "O[n,g,p,q] += W[g,r,s] * "
              "I[n,g,p*stride+r*dilation,q*stride_w+s*dilation_w]",
          .dims = {kBatch,
                   {"G", "G", 0, "channels"},
                   kOutputRows,
                   kOutputColumns,
                   kFilterRows,
                   kFilterColumns},
          .numbers = plane_numbers(),
          .windows = {kRows, kColumns},
          .weight = "W",
          .has_parameters = true,
          .help = "one filter per channel"};
}

Operator transposed_conv2d() {
  return {.name = "transposed_conv2d",
          .einsum = "",
          .dims = {kBatch, kOutputChannels, kInputChannels, kOutputRows, kOutputColumns,
                   kFilterRows, kFilterColumns},
          .numbers = {kStride, kStrideW, kPad, kPadW, kOutputPad, kOutputPadW},
          .windows = {{"H", "P", "R", "stride", "", "pad", "output_pad"},
                      {"W", "Q", "S", "stride_w", "", "pad_w", "output_pad_w"}},
          .weight = "W",
          .has_parameters = true,
          .expander = expand_transposed,
          .help = "up-sampling convolution, split into stride * stride_w dense conv2d phases"};
}

Operator conv3d() {
  return {.name = "conv3d",
          .einsum =
              "O[n,k,z,p,q] += W[k,c,t,r,s] * I[n,c,z*stride+t*dilation,"
              "p*stride_h+r*dilation_h,q*stride_w+s*dilation_w]",
          .dims = {kBatch,
                   kOutputChannels,
                   kInputChannels,
                   {"Z", "Z", 0, "output depth"},
                   kOutputRows,
                   kOutputColumns,
                   {"T", "T", 0, "filter depth"},
                   kFilterRows,
                   kFilterColumns},
          .numbers = {kStride, kStrideH, kStrideW, kDilation, kDilationH, kDilationW, kPad, kPadH,
                      kPadW},
          .windows = {{"D", "Z", "T", "stride", "dilation", "pad", ""},
                      {"H", "P", "R", "stride_h", "dilation_h", "pad_h", ""},
                      kColumns},
          .weight = "W",
          .has_parameters = true,
          .help = "convolution over depth, rows and columns"};
}

Operator gemm() {
  return {.name = "gemm",
          .einsum = "O[m,n] += W[k,n] * I[m,k]",
          .dims = {{"M", "P", 1, "rows of the input (batch or sequence)"},
                   {"N", "K", 0, "output features"},
                   {"K", "C", 0, "input features, the reduction"}},
          .weight = "W",
          .has_parameters = true,
          .help = "matrix product with learned weights: fully connected layers"};
}

Operator matmul() {
  return {.name = "matmul",
          .einsum = "O[b,m,n] += W[b,k,n] * I[b,m,k]",
          .dims = {{"B", "N", 1, "batch of independent products"},
                   {"M", "P", 0, "rows of the first operand"},
                   {"N", "K", 0, "columns of the second operand"},
                   {"K", "C", 0, "the reduction"}},
          .weight = "W",
          .help = "batched matrix product of two activations"};
}

Operator attention_scores() {
  return {.name = "attention_scores",
          .einsum = "S[b,h,g,m,n] += K[b,h,n,d] * Q[b,h,g,m,d]",
          .dims = {{"B", "N", 1, "batch"},
                   {"H", "N", 1, "heads of keys and values"},
                   {"G", "Q", 1, "query heads that share one key head"},
                   {"M", "P", 0, "queries"},
                   {"N", "K", 0, "keys"},
                   {"D", "C", 0, "width of a head"}},
          .weight = "K",
          .help = "queries times keys"};
}

Operator attention_values() {
  return {.name = "attention_values",
          .einsum = "O[b,h,g,m,d] += V[b,h,n,d] * P[b,h,g,m,n]",
          .dims = {{"B", "N", 1, "batch"},
                   {"H", "N", 1, "heads of keys and values"},
                   {"G", "Q", 1, "query heads that share one value head"},
                   {"M", "P", 0, "queries"},
                   {"N", "C", 0, "keys, the reduction"},
                   {"D", "K", 0, "width of a head"}},
          .weight = "V",
          .help = "attention probabilities times values"};
}

Operator pool() {
  return {.name = "pool",
          .einsum = "O[n,c,p,q] += I[n,c,p*stride+r,q*stride_w+s]",
          .dims = {kBatch,
                   {"C", "G", 0, "channels"},
                   kOutputRows,
                   kOutputColumns,
                   kFilterRows,
                   kFilterColumns},
          .numbers = {kStride, kStrideW, kPad, kPadW},
          .windows = {{"H", "P", "R", "stride", "", "pad", ""},
                      {"W", "Q", "S", "stride_w", "", "pad_w", ""}},
          .is_mac = false,
          .help = "maximum or average of a window, channel by channel"};
}

Operator add() {
  return {.name = "add",
          .einsum = "O[n,c,p,q] = A[n,c,p,q] + B[n,c,p,q]",
          .dims = element_wise_dims(),
          .is_mac = false,
          .help = "element-wise sum of two tensors: residual connections"};
}

Operator multiply() {
  return {.name = "multiply",
          .einsum = "O[n,c,p,q] = A[n,c,p,q] * B[n,c,p,q]",
          .dims = element_wise_dims(),
          .is_mac = false,
          .help = "element-wise product of two tensors: gates"};
}

Operator activation() {
  return {.name = "activation",
          .einsum = "O[n,c,p,q] = I[n,c,p,q]",
          .dims = element_wise_dims(),
          .is_mac = false,
          .help = "a function of every value (ReLU, GELU, exp), or a copy"};
}

Operator batch_norm() {
  return {.name = "batch_norm",
          .einsum = "O[n,c,p,q] = I[n,c,p,q] * W[c] + B[c]",
          .dims = element_wise_dims(),
          .weight = "W",
          .is_mac = false,
          .help = "every channel times one number plus another, as known after training"};
}

Operator reduce() {
  return {.name = "reduce",
          .einsum = "O[m] += I[m,n]",
          .dims = {{"M", "P", 1, "rows"}, {"N", "C", 0, "values of a row, the reduction"}},
          .is_mac = false,
          .help = "sum, mean, maximum or sum of squares of every row"};
}

Operator row_wise() {
  return {.name = "row_wise",
          .einsum = "O[m,n] = I[m,n] * S[m]",
          .dims = row_dims(),
          .is_mac = false,
          .help = "every value with the one number of its row: product, sum, exp of a difference"};
}

Operator softmax() {
  return {.name = "softmax",
          .einsum = "",
          .dims = row_dims(),
          .is_mac = false,
          .expander = expand_softmax,
          .help = "of every row: maximum, exp of the distance to it, their sum, the quotient"};
}

Operator layer_norm() {
  return {.name = "layer_norm",
          .einsum = "",
          .dims = row_dims(),
          .is_mac = false,
          .expander = expand_layer_norm,
          .help = "of every row: mean, distance to it, variance, quotient, then gain and bias"};
}

Operator rms_norm() {
  return {.name = "rms_norm",
          .einsum = "",
          .dims = row_dims(),
          .is_mac = false,
          .expander = expand_rms_norm,
          .help = "of every row: mean of squares and the quotient, then gain and bias"};
}

Operator lstm_cell() {
  return {.name = "lstm_cell",
          .einsum = "",
          .dims = {{"M", "P", 1, "batch"},
                   {"K", "C", 0, "input features"},
                   {"N", "K", 0, "hidden units"}},
          .has_parameters = true,
          .expander = expand_lstm_cell,
          .help = "one time step: the gemm of all gates, then products and a sum, element-wise"};
}

}  // namespace

const std::vector<Operator>& operators() {
  static const std::vector<Operator> table = {
      conv1d(),   conv2d(),   grouped_conv2d(), depthwise_conv2d(), transposed_conv2d(),
      conv3d(),   gemm(),     matmul(),         attention_scores(), attention_values(),
      pool(),     add(),      multiply(),       activation(),       batch_norm(),
      reduce(),   row_wise(), softmax(),        layer_norm(),       rms_norm(),
      lstm_cell()};
  return table;
}

const Operator* find_operator(std::string_view name) {
  const auto row = std::find_if(operators().begin(), operators().end(),
                                [&](const Operator& op) { return op.name == name; });
  return row == operators().end() ? nullptr : &*row;
}

const std::vector<std::string>& dim_kinds() {
  static const std::vector<std::string> kinds = [] {
    std::vector<std::string> found;
    for (const Operator& op : operators()) {
      for (const OperatorDim& dim : op.dims) {
        if (std::find(found.begin(), found.end(), dim.kind) == found.end()) {
          found.emplace_back(dim.kind);
        }
      }
    }
    return found;
  }();
  return kinds;
}

Problem make_problem(const Operator& op, const NamedNumbers& numbers) {
  const ParsedEinsum parsed = parse_einsum(op.einsum, numbers);
  assert(parsed.mistakes.empty());
  std::vector<Dimension> dims;
  for (const OperatorDim& dim : op.dims) {
    dims.push_back({std::string(dim.name), std::string(dim.kind), numbers.find(dim.name)->second});
  }
  return to_problem(parsed.einsum, dims, op.weight);
}

namespace {

bool multiplies_and_adds(const Layer& layer) {
  const Problem& problem = layer.problem;
  const bool has_product = layer.joins.empty() || layer.joins.find('*') != std::string::npos;
  if (problem.tensors.size() < 3 || !has_product) return false;  // two operands and the output
  for (DimId dim : problem.dims.ids()) {
    if (problem.relevance(problem.output(), dim) == Relevance::kIrrelevant) return true;
  }
  return layer.joins.find('+') != std::string::npos;
}

}  // namespace

std::int64_t macs(const Layer& layer) {
  const Operator* op = find_operator(layer.op);
  const bool counts = op == nullptr ? multiplies_and_adds(layer) : op->is_mac;
  return counts ? layer.problem.operations() * layer.repeat : 0;
}

std::int64_t parameter_words(const Layer& layer) {
  const Operator* op = find_operator(layer.op);
  if (op != nullptr && !op->has_parameters) return 0;
  std::int64_t words = 0;
  for (TensorId tensor : layer.problem.tensors.ids()) {
    if (layer.problem.tensors[tensor].role == Role::kWeight) {
      words += layer.problem.tensor_words(tensor);
    }
  }
  return words * layer.repeat;
}

}  // namespace paretile
