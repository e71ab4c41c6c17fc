// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "core/diagnostics.h"
#include "mapper/constraints.h"
#include "tests/interop/timeloop_text.h"

namespace paretile::interop {
namespace {

/// A buffer around an array of 2 x 2, a scratchpad in each of its elements.
const std::string kProblem = replaced(kGemmProblem, "{M: 4, N: 6, K: 8}", "{M: 4, N: 2, K: 8}");
const std::string kChip = R"(architecture:
  subtree:
  - name: system
    local:
    - {name: DRAM, class: DRAM}
    - {name: Buffer, class: SRAM, attributes: {depth: 4096}}
    subtree:
    - name: PE[0..3]
      local:
      - {name: Spad, class: regfile, attributes: {depth: 256, meshX: 2}}
      - {name: MAC, class: intmac, attributes: {meshX: 2}}
)";

Imported read_search(const std::vector<std::string>& texts) {
  std::vector<SourceText> files;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    files.push_back({std::string(1, static_cast<char>('a' + i)) + ".yaml", texts[i]});
  }
  return read_timeloop_search(files);
}

Imported read_rules(const std::string& rules) { return read_search({kProblem, kChip, rules}); }

/// Remarks on the third file, which has the rules.
std::vector<std::string> remarks_of(const Imported& read) {
  std::vector<std::string> texts;
  for (const Remark& remark : read.remarks) {
    if (remark.location.file == "c.yaml") {
      texts.push_back(fmt::format("{}: {}", remark.location.line, remark.text));
    }
  }
  return texts;
}

bool keeps_everything(const Imported& read) {
  return std::ranges::none_of(read.remarks, [](const Remark& remark) {
    return remark.text.find("not kept") != std::string::npos;
  });
}

/// The loops of one dimension in a mapping of Timeloop.
struct Loops {
  std::int64_t dram = 1;
  std::int64_t buffer = 1;
  std::int64_t array = 1;
  bool on_x = true;
  std::int64_t spad = 1;
};

/// All ways to share the size out.
std::vector<Loops> all_loops(std::int64_t size) {
  std::vector<Loops> all;
  for (std::int64_t dram = 1; dram <= size; ++dram) {
    for (std::int64_t buffer = 1; buffer <= size; ++buffer) {
      for (const std::int64_t array : {1, 2}) {
        const std::int64_t outside = dram * buffer * array;
        if (size % outside != 0) continue;
        all.push_back({dram, buffer, array, true, size / outside});
        if (array == 2) all.push_back({dram, buffer, array, false, size / outside});
      }
    }
  }
  return all;
}

/// A mapping as Timeloop's loops of M, N and K.
struct Case {
  std::vector<Loops> loops;
  Mapping mapping;
};

Mapping to_mapping(const std::vector<Loops>& loops, const Imported& read) {
  Mapping mapping;
  const auto tiles = [&](std::size_t level) {
    for (const TensorId tensor : read.problem.tensors.ids()) {
      mapping.nodes.push_back(Node::storage(LevelId(level), tensor));
    }
  };
  const auto temporal = [&](std::int64_t Loops::*bound) {
    for (std::size_t d = 0; d < loops.size(); ++d) {
      if (loops[d].*bound > 1) mapping.nodes.push_back(Node::temporal(DimId(d), loops[d].*bound));
    }
  };
  tiles(0);
  temporal(&Loops::dram);
  tiles(1);
  temporal(&Loops::buffer);
  for (const bool on_x : {false, true}) {
    const AxisId axis = read.architecture.find_axis(on_x ? "Buffer_x" : "Buffer_y").value();
    for (std::size_t d = 0; d < loops.size(); ++d) {
      if (loops[d].array == 1 || loops[d].on_x != on_x) continue;
      mapping.nodes.push_back(Node::spatial(DimId(d), loops[d].array, axis));
    }
  }
  tiles(2);
  temporal(&Loops::spad);
  return mapping;
}

/// All mappings in which no axis carries two dimensions.
std::vector<Case> all_cases(const Imported& read) {
  std::vector<Case> all;
  for (const Loops& m : all_loops(4)) {
    for (const Loops& n : all_loops(2)) {
      for (const Loops& k : all_loops(8)) {
        const std::vector<Loops> loops = {m, n, k};
        int used[2] = {0, 0};
        for (const Loops& dim : loops) used[dim.on_x ? 1 : 0] += dim.array == 2 ? 1 : 0;
        if (used[0] > 1 || used[1] > 1) continue;
        all.push_back({loops, to_mapping(loops, read)});
      }
    }
  }
  return all;
}

