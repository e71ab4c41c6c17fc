// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core/operators.h"
#include "core/validate.h"
#include "cost_model/evaluator.h"
#include "hw_specs/catalogue.h"
#include "workloads/catalogue.h"

using namespace paretile;

namespace {

/// A plain mapping: as many children in use as divisors allow, all other loops outside the chip,
/// every level that must hold a tensor holds one tile of it.
class PlainMapping {
 public:
  PlainMapping(const Problem& problem, const Architecture& architecture)
      : problem_(problem), architecture_(architecture) {
    for (const Dimension& dim : problem.dims) left_.push_back(dim.size);
  }

  Mapping make() {
    std::vector<Node> inner;
    std::size_t fanout = 0;
    for (LevelId level : architecture_.levels.ids()) {
      while (fanout < architecture_.fanouts.size() &&
             architecture_.fanouts[FanoutId(fanout)].levels_outside == level.index()) {
        unroll(FanoutId(fanout++), inner);
      }
      if (level.index() > 0) hold(level, inner);
    }
    while (fanout < architecture_.fanouts.size()) unroll(FanoutId(fanout++), inner);
    Mapping mapping;
    for (TensorId tensor : problem_.tensors.ids()) {
      mapping.nodes.push_back(Node::storage(LevelId(0), tensor));
    }
    for (DimId dim : problem_.dims.ids()) {
      if (left_[dim.index()] > 1) {
        mapping.nodes.push_back(Node::temporal(dim, left_[dim.index()]));
      }
    }
    for (const Node& node : inner) mapping.nodes.push_back(node);
    return mapping;
  }

  static std::int64_t largest_divisor(std::int64_t number, std::int64_t limit) {
    for (std::int64_t divisor = std::min(number, limit); divisor > 1; --divisor) {
      if (number % divisor == 0) return divisor;
    }
    return 1;
  }

 private:
  void hold(LevelId level, std::vector<Node>& nodes) const {
    for (TensorId tensor : problem_.tensors.ids()) {
      if (architecture_.levels[level].requires_tensor(problem_.tensors[tensor].role)) {
        nodes.push_back(Node::storage(level, tensor));
      }
    }
  }

  void unroll(FanoutId fanout, std::vector<Node>& nodes) {
    const std::vector<Axis>& axes = architecture_.fanouts[fanout].axes;
    std::int64_t children = 1;
    for (const Axis& axis : axes) children *= axis.size;
    for (std::size_t i = 0; i < axes.size(); ++i) {
      const AxisId axis(architecture_.first_axis(fanout).index() + i);
      std::int64_t room = architecture_.fanouts[fanout].fold ? children : axes[i].size;
      for (DimId dim : problem_.dims.ids()) {
        if (!carries(axes[i], problem_.dims[dim].kind)) continue;
        const std::int64_t bound = largest_divisor(left_[dim.index()], room);
        if (bound == 1) continue;
        nodes.push_back(Node::spatial(dim, bound, axis));
        left_[dim.index()] /= bound;
        room /= bound;
        children /= bound;
      }
    }
  }

  static bool carries(const Axis& axis, const std::string& kind) {
    return axis.dims.empty() ||
           std::find(axis.dims.begin(), axis.dims.end(), kind) != axis.dims.end();
  }

