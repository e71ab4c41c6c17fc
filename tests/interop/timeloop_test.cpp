// SPDX-License-Identifier: Apache-2.0
#include "interop/timeloop.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "core/mapping_text.h"
#include "cost_model/evaluator.h"
#include "tests/interop/timeloop_text.h"

namespace paretile::interop {
namespace {

std::string nest(const Imported& read) {
  return to_text(*read.mapping, read.problem, read.architecture);
}

Imported read_with_mapping(const std::string& mapping) {
  return read_texts({kGemmProblem, kGemmChip, mapping});
}

}  // namespace

TEST_CASE("files may come in any order, or as one") {
  const Imported apart = read_texts({kGemmMapping, kGemmChip, kGemmProblem});
  const Imported together = read_texts({kGemmProblem + kGemmChip + kGemmMapping});
  CHECK(nest(apart) == nest(together));
  CHECK(apart.problem.same_nest(together.problem));
}

TEST_CASE("a permutation runs from the inside out, dimensions left out come last") {
  // K innermost, then N; M, left out, outside both.
  const Imported read = read_with_mapping(
      "mapping:\n- {target: Buffer, type: temporal, factors: M=4 N=6 K=8, permutation: KN}\n");
  CHECK(nest(read) == nest(read_with_mapping("mapping:\n- {target: Buffer, type: temporal, "
                                             "factors: [M4, N6, K8], permutation: [K, N, M]}\n")));
  const auto& nodes = read.mapping->nodes;
  REQUIRE(nodes.size() == 9);  // 3 tensors in 2 levels, 3 loops
  CHECK(read.problem.dims[nodes[6].dim].name == "M");
  CHECK(read.problem.dims[nodes[7].dim].name == "N");
  CHECK(read.problem.dims[nodes[8].dim].name == "K");
}

TEST_CASE("factor 0 is the whole dimension, a factor left out is 1") {
  CHECK(nest(read_with_mapping(
            "mapping:\n- {target: DRAM, type: temporal, factors: M=0 N=0 K=0}\n")) ==
        nest(read_with_mapping("mapping:\n- {target: DRAM, type: temporal, factors: M4 N6 K8}\n")));
}

TEST_CASE("factors may have commas and spaces between; the comma of a last round is another") {
  const auto with_factors = [](const std::string& factors) {
    return nest(read_with_mapping("mapping:\n- {target: DRAM, type: temporal, factors: '" +
                                  factors + "', permutation: KNM}\n"));
  };
  const auto wanted = with_factors("M=4 N=6 K=8");
  CHECK(with_factors("M=4,N=6,K=8") == wanted);
  CHECK(with_factors("M4, N6, K8") == wanted);
  CHECK(with_factors("M = 4 , N= 6, K =8,") == wanted);
  const auto ragged = [](const std::string& factors) {
    return nest(
        read_with_mapping("mapping:\n- {target: DRAM, type: temporal, factors: '" + factors +
                          "'}\n- {target: Buffer, type: temporal, factors: 'M=3,1 N=6'}\n"));
  };
  CHECK(ragged("M=2,K=8") == ragged("M=2 K=8"));
}

TEST_CASE("the first 'split' dimensions go along X, the others along Y, outside") {
  const std::string chip = replaced(kGemmChip, "{name: MAC, class: intmac}",
                                    "{name: MAC, class: intmac, attributes: {meshX: 2}}");
  const auto axes = [&](const std::string& split) {
    const Imported read =
        read_texts({kGemmProblem, chip,
                    "mapping:\n- {target: DRAM, type: temporal, factors: M=2 N=6 K=4}\n"
                    "- {target: Buffer, type: spatial, factors: M=2 K=2, permutation: MKN" +
                        split + "}\n"});
    std::string names;
    for (const Node& node : read.mapping->nodes) {
      if (!node.is_spatial()) continue;
      names += read.problem.dims[node.dim].name + read.architecture.axis(node.axis).name + " ";
    }
    return names;
  };
  CHECK(axes(", split: 1") == "KBuffer_y MBuffer_x ");
  CHECK(axes(", split: 0") == "KBuffer_y MBuffer_y ");
  CHECK(axes("") == "KBuffer_x MBuffer_x ");
}

TEST_CASE("what is bypassed is not kept, all else is") {
  const Imported read = read_with_mapping(
      kGemmMapping + "- {target: Buffer, type: bypass, keep: [Inputs], bypass: [Weights]}\n");
  std::string kept;
  for (const Node& node : read.mapping->nodes) {
    if (node.is_storage() && node.level == LevelId(1)) {
      kept += read.problem.tensors[node.tensor].name + " ";
    }
  }
  CHECK(kept == "Inputs Outputs ");
}

TEST_CASE("a size is depth times block, entries, or kilobytes") {
  const auto capacity_bits = [](const std::string& attributes) {
    const std::string chip =
        replaced(kGemmChip, "{depth: 256, word_bits: 16}", "{" + attributes + "}");
    return read_texts({kGemmProblem, chip}).architecture.levels[LevelId(1)].capacity_bits;
  };
  CHECK(capacity_bits("depth: 256, block_size: 4") == 256 * 4 * 16);
  CHECK(capacity_bits("depth: 256, width: 64") == 256 * 4 * 16);
  CHECK(capacity_bits("depth: 256, width: 64, block_size: 4") == 256 * 4 * 16);
  CHECK(capacity_bits("entries: 256, block_size: 4") == 256 * 16);
  CHECK(capacity_bits("sizeKB: 2") == 2 * 8192);
  CHECK(capacity_bits("depth: (2 + 2) * 64 / 2") == 128 * 16);
  CHECK(capacity_bits("n_banks: 2") == kUnlimitedBits);
}

TEST_CASE("a bandwidth for both is half for reads and half for writes") {
  const std::string chip = replaced(kGemmChip, "depth: 256,", "depth: 256, bandwidth: 8,");
  const Level level = read_texts({kGemmProblem, chip}).architecture.levels[LevelId(1)];
  CHECK(level.read_bandwidth_bits_per_cycle == 4 * 16);
  CHECK(level.write_bandwidth_bits_per_cycle == 4 * 16);
}

TEST_CASE("what has no counterpart is said, with its place") {
  const std::string chip =
      replaced(kGemmChip, "depth: 256,", "depth: 256, n_banks: 4,") + "mapper: {timeout: 10}\n";
  const Imported read = read_texts({kGemmProblem, chip});
  const auto has = [&](int line, const std::string& text) {
    return std::find(read.remarks.begin(), read.remarks.end(),
                     Remark{{"b.yaml", line, line == 10 ? 32 : 1}, text}) != read.remarks.end();
  };
  CHECK(read.remarks.size() == 3);  // and that there are no energies
  CHECK(has(10, "'n_banks' of 'Buffer' has no counterpart"));
  CHECK(has(15, "'mapper' is not read: the search here is exact and has no such settings"));
}

TEST_CASE("the legacy list, innermost first, is the same chip as the tree") {
  const std::string legacy = R"(arch:
  arithmetic: {name: MAC, instances: 4}
  storage:
  - {name: Buffer, entries: 256, instances: 1, word_bits: 16}
  - {name: DRAM, technology: DRAM, instances: 1, word_bits: 16}
)";
  const Imported a = read_texts({kGemmProblem, legacy, kGemmMapping});
  const Imported b = read_texts({kGemmProblem, kGemmChip, kGemmMapping});
  CHECK(nest(a) == nest(b));
  for (const LevelId level : b.architecture.levels.ids()) {
    CHECK(a.architecture.levels[level].capacity_bits == b.architecture.levels[level].capacity_bits);
    CHECK(a.architecture.instances(level) == b.architecture.instances(level));
  }
}

