// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <map>
#include <string>

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

}  // namespace

TEST_CASE("convolutions read as many channels as the layers before them write") {
  for (const char* name : {"alexnet", "vgg16", "resnet18", "resnet50", "mobilenet_v2"}) {
    const Workload workload = workloads::load_workload(name);
    for (const Layer& layer : workload.layers) {
      if (layer.op == "gemm") continue;
      CAPTURE(name);
      CAPTURE(layer.name);
      for (const std::string& input : layer.inputs) {
        CHECK(output_channels(layer_named(workload, input).problem) ==
              input_channels(layer.problem));
      }
    }
  }
}

TEST_CASE("outputs shrink by the stride of their reader, or of the pooling between") {
  // A pooling layer of stride 2 stands between layers of these networks; nothing else shrinks.
  for (const char* name : {"alexnet", "vgg16", "resnet18", "resnet50", "mobilenet_v2"}) {
    const Workload workload = workloads::load_workload(name);
    for (const Layer& layer : workload.layers) {
      if (layer.op == "gemm") continue;
      const Problem& problem = layer.problem;
      const TensorId input = *problem.find_tensor("I");
      std::int64_t stride = 1;
      for (const Rank& rank : problem.tensors[input].ranks) {
        if (rank.size() == 2 && rank[0].dim == *problem.find_dim("P")) stride = rank[0].coefficient;
      }
      for (const std::string& source : layer.inputs) {
        const std::int64_t before = size_of(layer_named(workload, source).problem, "P");
        const std::int64_t expected = (before + stride - 1) / stride;
        const bool is_pooled = size_of(problem, "P") == expected / 2;
        const bool is_plain = size_of(problem, "P") == expected;
        CHECK_MESSAGE((is_plain || is_pooled), name, " ", layer.name);
      }
    }
  }
}

TEST_CASE("every layer but the first reads another one") {
  for (const io::ShippedFile& file : workloads::shipped_workloads()) {
    const Workload workload = workloads::load_workload(std::string(file.name));
    for (std::size_t i = 0; i < workload.layers.size(); ++i) {
      CHECK(workload.layers[i].inputs.empty() == (i == 0));
    }
  }
}

TEST_CASE("ResNet-18 has twelve distinct nests among twenty-one layers") {
  const Workload workload = workloads::load_workload("resnet18");
  CHECK(workload.layers.size() == 21);
  // conv1, a 3x3 layer per stage, three strided 3x3 and three strided 1x1 layers, fc
  CHECK(unique_layers(workload).size() == 12);
}
