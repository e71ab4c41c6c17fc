// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "core/diagnostics.h"
#include "core/io/load.h"

using namespace paretile;

namespace {

/// A workload with the given lines under `layers:`.
Workload with_layers(const std::string& layers, const std::string& keys = "") {
  return io::parse_workload("format: 1\nname: net\n" + keys + "layers:\n" + layers, "net.yaml");
}

std::string mistakes(const std::string& layers) {
  try {
    (void)with_layers(layers);
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

const Tensor& tensor_of(const Layer& layer, std::string_view name) {
  return layer.problem.tensors[*layer.problem.find_tensor(name)];
}

std::vector<std::string> names_of(const Workload& workload) {
  std::vector<std::string> names;
  for (const Layer& layer : workload.layers) names.push_back(layer.name);
  return names;
}

}  // namespace

TEST_CASE("both alphabets give the same problem") {
  const Workload net = with_layers(
      "  - {name: a, op: conv2d, N: 2, K: 8, C: 4, P: 6, Q: 5, R: 1, S: 3, stride: 2}\n"
      "  - {name: b, op: conv2d, B: 2, K: 8, C: 4, OY: 6, OX: 5, FY: 1, FX: 3, stride: 2}\n"
      "  - {name: c, op: conv2d, B: 2, K: 8, C: 4, IY: 11, IX: 11, FY: 1, S: 3, stride: 2}\n");
  CHECK(net.layers[0].problem.same_nest(net.layers[1].problem));
  CHECK(net.layers[0].problem.same_nest(net.layers[2].problem));
  CHECK(net.layers[0].problem.name == "a");
  CHECK(unique_layers(net).size() == 1);
}

TEST_CASE("bits come from the layer, then the file, then the defaults") {
  const std::string layers =
      "  - {name: a, op: gemm, N: 8, K: 4}\n"
      "  - {name: b, op: gemm, N: 8, K: 4, bits: {weight: 2, psum: 20}}\n";
  const Workload plain = with_layers(layers);
  CHECK(tensor_of(plain.layers[0], "I").bits == 8);
  CHECK(tensor_of(plain.layers[0], "O").psum_bits == 32);
  const Workload stated = with_layers(layers, "bits: {weight: 4, output: 16}\n");
  CHECK(tensor_of(stated.layers[0], "W").bits == 4);
  CHECK(tensor_of(stated.layers[1], "W").bits == 2);
  CHECK(tensor_of(stated.layers[1], "O").bits == 16);
  CHECK(tensor_of(stated.layers[1], "O").psum_bits == 20);
}

TEST_CASE("sums are as wide as wide outputs unless stated") {
  const Workload net = with_layers("  - {name: a, op: gemm, N: 8, K: 4, bits: {output: 40}}\n");
  CHECK(tensor_of(net.layers[0], "O").psum_bits == 40);
}

TEST_CASE("a chip's precision replaces the file's bits but not what a layer states") {
  const Workload net = with_layers(
      "  - {name: a, op: gemm, N: 8, K: 4}\n"
      "  - {name: b, op: gemm, N: 8, K: 4, bits: {weight: 2, output: 24}}\n",
      "bits: {input: 8, weight: 8, output: 8, psum: 32}\n");
  Architecture chip;
  chip.precision = {.input = 16, .weight = 16, .output = {}, .psum = 16};
  const Workload on_chip = with_precision(net, chip);
  CHECK(tensor_of(on_chip.layers[0], "I").bits == 16);
  CHECK(tensor_of(on_chip.layers[0], "O").bits == 8);
  CHECK(tensor_of(on_chip.layers[0], "O").psum_bits == 16);
  CHECK(tensor_of(on_chip.layers[1], "W").bits == 2);
  CHECK(tensor_of(on_chip.layers[1], "O").psum_bits == 24);  // never narrower than its output
}

TEST_CASE("an einsum of one's own has its dimensions, kinds and roles") {
  const Workload net = with_layers(
      "  - name: own\n"
      "    einsum: O[x,y] += A[x,z] * T[z,y+u*step]\n"
      "    dims: {x: 64, y: 32, Z: 16, u: 3}\n"
      "    coefficients: {step: 2}\n"
      "    roles: {T: weight}\n"
      "    acts_as: {x: K, y: OY, z: C}\n");
  const Layer& own = net.layers[0];
  CHECK(own.op == "einsum");
  CHECK(own.problem.dims[DimId(0)] == Dimension{"X", "K", 64});
  CHECK(own.problem.dims[DimId(1)] == Dimension{"Y", "P", 32});
  CHECK(own.problem.dims[DimId(3)] == Dimension{"U", "U", 3});
  CHECK(tensor_of(own, "T").role == Role::kWeight);
  CHECK(tensor_of(own, "A").role == Role::kInput);
  CHECK(tensor_of(own, "T").ranks[1] == Rank{{DimId(1), 1}, {DimId(3), 2}});
}

TEST_CASE("a tensor called W is a weight unless roles say otherwise") {
  const std::string head = "  - {name: a, einsum: \"O[m] += W[m,k] * I[k]\", dims: {m: 2, k: 3}";
  CHECK(tensor_of(with_layers(head + "}\n").layers[0], "W").role == Role::kWeight);
  const Workload other = with_layers(head + ", roles: {W: input}}\n");
  CHECK(tensor_of(other.layers[0], "W").role == Role::kInput);
}

TEST_CASE("layers that stand for several nests are read through their results") {
  const Workload net = with_layers(
      "  - {name: cell, op: lstm_cell, N: 4, K: 3, repeat: 2}\n"
      "  - {name: up, op: transposed_conv2d, K: 1, C: 4, P: 4, Q: 2, R: 2, S: 1, stride: 2,"
      " stride_w: 1, inputs: [cell]}\n"
      "  - {name: sum, op: add, C: 4, inputs: [up, cell]}\n");
  CHECK(names_of(net) == std::vector<std::string>{"cell.gates", "cell.forget", "cell.write",
                                                  "cell.cell", "cell.hidden", "up.phase_0_0",
                                                  "up.phase_1_0", "sum"});
  CHECK(net.layers[3].inputs == std::vector<std::string>{"cell.forget", "cell.write"});
  CHECK(net.layers[4].repeat == 2);
  CHECK(net.layers[5].inputs == std::vector<std::string>{"cell.hidden"});
  CHECK(net.layers[7].inputs ==
        std::vector<std::string>{"up.phase_0_0", "up.phase_1_0", "cell.hidden"});
}

TEST_CASE("a name that a composite gives to one of its nests is taken") {
  CHECK(mistakes("  - {name: c.gates, op: add, C: 4}\n"
                 "  - {name: c, op: lstm_cell, N: 4, K: 3}\n") ==
        "net.yaml:5:6: error: a layer called 'c.gates' comes earlier\n"
        "    - {name: c, op: lstm_cell, N: 4, K: 3}\n"
        "       ^\n"
        "  hint: give every layer a name of its own");
}

TEST_CASE("the caret points into an einsum, quoted or not") {
  CHECK(mistakes("  - name: own\n    einsum: O[p] += I[p,p]\n    dims: {p: 4}\n") ==
        "net.yaml:5:25: error: dimension 'P' occurs twice in tensor 'I'\n"
        "      einsum: O[p] += I[p,p]\n"
        "                          ^");
  CHECK(mistakes("  - {name: own, dims: {p: 4}, einsum: 'O[p] += I[p,p]'}\n") ==
        "net.yaml:4:52: error: dimension 'P' occurs twice in tensor 'I'\n"
        "    - {name: own, dims: {p: 4}, einsum: 'O[p] += I[p,p]'}\n"
        "                                                     ^");
}

TEST_CASE("messages speak of sizes by the letter the user wrote") {
  CHECK(mistakes("  - {name: c, op: conv1d, K: 1, C: 1, OY: six, FY: 3}\n") ==
        "net.yaml:4:43: error: layers[0].OY must be a whole number, not 'six'\n"
        "    - {name: c, op: conv1d, K: 1, C: 1, OY: six, FY: 3}\n"
        "                                            ^");
}
