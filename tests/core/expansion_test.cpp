// SPDX-License-Identifier: Apache-2.0
#include "core/expansion.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace paretile;

namespace {

Problem only_problem(std::string_view op, const NamedNumbers& given) {
  const Expansion expansion = expand(*find_operator(op), given);
  REQUIRE(expansion.mistakes.empty());
  REQUIRE(expansion.parts.size() == 1);
  return expansion.parts[0].problem;
}

KeyMistake only_mistake(std::string_view op, const NamedNumbers& given) {
  const Expansion expansion = expand(*find_operator(op), given);
  REQUIRE(expansion.mistakes.size() == 1);
  return expansion.mistakes[0];
}

std::int64_t size_of(const Problem& problem, std::string_view dim) {
  return problem.dims[*problem.find_dim(dim)].size;
}

std::int64_t words_of(const Problem& problem, std::string_view tensor) {
  return problem.tensor_words(*problem.find_tensor(tensor));
}

/// One output row of a transposed convolution by its definition: every input adds to `filter`
/// outputs, `stride` apart from the next one's.
std::vector<int> scatter(const std::vector<int>& input, const std::vector<int>& filter, int stride,
                         int pad, std::size_t outputs) {
  std::vector<int> output(outputs, 0);
  for (std::size_t h = 0; h < input.size(); ++h) {
    for (std::size_t r = 0; r < filter.size(); ++r) {
      const int y = static_cast<int>(h) * stride + static_cast<int>(r) - pad;
      if (y >= 0 && y < static_cast<int>(outputs)) output[y] += input[h] * filter[r];
    }
  }
  return output;
}

/// The same row by phases: each a dense convolution of neighbouring inputs with some of the taps.
std::vector<int> by_phases(const std::vector<int>& input, const std::vector<int>& filter,
                           int stride, int pad, std::size_t outputs) {
  std::vector<int> output(outputs, 0);
  for (const TransposedPhase& phase :
       transposed_phases(static_cast<std::int64_t>(outputs),
                         static_cast<std::int64_t>(filter.size()), stride, pad)) {
    const int remainder = static_cast<int>(phase.remainder);
    int first = 0;
    while ((first + pad) % stride != remainder) ++first;
    for (int p = 0; p < phase.outputs; ++p) {
      const int y = first + p * stride;
      REQUIRE(y < static_cast<int>(outputs));
      for (int j = 0; j < phase.taps; ++j) {
        const int h = (y + pad - remainder) / stride - j;
        const int r = remainder + stride * j;
        REQUIRE(r < static_cast<int>(filter.size()));
        if (h >= 0 && h < static_cast<int>(input.size())) output[y] += input[h] * filter[r];
      }
    }
  }
  return output;
}

}  // namespace

TEST_CASE("the phases compute the transposed convolution, one row") {
  for (int stride = 1; stride <= 4; ++stride) {
    for (int taps = 1; taps <= 6; ++taps) {
      for (int pad = 0; pad < taps; ++pad) {
        for (int inputs = 1; inputs <= 5; ++inputs) {
          for (int output_pad = 0; output_pad < stride; ++output_pad) {
            const int outputs = (inputs - 1) * stride - 2 * pad + taps + output_pad;
            if (outputs < 1) continue;
            std::vector<int> input;
            std::vector<int> filter;
            for (int i = 0; i < inputs; ++i) input.push_back(1 << (2 * i));
            for (int i = 0; i < taps; ++i) filter.push_back(7 * i * i + 3);
            const auto length = static_cast<std::size_t>(outputs);
            CHECK(by_phases(input, filter, stride, pad, length) ==
                  scatter(input, filter, stride, pad, length));
          }
        }
      }
    }
  }
}

TEST_CASE("taps and outputs of the phases add up") {
  for (std::int64_t stride = 1; stride <= 4; ++stride) {
    for (std::int64_t filter = stride; filter <= 7; ++filter) {
      for (std::int64_t pad = 0; pad <= 3; ++pad) {
        std::int64_t taps = 0;
        std::int64_t outputs = 0;
        for (const TransposedPhase& phase : transposed_phases(12, filter, stride, pad)) {
          taps += phase.taps;
          outputs += phase.outputs;
        }
        CHECK(taps == filter);
        CHECK(outputs == 12);
      }
    }
  }
}

