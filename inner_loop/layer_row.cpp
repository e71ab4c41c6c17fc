// SPDX-License-Identifier: Apache-2.0
#include "inner_loop/layer_row.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <optional>

#include "core/diagnostics.h"
#include "core/operators.h"
#include "core/validate.h"

namespace paretile::inner_loop {
namespace {

constexpr std::array<LayerColumn, kNumLayerColumns> kColumns = {{
    {"op", &LayerRow::op},
    {"N", &LayerRow::N},
    {"K", &LayerRow::K},
    {"C", &LayerRow::C},
    {"G", &LayerRow::G},
    {"P", &LayerRow::P},
    {"Q", &LayerRow::Q},
    {"R", &LayerRow::R},
    {"S", &LayerRow::S},
    {"Z", &LayerRow::Z},
    {"T", &LayerRow::T},
    {"M", &LayerRow::M},
    {"B", &LayerRow::B},
    {"H", &LayerRow::H},
    {"D", &LayerRow::D},
    {"stride", &LayerRow::stride},
    {"stride_h", &LayerRow::stride_h},
    {"stride_w", &LayerRow::stride_w},
    {"dilation", &LayerRow::dilation},
    {"dilation_h", &LayerRow::dilation_h},
    {"dilation_w", &LayerRow::dilation_w},
    {"groups", &LayerRow::groups},
    {"input_bits", &LayerRow::input_bits},
    {"weight_bits", &LayerRow::weight_bits},
    {"output_bits", &LayerRow::output_bits},
    {"psum_bits", &LayerRow::psum_bits},
}};

/// Codes are for ever: they are in users' files. New operators get new ones.
constexpr std::array<LayerOp, 16> kOps = {{
    {"conv1d", 1},
    {"conv2d", 2},
    {"grouped_conv2d", 3},
    {"depthwise_conv2d", 4},
    {"conv3d", 5},
    {"gemm", 6},
    {"matmul", 7},
    {"attention_scores", 8},
    {"attention_values", 9},
    {"pool", 10},
    {"add", 11},
    {"multiply", 12},
    {"activation", 13},
    {"batch_norm", 14},
    {"reduce", 15},
    {"row_wise", 16},
}};

struct BitsColumn {
  std::string_view name;
  std::int32_t LayerRow::*field;
  std::optional<int> Precision::*stated;
};
constexpr std::array<BitsColumn, 4> kBits = {{
    {"input_bits", &LayerRow::input_bits, &Precision::input},
    {"weight_bits", &LayerRow::weight_bits, &Precision::weight},
    {"output_bits", &LayerRow::output_bits, &Precision::output},
    {"psum_bits", &LayerRow::psum_bits, &Precision::psum},
}};

std::int32_t LayerRow::*find_column(std::string_view name) {
  const auto found = std::find_if(kColumns.begin(), kColumns.end(),
                                  [&](const LayerColumn& column) { return column.name == name; });
  return found == kColumns.end() ? nullptr : found->field;
}

bool is_bits(std::string_view name) {
  return std::any_of(kBits.begin(), kBits.end(),
                     [&](const BitsColumn& bits) { return bits.name == name; });
}

bool knows(const Operator& op, std::string_view name) {
  return std::any_of(op.dims.begin(), op.dims.end(),
                     [&](const auto& d) { return d.name == name; }) ||
         std::any_of(op.numbers.begin(), op.numbers.end(),
                     [&](const auto& n) { return n.name == name; });
}

std::string known_codes() {
  std::vector<std::string> codes;
  for (const LayerOp& op : kOps) codes.push_back(fmt::format("{} {}", op.code, op.name));
  return fmt::format("one of: {}", fmt::join(codes, ", "));
}

const Operator* operator_of(std::int32_t code) {
  const auto op = std::find_if(kOps.begin(), kOps.end(),
                               [&](const LayerOp& candidate) { return candidate.code == code; });
  return op == kOps.end() ? nullptr : find_operator(op->name);
}

/// What the row states for the operator; notes columns that mean nothing to it.
NamedNumbers stated_numbers(const LayerRow& row, const Operator& op,
                            std::vector<KeyMistake>& mistakes) {
  NamedNumbers given;
  for (const LayerColumn& column : kColumns) {
    const std::int32_t value = row.*column.field;
    if (column.name == "op" || value == 0 || is_bits(column.name)) continue;
    if (knows(op, column.name)) {
      given.emplace(column.name, value);
    } else {
      mistakes.push_back({std::string(column.name),
                          fmt::format("'{}' means nothing to {}", column.name, op.name),
                          "columns an operator does not know are 0"});
    }
  }
  return given;
}

Precision stated_bits(const LayerRow& row, std::vector<KeyMistake>& mistakes) {
  Precision precision;
  for (const BitsColumn& bits : kBits) {
    const std::int32_t value = row.*bits.field;
    if (value == 0) continue;
    if (value < 1 || value > kMaxValueBits) {
      mistakes.push_back(
          {std::string(bits.name),
           fmt::format("'{}' must be between 1 and {}, not {}", bits.name, kMaxValueBits, value),
           "0 is for what the chip fixes"});
    }
    precision.*bits.stated = value;
  }
  return precision;
}

/// Where the numbers of an operator (strides, dilations) stand as coefficients in its nest.
struct Coefficient {
  std::string_view name;
  TensorId tensor;
  std::size_t rank = 0;
  std::size_t term = 0;
};

/// Found by looking where a number no other coefficient has turns up.
std::vector<Coefficient> find_coefficients(const Operator& op) {
  NamedNumbers numbers;
  for (const OperatorDim& dim : op.dims) numbers.emplace(dim.name, 1);
  std::int64_t mark = 1;
  for (const OperatorNumber& number : op.numbers) numbers.emplace(number.name, ++mark);
  const Problem problem = make_problem(op, numbers);
  std::vector<Coefficient> found;
  for (const OperatorNumber& number : op.numbers) {
    const std::int64_t wanted = numbers.find(number.name)->second;
    for (const TensorId tensor : problem.tensors.ids()) {
      const auto& ranks = problem.tensors[tensor].ranks;
      for (std::size_t r = 0; r < ranks.size(); ++r) {
        for (std::size_t t = 0; t < ranks[r].size(); ++t) {
          if (ranks[r][t].coefficient == wanted) found.push_back({number.name, tensor, r, t});
        }
      }
    }
  }
  return found;
}

const std::vector<Coefficient>& coefficients_of(const Operator& op) {
  static const std::map<std::string_view, std::vector<Coefficient>> table = [] {
    std::map<std::string_view, std::vector<Coefficient>> all;
    for (const LayerOp& known : kOps) {
      all.emplace(known.name, find_coefficients(*find_operator(known.name)));
    }
    return all;
  }();
  return table.at(op.name);
}

}  // namespace

std::span<const LayerColumn, kNumLayerColumns> layer_columns() { return kColumns; }

std::span<const LayerOp> layer_ops() { return kOps; }

std::int32_t op_code(std::string_view name) {
  const auto found =
      std::find_if(kOps.begin(), kOps.end(), [&](const LayerOp& op) { return op.name == name; });
  return found == kOps.end() ? 0 : found->code;
}

LayerOrMistakes to_layer(const LayerRow& row) {
  LayerOrMistakes result;
  const Operator* op = operator_of(row.op);
  if (op == nullptr) {
    result.mistakes.push_back(
        {"op", fmt::format("no operator has the code {}", row.op), known_codes()});
    return result;
  }
  const NamedNumbers given = stated_numbers(row, *op, result.mistakes);
  result.layer.stated_bits = stated_bits(row, result.mistakes);
  if (!result.mistakes.empty()) return result;
  Expansion expansion = expand(*op, given);
  result.mistakes = std::move(expansion.mistakes);
  if (!result.mistakes.empty()) return result;
  result.layer.op = expansion.parts.front().op;
  result.layer.problem = std::move(expansion.parts.front().problem);
  set_bits(result.layer.problem, result.layer.stated_bits);
  Tensor& output = result.layer.problem.tensors[result.layer.problem.output()];
  output.psum_bits = std::max(output.psum_bits, output.bits);
  for (const Finding& finding : validate(result.layer.problem)) {
    result.mistakes.push_back({"", finding.message, finding.hint});
  }
  return result;
}

LayerRow to_row(const Layer& layer) {
  LayerRow row;
  row.op = op_code(layer.op);
  if (row.op == 0) {
    throw InputError({{{fmt::format("layer {}", quoted(layer.name)), 0, 0},
                       fmt::format("rows of numbers cannot say an {}", quoted(layer.op)),
                       "",
                       "they know the operators that are one loop nest"}});
  }
  for (const Dimension& dim : layer.problem.dims) {
    row.*find_column(dim.name) = static_cast<std::int32_t>(dim.size);
  }
  for (const Coefficient& c : coefficients_of(*find_operator(layer.op))) {
    const Term& term = layer.problem.tensors[c.tensor].ranks[c.rank][c.term];
    row.*find_column(c.name) = static_cast<std::int32_t>(term.coefficient);
  }
  for (const BitsColumn& bits : kBits) {
    row.*bits.field = (layer.stated_bits.*bits.stated).value_or(0);
  }
  return row;
}

std::vector<LayerRow> to_rows(const Workload& workload) {
  std::vector<LayerRow> rows;
  for (const Layer& layer : workload.layers) rows.push_back(to_row(layer));
  return rows;
}

std::uint64_t hash(const LayerRow& row) {
  constexpr std::size_t kWords = sizeof(LayerRow) / sizeof(std::uint64_t);
  static_assert(kWords * sizeof(std::uint64_t) == sizeof(LayerRow));
  std::array<std::uint64_t, kWords> words;
  std::memcpy(words.data(), &row, sizeof(row));
  std::uint64_t state = 0x9e3779b97f4a7c15ULL;  // 2^64 / golden ratio: odd, bits well mixed
  for (const std::uint64_t word : words) {
    state = (state ^ word) * 0x9e3779b97f4a7c15ULL;
    state ^= state >> 32U;
  }
  return state;
}

}  // namespace paretile::inner_loop