/// What a user of Timeloop asks of one loop.
struct Wish {
  std::size_t dim;
  std::int64_t Loops::*loop;
  std::int64_t bound;
  bool exact;
};

/// Rules of random loops, at most one of each, as Timeloop writes and as it means them.
struct Wishes {
  std::vector<Wish> wishes;
  std::string text = "architecture_constraints:\n";
};

Wishes draw(std::mt19937& random) {
  const auto below = [&](int count) {
    return static_cast<int>(random() % static_cast<unsigned>(count));
  };
  struct Target {
    std::int64_t Loops::*loop;
    const char* text;
  };
  const std::vector<Target> targets = {{&Loops::dram, "DRAM, type: temporal"},
                                       {&Loops::buffer, "Buffer, type: temporal"},
                                       {&Loops::array, "Buffer, type: spatial"},
                                       {&Loops::spad, "Spad, type: temporal"}};
  const std::int64_t sizes[3] = {4, 2, 8};
  Wishes drawn;
  for (const Target& target : targets) {
    std::string factors;
    for (std::size_t dim = 0; dim < 3; ++dim) {
      if (below(2) == 0) continue;
      std::int64_t bound = std::int64_t{1} << below(3);
      const bool exact = below(4) > 0;
      const bool is_whole = exact && target.loop != &Loops::array && below(5) == 0;
      bound = is_whole ? sizes[dim] : std::min(bound, sizes[dim]);
      if (target.loop == &Loops::array) bound = std::min<std::int64_t>(bound, 2);
      drawn.wishes.push_back({dim, target.loop, bound, exact});
      factors += fmt::format(" {}{}{}", "MNK"[dim], exact ? "=" : "<=", is_whole ? 0 : bound);
    }
    if (factors.empty()) continue;
    drawn.text += fmt::format("- {{target: {}, factors: '{}'}}\n", target.text, factors);
  }
  return drawn;
}

bool holds(const Wishes& given, const std::vector<Loops>& loops) {
  return std::ranges::all_of(given.wishes, [&](const Wish& wish) {
    const std::int64_t bound = loops[wish.dim].*wish.loop;
    return wish.exact ? bound == wish.bound : bound <= wish.bound;
  });
}

}  // namespace

// Of 1,000 random sets of rules, each against all 936 mappings of a small product: what
// Timeloop allows is allowed here, and nothing else unless a remark says so. Some contradict the
// sizes: then Timeloop allows nothing.
TEST_CASE("constraints on loops allow what Timeloop allows") {
  const Imported plain = read_search({kProblem, kChip});
  const std::vector<Case> cases = all_cases(plain);
  CHECK(cases.size() == 936);
  std::mt19937 random(7);
  int contradictions = 0;
  int exact = 0;
  for (int i = 0; i < 1'000; ++i) {
    const Wishes given = draw(random);
    if (given.wishes.empty()) continue;
    CAPTURE(given.text);
    std::optional<Imported> read;
    try {
      read = read_rules(given.text);
    } catch (const InputError&) {
      ++contradictions;
    }
    const bool is_exact = read && keeps_everything(*read);
    exact += is_exact ? 1 : 0;
    for (const Case& each : cases) {
      const bool allowed_there = holds(given, each.loops);
      if (!read) {
        if (allowed_there) FAIL("refused, though it allows a mapping");
        continue;
      }
      const bool allowed_here =
          mapper::satisfies(*read->constraints, read->problem, read->architecture, each.mapping);
      if (allowed_there && !allowed_here) FAIL("forbids what Timeloop allows");
      if (is_exact && allowed_here && !allowed_there) FAIL("allows what Timeloop forbids");
    }
  }
  CHECK(contradictions > 50);
  CHECK(exact > 100);
}

