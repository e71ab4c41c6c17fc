// SPDX-License-Identifier: Apache-2.0
#include "core/operators.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

#include "core/einsum.h"
#include "core/expansion.h"

using namespace paretile;

namespace {

/// Different small sizes for all dimensions of a row, so that a mix-up shows.
NamedNumbers some_sizes(const Operator& op) {
  NamedNumbers sizes;
  std::int64_t size = 2;
  for (const OperatorDim& dim : op.dims) sizes.emplace(dim.name, size++);
  return sizes;
}

Layer layer_of(std::string_view op, const NamedNumbers& sizes, std::int64_t repeat = 1) {
  Layer layer;
  layer.op = op;
  layer.problem = expand(*find_operator(op), sizes).parts.at(0).problem;
  layer.repeat = repeat;
  return layer;
}

}  // namespace

TEST_CASE("every row has a name of its own, help, and dimensions and numbers that differ") {
  std::set<std::string_view> names;
  for (const Operator& op : operators()) {
    CAPTURE(op.name);
    CHECK(names.insert(op.name).second);
    CHECK_FALSE(op.help.empty());
    CHECK(op.einsum.empty() <= (op.expander != nullptr));
    std::set<std::string_view> keys;
    for (const OperatorDim& dim : op.dims) {
      CHECK(keys.insert(dim.name).second);
      CHECK_FALSE(dim.help.empty());
    }
    for (const OperatorNumber& number : op.numbers) CHECK(keys.insert(number.name).second);
  }
}

TEST_CASE("every einsum of the table is legal and uses exactly the dimensions of its row") {
  for (const Operator& op : operators()) {
    if (op.einsum.empty()) continue;
    CAPTURE(op.name);
    NamedNumbers numbers;
    for (const OperatorNumber& number : op.numbers) numbers.emplace(number.name, 1);
    const ParsedEinsum parsed = parse_einsum(op.einsum, numbers);
    REQUIRE(parsed.mistakes.empty());
    CHECK(parsed.einsum.dims.size() == op.dims.size());
    for (const OperatorDim& dim : op.dims) {
      CHECK(std::count(parsed.einsum.dims.begin(), parsed.einsum.dims.end(), dim.name) == 1);
    }
    const bool weight_exists =
        std::any_of(parsed.einsum.tensors.begin(), parsed.einsum.tensors.end(),
                    [&](const EinsumTensor& tensor) { return tensor.name == op.weight; });
    CHECK(weight_exists == !op.weight.empty());
  }
}

TEST_CASE("every window of the table speaks of dimensions and numbers of its row") {
  for (const Operator& op : operators()) {
    CAPTURE(op.name);
    const auto is_number = [&](std::string_view name) {
      return name.empty() || std::any_of(op.numbers.begin(), op.numbers.end(),
                                         [&](const OperatorNumber& n) { return n.name == name; });
    };
    const auto is_dim = [&](std::string_view name) {
      return std::any_of(op.dims.begin(), op.dims.end(),
                         [&](const OperatorDim& d) { return d.name == name; });
    };
    for (const Window& window : op.windows) {
      CHECK(is_dim(window.output));
      CHECK(is_dim(window.filter));
      CHECK_FALSE(is_dim(window.input));
      CHECK(is_number(window.stride));
      CHECK(is_number(window.dilation));
      CHECK(is_number(window.pad));
      CHECK(is_number(window.output_pad));
    }
  }
}

TEST_CASE("every row expands from its dimensions alone and multiplies them all") {
  for (const Operator& op : operators()) {
    CAPTURE(op.name);
    const NamedNumbers sizes = some_sizes(op);
    const Expansion expansion = expand(op, sizes);
    REQUIRE(expansion.mistakes.empty());
    if (op.einsum.empty()) continue;
    std::int64_t product = 1;
    for (const auto& [name, size] : sizes) product *= size;
    CHECK(expansion.parts.at(0).problem.operations() == product);
  }
}

