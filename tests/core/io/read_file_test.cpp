// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "core/diagnostics.h"
#include "core/io/load.h"
#include "core/io/yaml_document.h"

namespace paretile::io {
namespace {

TEST_CASE("what cannot be read as a file is one mistake without a line") {
  CHECK_THROWS_WITH_AS(static_cast<void>(read_file("/nowhere/chip.yaml")),
                       "/nowhere/chip.yaml: error: cannot be read: no such file, or no permission",
                       InputError);
  CHECK_THROWS_WITH_AS(static_cast<void>(read_file("/")), "/: error: is a directory, not a file",
                       InputError);
}

TEST_CASE("a file of 16 MiB is read, one byte more is refused") {
  const std::string path =
      (std::filesystem::temp_directory_path() / "paretile_read_file_test").string();
  std::ofstream(path) << std::string(YamlDocument::kMaxBytes, 'x');
  CHECK(read_file(path).size() == YamlDocument::kMaxBytes);
  std::ofstream(path, std::ios::app) << 'x';
  CHECK_THROWS_WITH_AS(static_cast<void>(read_file(path)),
                       (path + ": error: larger than 16 MiB").c_str(), InputError);
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace paretile::io