TEST_CASE("a 4x4 filter of stride 2 doubles the picture with the work of its inputs") {
  // H = 8, pad 1: P = 7*2 - 2 + 4 = 16; every input meets all 16 taps, so MACs = K*C*64*16.
  const Expansion expansion = expand(
      *find_operator("transposed_conv2d"),
      {{"K", 5}, {"C", 3}, {"H", 8}, {"W", 8}, {"R", 4}, {"S", 4}, {"stride", 2}, {"pad", 1}});
  REQUIRE(expansion.mistakes.empty());
  REQUIRE(expansion.parts.size() == 4);
  std::int64_t operations = 0;
  std::int64_t weights = 0;
  for (const Part& part : expansion.parts) {
    CHECK(part.op == "conv2d");
    CHECK(size_of(part.problem, "P") == 8);
    CHECK(size_of(part.problem, "R") == 2);
    operations += part.problem.operations();
    weights += words_of(part.problem, "W");
  }
  CHECK(operations == 5 * 3 * 64 * 16);
  CHECK(weights == 5 * 3 * 16);
  CHECK(expansion.parts[1].suffix == "phase_0_1");
}

TEST_CASE("a 3x3 filter of stride 2 has phases of 2x2, 2x1, 1x2 and 1x1 taps") {
  const Expansion expansion =
      expand(*find_operator("transposed_conv2d"),
             {{"K", 1}, {"C", 1}, {"P", 9}, {"Q", 9}, {"R", 3}, {"S", 3}, {"stride", 2}});
  std::vector<std::vector<std::int64_t>> shapes;  // P Q R S
  for (const Part& part : expansion.parts) {
    shapes.push_back({size_of(part.problem, "P"), size_of(part.problem, "Q"),
                      size_of(part.problem, "R"), size_of(part.problem, "S")});
  }
  CHECK(shapes == std::vector<std::vector<std::int64_t>>{
                      {5, 5, 2, 2}, {5, 4, 2, 1}, {4, 5, 1, 2}, {4, 4, 1, 1}});
}

TEST_CASE("outputs that no filter tap reaches take no work") {
  // stride 3, filter 2: of the remainders 0, 1, 2 the last has no tap.
  CHECK(transposed_phases(9, 2, 3, 0) == std::vector<TransposedPhase>{{0, 3, 1}, {1, 3, 1}});
}

TEST_CASE("the input's size and the padding give the output's size") {
  const Problem conv = only_problem(
      "conv2d",
      {{"K", 64}, {"C", 3}, {"H", 224}, {"W", 224}, {"R", 7}, {"S", 7}, {"stride", 2}, {"pad", 3}});
  CHECK(size_of(conv, "P") == 112);  // (224 + 6 - 7) / 2 + 1
  CHECK(size_of(conv, "Q") == 112);
  CHECK(window_outputs(13, 3, 2, 1, 0) == 6);
  CHECK(window_outputs(7, 3, 1, 3, 0) == 1);  // three taps, three apart, span exactly seven
  CHECK(window_outputs(6, 3, 1, 3, 0) == 0);
}

TEST_CASE("input and output sizes that contradict each other are refused") {
  CHECK(only_mistake("conv1d", {{"K", 1}, {"C", 1}, {"H", 10}, {"P", 9}, {"R", 3}}) ==
        KeyMistake{"P", "'P' is 9, but 'H' = 10 gives 8",
                   "state one of 'P' and 'H', or correct 'stride' or 'pad'"});
  CHECK(only_mistake("conv1d", {{"K", 1}, {"C", 1}, {"H", 2}, {"R", 3}}) ==
        KeyMistake{"R", "the filter ('R' = 3) does not fit into the padded input ('H' = 2)", ""});
  CHECK(only_mistake("conv1d", {{"K", 1}, {"C", 1}, {"P", 8}, {"R", 3}, {"pad", 1}}) ==
        KeyMistake{"pad", "'pad' means nothing without the input's size 'H'",
                   "'P' already counts the outputs that padding adds: drop 'pad', or state 'H'"});
}

TEST_CASE("missing sizes are named together") {
  CHECK(only_mistake("conv1d", {{"K", 1}}) ==
        KeyMistake{"",
                   "conv1d needs 'C' (input channels), 'P' (output rows; or the input's 'H'), "
                   "'R' (filter rows)",
                   ""});
}

TEST_CASE("values out of range are refused") {
  CHECK(only_mistake("gemm", {{"M", 0}, {"N", 1}, {"K", 1}}).message ==
        "'M' must be between 1 and 1000000000, not 0");
  CHECK(only_mistake("conv1d", {{"K", 1}, {"C", 1}, {"P", 1}, {"R", 1}, {"stride", 1000001}})
            .message == "'stride' must be between 1 and 1000000, not 1000001");
  CHECK(only_mistake("transposed_conv2d", {{"K", 1},
                                           {"C", 1},
                                           {"P", 1},
                                           {"Q", 1},
                                           {"R", 1},
                                           {"S", 1},
                                           {"stride", 1},
                                           {"stride_w", 17}})
            .message == "'stride_w' of a transposed convolution must be at most 16, not 17");
}

