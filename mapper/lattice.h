// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "core/ids.h"
#include "cost_model/tables.h"

namespace paretile::mapper {

/// A tile shape: how many iterations of each dimension run inside a place of the nest, as an index
/// into the lattice of all divisors. 0 is compute (1 of each), the last is the whole problem.
using Tile = std::uint32_t;

/// A prime factor of one dimension. Multiplying a tile by it adds `stride` to its index.
struct Factor {
  DimId dim;
  std::int64_t prime = 2;
  std::uint32_t stride = 1;
  std::uint32_t count = 0;  ///< how often it divides the dimension
};

/// All tile shapes of a problem. Indices are mixed radix over the exponents of the factors, so a
/// tile inside another one has the smaller index, and the complement N/T of T is last() - T.
class Lattice {
 public:
  explicit Lattice(const cost_model::Tables& tables);

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] Tile last() const { return static_cast<Tile>(size_ - 1); }
  [[nodiscard]] const std::vector<Factor>& factors() const { return factors_; }

  [[nodiscard]] std::int64_t extent(Tile tile, DimId dim) const {
    return extents_[tile * num_dims_ + dim.index()];
  }
  [[nodiscard]] std::int64_t left(Tile tile, DimId dim) const { return extent(last() - tile, dim); }
  [[nodiscard]] IdArray<DimId, std::int64_t> extents(Tile tile) const;
  [[nodiscard]] std::uint32_t exponent(Tile tile, const Factor& factor) const {
    return tile / factor.stride % (factor.count + 1);
  }
  [[nodiscard]] bool can_grow(Tile tile, const Factor& factor) const {
    return exponent(tile, factor) < factor.count;
  }
  /// Every exponent of `inner` is at most that of `outer`.
  [[nodiscard]] bool divides(Tile inner, Tile outer) const {
    if (guards_ == 0) return divides_slowly(inner, outer);
    return (((packed_[outer] | guards_) - packed_[inner]) & guards_) == guards_;
  }

  /// Calls visit(tile, tile / factor.prime) for every tile with such a factor, ascending: divisions
  /// by strides cost more than what is done per tile.
  template <typename Visit>
  void for_each_grown(const Factor& factor, const Visit& visit) const {
    const std::size_t block = std::size_t{factor.stride} * (factor.count + 1);
    for (std::size_t base = 0; base < size_; base += block) {
      for (std::size_t tile = base + factor.stride; tile < base + block; ++tile) {
        visit(tile, tile - factor.stride);
      }
    }
  }
  /// Per tile the product of its extents in some dimensions.
  [[nodiscard]] std::vector<double> products(IdSet<DimId> dims) const;

  /// The index that stands for `bound` iterations of one dimension; bound must divide its size.
  [[nodiscard]] Tile offset(DimId dim, std::int64_t bound) const {
    const std::vector<Tile>& known = offsets_[dim.index()];
    const auto at = static_cast<std::size_t>(bound);
    if (at < known.size()) return known[at];
    return find_offset(dim, bound);
  }
  /// Divisors of a dimension, ascending.
  [[nodiscard]] const std::vector<std::int64_t>& divisors(DimId dim) const {
    return divisors_[dim.index()];
  }

 private:
  void pack();
  [[nodiscard]] Tile find_offset(DimId dim, std::int64_t bound) const;
  [[nodiscard]] bool divides_slowly(Tile inner, Tile outer) const;

  std::size_t num_dims_;
  std::size_t size_ = 1;
  std::vector<Factor> factors_;
  std::vector<std::int64_t> extents_;
  std::vector<std::vector<std::int64_t>> divisors_;
  std::vector<std::vector<Tile>> offsets_;  ///< per dimension and bound, of those that are small
  /// Exponents side by side, a free bit above each, where they fit in a word: guards_ has those
  /// bits.
  std::vector<std::uint64_t> packed_;
  std::uint64_t guards_ = 0;
};

inline constexpr auto kLeast = [](double a, double b) { return std::min(a, b); };
inline constexpr auto kGreatest = [](double a, double b) { return std::max(a, b); };

/// Gives each tile the best of the values at all tiles it divides, its own included. `width` values
/// stand side by side for each tile.
template <typename Best>
void spread_inward(const Lattice& lattice, std::size_t width, std::vector<double>& values,
                   const Best& best) {
  for (const Factor& factor : lattice.factors()) {
    const std::size_t row = width * factor.stride;  // apart: one more of the factor
    const std::size_t block = row * (factor.count + 1);
    for (std::size_t base = 0; base < values.size(); base += block) {
      for (std::size_t at = base + block - row; at > base; at -= row) {
        double* const inner = &values[at - row];
        const double* const outer = &values[at];
        for (std::size_t i = 0; i < row; ++i) inner[i] = best(inner[i], outer[i]);
      }
    }
  }
}

}  // namespace paretile::mapper
