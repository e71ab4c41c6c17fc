// SPDX-License-Identifier: Apache-2.0
#include "core/io/yaml_reader.h"

#include <doctest/doctest.h>

#include <functional>

namespace paretile::io {
namespace {

/// The whole error text of reading `text`; "fine" when there is none.
std::string errors_of(std::string_view text, const std::function<void(YamlReader&)>& read) {
  try {
    YamlDocument document(text, "f");
    YamlReader reader(document, document.root(), "");
    read(reader);
    reader.finish();
    document.throw_if_errors();
  } catch (const InputError& error) {
    return error.what();
  }
  return "fine";
}

std::string errors_of(std::string_view text) {
  return errors_of(text, [](YamlReader& reader) { reader.entries(); });
}

TEST_CASE("scalars are decimal and words stay words") {
  const std::string text = "a: 010\nb: 'x y'\nN: yes\nc: 3 KiB\nd: true\n";
  CHECK(errors_of(text, [](YamlReader& reader) {
          CHECK(reader.integer("a") == 10);
          CHECK(reader.text("b") == "x y");
          CHECK(reader.text("N") == "yes");
          CHECK(reader.quantity("c", Quantity::kBits) == 24576.0);
          CHECK(reader.boolean("d") == true);
          CHECK(!reader.integer("absent"));
        }) == "fine");
}

TEST_CASE("lists and maps nest, and one number is a list of one") {
  const std::string text = "s: 2\nt: [1, 2]\nlevels:\n  - {name: a}\n  - name: b\nm: {K: 4}\n";
  CHECK(errors_of(text, [](YamlReader& reader) {
          CHECK(reader.integers("s") == std::vector<std::int64_t>{2});
          CHECK(reader.integers("t") == std::vector<std::int64_t>{1, 2});
          std::string names;
          for (YamlReader& level : reader.maps("levels")) {
            names += level.path() + "=" + level.text("name").value_or("?") + " ";
            level.finish();
          }
          CHECK(names == "levels[0]=a levels[1]=b ");
          const auto entries = reader.child("m")->entries();
          CHECK(entries.size() == 1);
          CHECK(entries[0].key == "K");
        }) == "fine");
}

TEST_CASE("an unknown key gets the near miss among the keys asked for") {
  const std::string text = "levels:\n  # a level\n  - {capcity_bits: 8192, word_bits: 16}\n";
  CHECK(errors_of(text,
                  [](YamlReader& reader) {
                    for (YamlReader& level : reader.maps("levels")) {
                      level.quantity({"capacity", "capacity_bits"}, Quantity::kBits);
                      level.integer("word_bits");
                      level.finish();
                    }
                  }) ==
        "f:3:6: error: unknown key 'capcity_bits' in levels[0]\n"
        "    - {capcity_bits: 8192, word_bits: 16}\n"
        "       ^\n"
        "  hint: did you mean 'capacity_bits'?");
}

TEST_CASE("missing, empty, wrong and doubled keys are all reported at once, by line") {
  const std::string text = "b: x\nc:\nd: 1\nd: 2\ne: [1]\nf: 5\nff: 6\n";
  CHECK(errors_of(text,
                  [](YamlReader& reader) {
                    reader.text("a", Need::kRequired);
                    reader.integer("b");
                    reader.integer("c");
                    reader.integer("d");
                    reader.boolean("e");
                    reader.integer({"f", "ff"});
                  }) ==
        "f:1:1: error: missing key 'a'\n  b: x\n  ^\n"
        "f:1:4: error: b must be a whole number, not 'x'\n  b: x\n     ^\n"
        "f:2:1: error: key 'c' has no value\n  c:\n  ^\n"
        "f:4:1: error: duplicate key 'd'\n  d: 2\n  ^\n  hint: it is first given on line 3\n"
        "f:5:4: error: e must be true or false, not a list\n  e: [1]\n     ^\n"
        "  hint: write true or false\n"
        "f:7:1: error: both 'f' and 'ff'\n  ff: 6\n  ^\n"
        "  hint: they are two spellings of one key; give one");
}

TEST_CASE("numbers out of range, negative or beyond 64 bits are refused, the edge is not") {
  const std::string text = "a: 0\nb: 99999999999999999999\nc: -1 pJ\nd: 1\n";
  CHECK(errors_of(text,
                  [](YamlReader& reader) {
                    reader.integer("a", kAtLeastOne);
                    reader.integer("b");
                    reader.quantity("c", Quantity::kEnergy);
                    CHECK(reader.integer("d", kAtLeastOne) == 1);
                  }) ==
        "f:1:4: error: a must be at least 1, not 0\n  a: 0\n     ^\n"
        "f:2:4: error: b must fit in 64 bits, not '99999999999999999999'\n"
        "  b: 99999999999999999999\n     ^\n"
        "f:3:4: error: c must not be negative, not '-1 pJ'\n  c: -1 pJ\n     ^");
}

TEST_CASE("yes and no are not booleans, and choices have near misses") {
  CHECK(errors_of("a: yes\nb: wrod\n",
                  [](YamlReader& reader) {
                    reader.boolean("a");
                    reader.choice("b", std::vector<std::string>{"word", "tile", "none"});
                  }) ==
        "f:1:4: error: a must be true or false, not 'yes'\n  a: yes\n     ^\n"
        "  hint: write true\n"
        "f:2:4: error: b must be one of word, tile, none, not 'wrod'\n  b: wrod\n     ^\n"
        "  hint: did you mean 'word'?");
}

TEST_CASE("findings by path are located, the nearest enclosing place if need be") {
  const std::string text = "x: 1\nlevels:\n  - {name: a, capacity: 8}\n";
  YamlDocument document(text, "f");
  YamlReader reader(document, document.root(), "");
  for (YamlReader& level : reader.maps("levels")) {
    level.quantity({"capacity", "capacity_bits"}, Quantity::kBits);
  }
  document.report({{"levels[0].capacity_bits", "too small", "more"},
                   {"levels[0].area_um2", "no area", ""},
                   {"fanouts[0]", "none", ""}});
  try {
    document.throw_if_errors();
    FAIL("nothing thrown");
  } catch (const InputError& error) {
    CHECK(error.diagnostics()[0].location == Location{"f", 1, 1});
    CHECK(error.diagnostics()[1].location == Location{"f", 3, 5});
    CHECK(error.diagnostics()[2].location == Location{"f", 3, 25});
  }
}

TEST_CASE("YAML beyond plain data is refused where it stands") {
  CHECK(errors_of("a: &x 1\nb: *x\n") ==
        "f:1:4: error: anchors and aliases are not part of the format\n  a: &x 1\n     ^\n"
        "  hint: write the value out where it is used\n"
        "f:2:4: error: anchors and aliases are not part of the format\n  b: *x\n     ^\n"
        "  hint: write the value out where it is used");
  CHECK(errors_of("<<: {a: 1}\n") ==
        "f:1:1: error: merge keys are not part of the format\n  <<: {a: 1}\n  ^\n"
        "  hint: write the keys out");
  CHECK(errors_of("a: !!str 1\n") ==
        "f:1:4: error: tags are not part of the format\n  a: !!str 1\n     ^\n"
        "  hint: write the plain value");
  CHECK(errors_of("a: 1\n---\nb: 1\n") ==
        "f:2:1: error: a second document starts here\n  ---\n  ^\n"
        "  hint: a file holds one document; drop the '---'");
  CHECK(errors_of("? [a]\n: 1\n") ==
        "f:1:3: error: a key must be a name, not a list\n  ? [a]\n    ^");
}

TEST_CASE("what is no YAML, or no text, is one mistake at its place") {
  CHECK(errors_of("a: [1, 2\nb: 3\n").starts_with("f:2:2: error: this is not YAML: "));
  CHECK(errors_of("") == "f:1:1: error: the file is empty");
  CHECK(errors_of("# only a comment\n") ==
        "f:1:1: error: the file is empty\n  # only a comment\n  ^");
  CHECK(errors_of("- a\n") ==
        "f:1:1: error: the file must be a map of keys, not a list\n  - a\n  ^");
  CHECK(errors_of("ab: \xFF\n") == "f:1:5: error: this is not UTF-8 text\n  ab: ?\n      ^");
  CHECK(errors_of(std::string_view("a: 1\nb: \0\n", 10)) ==
        "f:2:4: error: control character 0x00\n  b: ?\n     ^");
  CHECK(errors_of("a: \x04 1\n") == "f:1:4: error: control character 0x04\n  a: ? 1\n     ^");
  CHECK(errors_of("\xEF\xBB\xBF"
                  "a: 1\n") == "fine");  // a byte order mark is no mistake
  CHECK(errors_of(std::string(YamlDocument::kMaxBytes + 1, ' ')) == "f: error: larger than 16 MiB");
}

TEST_CASE("bombs end early: depth, number of values, laughing aliases") {
  // The file's own map is the first level.
  auto nested = [](std::size_t lists) {
    return "a: " + std::string(lists, '[') + std::string(lists, ']') + "\n";
  };
  CHECK(errors_of(nested(YamlDocument::kMaxDepth - 1)) == "fine");
  const std::string deep = nested(YamlDocument::kMaxDepth);
  CHECK(errors_of(deep) == "f:1:35: error: nested deeper than 32 levels\n  " + deep + "  " +
                               std::string(34, ' ') + "^");
  CHECK(errors_of("a: " + std::string(100'000, '[')).find("deeper than 32") != std::string::npos);
  std::string many = "a:\n";
  std::string commas = "a: [";
  for (std::size_t i = 0; i < YamlDocument::kMaxValues; ++i) {
    many += "- 1\n";
    commas += "1,";
  }
  CHECK(errors_of(many).find("more than 400000 values") != std::string::npos);
  CHECK(errors_of(commas).find("f:1:800004: error: more than 400000 brackets and commas") == 0);
  CHECK(errors_of("a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n").find("anchors") != std::string::npos);
}

TEST_CASE("columns are characters and an empty value stands at its key") {
  CHECK(errors_of("µ: {b: , c: 1}\n",
                  [](YamlReader& reader) {
                    auto child = reader.child("µ");
                    child->integer("b");
                    child->text("c");
                    child->text("d", Need::kRequired);
                  }) ==
        "f:1:4: error: missing key 'd' in µ\n  µ: {b: , c: 1}\n     ^\n"
        "f:1:5: error: key 'b' in µ has no value\n  µ: {b: , c: 1}\n      ^");
}

}  // namespace
}  // namespace paretile::io