TEST_CASE("the same three designs give the same result in all three dialects") {
  struct Design {
    const char* mapping;
    const char* legacy;
    const char* tree;
    const char* nodes;
  };
  const std::vector<Design> designs = {
      {// flat
       "- {target: DRAM, type: temporal, factors: M=4 N=6}\n"
       "- {target: Buffer, type: temporal, factors: K=8}\n",
       "  arithmetic: {name: MAC, instances: 1}\n"
       "  storage:\n"
       "  - {name: Buffer, entries: 256}\n"
       "  - {name: DRAM, technology: DRAM}\n",
       "  subtree:\n"
       "  - name: chip\n"
       "    local:\n"
       "    - {name: DRAM, class: DRAM}\n"
       "    - {name: Buffer, class: SRAM, attributes: {depth: 256}}\n"
       "    - {name: MAC, class: intmac}\n",
       "  version: 0.4\n"
       "  nodes:\n"
       "  - !Container {name: chip}\n"
       "  - !Component {name: DRAM, class: DRAM}\n"
       "  - !Component\n"
       "    name: Buffer\n"
       "    class: SRAM\n"
       "    attributes: {depth: 256}\n"
       "  - !Component {name: MAC, class: intmac}\n"},
      {// an array of 2 x 2
       "- {target: DRAM, type: temporal, factors: M=2 N=6}\n"
       "- {target: Buffer, type: spatial, factors: M=2 K=2, permutation: MK, split: 1}\n"
       "- {target: Buffer, type: temporal, factors: K=4}\n",
       "  arithmetic: {name: MAC, instances: 4, meshX: 2}\n"
       "  storage:\n"
       "  - {name: Buffer, entries: 256}\n"
       "  - {name: DRAM, technology: DRAM}\n",
       "  subtree:\n"
       "  - name: chip\n"
       "    local:\n"
       "    - {name: DRAM, class: DRAM}\n"
       "    - {name: Buffer, class: SRAM, attributes: {depth: 256}}\n"
       "    subtree:\n"
       "    - name: PE[0..3]\n"
       "      local:\n"
       "      - {name: MAC, class: intmac, attributes: {meshX: 2}}\n",
       "  nodes:\n"
       "  - !Component {name: DRAM, class: DRAM}\n"
       "  - !Component {name: Buffer, class: SRAM, attributes: {depth: 256}}\n"
       "  - !Container {name: column, spatial: {meshX: 2}}\n"
       "  - !Container {name: PE, spatial: {meshY: 2}}\n"
       "  - !Component {name: MAC, class: intmac}\n"},
      {// scratchpads side by side in each of 4
       "- {target: DRAM, type: temporal, factors: K=8}\n"
       "- {target: DRAM, type: spatial, factors: M=4}\n"
       "- {target: WPad, type: bypass, bypass: [Inputs, Outputs]}\n"
       "- {target: IPad, type: bypass, bypass: [Weights, Outputs]}\n"
       "- {target: OPad, type: bypass, bypass: [Weights, Inputs]}\n"
       "- {target: OPad, type: temporal, factors: N=6}\n",
       "  arithmetic: {name: MAC, instances: 4}\n"
       "  storage:\n"
       "  - {name: OPad, entries: 16, instances: 4}\n"
       "  - {name: IPad, entries: 12, instances: 4}\n"
       "  - {name: WPad, entries: 8, instances: 4}\n"
       "  - {name: DRAM, technology: DRAM}\n",
       "  subtree:\n"
       "  - name: chip\n"
       "    local:\n"
       "    - {name: DRAM, class: DRAM}\n"
       "    subtree:\n"
       "    - name: PE[0..3]\n"
       "      local:\n"
       "      - {name: WPad, class: regfile, attributes: {depth: 8}}\n"
       "      - {name: IPad, class: regfile, attributes: {depth: 12}}\n"
       "      - {name: OPad, class: regfile, attributes: {depth: 16}}\n"
       "      - {name: MAC, class: intmac}\n",
       "  nodes:\n"
       "  - !Component {name: DRAM, class: DRAM}\n"
       "  - !Container {name: PE, spatial: {meshX: 4}}\n"
       "  - !Parallel\n"
       "    nodes:\n"
       "    - !Component {name: WPad, class: regfile, attributes: {depth: 8}}\n"
       "    - !Component {name: IPad, class: regfile, attributes: {depth: 12}}\n"
       "    - !Component {name: OPad, class: regfile, attributes: {depth: 16}}\n"
       "  - !Component {name: MAC, class: intmac}\n"}};
  for (const Design& design : designs) {
    const std::string mapping = std::string("mapping:\n") + design.mapping;
    const auto read = [&](const char* chip) {
      return read_texts({kGemmProblem, std::string("architecture:\n") + chip, mapping});
    };
    const Imported tree = read(design.tree);
    for (const char* chip : {design.legacy, design.nodes}) {
      CAPTURE(std::string(chip));
      const Imported other = read(chip);
      CHECK(nest(other) == nest(tree));
      CHECK(other.architecture.compute_instances() == tree.architecture.compute_instances());
      REQUIRE(other.architecture.levels.size() == tree.architecture.levels.size());
      for (const LevelId level : tree.architecture.levels.ids()) {
        CHECK(other.architecture.levels[level].capacity_bits ==
              tree.architecture.levels[level].capacity_bits);
        CHECK(other.architecture.instances(level) == tree.architecture.instances(level));
      }
      cost_model::Evaluation a;
      cost_model::Evaluation b;
      CHECK(cost_model::Evaluator(tree.problem, tree.architecture, tree.options)
                .evaluate(*tree.mapping, a)
                .fits());
      CHECK(cost_model::Evaluator(other.problem, other.architecture, other.options)
                .evaluate(*other.mapping, b)
                .fits());
      CHECK(a.cost.latency_cycles == b.cost.latency_cycles);
      for (const LevelId level : tree.architecture.levels.ids()) {
        for (const TensorId tensor : tree.problem.tensors.ids()) {
          CHECK(a.counts.nodes[level][tensor].reads == b.counts.nodes[level][tensor].reads);
          CHECK(a.counts.nodes[level][tensor].fills == b.counts.nodes[level][tensor].fills);
          CHECK(a.counts.nodes[level][tensor].updates == b.counts.nodes[level][tensor].updates);
        }
      }
    }
  }
}

}  // namespace paretile::interop
