// SPDX-License-Identifier: Apache-2.0
#include "inner_loop/layer_row.h"

#include <doctest/doctest.h>

#include <set>

#include "core/diagnostics.h"
#include "core/operators.h"
#include "tests/inner_loop/rows.h"
#include "workloads/catalogue.h"

namespace paretile::inner_loop {
namespace {

std::vector<std::string> mistakes_of(const LayerRow& row) {
  std::vector<std::string> texts;
  for (const KeyMistake& mistake : to_layer(row).mistakes) {
    texts.push_back(mistake.key + ": " + mistake.message);
  }
  return texts;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("the columns stand one after the other in the row, each under its own name") {
  LayerRow row;
  std::set<std::string_view> names;
  const auto* begin = reinterpret_cast<const char*>(&row);
  std::size_t index = 0;
  for (const LayerColumn& column : layer_columns()) {
    const auto* at = reinterpret_cast<const char*>(&(row.*column.field));
    CHECK(static_cast<std::size_t>(at - begin) == index++ * sizeof(std::int32_t));
    CHECK(names.insert(column.name).second);
  }
}

TEST_CASE("every operator that is one loop nest has a code of its own, the others have none") {
  std::set<std::int32_t> codes;
  for (const Operator& op : operators()) {
    CAPTURE(op.name);
    CHECK((op_code(op.name) != 0) == !op.einsum.empty());
    if (!op.einsum.empty()) CHECK(codes.insert(op_code(op.name)).second);
  }
  CHECK(codes.size() == layer_ops().size());
}

TEST_CASE("codes are those of the first release: they are in users' files") {
  CHECK(op_code("conv1d") == 1);
  CHECK(op_code("conv2d") == 2);
  CHECK(op_code("depthwise_conv2d") == 4);
  CHECK(op_code("gemm") == 6);
  CHECK(op_code("multiply") == 12);
}

TEST_CASE("a row of every operator describes the nest the operator table makes of its numbers") {
  for (const LayerOp& op : layer_ops()) {
    CAPTURE(op.name);
    const LayerRow row = sample_row(op.name);
    const Expansion expected = expand(*find_operator(op.name), stated(row));
    REQUIRE(expected.mistakes.empty());
    const LayerOrMistakes read = to_layer(row);
    REQUIRE(read.mistakes.empty());
    CHECK(read.layer.op == expected.parts.front().op);
    CHECK(read.layer.problem.same_nest(expected.parts.front().problem));
  }
}

TEST_CASE("a row, made a layer and a row again, describes the same nest, with all stated") {
  for (const LayerOp& op : layer_ops()) {
    CAPTURE(op.name);
    const LayerRow row = sample_row(op.name);
    const LayerRow again = to_row(to_layer(row).layer);
    CHECK(to_layer(again).layer.problem.same_nest(to_layer(row).layer.problem));
    CHECK(to_row(to_layer(again).layer) == again);
    for (const LayerColumn& column : layer_columns()) {
      CAPTURE(column.name);
      if (row.*column.field != 0) CHECK(again.*column.field == row.*column.field);
    }
  }
}

TEST_CASE("every shipped layer that is an operator goes into a row and comes back") {
  std::size_t rows = 0;
  for (const io::ShippedFile& file : workloads::shipped_workloads()) {
    for (const Layer& layer : workloads::load_workload(std::string(file.name)).layers) {
      if (op_code(layer.op) == 0) continue;
      CAPTURE(file.name);
      CAPTURE(layer.name);
      Layer unstated = layer;
      unstated.stated_bits = {8, 8, 8, 8};
      set_bits(unstated.problem, unstated.stated_bits);
      const LayerOrMistakes read = to_layer(to_row(unstated));
      REQUIRE(read.mistakes.empty());
      CHECK(read.layer.problem.same_nest(unstated.problem));
      CHECK(read.layer.op == layer.op);
      ++rows;
    }
  }
  CHECK(rows > 500);
}

TEST_CASE("bits a layer states are in its row, others are left to the chip") {
  Layer layer = to_layer(sample_row("gemm")).layer;
  layer.stated_bits = {4, std::nullopt, 16, std::nullopt};
  const LayerRow row = to_row(layer);
  CHECK(row.input_bits == 4);
  CHECK(row.weight_bits == 0);
  CHECK(row.output_bits == 16);
  CHECK(row.psum_bits == 0);
  const Problem problem = to_layer(row).layer.problem;
  CHECK(problem.tensors[problem.output()].psum_bits == 16);  // never narrower than the output
}

TEST_CASE("an einsum of one's own has no row") {
  Layer layer;
  layer.name = "own";
  layer.op = kEinsumOperator;
  CHECK_THROWS_WITH_AS(static_cast<void>(to_row(layer)),
                       "layer 'own': error: rows of numbers cannot say an 'einsum'\n"
                       "  hint: they know the operators that are one loop nest",
                       InputError);
}

TEST_CASE("mistakes name their column") {
  LayerRow row = sample_row("gemm");
  row.R = 3;
  row.input_bits = 65;
  CHECK(mistakes_of(row) == Lines{"R: 'R' means nothing to gemm",
                                  "input_bits: 'input_bits' must be between 1 and 64, not 65"});
  row = sample_row("gemm");
  row.K = -5;
  CHECK(mistakes_of(row) == Lines{"K: 'K' must be between 1 and 1000000000, not -5"});
  row.K = 0;
  CHECK(mistakes_of(row) == Lines{": gemm needs 'K' (input features, the reduction)"});
  row.op = 99;
  CHECK(mistakes_of(row) == Lines{"op: no operator has the code 99"});
  CHECK(mistakes_of({}) == Lines{"op: no operator has the code 0"});
}

TEST_CASE("a layer of more than 2^53 operations is refused, one of 2^53 is not") {
  LayerRow row;
  row.op = op_code("gemm");
  row.M = row.N = 1 << 20;
  row.K = 1 << 13;
  CHECK(mistakes_of(row).empty());
  row.K = (1 << 13) + 1;
  CHECK(mistakes_of(row) == Lines{": more than 2^53 operations: counts would not be exact"});
}

}  // namespace paretile::inner_loop
