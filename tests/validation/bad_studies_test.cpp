// SPDX-License-Identifier: Apache-2.0
// Every file under tests/data/bad/study holds a mistake and NAME.expected what a user sees of it.
#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "core/diagnostics.h"
#include "core/io/load.h"
#include "validation/study_reader.h"

namespace paretile::validation {
namespace {

namespace fs = std::filesystem;

std::string errors_of(const fs::path& path) {
  try {
    static_cast<void>(parse_study(io::read_file(path.string()), path.filename().string()));
  } catch (const paretile::InputError& error) {
    return error.what();
  }
  return "nothing is wrong";
}

TEST_CASE("every bad study gets its message, place, caret and hint") {
  std::size_t count = 0;
  for (const auto& entry : fs::directory_iterator(PARETILE_SOURCE_DIR "/tests/data/bad/study")) {
    if (entry.path().extension() == ".expected") continue;
    fs::path expected = entry.path();
    expected.replace_extension(".expected");
    CHECK_MESSAGE(errors_of(entry.path()) + "\n" == io::read_file(expected.string()),
                  entry.path().string());
    ++count;
  }
  CHECK(count >= 8);
}

TEST_CASE("an unknown chip is reported once, where it is named") {
  const std::string text =
      "format: 1\ntitle: t\nsource: s\narchitecture: eyeris\nworkload: alexnet\n"
      "cases: [{name: c, layer: conv5, objective: energy}]\n"
      "measures: [{name: m, quantity: time, published: {c: 1 s}, within: 1 %, confidence: A}]\n";
  try {
    static_cast<void>(parse_study(text, "t.yaml"));
    FAIL("nothing is wrong");
  } catch (const paretile::InputError& error) {
    CHECK(error.diagnostics().size() == 1);
    CHECK(error.diagnostics().front().location == Location{"t.yaml", 4, 15});
    CHECK(error.diagnostics().front().hint.starts_with("did you mean 'eyeriss'?"));
  }
}

}  // namespace
}  // namespace paretile::validation
