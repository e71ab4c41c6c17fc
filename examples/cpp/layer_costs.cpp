// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include "hw_specs/catalogue.h"
#include "inner_loop/inner_loop.h"

int main() {
  using namespace paretile;
  const inner_loop::LayerCostModel model(hw_specs::load_architecture("eyeriss"));
  inner_loop::LayerRow layer;
  layer.op = inner_loop::op_code("depthwise_conv2d");
  layer.P = layer.Q = 14;
  layer.R = layer.S = 3;
  std::vector<inner_loop::LayerRow> layers;
  for (layer.G = 16; layer.G <= 96; layer.G += 16) layers.push_back(layer);
  const inner_loop::LayerCosts costs = model.query(layers);
  for (std::size_t i = 0; i < layers.size(); ++i) {
    std::cout << layers[i].G << " channels: " << costs.energy_pj[i] << " pJ in "
              << costs.latency_cycles[i] << " cycles\n";
  }
}
