// SPDX-License-Identifier: Apache-2.0
#include "mapper/lattice.h"

#include <algorithm>
#include <bit>

#include "mapper/factors.h"

namespace paretile::mapper {

namespace {

/// Offsets of bounds up to this many are looked up.
constexpr std::int64_t kSmall = 1 << 14;

}  // namespace

Lattice::Lattice(const cost_model::Tables& tables)
    : num_dims_(tables.num_dims), divisors_(tables.num_dims), offsets_(tables.num_dims) {
  for (std::size_t d = 0; d < num_dims_; ++d) {
    for (const std::int64_t prime : prime_factors(tables.sizes[DimId(d)])) {
      if (!factors_.empty() && factors_.back().dim == DimId(d) && factors_.back().prime == prime) {
        ++factors_.back().count;
      } else {
        factors_.push_back({DimId(d), prime, 1, 1});
      }
    }
  }
  for (Factor& factor : factors_) {
    factor.stride = static_cast<std::uint32_t>(size_);
    size_ *= factor.count + 1;
  }
  extents_.assign(size_ * num_dims_, 1);
  for (const Factor& factor : factors_) {
    std::int64_t* const extents = &extents_[factor.dim.index()];
    for_each_grown(factor, [&](std::size_t tile, std::size_t smaller) {
      extents[tile * num_dims_] = extents[smaller * num_dims_] * factor.prime;
    });
  }
  for (std::size_t d = 0; d < num_dims_; ++d) {
    divisors_[d] = mapper::divisors(tables.sizes[DimId(d)]);
    const std::int64_t most = std::min(divisors_[d].back(), kSmall);
    offsets_[d].resize(static_cast<std::size_t>(most) + 1);
    for (const std::int64_t divisor : divisors_[d]) {
      if (divisor <= most) {
        offsets_[d][static_cast<std::size_t>(divisor)] = find_offset(DimId(d), divisor);
      }
    }
  }
  pack();
}

void Lattice::pack() {
  std::vector<int> shifts;
  int bits = 0;
  std::uint64_t guards = 0;
  for (const Factor& factor : factors_) {
    shifts.push_back(bits);
    bits += std::bit_width(factor.count) + 1;
    if (bits > 64) return;
    guards |= std::uint64_t{1} << (bits - 1);
  }
  packed_.assign(size_, 0);
  for (std::size_t f = 0; f < factors_.size(); ++f) {
    const std::uint64_t one = std::uint64_t{1} << shifts[f];
    for_each_grown(factors_[f], [&](std::size_t tile, std::size_t smaller) {
      packed_[tile] = packed_[smaller] + one;
    });
  }
  guards_ = guards;
}

std::vector<double> Lattice::products(IdSet<DimId> dims) const {
  std::vector<double> products(size_, 1);
  for (const Factor& factor : factors_) {
    if (!dims.contains(factor.dim)) continue;
    const auto prime = static_cast<double>(factor.prime);
    for_each_grown(factor, [&](std::size_t tile, std::size_t smaller) {
      products[tile] = products[smaller] * prime;
    });
  }
  return products;
}

IdArray<DimId, std::int64_t> Lattice::extents(Tile tile) const {
  IdArray<DimId, std::int64_t> result;
  result.fill(1);
  for (std::size_t d = 0; d < num_dims_; ++d) result[DimId(d)] = extent(tile, DimId(d));
  return result;
}

bool Lattice::divides_slowly(Tile inner, Tile outer) const {
  return std::all_of(factors_.begin(), factors_.end(), [&](const Factor& factor) {
    return exponent(inner, factor) <= exponent(outer, factor);
  });
}

Tile Lattice::find_offset(DimId dim, std::int64_t bound) const {
  Tile tile = 0;
  for (const Factor& factor : factors_) {
    if (factor.dim != dim) continue;
    for (; bound % factor.prime == 0; bound /= factor.prime) tile += factor.stride;
  }
  return tile;
}

}  // namespace paretile::mapper
