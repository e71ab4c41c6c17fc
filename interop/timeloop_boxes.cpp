// SPDX-License-Identifier: Apache-2.0
#include "interop/timeloop_boxes.h"

#include <algorithm>
#include <cmath>

namespace paretile::interop {

RankPoint sum(const RankPoint& a, const RankPoint& b) {
  RankPoint result = a;
  for (std::size_t rank = 0; rank < a.size(); ++rank) result[rank] += b[rank];
  return result;
}

RankPoint difference(const RankPoint& a, const RankPoint& b) {
  RankPoint result = a;
  for (std::size_t rank = 0; rank < a.size(); ++rank) result[rank] -= b[rank];
  return result;
}

std::int64_t WordBox::size() const {
  std::int64_t words = 1;
  for (std::size_t rank = 0; rank < low.size(); ++rank) words *= high[rank] - low[rank];
  return words;
}

bool WordBox::overlaps(const WordBox& other) const {
  for (std::size_t rank = 0; rank < low.size(); ++rank) {
    if (high[rank] <= other.low[rank] || other.high[rank] <= low[rank]) return false;
  }
  return true;
}

std::int64_t size(const WordSet& words) {
  std::int64_t total = 0;
  for (const WordBox& box : words) total += box.size();
  return total;
}

WordSet minus(const WordBox& box, const WordBox& other) {
  if (!box.overlaps(other)) return {box};
  WordSet rest;
  WordBox middle = box;
  for (std::size_t rank = 0; rank < box.low.size(); ++rank) {
    if (middle.low[rank] < other.low[rank]) {
      rest.push_back(middle);
      rest.back().high[rank] = other.low[rank];
      middle.low[rank] = other.low[rank];
    }
    if (other.high[rank] < middle.high[rank]) {
      rest.push_back(middle);
      rest.back().low[rank] = other.high[rank];
      middle.high[rank] = other.high[rank];
    }
  }
  return rest;
}

WordBox box_of(const Tensor& tensor, const IdVector<DimId, std::int64_t>& low,
               const IdVector<DimId, std::int64_t>& high) {
  WordBox box;
  for (const Rank& rank : tensor.ranks) {
    std::int64_t first = 0;
    std::int64_t last = 0;
    for (const Term& term : rank) {
      first += term.coefficient * low[term.dim];
      last += term.coefficient * (high[term.dim] - 1);
    }
    box.low.push_back(first);
    box.high.push_back(last + 1);
  }
  return box;
}

RankPoint step_of(const Tensor& tensor, DimId dim, std::int64_t stride) {
  RankPoint step;
  for (const Rank& rank : tensor.ranks) {
    std::int64_t words = 0;
    for (const Term& term : rank) {
      if (term.dim == dim) words += term.coefficient * stride;
    }
    step.push_back(words);
  }
  return step;
}

RankPoint translation(const WordBox& from, const WordBox& to) {
  RankPoint result;
  for (std::size_t rank = 0; rank < from.low.size(); ++rank) {
    const std::int64_t twice = to.low[rank] + to.high[rank] - from.low[rank] - from.high[rank];
    result.push_back(std::llround(static_cast<double>(twice) / 2));
  }
  return result;
}

}  // namespace paretile::interop
