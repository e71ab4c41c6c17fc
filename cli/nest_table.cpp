// SPDX-License-Identifier: Apache-2.0
#include "cli/nest_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <vector>

#include "cli/text_table.h"
#include "core/mapping_text.h"

namespace paretile::cli {
namespace {

using Extents = IdVector<DimId, std::int64_t>;  ///< iterations per dimension

class NestTable {
 public:
  NestTable(const Mapping& mapping, const cost_model::Evaluator& evaluator)
      : mapping_(mapping), problem_(evaluator.problem()), architecture_(evaluator.architecture()) {
    is_counted_ = evaluator.count(mapping, counts_);
  }

  std::string str() const {
    std::vector<TextTable::Column> columns = {{"nest"}};
    for (const Tensor& tensor : problem_.tensors) columns.push_back({tensor.name});
    TextTable table(std::move(columns));
    std::istringstream lines(to_text(mapping_, problem_, architecture_));
    for (std::size_t i = 0; i < mapping_.nodes.size();) {
      const std::size_t end = line_end(i);
      std::vector<std::string> row(1);
      std::getline(lines, row[0]);
      for (const TensorId tensor : problem_.tensors.ids()) row.push_back(cell(i, end, tensor));
      table.add_row(std::move(row));
      i = end;
    }
    return table.str();
  }

 private:
  /// Neighbouring storage nodes of one level are one line.
  [[nodiscard]] std::size_t line_end(std::size_t begin) const {
    const auto& nodes = mapping_.nodes;
    std::size_t end = begin + 1;
    if (!nodes[begin].is_storage()) return end;
    while (end < nodes.size() && nodes[end].is_storage() &&
           nodes[end].level == nodes[begin].level) {
      ++end;
    }
    return end;
  }

  [[nodiscard]] std::string cell(std::size_t begin, std::size_t end, TensorId tensor) const {
    if (!mapping_.nodes[begin].is_storage()) return loop_cell(begin, tensor);
    for (std::size_t i = begin; i < end; ++i) {
      if (mapping_.nodes[i].tensor == tensor) return tile_cell(i);
    }
    return "";
  }

  /// "K2 C4 R3: 24 words".
  [[nodiscard]] std::string tile_cell(std::size_t at) const {
    const Node& node = mapping_.nodes[at];
    const Extents extents = extents_inside(at);
    std::string text;
    for (const DimId dim : problem_.dims.ids()) {
      // Of a ragged mapping the bounds multiply to more than there is.
      const std::int64_t extent = std::min(extents[dim], problem_.dims[dim].size);
      if (extent == 1 || !moves(dim, node.tensor)) continue;
      text += fmt::format("{}{}{}", text.empty() ? "" : " ", problem_.dims[dim].name, extent);
    }
    if (!is_counted_) return text;
    const std::int64_t words = counts_.nodes[node.level][node.tensor].tile_words;
    return text + (text.empty() ? "" : ": ") + counted(words, "word");
  }

  [[nodiscard]] std::string loop_cell(std::size_t at, TensorId tensor) const {
    const Node& loop = mapping_.nodes[at];
    const bool is_moving = moves(loop.dim, tensor);
    if (loop.is_spatial()) return is_moving ? "split" : sharing_word(loop.axis, tensor);
    const std::size_t child = next_node(at, tensor);
    const bool is_compute = child == mapping_.nodes.size();
    // The innermost loop outside the child that moves its tile; compute takes every word anew.
    std::size_t mover = child;
    while (mover > 0 && !is_mover(mover - 1, tensor)) --mover;
    if (is_moving) {
      return !is_compute && mover == at + 1 && overlaps(at, child, tensor) ? "slides" : "moves";
    }
    return is_compute || at + 1 < mover ? "again" : "stays";
  }

  [[nodiscard]] bool is_mover(std::size_t at, TensorId tensor) const {
    const Node& node = mapping_.nodes[at];
    return node.is_temporal() && node.bound > 1 && moves(node.dim, tensor);
  }

  /// A tick of the loop shifts the tile of the child by less than it spans, along a sum rank.
  [[nodiscard]] bool overlaps(std::size_t at, std::size_t child, TensorId tensor) const {
    const DimId moved = mapping_.nodes[at].dim;
    const Extents step = extents_inside(at);
    const Extents tile = extents_inside(child);
    for (const Rank& rank : problem_.tensors[tensor].ranks) {
      std::int64_t shift = 0;
      std::int64_t span = 1;
      for (const Term& term : rank) {
        if (term.dim == moved) shift = term.coefficient * step[moved];
        span += term.coefficient * (tile[term.dim] - 1);
      }
      if (shift > 0) return rank.size() > 1 && shift < span;
    }
    return false;
  }

  [[nodiscard]] std::string sharing_word(AxisId axis, TensorId tensor) const {
    const Role role = problem_.tensors[tensor].role;
    const Fanout& fanout = architecture_.fanouts[architecture_.fanout_of(axis)];
    const bool is_alone = fanout.sharing_of(role) == Sharing::kNone;
    if (role == Role::kOutput) return is_alone ? "kept apart" : "summed";
    return is_alone ? "copied" : "shared";
  }

  [[nodiscard]] bool moves(DimId dim, TensorId tensor) const {
    return problem_.relevance(tensor, dim) != Relevance::kIrrelevant;
  }

  /// The tensor's first storage node inside, or the end, which is compute.
  [[nodiscard]] std::size_t next_node(std::size_t at, TensorId tensor) const {
    const auto& nodes = mapping_.nodes;
    while (++at < nodes.size()) {
      if (nodes[at].is_storage() && nodes[at].tensor == tensor) break;
    }
    return at;
  }

  /// Iterations inside a place of the nest.
  [[nodiscard]] Extents extents_inside(std::size_t at) const {
    Extents extents;
    for (std::size_t i = 0; i < problem_.dims.size(); ++i) extents.push_back(1);
    for (std::size_t i = at + 1; i < mapping_.nodes.size(); ++i) {
      const Node& node = mapping_.nodes[i];
      if (node.is_storage()) continue;
      // Of a ragged mapping, bounds may multiply to more than there is.
      extents[node.dim] = std::min(extents[node.dim] * node.bound, problem_.dims[node.dim].size);
    }
    return extents;
  }

  const Mapping& mapping_;
  const Problem& problem_;
  const Architecture& architecture_;
  cost_model::Counts counts_;
  bool is_counted_ = false;
};

}  // namespace

std::string nest_table(const Mapping& mapping, const cost_model::Evaluator& evaluator) {
  return NestTable(mapping, evaluator).str();
}

std::string nest_table_legend() {
  return "(tiles: iterations and words. A loop moves the tile inside it, slides it (part of it is\n"
         "there already), lets it stay, or has it brought again; children split it, share it, or "
         "sum)\n";
}

}  // namespace paretile::cli
