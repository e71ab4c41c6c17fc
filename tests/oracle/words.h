// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "core/problem.h"
#include "cost_model/options.h"
#include "tests/oracle/nest.h"

namespace paretile::oracle {

/// A word of a tensor: its index tuple as a row-major address in the box around the tensor.
using Word = std::int64_t;

inline constexpr Word kNoWord = -1;

/// Distinct words in ascending order.
using WordSet = std::vector<Word>;

[[nodiscard]] WordSet set_of(std::vector<Word> words);
[[nodiscard]] WordSet unite(const WordSet& a, const WordSet& b);
[[nodiscard]] WordSet subtract(const WordSet& a, const WordSet& b);

/// The words of one tensor that a nest touches, iteration by iteration.
class TensorWords {
 public:
  TensorWords(const Problem& problem, const Nest& nest, TensorId tensor,
              cost_model::Footprint footprint);

  /// What the loops inside touch while the loops outside stand at `outside`: nothing beyond the
  /// sizes.
  [[nodiscard]] WordSet tile(const Indices& outside) const;

 private:
  [[nodiscard]] Word word_at(const Indices& iteration) const;
  [[nodiscard]] WordSet fill_box(WordSet tile) const;

  const Nest& nest_;
  const Tensor& tensor_;
  cost_model::Footprint footprint_;
  std::vector<std::int64_t> extents_;  ///< per rank: largest index + 1
  std::vector<Word> touched_;          ///< per position of an iteration; kNoWord beyond the sizes
};

}  // namespace paretile::oracle
