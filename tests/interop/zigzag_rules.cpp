// SPDX-License-Identifier: Apache-2.0
#include "tests/interop/zigzag_rules.h"

#include <algorithm>
#include <cmath>

namespace paretile::interop {
namespace {

/// One tensor of a case, in the words of ZigZag's documentation.
class Rules {
 public:
  Rules(const ZigzagCase& given, TensorId tensor)
      : given_(given),
        problem_(given.layer.problem),
        tensor_(tensor),
        chain_(given.hardware.chain(given.operands[tensor])) {}

  [[nodiscard]] ZigzagMoves moves(std::size_t memory) const {
    const bool is_top = memory + 1 == chain_.size();
    const double below = low_side(memory) * instances(memory);
    const double above =
        is_top ? 0 : tile(memory) * periods(first_moving(cut(memory))) * instances(memory);
    if (tensor_ != problem_.output()) return {{above, below, 0, 0}};
    const bool reads_below =
        has_sums_outside(memory == 0 ? 0 : first_moving(cut(memory - 1)), memory);
    const bool reads_above = has_sums_outside(first_moving(cut(memory)), memory + 1);
    return {{reads_above ? above : 0, reads_below ? below : 0, below, above}};
  }

 private:
  [[nodiscard]] std::size_t cut(std::size_t memory) const { return given_.cuts[tensor_][memory]; }

  [[nodiscard]] bool concerns(DimId dim) const {
    return problem_.relevance(tensor_, dim) != Relevance::kIrrelevant;
  }

  [[nodiscard]] std::size_t first_moving(std::size_t loop) const {
    while (loop < given_.loops.size() && !concerns(given_.loops[loop].dim)) ++loop;
    return loop;
  }

  [[nodiscard]] double periods(std::size_t from) const {
    double product = 1;
    for (std::size_t i = from; i < given_.loops.size(); ++i) {
      product *= static_cast<double>(given_.loops[i].size);
    }
    return product;
  }

  /// Whether a memory or one below it serves the axis.
  [[nodiscard]] bool is_within(AxisId axis, std::size_t memory) const {
    return memory < chain_.size() && chain_[memory]->reached.contains(axis);
  }

  [[nodiscard]] double instances(std::size_t memory) const {
    double product = 1;
    for (const ZigzagSpatial& loop : given_.spatial) {
      if (!is_within(loop.axis, memory)) product *= loop.even;
    }
    return std::round(product);
  }

  /// Sums left to be done in time outside of a loop, or in space outside of a memory.
  [[nodiscard]] bool has_sums_outside(std::size_t loop, std::size_t memory) const {
    for (std::size_t i = loop; i < given_.loops.size(); ++i) {
      if (!concerns(given_.loops[i].dim)) return true;
    }
    return std::any_of(given_.spatial.begin(), given_.spatial.end(), [&](const auto& spatial) {
      return !concerns(spatial.dim) &&
             !is_within(spatial.axis, std::min(memory, chain_.size() - 1));
    });
  }

  /// Words between a memory and what is below it, per instance of the memory.
  [[nodiscard]] double low_side(std::size_t memory) const {
    const auto between = [&](AxisId axis) {
      return is_within(axis, memory) && (memory == 0 || !is_within(axis, memory - 1));
    };
    const double distinct = std::round(words(
        [&](DimId dim) {
          double product = 1;
          for (const ZigzagSpatial& loop : given_.spatial) {
            if (loop.dim == dim && between(loop.axis)) product *= loop.even;
          }
          return product;
        },
        false));
    if (memory > 0) return tile(memory - 1) * distinct * periods(first_moving(cut(memory - 1)));
    return distinct * periods(tensor_ == problem_.output() ? 0 : first_moving(0));
  }

  [[nodiscard]] double tile(std::size_t memory) const {
    return words(
        [&](DimId dim) {
          double product = 1;
          for (std::size_t i = 0; i < cut(memory); ++i) {
            if (given_.loops[i].dim == dim) product *= static_cast<double>(given_.loops[i].size);
          }
          for (const ZigzagSpatial& loop : given_.spatial) {
            if (loop.dim == dim && is_within(loop.axis, memory)) product *= loop.even;
          }
          return product;
        },
        true);
  }

  template <typename Extent>
  [[nodiscard]] double words(const Extent& extent, bool without_border) const {
    double product = 1;
    for (const Rank& rank : problem_.tensors[tensor_].ranks) {
      if (rank.size() == 1) {
        product *= extent(rank[0].dim);
        continue;
      }
      std::int64_t distinct = distinct_sums(rank[0].coefficient, whole(extent(rank[0].dim)),
                                            rank[1].coefficient, whole(extent(rank[1].dim)));
      for (const ZigzagSpan& span : given_.layer.spans) {
        if (without_border && span.rank == rank) distinct = std::min(distinct, span.words);
      }
      product *= static_cast<double>(distinct);
    }
    return product;
  }

  static std::int64_t whole(double extent) {
    return std::max<std::int64_t>(static_cast<std::int64_t>(extent), 1);
  }

  const ZigzagCase& given_;
  const Problem& problem_;
  TensorId tensor_;
  std::vector<const ZigzagMemory*> chain_;
};

}  // namespace

ZigzagMoves by_zigzag_rules(const ZigzagCase& given, TensorId tensor, std::size_t memory) {
  return Rules(given, tensor).moves(memory);
}

std::int64_t stationary_steps(const ZigzagCase& given, TensorId tensor) {
  std::int64_t steps = 1;
  for (const ZigzagTemporal& loop : given.loops) {
    if (given.layer.problem.relevance(tensor, loop.dim) != Relevance::kIrrelevant) break;
    steps *= loop.size;
  }
  return steps;
}

}  // namespace paretile::interop
