// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/mobile_layers.h"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "mapper/rng.h"

namespace paretile::benchmarks {
namespace {

using inner_loop::LayerRow;

template <typename T, std::size_t N>
T pick(mapper::Rng& rng, const std::array<T, N>& choices) {
  return choices[rng.below(N)];
}

/// A stage of MobileNetV3-Large: channels at width 1, and its input's side at 224 pixels.
struct Stage {
  std::int32_t channels;
  std::int32_t side;
};
constexpr std::array<Stage, 6> kStages = {
    {{16, 112}, {24, 56}, {40, 28}, {80, 14}, {112, 14}, {160, 7}}};
constexpr std::array<std::int32_t, 3> kExpansions = {3, 4, 6};
constexpr std::array<std::int32_t, 3> kKernels = {3, 5, 7};
constexpr std::array<std::int32_t, 4> kWidthsPercent = {75, 100, 120, 140};
constexpr std::int32_t kImage = 224;

std::int32_t rounded_to_8(std::int32_t channels) { return std::max(8, (channels + 4) / 8 * 8); }

std::int32_t wide(std::int32_t channels, std::int32_t percent) {
  return rounded_to_8(channels * percent / 100);
}

LayerRow pointwise(std::int32_t from, std::int32_t to, std::int32_t side) {
  LayerRow row;
  row.op = inner_loop::op_code("conv2d");
  row.K = to;
  row.C = from;
  row.P = row.Q = side;
  row.R = row.S = 1;
  return row;
}

LayerRow depthwise(std::int32_t channels, std::int32_t side, std::int32_t kernel,
                   std::int32_t stride) {
  LayerRow row;
  row.op = inner_loop::op_code("depthwise_conv2d");
  row.G = channels;
  row.P = row.Q = (side + stride - 1) / stride;
  row.R = row.S = kernel;
  row.stride = stride;
  return row;
}

/// The three layers of one inverted bottleneck.
std::array<LayerRow, 3> bottleneck(std::int32_t from, std::int32_t to, std::int32_t side,
                                   std::int32_t stride, mapper::Rng& rng) {
  const std::int32_t inner = rounded_to_8(from * pick(rng, kExpansions));
  const LayerRow middle = depthwise(inner, side, pick(rng, kKernels), stride);
  return {pointwise(from, inner, side), middle, pointwise(inner, to, middle.P)};
}

}  // namespace

std::vector<LayerRow> mobile_layers(std::size_t count, std::uint64_t seed) {
  std::vector<LayerRow> layers;
  std::unordered_set<LayerRow, inner_loop::LayerRowHash> seen;
  mapper::Rng rng(seed, 0);
  while (layers.size() < count) {
    const std::size_t stage = rng.below(kStages.size());
    const std::size_t next = std::min(stage + rng.below(2), kStages.size() - 1);
    const std::int32_t image = 128 + 32 * static_cast<std::int32_t>(rng.below(5));
    const std::int32_t side = std::max(4, kStages[stage].side * image / kImage);
    const std::int32_t percent = pick(rng, kWidthsPercent);
    const auto stride = static_cast<std::int32_t>(1 + rng.below(2));
    const auto block = bottleneck(wide(kStages[stage].channels, percent),
                                  wide(kStages[next].channels, percent), side, stride, rng);
    const LayerRow& layer = block[rng.below(block.size())];
    if (seen.insert(layer).second) layers.push_back(layer);
  }
  return layers;
}

std::vector<LayerRow> mobile_network(std::size_t blocks, std::uint64_t seed) {
  mapper::Rng rng(seed, 1);
  LayerRow stem = pointwise(3, 16, kImage / 2);
  stem.R = stem.S = 3;
  stem.stride = 2;
  std::vector<LayerRow> layers = {stem};
  std::int32_t channels = 16;
  std::int32_t side = kImage / 2;
  for (std::size_t i = 0; i < blocks; ++i) {
    const Stage& stage = kStages[i * kStages.size() / blocks];
    const std::int32_t stride = side > stage.side ? 2 : 1;
    const auto block = bottleneck(channels, stage.channels, side, stride, rng);
    layers.insert(layers.end(), block.begin(), block.end());
    channels = stage.channels;
    side = block[1].P;
  }
  LayerRow classifier;
  classifier.op = inner_loop::op_code("gemm");
  classifier.K = channels;
  classifier.N = 1000;
  layers.push_back(classifier);
  return layers;
}

}  // namespace paretile::benchmarks
