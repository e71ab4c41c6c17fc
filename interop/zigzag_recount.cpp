// SPDX-License-Identifier: Apache-2.0
#include "interop/zigzag_recount.h"

#include <algorithm>
#include <cmath>

namespace paretile::interop {
namespace {

constexpr double kRounding = 1e-6;  // of fractions of accesses, where unrollings do not divide

/// One tensor of a case, in the words of ZigZag's documentation.
class Rules {
 public:
  Rules(const ZigzagCase& given, TensorId tensor)
      : given_(given),
        problem_(given.layer.problem),
        tensor_(tensor),
        chain_(given.hardware.chain(given.operands[tensor])) {}

  [[nodiscard]] ZigzagTransfers transfers(std::size_t memory) const {
    const bool is_top = memory + 1 == chain_.size();
    const std::size_t low = memory == 0 ? 0 : first_moving(cut(memory - 1));
    const std::size_t high = first_moving(cut(memory));
    const bool is_output = tensor_ == problem_.output();
    const Tensor& tensor = problem_.tensors[tensor_];
    const ZigzagTransfer below = {low_side(memory), periods(low_period(memory)), instances(memory),
                                  static_cast<double>(tensor.bits)};
    const ZigzagTransfer above = {is_top ? 0 : tile(memory), periods(high), instances(memory),
                                  static_cast<double>(tensor.bits)};
    if (!is_output) return {above, below, {}, {}};
    return with_sums(above, below, has_sums_outside(high, memory + 1),
                     has_sums_outside(low, memory));
  }

 private:
  /// Outputs also go the other way: up as they are, down again while sums are left to be done.
  [[nodiscard]] ZigzagTransfers with_sums(ZigzagTransfer above, ZigzagTransfer below,
                                          bool reads_above, bool reads_below) const {
    const double psum_bits = problem_.tensors[tensor_].psum_bits;
    if (reads_above) above.bits_per_word = psum_bits;
    if (reads_below) below.bits_per_word = psum_bits;
    const ZigzagTransfer none = {0, above.periods, above.instances, 0};
    return {reads_above ? above : none, reads_below ? below : none, below, above};
  }

  /// The loop from which on a memory moves words below.
  [[nodiscard]] std::size_t low_period(std::size_t memory) const {
    if (memory > 0) return first_moving(cut(memory - 1));
    return tensor_ == problem_.output() ? 0 : first_moving(0);
  }

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

  /// Words between a memory and what is below it, per period and instance of the memory.
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
    return memory > 0 ? tile(memory - 1) * distinct : distinct;
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

ZigzagTransfers recount(const ZigzagCase& given, TensorId tensor, std::size_t memory) {
  return Rules(given, tensor).transfers(memory);
}

std::int64_t stationary_steps(const ZigzagCase& given, TensorId tensor) {
  std::int64_t steps = 1;
  for (const ZigzagTemporal& loop : given.loops) {
    if (given.layer.problem.relevance(tensor, loop.dim) != Relevance::kIrrelevant) break;
    steps *= loop.size;
  }
  return steps;
}

double word_accesses(const ZigzagTransfer& transfer, const ZigzagPort& port) {
  const auto granule = static_cast<double>(port.min_bits);
  const double granules = std::ceil(transfer.words_per_period * transfer.bits_per_word / granule);
  const double part = granule / static_cast<double>(port.max_bits);
  return std::floor(granules * part * transfer.periods * transfer.instances + kRounding);
}

}  // namespace paretile::interop
