// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "core/validate.h"
#include "cost_model/evaluator.h"
#include "hw_specs/catalogue.h"
#include "workloads/catalogue.h"

using namespace paretile;

namespace {

/// AlexNet CONV5 as Chen et al., JSSC 2017, Table III maps it: m = 64 output channels in the
/// buffer, p = 16 filters and q = 3 channels per PE, r = 2 sets of PEs over channels and t = 2 over
/// filters.
Mapping published_mapping(const Problem& conv5, const Architecture& chip) {
  const auto dim = [&](const char* name) { return *conv5.find_dim(name); };
  const auto hold = [&](const char* level, const char* tensor) {
    return Node::storage(*chip.find_level(level), *conv5.find_tensor(tensor));
  };
  const AxisId y(0);
  const AxisId x(1);
  Mapping mapping;
  for (const Node& node : {hold("dram", "W"),
                           hold("dram", "I"),
                           hold("dram", "O"),
                           Node::temporal(dim("G"), 2),
                           Node::temporal(dim("K"), 2),
                           hold("glb", "O"),
                           Node::temporal(dim("C"), 32),
                           hold("glb", "I"),
                           Node::temporal(dim("K"), 2),
                           Node::spatial(dim("R"), 3, y),
                           Node::spatial(dim("C"), 2, y),
                           Node::spatial(dim("K"), 2, y),
                           Node::spatial(dim("P"), 13, x),
                           hold("filter_spad", "W"),
                           Node::temporal(dim("Q"), 13),
                           hold("ifmap_spad", "I"),
                           hold("psum_spad", "O"),
                           Node::temporal(dim("C"), 3),
                           Node::temporal(dim("S"), 3),
                           Node::temporal(dim("K"), 16)}) {
    mapping.nodes.push_back(node);
  }
  return mapping;
}

}  // namespace

TEST_CASE("the published mapping of AlexNet CONV5 moves and takes what was measured on Eyeriss") {
  const Architecture chip = hw_specs::load_architecture("eyeriss");
  const Workload alexnet = with_precision(workloads::load_workload("alexnet"), chip);
  const Problem& conv5 = alexnet.layers[4].problem;
  const Mapping mapping = published_mapping(conv5, chip);
  REQUIRE(validate(mapping, conv5, chip).empty());
  cost_model::Evaluation evaluation;
  REQUIRE(cost_model::Evaluator(conv5, chip).evaluate(mapping, evaluation).fits());

  const auto& glb = evaluation.counts.nodes[*chip.find_level("glb")];
  const cost_model::NodeCounts& sums = glb[*conv5.find_tensor("O")];
  const cost_model::NodeCounts& inputs = glb[*conv5.find_tensor("I")];
  CHECK(sums.updates == 256 * 169 * 32);         // once per pass of 6 of 192 channels
  CHECK(sums.reads == 256 * 169 * 31);           // not before the first pass
  CHECK(inputs.reads == 384 * 15 * 15 * 2 * 2);  // once per 32 filters; rows shared diagonally

  // Table V, batch of 4: 24.9 MB between buffer and PEs, 156 active PEs, 10.0 ms of processing.
  const auto words = static_cast<double>(sums.updates + sums.reads + inputs.reads);
  CHECK(words * 2 * 4 * 1e-6 == doctest::Approx(24.9).epsilon(0.02));
  CHECK(evaluation.counts.compute_instances == 156);
  // The model has no ramp-up between passes; measured are 4 % more.
  const double milliseconds =
      static_cast<double>(evaluation.cost.compute_cycles) * 4 / chip.clock_hz * 1e3;
  CHECK(milliseconds == doctest::Approx(10.0).epsilon(0.05));
}
