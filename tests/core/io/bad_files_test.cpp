// SPDX-License-Identifier: Apache-2.0
// Every file under tests/data/bad holds a mistake (a few hold several) and NAME.expected the whole
// text a user sees. The subfolder says what the file claims to be.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "core/diagnostics.h"
#include "core/io/load.h"
#include "tests/core/mapping_case.h"

namespace paretile::io {
namespace {

namespace fs = std::filesystem;

std::optional<TableText> find_toy(std::string_view name) {
  if (name != "toy") return std::nullopt;
  return TableText{"toy.yaml",
                   "format: 1\nname: toy\nword_bits: 16\nentries:\n"
                   "  ram: {read: 6 pJ, write: 7 pJ}\n  mac: {energy: 1 pJ}\n"};
}

void read_as(const std::string& kind, const std::string& text, const std::string& file) {
  if (kind == "arch") static_cast<void>(parse_architecture(text, file, find_toy));
  if (kind == "workload") static_cast<void>(parse_workload(text, file));
  if (kind == "constraints") static_cast<void>(load_constraints(text, file, small_chip()));
  if (kind == "mapping") static_cast<void>(load_mapping(text, file, small_conv(), small_chip()));
}

/// The error text of reading the file; anything but InputError fails the test.
std::string errors_of(const std::string& kind, const fs::path& path) {
  try {
    read_as(kind, read_file(path.string()), path.filename().string());
  } catch (const InputError& error) {
    return error.what();
  }
  return "nothing is wrong";
}

std::vector<fs::path> bad_files(const std::string& kind) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(PARETILE_SOURCE_DIR "/tests/data/bad/" + kind)) {
    if (entry.path().extension() != ".expected") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

TEST_CASE("every bad file gets its message, place, caret and hint") {
  std::size_t count = 0;
  for (const std::string kind : {"arch", "constraints", "mapping", "workload"}) {
    for (const fs::path& path : bad_files(kind)) {
      fs::path expected = path;
      expected.replace_extension(".expected");
      std::string text;
      CHECK_NOTHROW_MESSAGE(text = errors_of(kind, path) + "\n", path.string());
      CHECK_MESSAGE(text == read_file(expected.string()), path.string());
      ++count;
    }
  }
  CHECK(count >= 60);
}

}  // namespace
}  // namespace paretile::io
