// SPDX-License-Identifier: Apache-2.0
// Files of other tools that are broken, unsupported or meant to hurt: each ends in a message at the
// right line and exit code 2, within a second of CPU time and 200 MB of addresses, or the program
// is killed by the system and the test fails.
#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/interface/subprocess.h"

namespace paretile::test {
namespace {

/// With sanitizers a program takes more of both, and reserves addresses without bound.
#if defined(__SANITIZE_ADDRESS__)
constexpr Limits kLimits = {10, 0};
#else
constexpr Limits kLimits = {1, 200'000'000};
#endif

constexpr std::size_t kTwoMegabytes = 2'000'000;

/// The files of an example, in the order given to the program.
struct Example {
  std::string flag;
  std::vector<std::string> names;
};
const Example kTimeloop = {"--timeloop",
                           {"timeloop/problem", "timeloop/architecture", "timeloop/mapping"}};
const Example kZigzag = {"--zigzag", {"zigzag/hardware", "zigzag/workload", "zigzag/mapping"}};

/// A change of one file of an example, and what must be said of it.
struct Hostile {
  const Example* example;
  std::size_t file;
  std::string from;  ///< empty: the whole file is `to`
  std::string to;
  int line;  ///< 0: of the file as a whole
  std::string message;
};

std::string repeated(const std::string& text, std::size_t size) {
  std::string all;
  while (all.size() < size) all += text;
  return all;
}

/// Letters and punctuation without order, the same at each run.
std::string garbage(std::size_t size) {
  std::string text;
  std::uint32_t state = 1;
  while (text.size() < size) {
    state = state * 1664525U + 1013904223U;
    text += static_cast<char>(' ' + (state >> 16U) % 95U);
    if (text.size() % 80 == 0) text += '\n';
  }
  return text;
}

std::string many_keys(const std::string& before, const std::string& after) {
  std::string text = before;
  for (int i = 0; text.size() < kTwoMegabytes; ++i)
    text += after + "key" + std::to_string(i) + ": 1\n";
  return text;
}

/// A billion of one text, by nine anchors.
std::string billion_laughs() {
  std::string text = "a: &a [x, x, x, x, x, x, x, x, x, x]\n";
  for (char c = 'b'; c <= 'i'; ++c) {
    const std::string before = std::string("*") + static_cast<char>(c - 1);
    text += std::string(1, c) + ": &" + c + " [" + before;
    for (int i = 1; i < 10; ++i) text += ", " + before;
    text += "]\n";
  }
  return text;
}

std::string steps(int depth) {
  std::string text;
  for (int i = 0; i < depth; ++i) text += std::string(static_cast<std::size_t>(i), ' ') + "a:\n";
  return text;
}

/// Whatever the tool, any file: what no YAML file of anyone may hold.
std::vector<Hostile> of_any_tool(const Example* example) {
  return {
      {example, 1, "", "", 1, "the file is empty"},
      {example, 1, "", "# nothing\n", 1, "the file is empty"},
      {example, 1, "", garbage(kTwoMegabytes), 107, "illegal map value"},
      {example, 1, "", std::string(kTwoMegabytes, '\xff'), 1, "this is not UTF-8 text"},
      {example, 1, "", "a: 1\nb: \x01\n", 2, "control character 0x01"},
      {example, 1, "", std::string("a: 1\nb\0c: 2\n", 12), 2, "control character 0x00"},
      {example, 1, "", "a: 1\rb: 2\n", 1, "a carriage return that ends no line"},
      {example, 1, "",
       "\xEF\xBB\xBF"
       "a: [1\n",
       2, "this is not YAML"},
      {example, 1, "", "a: 1\r\nb: [1\r\n", 3, "this is not YAML"},
      {example, 1, "", "a:\n\t- 1\n", 2, "indent with spaces, not tabs"},
      {example, 1, "", "a: 1\n---\nb: 2\n", 2, "a second document starts here"},
      {example, 1, "", billion_laughs(), 1, "anchors and aliases are not part of the format"},
      {example, 1, "", "a: &a\n  b: *a\n", 1, "anchors and aliases are not part of the format"},
      {example, 1, "", "a: 1\nb: *c\n", 2, "the referenced anchor is not defined"},
      {example, 1, "", "a: !!python/object 1\n", 1, "tags are not part of the format"},
      {example, 1, "", "a: b: c\n", 1, "this is not YAML"},
      {example, 1, "", steps(40), 33, "nested deeper than 32 levels"},
      {example, 1, "", repeated("[", 1000), 1, "nested deeper than 32 levels"},
      {example, 1, "", repeated("[", kTwoMegabytes), 1, "more than 400000 brackets and commas"},
      {example, 1, "", "a: [" + repeated("[],", kTwoMegabytes) + "]", 1,
       "more than 400000 brackets and commas"},
      {example, 1, "", repeated("{a: ", kTwoMegabytes), 1, "more than 400000 brackets and commas"},
      {example, 1, "", repeated("- ", kTwoMegabytes), 1, "nested deeper than 32 levels"},
      {example, 1, "", repeated("? ", kTwoMegabytes), 1, "nested deeper than 32 levels"},
      {example, 1, "", "a:\n" + repeated("- 1\n", kTwoMegabytes), 399'999,
       "more than 400000 values"},
      {example, 1, "", std::string(kTwoMegabytes, 'a') + ": 1\n", 1, "this is not YAML"},
      {example, 1, "", "a: [\"" + repeated("text\n ", kTwoMegabytes), 333'335,
       "end of sequence flow not found"},
      {example, 1, "", std::string(17'000'000, ' '), 0, "larger than 16 MiB"},
  };
}

std::vector<Hostile> of_timeloop() {
  const Example* const example = &kTimeloop;
  return {
      // Truncated, in the middle of each.
      {example, 0, "C: 4, K: 8, N: 1}", "C: 4, K", 6, "this is not YAML"},
      {example, 1, "{datawidth: 16, meshX: 4}", "{datawidth: 16", 19, "this is not YAML"},
      {example, 2, "permutation: SRKQPCN}", "permutation: \"SRK", 6, "end of map flow not found"},
      // Wrong types.
      {example, 0, "shape: cnn-layer", "shape: [cnn-layer]", 4,
       "'shape' must be a map or 'cnn-layer'"},
      {example, 0, "P: 8", "P: [8]", 5, "'P' must be a number, not a list"},
      {example, 1, "depth: 64*1024", "depth: 64**1024", 12, "'depth' must be a number"},
      {example, 1, "depth: 64*1024", "depth: {a: 1}", 12, "'depth' must be a number, not a map"},
      {example, 1, "energy: 206", "energy: much", 26, "'energy' must be a number, not 'much'"},
      {example, 2, "factors: P=4", "factors: {P: 4}", 3, "a text is wanted here"},
      // What there is not.
      {example, 1, "class: intmac", "class: flux_capacitor", 2, "no arithmetic unit"},
      {example, 1, "class: intmac", "clas: intmac", 17, "unknown key 'clas'"},
      {example, 1, "subtree:\n    - name: PE", "subtree:\n    - name: A\n    - name: PE", 14,
       "'subtree' must be a list of one node"},
      {example, 2, "target: Buffer, type: spatial", "target: Bufer, type: spatial", 4,
       "no memory is called 'Bufer'"},
      {example, 0, "cnn-layer", "my-layer", 4, "'shape' must be a map or 'cnn-layer'"},
      {example, 1, "depth: 64*1024", "depth: '{{ depth }}'", 12,
       "is a template, which is not read"},
      {example, 1, "local:\n    - name: DRAM", "local:\n    - <<: {a: 1}\n      name: DRAM", 7,
       "merge keys"},
      // Numbers that cannot be.
      {example, 2, "P=4", "P=3", 2, "the factors of 'P' make 6 of its 8"},
      {example, 2, "P=4", "P=99999999999999999999", 3, "is no factor"},
      {example, 0, "P: 8", "P: 99999999999999999999", 5, "'P' must be a whole number"},
      {example, 0, "P: 8", "P: 9000000000000000", 5, "more than 2^53 operations"},
      {example, 1, "PE[0..15]", "PE[0..99999999999999999999]", 14, "is no name with a count"},
      {example, 1, "PE[0..15]", "PE[0..9000000000000000]", 18, "does not hold the"},
      {example, 1, "width: 16, block_size: 1}", "width: 0, block_size: 1}", 9, "'width' must be"},
      {example, 1, "depth: 64*1024", "depth: " + repeated("(", 100'000), 12,
       "'depth' must be a number"},
      {example, 1, "", many_keys("", ""), 1001, "more than 1000 sections"},
      {example, 1, "", many_keys("architecture:\n", "  "), 2, "missing key 'subtree'"},
      {example, 0, "instance: {", many_keys("instance:\n", "    ") + "    x: {", 6,
       "the size of dimension 'R' is missing"},
      {example, 2, "P=4", repeated("P=4 ", kTwoMegabytes), 3, "two factors of 'P'"},
      {example, 2, "PRSQCKN", std::string(kTwoMegabytes, 'P'), 3, "permutation: 'P' comes twice"},
  };
}

std::vector<Hostile> of_zigzag() {
  const Example* const example = &kZigzag;
  return {
      {example, 0, "sizes: [4, 4]", "sizes: [4,", 59, "this is not YAML"},
      {example, 1, "O_final: 8}\n  operand_source: {I: 0, W: 0}", "O_final", 9,
       "a key must be a name, not nothing"},
      {example, 2, "[OY, \"*\"]]", "[OY, \"*", 7, "end of sequence flow not found"},
      {example, 0, "size: 8\n", "size: many\n", 5, "must be"},
      {example, 0, "size: 8\n", "size: 99999999999999999999\n", 5, "must fit in 64 bits"},
      {example, 0, "operands: [I2]", "operands: [I3]", 10, "I3"},
      {example, 0, "type: read,", "type: reed,", 12, "reed"},
      {example, 0, "[\"I2, tl\"]", "[\"I2 tl\"]", 12, "I2 tl"},
      {example, 0, "served_dimensions: []", "served_dimensions: [D7]", 14, "D7"},
      {example, 0, "sizes: [4, 4]", "sizes: [4]", 58, "1 sizes for 2 dimensions"},
      {example, 0, "sizes: [4, 4]", "sizes: [4, 99999999999999999999]", 58, "sizes"},
      {example, 1, "O[b][k][oy][ox]+=", "O[b][k][oy][ox", 5, "expected '+', ',' or ']' in a rank"},
      {example, 1, "loop_sizes: [1, 8, 4, 8, 8, 3, 3]", "loop_sizes: [1, 8, 4]", 8,
       "3 sizes for 7 dimensions"},
      {example, 1, "loop_sizes: [1, 8,", "loop_sizes: [0, 8,", 8, "loop_sizes"},
      {example, 1, "W: 8, I: 8", "W: 800, I: 8", 9, "operand_precision"},
      {example, 1, "equation: O", "equatoin: O", 5, "equatoin"},
      {example, 2, "[K, 2]", "[K, two]", 4, "two"},
      {example, 2, "[K, 2]", "[K, 3]", 4, "K"},
      {example, 2, "[OX, 8], ", "", 2, "have no place in time: OX 8"},
      {example, 2, "W: I2", "W: I1", 2, "two operands are linked to 'I1'"},
      {example, 2, "W: I2", "W: M2", 5, "unknown memory operand 'M2'"},
      {example, 2, "D1: [\"K, 4\"]", "D1: \"K, 4\"", 3, "expected a list"},
      {example, 2, "", "mapping: 1\n", 1, "this is no hardware, workload or mapping of ZigZag"},
      {example, 1, "", many_keys("", ""), 1, "this is no hardware, workload or mapping of ZigZag"},
      {example, 0, "memories:\n", many_keys("memories:\n", "  "), 4, "must be a map"},
      {example, 2, "", "- name: default\n" + repeated("  name: a\n", kTwoMegabytes), 200'000,
       "more than 400000 values"},
  };
}

/// What must be written first, `FILE:LINE:`.
std::string place_of(const std::string& path, int line) {
  return line == 0 ? path + ": error: " : path + ":" + std::to_string(line) + ":";
}

void check(const Hostile& hostile) {
  const TemporaryFolder folder;
  std::vector<std::string> arguments = {"evaluate", hostile.example->flag};
  std::string changed;
  for (std::size_t i = 0; i < hostile.example->names.size(); ++i) {
    std::string text =
        read_text(PARETILE_SOURCE_DIR "/examples/" + hostile.example->names[i] + ".yaml");
    std::string path = folder.path() + "/" + std::to_string(i) + ".yaml";
    if (i == hostile.file) {
      const std::size_t at = text.find(hostile.from);
      REQUIRE(at != std::string::npos);
      if (hostile.from.empty()) text.clear();
      text.replace(at, hostile.from.size(), hostile.to);
      changed = path;
    }
    write_text(path, text);
    arguments.push_back(path);
  }
  if (hostile.example == &kZigzag) arguments.insert(arguments.end(), {"--layer", "conv"});
  const Finished run = paretile(arguments, kLimits);
  CAPTURE(run.err.substr(0, 400));
  CHECK(run.exit_code == 2);
  CHECK(run.out.empty());
  const std::size_t at = run.err.find(place_of(changed, hostile.line));
  CHECK(at != std::string::npos);
  if (at == std::string::npos) return;
  CHECK(run.err.substr(at, run.err.find('\n', at) - at + 200).find(hostile.message) !=
        std::string::npos);
}

void check_all(const std::vector<Hostile>& files) {
  CHECK(files.size() >= 26);
  for (const Hostile& hostile : files) {
    CAPTURE(hostile.file);
    CAPTURE(hostile.from);
    CAPTURE(hostile.to.substr(0, 80));
    check(hostile);
  }
}

}  // namespace

TEST_CASE("the limits bite: a program that works for long or takes much is killed") {
  if (kLimits.address_bytes == 0) return;  // under a sanitizer
  const std::vector<std::string> forever = {"sh", "-c", "while :; do :; done"};
  CHECK(Process(forever, kLimits).finish().exit_code > 128);
  const std::vector<std::string> large = {"sh", "-c",
                                          "x=$(head -c 300000000 /dev/zero | tr '\\0' x)"};
  CHECK(Process(large, kLimits).finish().exit_code != 0);
}

TEST_CASE("an example as it is stays far within the limits") {
  CHECK(paretile({"evaluate", "--timeloop", "examples/timeloop/problem.yaml",
                  "examples/timeloop/architecture.yaml", "examples/timeloop/mapping.yaml"},
                 kLimits)
            .exit_code == 0);
}

TEST_CASE("no text can hurt the reader of Timeloop's files") { check_all(of_any_tool(&kTimeloop)); }
TEST_CASE("no text can hurt the reader of ZigZag's files") { check_all(of_any_tool(&kZigzag)); }
TEST_CASE("broken files of Timeloop are refused at the line") { check_all(of_timeloop()); }
TEST_CASE("broken files of ZigZag are refused at the line") { check_all(of_zigzag()); }

TEST_CASE("what is no readable file is said to be none") {
  const TemporaryFolder folder;
  std::vector<std::pair<std::string, std::string>> files = {
      {folder.path(), "is a directory, not a file"},
      {folder.path() + "/none", "cannot be read: no such file, or no permission"},
      {"/proc/self/mem", "cannot be read"},
      {"/dev/zero", "larger than 16 MiB"},
  };
  if (::geteuid() != 0) files.emplace_back("/etc/shadow", "cannot be read");
  for (const auto& [file, message] : files) {
    for (const char* flag : {"--timeloop", "--zigzag"}) {
      const Finished run = paretile({"evaluate", flag, file}, kLimits);
      CHECK(run.exit_code == 2);
      CHECK(run.err.starts_with(file + ": error: " + message));
    }
  }
}

TEST_CASE("byte order marks and line ends of other systems are no mistake") {
  const TemporaryFolder folder;
  std::vector<std::string> arguments = {"evaluate", "--timeloop"};
  for (const std::string& name : kTimeloop.names) {
    std::string text = "\xEF\xBB\xBF";
    for (const char c : read_text(PARETILE_SOURCE_DIR "/examples/" + name + ".yaml")) {
      text += c == '\n' ? "\r\n" : std::string(1, c);
    }
    arguments.push_back(folder.path() + "/" + std::to_string(arguments.size()) + ".yaml");
    write_text(arguments.back(), text);
  }
  CHECK(paretile(arguments, kLimits).exit_code == 0);
}

}  // namespace paretile::test
