// SPDX-License-Identifier: Apache-2.0
// Every broken file ends in a message at the line that is wrong.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "core/diagnostics.h"
#include "tests/interop/timeloop_text.h"

namespace paretile::interop {
namespace {

/// One edit of one of the three texts (a problem, b chip, c mapping) and what must be said of it.
struct Broken {
  char file;
  const char* from;
  const char* to;
  int line;
  const char* message;
};

const std::vector<Broken> kBroken = {
    {'a', "[M, N, K]", "[M, N", 5, "this is not YAML"},
    {'a', "problem:", "problm:", 1, "no 'problem' is in these files"},
    {'a', "instance: {M: 4,", "instance: {", 9, "the size of dimension 'M' is missing"},
    {'a', "M: 4", "M: four", 9, "'M' must be a number, not 'four'"},
    {'a', "M: 4", "M: 0", 9, "'M' must be a whole number of at least 1, not '0'"},
    {'a', "M: 4", "M: -4", 9, "'M' must not be negative"},
    {'a', "M: 4", "M: 4.5", 9, "'M' must be a whole number of at least 1, not '4.5'"},
    {'a', "K: 8", "K: 8, Q: 3", 9, "unknown key 'Q' in problem.instance"},
    {'a', "[[M]], [[K]]", "[[M]], [[X]]", 6, "no dimension is called 'X'"},
    {'a', "[[M]], [[K]]", "[[M]], [K]", 6, "a term must be [dimension]"},
    {'a', "[[M]], [[K]]", "[[M, Stride]], [[K]]", 6, "no coefficient is called 'Stride'"},
    {'a', ", read_write: true", "", 2, "0 output tensors, one is needed"},
    {'a', "name: GEMM", "name: &x GEMM", 3, "anchors and aliases are not part of the format"},
    {'a', "name: GEMM", "name: GEMM\n    <<: {a: 1}", 4, "merge keys"},
    {'b', "architecture:", "problem:", 1, "'problem' is given twice"},
    {'b', "subtree:\n  - name: system", "subtree:\n  - name: x\n  - name: system", 3,
     "'subtree' must be a list of one node"},
    {'b', "PE[0..3]", "PE[0..]", 12, "'PE[0..]' is no name with a count"},
    {'b', "depth: 256", "depth: lots", 10, "'depth' must be a number, not 'lots'"},
    {'b', "depth: 256", "depth: '{{depth}}'", 10, "'depth' is a template, which is not read"},
    {'b', "depth: 256", "depth: 2**8", 10, "'depth' must be a number, not '2**8'"},
    {'b', "depth: 256", "depth: 256, width: 24", 10, "a row of 24 bits does not hold whole words"},
    {'b', "depth: 256", "depth: 256, multiple_buffering: 3", 10, "buffering must be 1 or 2, not 3"},
    {'b', "name: Buffer", "name: DRAM", 8, "the name 'DRAM' is used twice"},
    {'b', "class: intmac}", "class: intmac, attributes: {meshX: 3}}", 14,
     "a mesh of 3 x 1 does not hold the 4 instances of 'MAC'"},
    {'b', "class: intmac", "class: adder", 1, "no arithmetic unit is in the architecture"},
    {'b', "class: SRAM", "clas: SRAM", 9, "unknown key 'clas'"},
    {'c', "target: Buffer, type: temporal", "target: Bufer, type: temporal", 3,
     "no memory is called 'Bufer'"},
    {'c', "N=6", "N=5", 1, "the factors of 'N' make 5 of its 6"},
    {'c', "N=6", "N=7", 2, "factor 'N=7' does not fit dimension 'N' of size 6"},
    {'c', "N=6", "N=x", 2, "'N=x' is no factor"},
    {'c', "N=6", "P=6", 2, "factor 'P=6' is of no dimension"},
    {'c', "NMK", "NMN", 2, "permutation: 'N' comes twice"},
    {'c', "type: spatial", "type: spacial", 4, "hint: did you mean 'spatial'?"},
    {'c', "target: Buffer, type: spatial", "target: DRAM, type: spatial", 4,
     "no array is inside 'DRAM' to spread 'M' over"},
    {'c', "factors: M=4}", "factors: M=4, keep: [W]}", 4, "unknown key 'keep'"},
    {'c', "factors: M=4}", "factors: M=4}\n- {target: DRAM, type: bypass, bypass: [Inputs]}", 5,
     "'DRAM' does not keep 'Inputs', nor does a memory outside of it, but it has loops"},
    {'a', "problem:", "{% set n = 6 %}\nproblem:", 1, "; templates are not read"},
    {'a', "problem:", "{{add_to_path('x')}}\nproblem:", 2, "; templates are not read"},
    {'c', "mapping:\n", "mapping: 3\nx:\n", 1, "'mapping' must be a list of directives"},
};

std::string what_is_wrong(const std::vector<std::string>& texts) {
  try {
    (void)read_texts(texts);
  } catch (const InputError& error) {
    return error.what();
  }
  return "nothing";
}

}  // namespace

TEST_CASE("a mistake is told at its line") {
  for (const Broken& broken : kBroken) {
    std::vector<std::string> texts = {kGemmProblem, kGemmChip, kGemmMapping};
    std::string& text = texts[static_cast<std::size_t>(broken.file - 'a')];
    CAPTURE(broken.to);
    REQUIRE(text.find(broken.from) != std::string::npos);
    text = replaced(text, broken.from, broken.to);
    const std::string said = what_is_wrong(texts);
    CAPTURE(said);
    const std::string place = std::string(1, broken.file) + ".yaml:" + std::to_string(broken.line);
    CHECK(said.find(place + ":") != std::string::npos);
    CHECK(said.find(broken.message) != std::string::npos);
  }
}

TEST_CASE("nodes of version 0.4 are checked as the tree is") {
  const std::string chip = R"(architecture:
  nodes:
  - !Component {name: DRAM, class: DRAM}
  - !Parallel
    nodes:
    - !Component {name: A, class: SRAM, spatial: {meshX: 2}}
    - !Component {name: B, class: SRAM, attributes: {depth: lots}}
  - !Other {name: C}
  - !Component {name: MAC, class: intmac}
)";
  const std::string tags = what_is_wrong({kGemmProblem, chip});
  CHECK(tags.find("b.yaml:8") != std::string::npos);
  CHECK(tags.find("tags are not part of the format") != std::string::npos);
  const std::string said = what_is_wrong({kGemmProblem, replaced(chip, "!Other ", "")});
  CHECK(said.find("b.yaml:6:41: error: side by side, all memories must have as many instances") !=
        std::string::npos);
  CHECK(said.find("b.yaml:7") != std::string::npos);
  CHECK(said.find("'depth' must be a number, not 'lots'") != std::string::npos);
}

