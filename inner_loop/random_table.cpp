// SPDX-License-Identifier: Apache-2.0
#include "inner_loop/random_table.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "mapper/sample.h"

namespace paretile::inner_loop {
namespace {

constexpr std::size_t kDrawsPerMapping =
    20;  // nearly every draw fits: many in vain, hardly any does

}  // namespace

MappingTable random_table(const cost_model::Evaluator& evaluator, std::size_t count,
                          std::uint64_t seed) {
  const mapper::SpaceOrVerdict built =
      mapper::build_space(evaluator.problem(), evaluator.architecture());
  std::vector<std::vector<NodeRow>> rows;  // a fifth of the room that mappings take
  mapper::Rng rng(seed, 0);
  for (std::size_t draw = 0; built.space && draw < kDrawsPerMapping * count; ++draw) {
    if (rows.size() == count) break;
    const std::optional<mapper::Draft> draft = mapper::sample_draft(*built.space, evaluator, rng);
    if (draft) rows.push_back(to_nodes(mapper::to_mapping(*built.space, *draft)));
  }
  MappingTable table;
  for (const auto& row : rows) table.width = std::max(table.width, row.size());
  for (auto& row : rows) {
    row.resize(table.width);
    table.nodes.insert(table.nodes.end(), row.begin(), row.end());
  }
  return table;
}

}  // namespace paretile::inner_loop
