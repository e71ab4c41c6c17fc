// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/nest.h"

#include <map>
#include <utility>

namespace paretile::oracle {
namespace {

bool moves(const Loop& loop, Walk kind) {
  return kind == Walk::kAll || loop.is_spatial == (kind == Walk::kSpace);
}

bool is_within_sizes(const Nest& nest, const Indices& indices) {
  std::vector<std::int64_t> iteration(nest.sizes.size(), 0);
  for (std::size_t i = 0; i < indices.size(); ++i) {
    iteration[nest.loops[i].dim.index()] += indices[i] * nest.loops[i].stride;
  }
  for (std::size_t d = 0; d < iteration.size(); ++d) {
    if (iteration[d] >= nest.sizes[d]) return false;
  }
  return true;
}

/// The stride of a loop is the product of the bounds of all inner loops of its dimension.
void set_strides(std::vector<Loop>& loops) {
  std::map<DimId, std::int64_t> inner;
  for (std::size_t i = loops.size(); i-- > 0;) {
    std::int64_t& product = inner.try_emplace(loops[i].dim, 1).first->second;
    loops[i].stride = product;
    product *= loops[i].bound;
  }
}

}  // namespace

Nest read_nest(const Mapping& mapping, const Problem& problem, const Architecture& architecture) {
  Nest nest;
  for (const Dimension& dim : problem.dims) nest.sizes.push_back(dim.size);
  bool after_loop = false;  // the last thing read was a loop, not a storage node
  for (const Node& node : mapping.nodes) {
    if (node.is_storage()) {
      nest.storages.push_back({node.level, node.tensor, nest.loops.size()});
      after_loop = false;
    } else if (node.bound > 1) {
      const bool continues = after_loop && node.is_temporal() && !nest.loops.back().is_spatial &&
                             nest.loops.back().dim == node.dim;
      if (continues) {
        nest.loops.back().bound *= node.bound;
      } else {
        const FanoutId fanout = node.is_spatial() ? architecture.fanout_of(node.axis) : FanoutId();
        nest.loops.push_back({node.is_spatial(), node.dim, fanout, node.bound, 1});
      }
      after_loop = true;
    }
  }
  set_strides(nest.loops);
  return nest;
}

bool is_ragged(const Nest& nest) {
  std::vector<std::int64_t> product(nest.sizes.size(), 1);
  for (const Loop& loop : nest.loops) product[loop.dim.index()] *= loop.bound;
  return product != nest.sizes;
}

std::vector<Indices> walk(const Nest& nest, std::size_t depth, Walk kind) {
  std::vector<Indices> all = {{}};
  for (std::size_t loop = 0; loop < depth; ++loop) {
    std::vector<Indices> longer;
    for (const Indices& outer : all) {
      const std::int64_t bound = moves(nest.loops[loop], kind) ? nest.loops[loop].bound : 1;
      for (std::int64_t index = 0; index < bound; ++index) {
        Indices indices = outer;
        indices.push_back(index);
        if (is_within_sizes(nest, indices)) longer.push_back(std::move(indices));
      }
    }
    all = std::move(longer);
  }
  return all;
}

Indices combine(const Indices& tick, const Indices& instance) {
  Indices both = tick;
  for (std::size_t i = 0; i < both.size(); ++i) both[i] += instance[i];
  return both;
}

std::size_t position(const Nest& nest, const Indices& indices) {
  std::size_t number = 0;
  for (std::size_t i = 0; i < indices.size(); ++i) {
    number = number * static_cast<std::size_t>(nest.loops[i].bound) +
             static_cast<std::size_t>(indices[i]);
  }
  return number;
}

}  // namespace paretile::oracle
