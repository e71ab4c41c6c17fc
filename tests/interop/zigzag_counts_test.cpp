// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <map>
#include <string>

#include "core/io/load.h"
#include "interop/zigzag_differences.h"
#include "tests/interop/zigzag_cases.h"

namespace paretile::interop {
namespace {

using Tally = std::array<int, kNumZigzagDifferences>;

ZigzagCase load(const ZigzagReference& reference) {
  std::vector<Remark> remarks;
  return read_zigzag_case(reference.files, std::nullopt, remarks);
}

/// With the cuts ZigZag reports: two cases are cut by hand, not by LOMA.
ZigzagCase as_cut(const ZigzagReference& reference) {
  ZigzagCase given = load(reference);
  for (const TensorId tensor : given.layer.problem.tensors.ids()) {
    given.cuts[tensor] = reference.cuts.at(given.layer.problem.tensors[tensor].name);
  }
  return given;
}

Tally tally_of(const ZigzagReference& reference, const ZigzagCounts& counts) {
  Tally tally = {};
  const Problem& problem = counts.given().layer.problem;
  for (const TensorId tensor : problem.tensors.ids()) {
    const auto& memories = reference.transfers.at(problem.tensors[tensor].name);
    for (std::size_t memory = 0; memory < memories.size(); ++memory) {
      for (std::size_t direction = 0; direction < 4; ++direction) {
        const double theirs = memories[memory][direction].words();
        const ZigzagDifference found = counts.explain(tensor, memory, direction, theirs);
        CAPTURE(reference.id);
        CAPTURE(problem.tensors[tensor].name);
        CAPTURE(memory);
        CAPTURE(direction);
        CAPTURE(theirs);
        CHECK(found != ZigzagDifference::kUnexplained);
        ++tally[static_cast<std::size_t>(found)];
      }
    }
  }
  return tally;
}

std::string row(const std::string& name, const std::string& cases, const Tally& tally) {
  std::string text = fmt::format("| {} | {} |", name, cases);
  for (const int numbers : tally) text += fmt::format(" {} |", numbers);
  return text + "\n";
}

/// The table of docs/interop_zigzag.md: numbers of each class, by hardware.
std::string table() {
  struct Sum {
    int cases = 0;
    int in_one_nest = 0;
    Tally tally = {};
  };
  std::map<std::string, Sum> by_hardware;
  Sum all;
  for (const ZigzagReference& reference : zigzag_references()) {
    const ZigzagCounts counts(as_cut(reference));
    Sum& sum = by_hardware[reference.hardware];
    ++sum.cases;
    ++all.cases;
    sum.in_one_nest += counts.in_one_nest() ? 1 : 0;
    all.in_one_nest += counts.in_one_nest() ? 1 : 0;
    const Tally tally = tally_of(reference, counts);
    for (std::size_t i = 0; i < tally.size(); ++i) {
      sum.tally[i] += tally[i];
      all.tally[i] += tally[i];
    }
  }
  std::string text = "| hardware | in one nest |";
  for (std::size_t i = 0; i < kNumZigzagDifferences; ++i) {
    text += fmt::format(" {} |", to_string(static_cast<ZigzagDifference>(i)));
  }
  text += "\n| --- | --- |";
  for (std::size_t i = 0; i < kNumZigzagDifferences; ++i) text += " ---: |";
  text += "\n";
  for (const auto& [name, sum] : by_hardware) {
    text += row(name, fmt::format("{} of {}", sum.in_one_nest, sum.cases), sum.tally);
  }
  return text + row("all", fmt::format("{} of {}", all.in_one_nest, all.cases), all.tally);
}

TEST_CASE("loops are cut into memories as ZigZag's LOMA cuts them where it may cut unevenly") {
  int different = 0;
  for (const ZigzagReference& reference : zigzag_references()) {
    if (!reference.allocated_by_loma) continue;
    const ZigzagCase given = load(reference);
    for (const TensorId tensor : given.layer.problem.tensors.ids()) {
      const std::string& name = given.layer.problem.tensors[tensor].name;
      if (given.cuts[tensor] == reference.cuts.at(name)) continue;
      CHECK(reference.id == "simple3_gemm_loma_even");  // LOMA was told to cut evenly
      ++different;
    }
  }
  CHECK(different == 2);
}

TEST_CASE("a word access of ZigZag is its words in granules of the port") {
  for (const ZigzagReference& reference : zigzag_references()) {
    const ZigzagCase given = load(reference);
    for (const TensorId tensor : given.layer.problem.tensors.ids()) {
      const std::string& name = given.layer.problem.tensors[tensor].name;
      const auto chain = given.hardware.chain(given.operands[tensor]);
      for (std::size_t memory = 0; memory < chain.size(); ++memory) {
        for (std::size_t direction = 0; direction < 4; ++direction) {
          const ZigzagTransfer& moved = reference.transfers.at(name)[memory][direction];
          if (moved.words() == 0) continue;
          const ZigzagPort* port =
              chain[memory]->port(given.operands[tensor], static_cast<ZigzagDirection>(direction));
          REQUIRE(port != nullptr);
          CHECK(word_accesses(moved, *port) == reference.accesses.at(name)[memory][direction]);
        }
      }
    }
  }
}

TEST_CASE("recounted by ZigZag's rules, all of its word accesses are its own") {
  for (const ZigzagReference& reference : zigzag_references()) {
    const ZigzagCase given = as_cut(reference);
    CAPTURE(reference.id);
    for (const TensorId tensor : given.layer.problem.tensors.ids()) {
      const std::string& operand = given.operands[tensor];
      const std::string& name = given.layer.problem.tensors[tensor].name;
      CAPTURE(name);
      const auto chain = given.hardware.chain(operand);
      for (std::size_t memory = 0; memory < chain.size(); ++memory) {
        CAPTURE(memory);
        const ZigzagTransfers recounted = recount(given, tensor, memory);
        for (std::size_t direction = 0; direction < 4; ++direction) {
          CAPTURE(direction);
          const double theirs = reference.accesses.at(name)[memory][direction];
          const ZigzagPort* port =
              chain[memory]->port(operand, static_cast<ZigzagDirection>(direction));
          CHECK((port == nullptr ? 0 : word_accesses(recounted[direction], *port)) == theirs);
        }
      }
    }
  }
}

TEST_CASE("every number of words ZigZag moves is equal or explained, and the document says so") {
  const std::string document = io::read_file(PARETILE_SOURCE_DIR "/docs/interop_zigzag.md");
  const std::string expected = table();
  INFO("the table is:\n" << expected);
  CHECK(document.find("\n" + expected) != std::string::npos);
}

}  // namespace
}  // namespace paretile::interop
