// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/words.h"

#include <algorithm>
#include <iterator>

namespace paretile::oracle {

WordSet set_of(std::vector<Word> words) {
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

WordSet unite(const WordSet& a, const WordSet& b) {
  WordSet both;
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  return both;
}

WordSet subtract(const WordSet& a, const WordSet& b) {
  WordSet rest;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(rest));
  return rest;
}

TensorWords::TensorWords(const Problem& problem, const Nest& nest, TensorId tensor,
                         cost_model::Footprint footprint)
    : nest_(nest), tensor_(problem.tensors[tensor]), footprint_(footprint) {
  for (const Rank& rank : tensor_.ranks) {
    std::int64_t last = 0;
    for (const Term& term : rank) last += term.coefficient * (problem.dims[term.dim].size - 1);
    extents_.push_back(last + 1);
  }
  std::size_t positions = 1;
  for (const Loop& loop : nest.loops) positions *= static_cast<std::size_t>(loop.bound);
  touched_.assign(positions, kNoWord);
  for (const Indices& iteration : walk(nest, nest.loops.size(), Walk::kAll)) {
    touched_[position(nest, iteration)] = word_at(iteration);
  }
}

Word TensorWords::word_at(const Indices& iteration) const {
  Word address = 0;
  for (std::size_t rank = 0; rank < extents_.size(); ++rank) {
    std::int64_t index = 0;
    for (const Term& term : tensor_.ranks[rank]) {
      for (std::size_t i = 0; i < iteration.size(); ++i) {
        const Loop& loop = nest_.loops[i];
        if (loop.dim == term.dim) index += term.coefficient * loop.stride * iteration[i];
      }
    }
    address = address * extents_[rank] + index;
  }
  return address;
}

WordSet TensorWords::tile(const Indices& outside) const {
  std::size_t inside = 1;  // iterations of the loops inside
  for (std::size_t i = outside.size(); i < nest_.loops.size(); ++i) {
    inside *= static_cast<std::size_t>(nest_.loops[i].bound);
  }
  const Word* first = touched_.data() + position(nest_, outside) * inside;
  WordSet tile = set_of({first, first + inside});
  std::erase(tile, kNoWord);
  if (tile.empty()) return tile;
  return footprint_ == cost_model::Footprint::kBox ? fill_box(std::move(tile)) : tile;
}

/// Along every rank, all indices between the smallest and the largest of the tile belong to its
/// box.
WordSet TensorWords::fill_box(WordSet tile) const {
  std::int64_t step = 1;  // address distance of neighbouring indices of the rank
  for (std::size_t rank = extents_.size(); rank-- > 0;) {
    auto index_of = [&](Word word) { return word / step % extents_[rank]; };
    std::int64_t low = index_of(tile.front());
    std::int64_t high = low;
    for (Word word : tile) {
      low = std::min(low, index_of(word));
      high = std::max(high, index_of(word));
    }
    std::vector<Word> filled;
    for (Word word : tile) {
      if (index_of(word) != low) continue;  // the tile is a product: one index stands for all
      for (std::int64_t i = low; i <= high; ++i) filled.push_back(word + (i - low) * step);
    }
    tile = set_of(std::move(filled));
    step *= extents_[rank];
  }
  return tile;
}

}  // namespace paretile::oracle
