// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/nest.h"

#include <map>

namespace paretile::oracle {
namespace {

bool moves(const Loop& loop, Walk kind) {
  return kind == Walk::kAll || loop.is_spatial == (kind == Walk::kSpace);
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

Nest read_nest(const Mapping& mapping, const Architecture& architecture) {
  Nest nest;
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

std::vector<Indices> walk(const Nest& nest, std::size_t depth, Walk kind) {
  std::vector<Indices> all = {{}};
  for (std::size_t loop = 0; loop < depth; ++loop) {
    std::vector<Indices> longer;
    for (const Indices& outer : all) {
      const std::int64_t bound = moves(nest.loops[loop], kind) ? nest.loops[loop].bound : 1;
      for (std::int64_t index = 0; index < bound; ++index) {
        longer.push_back(outer);
        longer.back().push_back(index);
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
