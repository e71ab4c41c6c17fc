// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "inner_loop/layer_row.h"

namespace paretile::benchmarks {

/// `count` different layers as a search over networks like MobileNetV3 meets them: the expansion,
/// the depthwise convolution and the projection of inverted bottlenecks, channels in multiples of
/// 8, at resolutions of images of 128 to 256 pixels. The same on every machine for the same seed.
[[nodiscard]] std::vector<inner_loop::LayerRow> mobile_layers(std::size_t count,
                                                              std::uint64_t seed);

/// One network of that kind: a stem, `blocks` bottlenecks of three layers each, and a classifier.
[[nodiscard]] std::vector<inner_loop::LayerRow> mobile_network(std::size_t blocks,
                                                               std::uint64_t seed);

}  // namespace paretile::benchmarks
