// SPDX-License-Identifier: Apache-2.0
#include "cost_model/ragged_pieces.h"

#include <algorithm>

namespace paretile::cost_model {
namespace {

/// Pieces of a window sorted modulo `a`: `run` iterations have coefficient a, `others` have b.
std::int64_t pieces_modulo(std::int64_t a, std::int64_t b, std::int64_t run, std::int64_t others) {
  return run >= b ? std::min(a, others) : others;
}

std::int64_t remainder(std::int64_t value, std::int64_t modulus) {
  const std::int64_t rest = value % modulus;
  return rest < 0 ? rest + modulus : rest;
}

/// `a*i + b*j` for i in [i_begin, i_begin + run), j in [j_begin, j_begin + others).
Pieces cut_modulo(std::int64_t a, std::int64_t b, std::int64_t i_begin, std::int64_t run,
                  std::int64_t j_begin, std::int64_t others) {
  Pieces pieces;
  const bool no_gaps = run >= b;  // from j to j + a the piece moves on by b
  for (std::int64_t j = 0; j < (no_gaps ? std::min(a, others) : others); ++j) {
    const std::int64_t rounds = no_gaps ? (others - 1 - j) / a : 0;
    const std::int64_t row = remainder(b * (j_begin + j), a);
    const std::int64_t begin = i_begin + (b * (j_begin + j) - row) / a;
    pieces.push_back({row, begin, begin + run + rounds * b});
  }
  return normalised(std::move(pieces));
}

}  // namespace

Cutter::Cutter(const SumRank& rank, std::int64_t first_extent, std::int64_t second_extent, bool box)
    : rank_(rank), box_(box) {
  if (box) return;
  const std::int64_t by_first =
      pieces_modulo(rank.first_ratio, rank.second_ratio, first_extent, second_extent);
  const std::int64_t by_second =
      pieces_modulo(rank.second_ratio, rank.first_ratio, second_extent, first_extent);
  by_second_ = by_second < by_first;
  pieces_per_window_ = std::min(by_first, by_second);
}

Pieces Cutter::cut(const Window& window) const {
  if (box_) {
    const std::int64_t a = rank_.first_coefficient;
    const std::int64_t b = rank_.second_coefficient;
    const std::int64_t begin = a * window.first_begin + b * window.second_begin;
    return {{0, begin, begin + a * (window.first_extent - 1) + b * (window.second_extent - 1) + 1}};
  }
  const std::int64_t a = rank_.first_ratio;
  const std::int64_t b = rank_.second_ratio;
  return by_second_ ? cut_modulo(b, a, window.second_begin, window.second_extent,
                                 window.first_begin, window.first_extent)
                    : cut_modulo(a, b, window.first_begin, window.first_extent, window.second_begin,
                                 window.second_extent);
}

Pieces normalised(Pieces pieces) {
  std::sort(pieces.begin(), pieces.end());
  Pieces merged;
  for (const Piece& piece : pieces) {
    if (!merged.empty() && merged.back().row == piece.row && piece.begin <= merged.back().end) {
      merged.back().end = std::max(merged.back().end, piece.end);
    } else {
      merged.push_back(piece);
    }
  }
  return merged;
}

Pieces subtract(const Pieces& all, const Pieces& without) {
  Pieces rest;
  auto cut = without.begin();
  for (Piece piece : all) {
    const auto ends_before = [&](const Piece& other) {
      return other.row < piece.row || (other.row == piece.row && other.end <= piece.begin);
    };
    while (cut != without.end() && ends_before(*cut)) ++cut;
    for (auto next = cut; next != without.end() && next->row == piece.row; ++next) {
      if (next->begin >= piece.end) break;
      if (next->begin > piece.begin) rest.push_back({piece.row, piece.begin, next->begin});
      piece.begin = std::min(piece.end, next->end);
    }
    if (piece.begin < piece.end) rest.push_back(piece);
  }
  return rest;
}

std::int64_t count_words(const Pieces& pieces) {
  std::int64_t words = 0;
  for (const Piece& piece : pieces) words += piece.end - piece.begin;
  return words;
}

}  // namespace paretile::cost_model
