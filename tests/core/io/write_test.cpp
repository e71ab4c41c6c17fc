// SPDX-License-Identifier: Apache-2.0
#include "core/io/write.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "core/diagnostics.h"
#include "core/io/load.h"
#include "core/units.h"

using namespace paretile;

namespace {

Architecture read_chip(const std::string& text) {
  return io::parse_architecture(text, "chip.yaml", {});
}
Workload read_net(const std::string& text) { return io::parse_workload(text, "net.yaml"); }

std::string refusal(const Workload& workload) {
  try {
    (void)io::workload_to_yaml(workload);
  } catch (const InputError& error) {
    return error.what();
  }
  return "written";
}

}  // namespace

TEST_CASE("an exact quantity takes the unit that makes it short and reads back as it was") {
  CHECK(exact_quantity(64 * 8192, Quantity::kBits) == "64 KiB");
  CHECK(exact_quantity(1000, Quantity::kBits) == "1000 b");  // a word, however wide
  CHECK(exact_quantity(3584, Quantity::kBits) == "448 B");
  CHECK(exact_quantity(8193, Quantity::kBits) == "8193 b");
  CHECK(exact_quantity(1e9, Quantity::kFrequency) == "1 GHz");
  CHECK(exact_quantity(0.278, Quantity::kPower) == "278 mW");
  CHECK(exact_quantity(0, Quantity::kEnergy) == "0 pJ");
  CHECK(exact_quantity(12.25e6, Quantity::kArea) == "12.25 mm2");
  for (const double value : {0.1, 1.0 / 3, 1e-300, 1e300, 5e-324, 123456789.123}) {
    CAPTURE(value);
    for (const Quantity quantity : {Quantity::kEnergy, Quantity::kPower, Quantity::kBandwidth}) {
      CHECK(parse_number(exact_quantity(value, quantity), quantity).value == value);
    }
  }
}

TEST_CASE("an architecture is written as people write it") {
  const std::string text =
      "# A toy.\n"
      "format: 1\n"
      "name: toy\n"
      "source: \"made: up\"\n"
      "clock: 200 MHz\n"
      "technology: 28 nm\n"
      "device: lp\n"
      "precision: {input: 8, psum: 24}\n"
      "levels:\n"
      "  - name: dram\n"
      "    word_bits: 64\n"
      "    bandwidth: 128 b/cycle\n"
      "    read: 512 pJ\n"
      "    write: 600 pJ\n"
      "    keep: [input, weight, output]\n"
      "  # The only buffer.\n"
      "  - name: buffer\n"
      "    capacity: 64 KiB\n"
      "    word_bits: 16\n"
      "    area: 0.5 mm2\n"
      "    double_buffered: true\n"
      "    read: 1 pJ\n"
      "    fill: 2 pJ\n"
      "    update: 3 pJ\n"
      "    drain: 0 pJ\n"
      "    bypass: [weight]\n"
      "    source: guess\n"
      "    sources:\n"
      "      read: measured\n"
      "  - fanout: array\n"
      "    axes: [{name: y, size: 4, dims: [K, C]}, {name: x, size: 8}]\n"
      "    fold: true\n"
      "    word_bits: 16\n"
      "    multicast: {input: word, weight: tile}\n"
      "    reduction: none\n"
      "    deliver: 250 fJ\n"
      "compute:\n"
      "  name: mac\n"
      "  cycles_per_operation: 2\n"
      "  energy: 100 fJ\n"
      "published:\n"
      "  operations_per_second: 92 TOP\n"
      "  source: \"a paper\"\n";
  const std::vector<io::Comment> comments = {{"", "A toy."}, {"buffer", "The only buffer."}};
  const Architecture chip = read_chip(text);
  CHECK(io::architecture_to_yaml(chip, comments) == text);
  CHECK(read_chip(io::architecture_to_yaml(chip)) == chip);  // with what each number came from
}