TEST_CASE("a convolution is found by both alphabets, a GEMM's N is not a batch") {
  const Layer conv = layer_of("conv2d", some_sizes(*find_operator("conv2d")));
  CHECK(conv.problem.find_dim("OX") == conv.problem.find_dim("Q"));
  CHECK(conv.problem.find_dim("OY") == conv.problem.find_dim("P"));
  CHECK(conv.problem.find_dim("oy") == conv.problem.find_dim("p"));
  CHECK(conv.problem.find_dim("FX") == conv.problem.find_dim("S"));
  CHECK(conv.problem.find_dim("FY") == conv.problem.find_dim("R"));
  CHECK(conv.problem.find_dim("B") == conv.problem.find_dim("N"));
  const Layer gemm = layer_of("gemm", {{"M", 2}, {"N", 3}, {"K", 4}});
  CHECK_FALSE(gemm.problem.find_dim("B").has_value());
  const Layer matmul = layer_of("matmul", {{"B", 5}, {"M", 2}, {"N", 3}, {"K", 4}});
  CHECK(matmul.problem.dims[*matmul.problem.find_dim("B")].size == 5);
}

TEST_CASE("MACs and parameters count repeats, and only what multiplies or is learned") {
  const NamedNumbers product = {{"M", 2}, {"N", 3}, {"K", 4}};
  CHECK(macs(layer_of("gemm", product, 7)) == 7 * 24);
  CHECK(parameter_words(layer_of("gemm", product, 7)) == 7 * 12);
  CHECK(macs(layer_of("matmul", product)) == 24);
  CHECK(parameter_words(layer_of("matmul", product)) == 0);
  const Layer scores = layer_of("attention_scores", {{"H", 2}, {"M", 3}, {"N", 4}, {"D", 5}});
  CHECK(macs(scores) == 120);
  CHECK(parameter_words(scores) == 0);
  const Layer sum = layer_of("add", {{"C", 8}});
  CHECK(sum.problem.operations() == 8);
  CHECK(macs(sum) == 0);
  CHECK(macs(layer_of("batch_norm", {{"C", 8}})) == 0);
}

TEST_CASE("an einsum of one's own has MACs where it multiplies and adds") {
  const auto macs_of = [](const std::string& text) {
    const ParsedEinsum parsed = parse_einsum(text);
    Layer layer;
    layer.op = kEinsumOperator;
    std::vector<Dimension> dims;
    for (const std::string& name : parsed.einsum.dims) dims.push_back({name, name, 3});
    layer.problem = to_problem(parsed.einsum, dims, "");
    layer.joins = parsed.einsum.joins;
    return macs(layer);
  };
  CHECK(macs_of("O[m,n] += A[m,k] * B[k,n]") == 27);
  CHECK(macs_of("O[] += A[x] * B[x]") == 3);
  CHECK(macs_of("O[p] += I[p+r] * W[r]") == 9);
  CHECK(macs_of("O[x] = A[x] * B[x] + C[x]") == 3);
  CHECK(macs_of("O[x] = A[x] * B[x]") == 0);    // as `multiply`
  CHECK(macs_of("O[x,y] = A[x] * B[y]") == 0);  // likewise: each product is a result
  CHECK(macs_of("O[x] = A[x,y] + B[y]") == 0);  // sums, but no products
  CHECK(macs_of("O[x] += A[x,y]") == 0);        // as `reduce`
  CHECK(macs_of("O[x] = A[x] + B[x]") == 0);    // as `add`
}

TEST_CASE("heads that share keys read them once") {
  const Problem scores =
      layer_of("attention_scores", {{"H", 2}, {"G", 4}, {"M", 3}, {"N", 5}, {"D", 6}}).problem;
  CHECK(scores.tensor_words(*scores.find_tensor("K")) == 2 * 5 * 6);
  CHECK(scores.tensor_words(*scores.find_tensor("Q")) == 2 * 4 * 3 * 6);
}