  const Problem& problem_;
  const Architecture& architecture_;
  std::vector<std::int64_t> left_;
};

/// Checks that the plain mapping of the problem is legal and fits; returns what it does.
cost_model::Evaluation check_fit(const Problem& problem, const Architecture& architecture) {
  CAPTURE(architecture.name);
  CAPTURE(problem.name);
  const Mapping mapping = PlainMapping(problem, architecture).make();
  CHECK(validate(mapping, problem, architecture).empty());
  cost_model::Evaluation evaluation;
  const cost_model::Verdict verdict =
      cost_model::Evaluator(problem, architecture).evaluate(mapping, evaluation);
  CHECK_MESSAGE(verdict.fits(), describe(verdict, problem, architecture));
  return evaluation;
}

/// A register for one input does not hold the two of an element-wise layer.
bool is_for_one_input(const Problem& problem, const Architecture& architecture) {
  const auto inputs = std::count_if(problem.tensors.begin(), problem.tensors.end(),
                                    [](const Tensor& t) { return t.role == Role::kInput; });
  return inputs > 1 && architecture.name == "dataflow_is";
}

/// More, with sums unfinished as in a plain mapping, than the outermost memory of the chip holds:
/// of chips without DRAM.
bool exceeds(const Problem& problem, const Architecture& architecture) {
  std::int64_t bits = 0;
  for (TensorId id : problem.tensors.ids()) {
    bits += problem.tensor_words(id) * problem.tensors[id].psum_bits;
  }
  return bits > architecture.levels[LevelId(0)].capacity_bits;
}

/// A row of outputs whose number no small number divides: chips that spread outputs alone have one
/// unit for it. --pad helps.
bool hardly_divides(const Problem& problem, const Architecture& architecture) {
  if (architecture.name != "diana_digital" && architecture.name != "shidiannao") return false;
  return std::none_of(problem.dims.begin(), problem.dims.end(), [](const Dimension& dim) {
    if (dim.kind == "C" || dim.kind == "N") return false;
    return PlainMapping::largest_divisor(dim.size, 8) > 1;
  });
}

}  // namespace

TEST_CASE("every layer of every shipped network fits every chip, and with MACs uses its array") {
  for (const io::ShippedFile& chip : hw_specs::shipped_architectures()) {
    const Architecture architecture = hw_specs::load_architecture(std::string(chip.name));
    for (const io::ShippedFile& network : workloads::shipped_workloads()) {
      const Workload workload =
          with_precision(workloads::load_workload(std::string(network.name)), architecture);
      for (const UniqueLayer& unique : unique_layers(workload)) {
        const Layer& layer = workload.layers[unique.first];
        if (macs(layer) == 0 && is_for_one_input(layer.problem, architecture)) continue;
        if (exceeds(layer.problem, architecture)) continue;
        const cost_model::Evaluation evaluation = check_fit(layer.problem, architecture);
        if (hardly_divides(layer.problem, architecture)) continue;
        if (macs(layer) == 0) continue;  // a systolic array sums; it does not work by elements
        CHECK_MESSAGE(evaluation.counts.compute_instances > 1, chip.name, " ", layer.name);
      }
    }
  }
}

TEST_CASE("every operator of the table fits every shipped chip") {
  const Workload all = io::parse_workload(
      "format: 1\n"
      "name: all\n"
      "layers:\n"
      "  - {name: a, op: conv1d, K: 8, C: 4, P: 6, R: 3}\n"
      "  - {name: b, op: conv2d, K: 8, C: 4, P: 6, Q: 6, R: 3, S: 3, groups: 2}\n"
      "  - {name: c, op: depthwise_conv2d, G: 4, P: 6, Q: 6, R: 3, S: 3}\n"
      "  - {name: d, op: transposed_conv2d, K: 8, C: 4, H: 6, W: 6, R: 3, S: 3, stride: 2}\n"
      "  - {name: e, op: conv3d, K: 8, C: 4, Z: 4, P: 6, Q: 6, T: 2, R: 3, S: 3}\n"
      "  - {name: f, op: matmul, B: 2, M: 4, N: 6, K: 8}\n"
      "  - {name: g, op: attention_scores, H: 2, G: 2, M: 4, N: 6, D: 8}\n"
      "  - {name: h, op: attention_values, H: 2, G: 2, M: 4, N: 6, D: 8}\n"
      "  - {name: i, op: pool, C: 8, P: 4, Q: 4, R: 2, S: 2, stride: 2}\n"
      "  - {name: j, op: lstm_cell, K: 8, N: 16}\n",
      "all.yaml");
  for (const io::ShippedFile& chip : hw_specs::shipped_architectures()) {
    const Architecture architecture = hw_specs::load_architecture(std::string(chip.name));
    for (const Layer& layer : with_precision(all, architecture).layers) {
      if (macs(layer) == 0 && is_for_one_input(layer.problem, architecture)) continue;
      (void)check_fit(layer.problem, architecture);
    }
  }
}