TEST_CASE("keep and bypass, wherever they are written") {
  const std::string rule =
      "{target: Spad, type: bypass, keep: [Weights], bypass: [Inputs, Outputs]}";
  const std::vector<std::string> spellings = {
      "architecture_constraints:\n  targets:\n  - " + rule + "\n",
      "architecture_constraints: [" + rule + "]\n",
      "mapspace_constraints: [" + rule + "]\n",
      "constraints: [" + rule + "]\n",
      "mapspace:\n  template: uber\n  constraints: [" + rule + "]\n",
      "mapspace:\n  version: 0.3\n  targets:\n  - target: Spad\n    constraints:\n    - type: "
      "datatype\n      keep: [Weights]\n      bypass: [Inputs, Outputs]\n",
      "constraints:\n- {name: Spad, type: datatype, attributes: {keep: [Weights], bypass: [Inputs, "
      "Outputs]}}\n"};
  const std::vector<KeepRule> expected = {{LevelId(2), Role::kWeight, true},
                                          {LevelId(2), Role::kInput, false},
                                          {LevelId(2), Role::kOutput, false}};
  for (const std::string& text : spellings) {
    CAPTURE(text);
    const Imported read = read_rules(text);
    CHECK(read.constraints->keeps == expected);
    CHECK(remarks_of(read).empty());
    CHECK(!read.mapping);
  }
}

TEST_CASE("a split sends dimensions along X and Y") {
  const Imported read = read_rules(
      "constraints:\n- {target: Buffer, type: spatial, permutation: KM, split: 1, factors: N=1}\n");
  const AxisId x = read.architecture.find_axis("Buffer_x").value();
  const AxisId y = read.architecture.find_axis("Buffer_y").value();
  const std::vector<AxisRule> expected = {{x, {"K"}}, {y, {"M"}}};
  CHECK(read.constraints->axes == expected);
  CHECK(remarks_of(read).empty());

  // No permutation says which one of them is on X.
  const Imported unknown =
      read_rules("constraints:\n- {target: Buffer, type: spatial, split: 1, factors: N=1}\n");
  CHECK(remarks_of(unknown) ==
        std::vector<std::string>{
            "2: not kept: the permutation does not say which dimensions go along X"});
}

TEST_CASE("what has no counterpart is named, with its line") {
  const Imported read = read_rules(
      "constraints:\n"
      "- {target: Buffer, type: temporal, permutation: KM}\n"
      "- {target: Buffer, type: temporal, factors: M=1 N=32}\n"
      "- {target: Spad, type: parallelism, min: 0.5}\n"
      "- {target: Spad, type: max_overbooked_proportion, proportion: 0.1}\n");
  CHECK(remarks_of(read) ==
        std::vector<std::string>{
            "2: not kept: loops of 'Buffer' are searched in any order",
            "3: a factor of 'N' is more than its 2: taken as 2",
            "3: not kept: factors of M at 'Buffer', whose tiles other free loops of these share",
            "4: taken for the least utilization, of which slow memories are a part here",
            "5: 'proportion' has no counterpart and is not kept"});
  CHECK(read.constraints->min_utilization == 0.5);

  // One loop has no order.
  CHECK(remarks_of(read_rules("constraints:\n- {target: DRAM, type: temporal, permutation: KMN, "
                              "factors: M=1 N=1}\n"))
            .empty());
}

TEST_CASE("children that share nothing make an array that shares nothing") {
  const Imported read =
      read_rules("constraints:\n- {target: Buffer, type: no_multicast, datatypes: [Inputs]}\n");
  const auto& sharing = read.architecture.fanouts[FanoutId(0)].sharing;
  CHECK(sharing[static_cast<std::size_t>(Role::kInput)] == Sharing::kNone);
  CHECK(sharing[static_cast<std::size_t>(Role::kWeight)] == Sharing::kTile);
}

TEST_CASE("constraints inside components say the same as those beside them") {
  const std::string nodes = R"(architecture:
  nodes:
  - !Component {name: DRAM, class: DRAM}
  - !Component {name: Buffer, class: SRAM, attributes: {depth: 4096}}
  - !Component
    name: Spad
    class: regfile
    attributes: {depth: 256}
    spatial: {meshX: 2, meshY: 2}
    constraints:
      spatial: {permutation: [K, M], split: 1, factors: [N=1]}
      temporal: {factors_only: [K=2]}
      dataspace: {keep: [Weights], bypass: [Inputs, Outputs]}
  - !Component {name: MAC, class: intmac}
)";
  const Imported inside = read_search({kProblem, nodes});
  const Imported beside = read_rules(
      "constraints:\n"
      "- {target: Spad, type: datatype, keep: [Weights], bypass: [Inputs, Outputs]}\n"
      "- {target: Buffer, type: spatial, permutation: KM, split: 1, factors: N=1}\n"
      "- {target: Spad, type: temporal, factors: M=1 N=1 K=2}\n");
  CHECK(inside.constraints == beside.constraints);
  CHECK(beside.constraints->tiles.size() == 3);
}

