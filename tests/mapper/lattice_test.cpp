// SPDX-License-Identifier: Apache-2.0
#include "mapper/lattice.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "tests/mapper/cases.h"

namespace paretile::mapper {
namespace {

Lattice lattice_of(const Problem& problem) {
  return Lattice(cost_model::build_tables(problem, tiny_chip(100), {}));
}

}  // namespace

TEST_CASE("a lattice holds every tile once, each inside those it divides") {
  const Problem problem = gemm(12, 10, 9);
  const Lattice lattice = lattice_of(problem);
  REQUIRE(lattice.size() == 6 * 4 * 3);  // divisors of 12, 10 and 9
  for (Tile outer = 0; outer < lattice.size(); ++outer) {
    Tile tile = 0;
    for (DimId dim : problem.dims.ids()) {
      CHECK(problem.dims[dim].size % lattice.extent(outer, dim) == 0);
      CHECK(lattice.left(outer, dim) == problem.dims[dim].size / lattice.extent(outer, dim));
      tile += lattice.offset(dim, lattice.extent(outer, dim));
    }
    CHECK(tile == outer);  // the extents say which tile it is
    for (Tile inner = 0; inner < lattice.size(); ++inner) {
      bool divides = true;
      for (DimId dim : problem.dims.ids()) {
        divides &= lattice.extent(outer, dim) % lattice.extent(inner, dim) == 0;
      }
      CHECK(lattice.divides(inner, outer) == divides);
    }
  }
}

TEST_CASE("each tile with a factor is visited once, after the tile without it") {
  const Lattice lattice = lattice_of(gemm(12, 10, 9));
  for (const Factor& factor : lattice.factors()) {
    std::vector<bool> visited(lattice.size());
    lattice.for_each_grown(factor, [&](std::size_t tile, std::size_t smaller) {
      CHECK_FALSE(visited[tile]);
      CHECK(tile - smaller == factor.stride);
      const bool is_first = lattice.exponent(static_cast<Tile>(smaller), factor) == 0;
      CHECK(visited[smaller] == !is_first);
      visited[tile] = true;
    });
    for (Tile tile = 0; tile < lattice.size(); ++tile) {
      CHECK(visited[tile] == (lattice.exponent(tile, factor) > 0));
    }
  }
}

TEST_CASE("products are those of the extents in the dimensions asked for") {
  const Problem problem = gemm(12, 10, 9);
  const Lattice lattice = lattice_of(problem);
  const std::vector<double> products = lattice.products({DimId(0), DimId(2)});
  for (Tile tile = 0; tile < lattice.size(); ++tile) {
    CHECK(products[tile] == lattice.extent(tile, DimId(0)) * lattice.extent(tile, DimId(2)));
  }
}

TEST_CASE("values spread inward to all tiles that divide theirs") {
  const Lattice lattice = lattice_of(gemm(12, 10, 9));
  constexpr std::size_t kWidth = 2;
  std::vector<double> values;
  for (std::size_t i = 0; i < lattice.size() * kWidth; ++i) {
    values.push_back(static_cast<double>(i * 37 % 101));
  }
  std::vector<double> least = values;
  spread_inward(lattice, kWidth, least, kLeast);
  for (Tile inner = 0; inner < lattice.size(); ++inner) {
    for (std::size_t i = 0; i < kWidth; ++i) {
      double expected = values[inner * kWidth + i];
      for (Tile outer = inner; outer < lattice.size(); ++outer) {
        if (lattice.divides(inner, outer)) {
          expected = std::min(expected, values[outer * kWidth + i]);
        }
      }
      CHECK(least[inner * kWidth + i] == expected);
    }
  }
}

}  // namespace paretile::mapper