TEST_CASE("a workload is written as people write it") {
  const std::string text =
      "format: 1\n"
      "name: net\n"
      "bits: {input: 4, weight: 8, output: 8}\n"
      "layers:\n"
      "  - {name: first, op: conv2d, K: 8, C: 3, P: 6, Q: 6, R: 3, S: 1, stride: 2, stride_w: 1}\n"
      "  # Reads it.\n"
      "  - {name: second, op: gemm, M: 5, N: 10, K: 288, repeat: 2, bits: {weight: 2}, "
      "inputs: [first]}\n"
      "  - name: \"own layer\"\n"
      "    einsum: \"O[] += A[x,u+y*2] * B[x*3]\"\n"
      "    dims: {x: 4, u: 3, y: 2}\n"
      "    roles: {A: weight, B: weight}\n"
      "    acts_as: {x: K}\n";
  const std::vector<io::Comment> comments = {{"second", "Reads it."}};
  CHECK(io::workload_to_yaml(read_net(text), comments) == text);
}

TEST_CASE("parts of a layer are written as layers of their own") {
  const Workload net = read_net(
      "format: 1\nname: net\nlayers:\n"
      "  - {name: up, op: transposed_conv2d, K: 2, C: 3, H: 4, W: 4, R: 4, S: 4, stride: 2, pad: "
      "1}\n"
      "  - {name: cell, op: lstm_cell, K: 5, N: 6, inputs: [up]}\n"
      "  - {name: grouped, op: conv2d, K: 8, C: 8, P: 3, Q: 3, R: 3, S: 3, groups: 8}\n");
  CHECK(net.layers.size() == 4 + 5 + 1);
  CHECK(read_net(io::workload_to_yaml(net)) == net);
}

TEST_CASE("what the format cannot say is refused, not written as something else") {
  Workload net = read_net(
      "format: 1\nname: net\nlayers:\n"
      "  - {name: a, einsum: \"O[x] += A[x,y]\", dims: {x: 2, y: 3}}\n"
      "  - {name: b, einsum: \"O[x] += A[x,y]\", dims: {x: 2, y: 3}}\n");
  CHECK(refusal(net) == "written");
  Workload odd = net;
  odd.layers[1].problem.dims[DimId(0)].name = "A-B";
  CHECK(refusal(odd).find("'-' is not allowed in a rank") != std::string::npos);
  odd = net;
  odd.layers[0].problem.tensors[TensorId(0)].bits = 3;
  odd.layers[0].problem.tensors[TensorId(0)].psum_bits = 3;
  CHECK(refusal(odd) == "<workload 'net'>: error: layer 'a' cannot be said in a file");
  odd = net;
  odd.layers[1].op = "gemm";
  CHECK(refusal(odd) != "written");
  odd = net;
  odd.layers[0].problem.tensors[TensorId(1)].ranks.clear();
  odd.layers[0].problem.dims.push_back({"Z", "Z", 2});
  CHECK(refusal(odd).find("the einsum has no dimension 'Z'") != std::string::npos);
}

TEST_CASE("texts and names survive, whatever is in them") {
  Architecture chip =
      read_chip("format: 1\nname: x\nlevels: [{name: dram}]\ncompute: {name: mac}\n");
  for (const char* text : {"plain", "two words", "a: b # c", "\"quoted\" \\ 'so'", "line\nline",
                           "tab\tand\x01", "null", "~", "- x", "{a}", "12", "µm² 数"}) {
    CAPTURE(text);
    chip.source = text;
    chip.levels[LevelId(0)].source = text;
    const Architecture read = read_chip(io::architecture_to_yaml(chip));
    CHECK(read.source == text);
    CHECK(read.levels[LevelId(0)].source == text);
  }
}

TEST_CASE("a comment never becomes more than a comment, and its lines are short") {
  const Architecture chip =
      read_chip("format: 1\nname: x\nlevels: [{name: dram}]\ncompute: {name: mac}\n");
  std::string words;
  for (int i = 0; i < 60; ++i) words += "word ";
  const std::string text =
      io::architecture_to_yaml(chip, {{{"dram", "a\nclock: 2 GHz\n" + words}}});
  CHECK(read_chip(text).clock_hz == 1e9);
  CHECK(text.find("\n  # a clock: 2 GHz word word") != std::string::npos);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    CHECK(end - at <= 100);
    at = end + 1;
  }
}
