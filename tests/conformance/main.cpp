// SPDX-License-Identifier: Apache-2.0
// test_conformance [--write-docs] [doctest options]: --write-docs writes the tables of
// docs/interop.md and tests nothing.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "tests/conformance/timeloop_table.h"

int main(int argc, char** argv) {
  if (argc == 2 && std::string_view(argv[1]) == "--write-docs") {
    const std::string path = PARETILE_SOURCE_DIR "/docs/interop.md";
    std::ifstream file(path);
    const std::string document((std::istreambuf_iterator<char>(file)), {});
    std::ofstream(path) << paretile::conformance::with_tables(document);
    return 0;
  }
  return doctest::Context(argc, argv).run();
}
