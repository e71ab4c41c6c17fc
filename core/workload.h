// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/architecture.h"
#include "core/precision.h"
#include "core/problem.h"

namespace paretile {

/// One node of a network: a problem, how often it runs, and whose outputs it reads.
struct Layer {
  std::string name;
  std::string op;  ///< operator it came from: "conv2d", "gemm", ..., "einsum"
  Problem problem;
  Precision stated_bits;            ///< what the layer itself says about bits, not a default
  std::int64_t repeat = 1;          ///< times the layer runs in one inference, >= 1
  std::vector<std::string> inputs;  ///< names of the layers whose outputs it reads (graph edges)
  std::string joins =
      {};  ///< of an einsum: what joins its operands, in order ("*+"); empty: all '*'
  friend bool operator==(const Layer&, const Layer&) = default;
};

/// A network: layers in execution order, with the edges between them.
struct Workload {
  std::string name;
  std::string source;  ///< where the layer shapes come from
  std::vector<Layer> layers;
  friend bool operator==(const Workload&, const Workload&) = default;
};

/// One distinct loop nest of a workload and the layers that share it.
struct UniqueLayer {
  std::size_t first = 0;             ///< index of the first layer with this nest
  std::vector<std::size_t> members;  ///< indices of all layers with it, ascending
};

/// The workload as the chip computes it: where the architecture fixes bits
/// (Architecture::precision) they replace the workload's, except those a layer states itself. Sums
/// are never narrower than the outputs they become. Front ends apply this once to each pair they
/// load.
[[nodiscard]] Workload with_precision(Workload workload, const Architecture& architecture);

/// Groups layers whose loop nests are equal, in order of first appearance: each is mapped once.
[[nodiscard]] std::vector<UniqueLayer> unique_layers(const Workload& workload);

}  // namespace paretile
