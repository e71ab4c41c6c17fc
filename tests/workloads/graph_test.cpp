// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <map>
#include <string>

#include "core/expansion.h"
#include "workloads/catalogue.h"

using namespace paretile;

namespace {

std::int64_t size_of(const Problem& problem, std::string_view dim) {
  const auto id = problem.find_dim(dim);
  return id ? problem.dims[*id].size : 1;
}

std::int64_t output_channels(const Problem& problem) {
  return size_of(problem, "K") * size_of(problem, "G");
}
std::int64_t input_channels(const Problem& problem) {
  return size_of(problem, "C") * size_of(problem, "G");
}

const Layer& layer_named(const Workload& workload, const std::string& name) {
  for (const Layer& layer : workload.layers) {
    if (layer.name == name) return layer;
  }
  FAIL("no layer " << name);
  return workload.layers[0];
}

/// Whether the filter of `reader` gives its outputs along an axis where `before` wrote its own,
/// with or without pooling of stride 2 between.
bool may_follow(const Problem& before, const Problem& reader, const char* outputs,
                const char* taps) {
  const std::int64_t filter = size_of(reader, taps);
  std::int64_t stride = 1;
  for (const Rank& rank : reader.tensors[*reader.find_tensor("I")].ranks) {
    if (rank.size() == 2 && rank[0].dim == *reader.find_dim(outputs)) stride = rank[0].coefficient;
  }
  const std::int64_t written = size_of(before, outputs);
  for (const std::int64_t pooled : {written, written / 2, (written - 1) / 2}) {
    for (const std::int64_t pad : {std::int64_t{0}, filter / 2}) {
      if (window_outputs(pooled, filter, stride, 1, pad) == size_of(reader, outputs)) return true;
    }
  }
  return false;
}

constexpr const char* kConvolutional[] = {
    "alexnet",  "googlenet", "inception_v3",  "mobilenet_v1",  "mobilenet_v2",
    "resnet18", "resnet50",  "squeezenet1_0", "squeezenet1_1", "vgg16"};

}  // namespace

TEST_CASE("convolutions read as many channels as the layers before them write") {
  for (const char* name : kConvolutional) {
    const Workload workload = workloads::load_workload(name);
    for (const Layer& layer : workload.layers) {
      if (layer.op == "gemm" || layer.inputs.empty()) continue;
      std::int64_t side_by_side = 0;
      bool is_sum = true;
      for (const std::string& input : layer.inputs) {
        const std::int64_t channels = output_channels(layer_named(workload, input).problem);
        side_by_side += channels;
        is_sum = is_sum && channels == input_channels(layer.problem);
      }
      const bool is_joined = side_by_side == input_channels(layer.problem);
      CHECK_MESSAGE((is_sum || is_joined), name, " ", layer.name);
    }
  }
}

TEST_CASE("outputs shrink by the filter and stride of their reader, and the pooling between") {
  // Pooling of stride 2, rounded either way, may stand before a layer; edges are padded or not.
  for (const char* name : kConvolutional) {
    const Workload workload = workloads::load_workload(name);
    for (const Layer& layer : workload.layers) {
      if (layer.op == "gemm") continue;
      for (const std::string& source : layer.inputs) {
        const Problem& before = layer_named(workload, source).problem;
        CHECK_MESSAGE(may_follow(before, layer.problem, "P", "R"), name, " ", layer.name);
        CHECK_MESSAGE(may_follow(before, layer.problem, "Q", "S"), name, " ", layer.name);
      }
    }
  }
}

TEST_CASE("every layer reads another one but those that read the network's input") {
  for (const io::ShippedFile& file : workloads::shipped_workloads()) {
    const Workload workload = workloads::load_workload(std::string(file.name));
    for (std::size_t i = 0; i < workload.layers.size(); ++i) {
      // the words of a sentence, last one first
      if (workload.layers[i].name == "encoder1.backward.gates") continue;
      CHECK(workload.layers[i].inputs.empty() == (i == 0));
    }
  }
}

TEST_CASE("the gates of GNMT's cells read their inputs and the state before") {
  const Workload workload = workloads::load_workload("gnmt");
  // 1024 units: words and state; both directions and state; residual sums and state; the layer
  // before, attention and state
  CHECK(size_of(layer_named(workload, "encoder1.backward.gates").problem, "K") == 2 * 1024);
  CHECK(size_of(layer_named(workload, "encoder2.gates").problem, "K") == 3 * 1024);
  CHECK(size_of(layer_named(workload, "encoder8.gates").problem, "K") == 2 * 1024);
  CHECK(size_of(layer_named(workload, "decoder8.gates").problem, "K") == 3 * 1024);
  // 9 encoder and 8 decoder cells of five nests each, and the words written
  CHECK(workload.layers.size() == 17 * 5 + 1);
}

TEST_CASE("ResNet-18 has twelve distinct nests among twenty-one layers") {
  const Workload workload = workloads::load_workload("resnet18");
  CHECK(workload.layers.size() == 21);
  // conv1, a 3x3 layer per stage, three strided 3x3 and three strided 1x1 layers, fc
  CHECK(unique_layers(workload).size() == 12);
}