TEST_CASE("a mistake in a constraint is shown at its line") {
  struct Wrong {
    const char* rule;
    const char* message;
  };
  const std::vector<Wrong> all = {
      {"{target: Spat, type: temporal}", "no memory is called 'Spat'"},
      {"{target: Spad, type: temporl}", "no constraint is of type 'temporl'"},
      {"{type: temporal}", "missing key 'target'"},
      {"{target: Spad}", "missing key 'type'"},
      {"{target: Spad, type: temporal, factors: Q=1}", "factor 'Q=1' is of no dimension"},
      {"{target: Spad, type: temporal, factors: M>=1}", "'M>=1' is no factor"},
      {"{target: Spad, type: temporal, factors: M==1}", "'M==1' is no factor"},
      {"{target: Spad, type: temporal, factors: M<=0}", "'M<=0' is no factor"},
      {"{target: Spad, type: temporal, factors: M=1 M=2}", "two factors of 'M'"},
      {"{target: Spad, type: temporal, factors: M=3}", "the factors of 'M' make 3 of its 4"},
      {"{target: Spad, type: temporal, permutation: MQ}", "no dimension is called 'Q'"},
      {"{target: Spad, type: spatial, factors: M=1}", "no array is inside 'Spad'"},
      {"{target: Buffer, type: spatial, permutation: M, split: 1, factors: M=4}",
       "4 iterations of 'M' do not fit on the axis"},
      {"{target: Buffer, type: spatial, split: x}", "'split' must be a number, not 'x'"},
      {"{target: Spad, type: bypass, keep: [Weight]}", "no data space is called 'Weight'"},
      {"{target: Spad, type: bypass, keep: [Inputs], bypass: [Inputs]}",
       "inputs are both kept and bypassed in 'Spad'"},
      {"{target: DRAM, type: bypass, bypass: [Inputs]}", "inputs start and end in 'DRAM'"},
      {"{target: Spad, type: parallelism, min: 1.5}", "min_utilization must be 0 to 1, not 1.5"},
      {"{target: Spad, type: temporal, colour: red}", "unknown key 'colour'"},
      {"3", "must be a map"}};
  for (const Wrong& wrong : all) {
    CAPTURE(wrong.rule);
    try {
      (void)read_rules(std::string("constraints:\n- ") + wrong.rule + "\n");
      FAIL_CHECK("is read");
    } catch (const InputError& error) {
      const Diagnostic& first = error.diagnostics().front();
      CHECK(first.location.line == 2);
      CHECK_MESSAGE(first.message.find(wrong.message) != std::string::npos, first.message);
    }
  }
}

TEST_CASE("factors in space that do not divide the size are a mistake, too") {
  const std::string problem = replaced(kProblem, "K: 8", "K: 9");
  const std::string rules =
      "constraints:\n- {target: Buffer, type: spatial, permutation: K, split: 1, factors: K=2}\n";
  CHECK_THROWS_WITH_AS(read_search({problem, kChip, rules}),
                       doctest::Contains("the factors of 'K' make 2 of its 9"), InputError);
}

// Loops of a level that keeps nothing are as good as those of the level around it.
TEST_CASE("of a level that keeps nothing, factors of 1 are kept") {
  const std::string factors = "- {target: Buffer, type: temporal, factors: M=1 N=1 K=1}\n";
  const auto not_kept = [](const std::vector<std::string>& remarks) {
    return std::ranges::any_of(remarks, [](const std::string& remark) {
      return remark.find("not kept: factors of") != std::string::npos;
    });
  };
  CHECK(not_kept(remarks_of(read_rules("constraints:\n" + factors))));
  CHECK(!not_kept(remarks_of(
      read_rules("constraints:\n- {target: Buffer, type: bypass, bypass: [Inputs, Outputs, "
                 "Weights]}\n" +
                 factors))));
}

TEST_CASE("a factor given twice for one loop is a mistake") {
  const std::string text =
      "architecture_constraints: [{target: Spad, type: temporal, factors: M=1}]\n"
      "mapspace_constraints: [{target: Spad, type: temporal, factors: M=2}]\n";
  CHECK_THROWS_WITH_AS(read_rules(text), doctest::Contains("a factor of 'M' is given twice"),
                       InputError);
}

}  // namespace paretile::interop