TEST_CASE("a stride or dilation of columns is that of rows unless stated") {
  const NamedNumbers given = {{"K", 1}, {"C", 1}, {"P", 4},     {"Q", 4},
                              {"R", 3}, {"S", 3}, {"stride", 2}};
  CHECK(words_of(only_problem("conv2d", given), "I") == 9 * 9);  // 3*2 + 2 is the last index
  NamedNumbers wide = given;
  wide["stride_w"] = 1;
  CHECK(words_of(only_problem("conv2d", wide), "I") == 9 * 6);
}

TEST_CASE("groups split the channels; one channel per group is depthwise") {
  const NamedNumbers alexnet_conv2 = {{"K", 256}, {"C", 96}, {"P", 27},    {"Q", 27},
                                      {"R", 5},   {"S", 5},  {"groups", 2}};
  const Problem grouped = only_problem("conv2d", alexnet_conv2);
  CHECK(size_of(grouped, "G") == 2);
  CHECK(size_of(grouped, "K") == 128);
  CHECK(grouped.operations() == 223'948'800);
  CHECK(words_of(grouped, "W") == 307'200);

  const Expansion depthwise =
      expand(*find_operator("conv2d"),
             {{"K", 32}, {"C", 32}, {"P", 4}, {"Q", 4}, {"R", 3}, {"S", 3}, {"groups", 32}});
  CHECK(depthwise.parts[0].op == "depthwise_conv2d");
  CHECK(depthwise.parts[0].problem.operations() == 32 * 16 * 9);

  CHECK(only_mistake("conv2d",
                     {{"K", 4}, {"C", 6}, {"P", 1}, {"Q", 1}, {"R", 1}, {"S", 1}, {"groups", 4}}) ==
        KeyMistake{"groups", "'groups' = 4 must divide 'C' = 6",
                   "'K' and 'C' of a conv2d are totals over all groups"});
}

TEST_CASE("an LSTM cell is one product for its four gates and four element-wise steps") {
  const Expansion expansion = expand(*find_operator("lstm_cell"), {{"K", 10}, {"N", 20}, {"M", 3}});
  REQUIRE(expansion.parts.size() == 5);
  const Part& gates = expansion.parts[0];
  CHECK(gates.problem.operations() == 3 * (10 + 20) * 4 * 20);
  CHECK(words_of(gates.problem, "W") == (10 + 20) * 4 * 20);
  CHECK(gates.reads_inputs);
  CHECK_FALSE(gates.is_result);
  CHECK(expansion.parts[3].reads == std::vector<std::string>{"forget", "write"});
  CHECK(expansion.parts[4].is_result);
  for (std::size_t i = 1; i < 5; ++i) CHECK(expansion.parts[i].problem.operations() == 3 * 20);
}

TEST_CASE("a softmax passes over its rows four times, with the names of what it finds") {
  const Expansion expansion = expand(*find_operator("softmax"), {{"M", 3}, {"N", 10}});
  REQUIRE(expansion.parts.size() == 4);
  const std::vector<std::string> suffixes = {"max", "exp", "sum", "scale"};
  const std::vector<std::int64_t> outputs = {3, 30, 3, 30};
  for (std::size_t i = 0; i < 4; ++i) {
    const Part& part = expansion.parts[i];
    CHECK(part.suffix == suffixes[i]);
    CHECK(part.problem.operations() == 30);
    CHECK(words_of(part.problem, "O") == outputs[i]);
    CHECK(part.is_result == (i == 3));
    CHECK(part.reads_inputs == (i < 2));
  }
  CHECK(expansion.parts[3].reads == std::vector<std::string>{"exp", "sum"});
}

TEST_CASE(
    "layer norm takes five passes and RMS norm three, gain and bias once per value of a row") {
  for (const auto& [name, passes] : {std::pair{"layer_norm", 5}, std::pair{"rms_norm", 3}}) {
    const Expansion expansion = expand(*find_operator(name), {{"M", 3}, {"N", 10}});
    REQUIRE(expansion.parts.size() == static_cast<std::size_t>(passes));
    const Problem& last = expansion.parts.back().problem;
    CHECK(words_of(last, "O") == 30);
    CHECK(words_of(last, "W") == 10);
    CHECK(words_of(last, "B") == 10);
    CHECK(expansion.parts.back().is_result);
  }
}
