// SPDX-License-Identifier: Apache-2.0
#include "interop/zigzag_allocation.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace paretile::interop {
namespace {

class Allocator {
 public:
  explicit Allocator(const ZigzagCase& given) : given_(given), problem_(given.layer.problem) {
    for (const TensorId tensor : problem_.tensors.ids()) {
      (void)tensor;
      cuts_.push_back({});
    }
  }

  bool run(IdVector<TensorId, std::vector<std::size_t>>& cuts) {
    for (const ZigzagMemory& memory : given_.hardware.memories) {
      if (!place(memory)) return false;
    }
    cuts = cuts_;
    return true;
  }

 private:
  /// What an operand may keep in a memory: so many loops, which take so many bits.
  struct Choice {
    std::size_t loops;
    double bits;
    double moved_bits;  ///< through the memory above, in all
  };

  [[nodiscard]] std::size_t allocated(TensorId tensor) const {
    return cuts_[tensor].empty() ? 0 : cuts_[tensor].back();
  }

  bool place(const ZigzagMemory& memory) {
    std::vector<TensorId> sharing;
    for (const std::string& operand : memory.operands) {
      for (const TensorId tensor : problem_.tensors.ids()) {
        if (given_.operands[tensor] == operand) sharing.push_back(tensor);
      }
    }
    std::vector<std::vector<Choice>> choices;
    for (const TensorId tensor : sharing) choices.push_back(choices_of(tensor, memory));
    const std::optional<std::vector<std::size_t>> best = best_of(choices, memory);
    if (!best) return false;
    for (std::size_t i = 0; i < sharing.size(); ++i) {
      cuts_[sharing[i]].push_back(choices[i][(*best)[i]].loops);
    }
    return true;
  }

  [[nodiscard]] std::vector<Choice> choices_of(TensorId tensor, const ZigzagMemory& memory) const {
    const bool is_top = given_.hardware.chain(given_.operands[tensor]).back() == &memory;
    const std::size_t all = given_.loops.size();
    const double bits = bits_of(tensor);
    std::vector<Choice> choices;
    for (std::size_t loops = is_top ? all : allocated(tensor); loops <= all; ++loops) {
      const double tile_bits = tile_words(tensor, memory, loops) * bits;
      if (tile_bits > static_cast<double>(memory.size_bits)) continue;
      double times = 1;
      for (std::size_t i = loops; i < all; ++i) times *= static_cast<double>(given_.loops[i].size);
      choices.push_back({loops, tile_bits, times * tile_bits});
    }
    return choices;
  }

  /// Of outputs: wide while sums are left to be done by loops no memory has yet.
  [[nodiscard]] double bits_of(TensorId tensor) const {
    const Tensor& given = problem_.tensors[tensor];
    for (std::size_t i = allocated(tensor); i < given_.loops.size(); ++i) {
      if (problem_.relevance(tensor, given_.loops[i].dim) == Relevance::kIrrelevant) {
        return given.psum_bits;
      }
    }
    return given.bits;
  }

  [[nodiscard]] double tile_words(TensorId tensor, const ZigzagMemory& memory,
                                  std::size_t loops) const {
    double words = 1;
    for (const Rank& rank : problem_.tensors[tensor].ranks) {
      const double first = extent(rank[0].dim, memory, loops);
      if (rank.size() == 1) {
        words *= first;
        continue;
      }
      std::int64_t distinct = distinct_sums(rank[0].coefficient, whole(first), rank[1].coefficient,
                                            whole(extent(rank[1].dim, memory, loops)));
      for (const ZigzagSpan& span : given_.layer.spans) {
        if (span.rank == rank) distinct = std::min(distinct, span.words);
      }
      words *= static_cast<double>(distinct);
    }
    return words;
  }

  static std::int64_t whole(double extent) {
    return std::max<std::int64_t>(static_cast<std::int64_t>(extent), 1);
  }

  [[nodiscard]] double extent(DimId dim, const ZigzagMemory& memory, std::size_t loops) const {
    double product = 1;
    for (std::size_t i = 0; i < loops; ++i) {
      if (given_.loops[i].dim == dim) product *= static_cast<double>(given_.loops[i].size);
    }
    for (const ZigzagSpatial& loop : given_.spatial) {
      if (loop.dim == dim && memory.reached.contains(loop.axis)) product *= loop.even;
    }
    return product;
  }

  /// The choices that fit together and move the least; the last of equals.
  static std::optional<std::vector<std::size_t>> best_of(
      const std::vector<std::vector<Choice>>& choices, const ZigzagMemory& memory) {
    for (const auto& list : choices) {
      if (list.empty()) return std::nullopt;
    }
    std::optional<std::vector<std::size_t>> best;
    double least = std::numeric_limits<double>::infinity();
    std::vector<std::size_t> at(choices.size());
    for (bool more = true; more; more = next(at, choices)) {
      double bits = 0;
      double moved_bits = 0;
      for (std::size_t i = 0; i < at.size(); ++i) {
        bits += choices[i][at[i]].bits;
        moved_bits += choices[i][at[i]].moved_bits;
      }
      if (bits > static_cast<double>(memory.size_bits) || moved_bits > least) continue;
      least = moved_bits;
      best = at;
    }
    return best;
  }

  /// The next combination, the last list fastest.
  static bool next(std::vector<std::size_t>& at, const std::vector<std::vector<Choice>>& choices) {
    for (std::size_t i = at.size(); i-- > 0;) {
      if (++at[i] < choices[i].size()) return true;
      at[i] = 0;
    }
    return false;
  }

  const ZigzagCase& given_;
  const Problem& problem_;
  IdVector<TensorId, std::vector<std::size_t>> cuts_;
};

}  // namespace

bool allocate(ZigzagCase& given) { return Allocator(given).run(given.cuts); }

}  // namespace paretile::interop