TEST_CASE("the mistakes of all files are told at once") {
  const std::string said = what_is_wrong({replaced(kGemmProblem, "M: 4", "M: four"),
                                          replaced(kGemmChip, "depth: 256", "depth: lots")});
  CHECK(said.find("a.yaml:9") != std::string::npos);
  CHECK(said.find("b.yaml:10") != std::string::npos);
}

TEST_CASE("garbage, nests without end and tables that blow up are refused") {
  CHECK(what_is_wrong({std::string(2'000'000, 'x')}).find("a.yaml:1") != std::string::npos);
  CHECK(what_is_wrong({std::string(100'000, '[')}).find("deeper") != std::string::npos);
  CHECK(what_is_wrong({std::string(2'000'000, '[')}).find("more than 400000 brackets") !=
        std::string::npos);
  CHECK(what_is_wrong({""}).find("the file is empty") != std::string::npos);
  CHECK(what_is_wrong({"a: &a [x, x]\nb: &b [*a, *a]\nproblem: [*b, *b]\n"}).find("a.yaml:1") !=
        std::string::npos);
  std::string tree = "architecture:\n";
  for (int depth = 0; depth < 40; ++depth) {
    tree += std::string(static_cast<std::size_t>(2 * depth + 2), ' ') + "subtree:\n" +
            std::string(static_cast<std::size_t>(2 * depth + 2), ' ') + "- name: x\n";
  }
  CHECK(what_is_wrong({tree}).find("nested deeper") != std::string::npos);
}

}  // namespace paretile::interop
