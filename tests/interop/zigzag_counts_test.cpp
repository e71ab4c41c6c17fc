// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>
#include <map>
#include <string>

#include "core/diagnostics.h"
#include "core/io/load.h"
#include "cost_model/evaluator.h"
#include "tests/interop/zigzag_cases.h"
#include "tests/interop/zigzag_rules.h"

namespace paretile::interop {
namespace {

/// Why two numbers differ: first what is shown from our own number, then what ZigZag's rules give.
enum class Class : std::uint8_t {
  kEqual,
  kFirstTouch,   ///< ZigZag reads a sum back even where it is the first
  kHeldInUnits,  ///< ZigZag's units keep an operand while loops tick that do not concern it
  kCopies,       ///< a memory told as copies, each with its share of the energy
  kUneven,       ///< an unrolling that does not divide is a fraction in ZigZag
  kBorder,       ///< the border of an input is left out by ZigZag
  kHalo,         ///< overlap of neighbouring tiles is fetched again by ZigZag
  kUnexplained,
};
constexpr std::array kClassNames = {"equal",  "first touch", "held in units", "copies",
                                    "uneven", "border",      "halo",          "unexplained"};
using Tally = std::array<int, kClassNames.size()>;

constexpr double kRounding = 1e-6;  // of fractions in ZigZag's results

bool same(double a, double b) { return std::abs(a - b) <= kRounding * std::max(1.0, std::abs(b)); }

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

/// What a case looks like here.
struct Counted {
  Imported imported;
  cost_model::Evaluation evaluation;
  cost_model::Totals totals;
};

std::optional<Counted> count(const ZigzagCase& given) {
  Counted counted;
  try {
    counted.imported = import_case(given, given.hardware.file, {});
  } catch (const InputError&) {
    return std::nullopt;
  }
  const cost_model::Evaluator evaluator(counted.imported.problem, counted.imported.architecture,
                                        counted.imported.options);
  REQUIRE(evaluator.evaluate(*counted.imported.mapping, counted.evaluation).fits());
  evaluator.count(*counted.imported.mapping, counted.evaluation.counts, counted.totals);
  return counted;
}

/// Copies of a memory here for one of ZigZag's that all hold the same.
std::int64_t copies_of(const ZigzagCase& given, const Architecture& chip, TensorId tensor,
                       const ZigzagMemory& memory) {
  const LevelId level = *chip.find_level(memory.name);
  std::int64_t copies = 1;
  for (const ZigzagSpatial& loop : given.spatial) {
    const AxisId axis = *chip.find_axis(given.hardware.axes[loop.axis.index()].name);
    const bool is_outside = chip.fanouts[chip.fanout_of(axis)].levels_outside <= level.index();
    const bool is_served = memory.reached.contains(loop.axis);
    const bool same_words =
        given.layer.problem.relevance(tensor, loop.dim) == Relevance::kIrrelevant;
    if (is_outside && is_served && same_words) copies *= loop.size;
  }
  return copies;
}

bool is_uneven(const ZigzagCase& given) {
  for (const ZigzagSpatial& loop : given.spatial) {
    if (loop.even != static_cast<double>(loop.size)) return true;
  }
  return false;
}

/// The four numbers of one tensor in one memory.
struct Place {
  const ZigzagCase& given;
  const Counted& counted;
  TensorId tensor;
  std::size_t memory;
};

Class classify(const Place& place, std::size_t direction, double theirs) {
  const ZigzagMemory& memory =
      *place.given.hardware.chain(place.given.operands[place.tensor])[place.memory];
  const Architecture& chip = place.counted.imported.architecture;
  const auto& node = place.counted.totals.nodes[*chip.find_level(memory.name)][place.tensor];
  const std::array<std::int64_t, 4> ours = {node.fills, node.reads, node.updates, node.drains};
  const auto mine = static_cast<double>(ours[direction]);
  if (same(theirs, mine)) return Class::kEqual;
  const bool is_output = place.tensor == place.given.layer.problem.output();
  if (is_output && direction < 2) {
    const std::size_t other_way = direction == 0 ? 3 : 2;
    if (same(theirs, static_cast<double>(ours[other_way]))) return Class::kFirstTouch;
  }
  const auto copies = static_cast<double>(copies_of(place.given, chip, place.tensor, memory));
  if (copies > 1 && same(theirs * copies, mine)) return Class::kCopies;
  const auto held = static_cast<double>(stationary_steps(place.given, place.tensor));
  if (!is_output && direction == 1 && place.memory == 0 && same(theirs * copies * held, mine)) {
    return Class::kHeldInUnits;
  }
  const ZigzagMoves rules = by_zigzag_rules(place.given, place.tensor, place.memory);
  if (!same(rules.words[direction], theirs)) return Class::kUnexplained;
  if (is_uneven(place.given)) return Class::kUneven;
  ZigzagCase with_border = place.given;
  with_border.layer.spans.clear();
  const ZigzagMoves bordered = by_zigzag_rules(with_border, place.tensor, place.memory);
  return same(bordered.words[direction], theirs) ? Class::kHalo : Class::kBorder;
}

Tally tally_of(const ZigzagReference& reference, const ZigzagCase& given, const Counted& counted) {
  Tally tally = {};
  for (const TensorId tensor : given.layer.problem.tensors.ids()) {
    const auto& memories = reference.transfers.at(given.layer.problem.tensors[tensor].name);
    for (std::size_t memory = 0; memory < memories.size(); ++memory) {
      for (std::size_t direction = 0; direction < 4; ++direction) {
        const double theirs = memories[memory][direction].words();
        const Class found = classify({given, counted, tensor, memory}, direction, theirs);
        CAPTURE(reference.id);
        CAPTURE(given.layer.problem.tensors[tensor].name);
        CAPTURE(memory);
        CAPTURE(direction);
        CAPTURE(theirs);
        CHECK(found != Class::kUnexplained);
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
    int told = 0;
    Tally tally = {};
  };
  std::map<std::string, Sum> by_hardware;
  Sum all;
  for (const ZigzagReference& reference : zigzag_references()) {
    const ZigzagCase given = as_cut(reference);
    Sum& sum = by_hardware[reference.hardware];
    ++sum.cases;
    ++all.cases;
    const std::optional<Counted> counted = count(given);
    if (!counted) continue;
    ++sum.told;
    ++all.told;
    const Tally tally = tally_of(reference, given, *counted);
    for (std::size_t i = 0; i < tally.size(); ++i) {
      sum.tally[i] += tally[i];
      all.tally[i] += tally[i];
    }
  }
  std::string text = "| hardware | cases told |";
  for (const char* name : kClassNames) text += fmt::format(" {} |", name);
  text += "\n| --- | --- |";
  for (std::size_t i = 0; i < kClassNames.size(); ++i) text += " ---: |";
  text += "\n";
  for (const auto& [name, sum] : by_hardware) {
    text += row(name, fmt::format("{} of {}", sum.told, sum.cases), sum.tally);
  }
  return text + row("all", fmt::format("{} of {}", all.told, all.cases), all.tally);
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
          const auto granule = static_cast<double>(port->min_bits);
          const auto width = static_cast<double>(port->max_bits);
          const double granules = std::ceil(moved.words_per_period * moved.bits_per_word / granule);
          const double accesses = granules * (granule / width) * moved.periods * moved.instances;
          CHECK(std::floor(accesses + kRounding) == reference.accesses.at(name)[memory][direction]);
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
