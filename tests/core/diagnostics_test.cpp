// SPDX-License-Identifier: Apache-2.0
#include "core/diagnostics.h"

#include <doctest/doctest.h>

namespace paretile {
namespace {

const std::vector<std::string> kKeys = {"name", "capacity_bits", "word_bits"};

std::string thrown(const DiagnosticSink& sink) {
  try {
    sink.throw_if_any();
  } catch (const InputError& error) {
    return error.what();
  }
  return "nothing thrown";
}

TEST_CASE("a diagnostic shows place, sentence, source line, caret and hint") {
  const Diagnostic diagnostic{{"chip.yaml", 3, 6},
                              "unknown key 'capcity_bits' in levels[0]",
                              "  - {capcity_bits: 8192, word_bits: 16}",
                              "did you mean 'capacity_bits'?"};
  CHECK(render(diagnostic) ==
        "chip.yaml:3:6: error: unknown key 'capcity_bits' in levels[0]\n"
        "    - {capcity_bits: 8192, word_bits: 16}\n"
        "       ^\n"
        "  hint: did you mean 'capacity_bits'?");
}

TEST_CASE("what is unknown about a place is left out") {
  CHECK(render({{"a.yaml", 0, 0}, "the file is empty", "", ""}) ==
        "a.yaml: error: the file is empty");
  CHECK(render({{"a.yaml", 2, 0}, "too long", "xy", ""}) == "a.yaml:2: error: too long\n  xy");
}

TEST_CASE("the caret stands under its character behind tabs and multi-byte characters") {
  CHECK(render({{"a", 1, 3}, "m", "\tµx", ""}) == "a:1:3: error: m\n  \tµx\n  \t ^");
}

TEST_CASE("a sink throws all mistakes at once, in the order of the file") {
  DiagnosticSink sink("f", "one\ntwo\r\nthree");
  CHECK(thrown(sink) == "nothing thrown");
  sink.error(3, 2, "late");
  sink.error(2, 1, "early", "h");
  sink.error(2, 1, "early", "h");
  CHECK(thrown(sink) ==
        "f:2:1: error: early\n  two\n  ^\n  hint: h\n"
        "f:3:2: error: late\n  three\n   ^");
}

TEST_CASE("a text inside a file is located in the file") {
  DiagnosticSink sink("f", "dram [W]", 7, 5);
  sink.error(1, 6, "m");
  CHECK(thrown(sink) == "f:7:10: error: m\n      dram [W]\n           ^");
}

TEST_CASE("beyond a hundred mistakes the rest is counted") {
  DiagnosticSink sink("f", "x");
  for (std::size_t i = 0; i < DiagnosticSink::kMaxDiagnostics + 3; ++i) {
    sink.error(1, 1, "m" + std::to_string(i));
  }
  const std::string text = thrown(sink);
  CHECK(text.ends_with("f: error: and 3 more mistakes"));
  CHECK(text.find("m99") != std::string::npos);
  CHECK(text.find("m100") == std::string::npos);
}

TEST_CASE("columns count characters, not bytes") {
  const DiagnosticSink sink("f", "µµx");
  CHECK(sink.column_of_byte(1, 0) == 1);
  CHECK(sink.column_of_byte(1, 4) == 3);
}

TEST_CASE("the near miss is at most a third of the word away") {
  CHECK(nearest_name("capcity_bits", kKeys) == "capacity_bits");  // one insertion
  CHECK(nearest_name("nmae", kKeys) == "name");                   // one swap
  CHECK(nearest_name("nxyz", kKeys).empty());                     // three changes of four
  CHECK(nearest_name("", kKeys).empty());
  CHECK(nearest_name("PJ", std::vector<std::string>{"fJ", "pJ"}) == "pJ");  // case counts half
  CHECK(nearest_name("K", std::vector<std::string>{"C", "K2"}) == "K2");  // not a whole other name
}

TEST_CASE("without a near miss the suggestion lists what there is") {
  CHECK(suggestion("wrod_bits", kKeys) == "did you mean 'word_bits'?");
  CHECK(suggestion("zzzzz", kKeys) == "one of: name, capacity_bits, word_bits");
  CHECK(suggestion("zzzzz", {}).empty());
}

TEST_CASE("long and broken names are tamed before they are repeated") {
  CHECK(quoted("a\nb") == "'a b'");
  CHECK(quoted(std::string(100, 'x')) == "'" + std::string(60, 'x') + "...'");
}

}  // namespace
}  // namespace paretile
